"""`kg init`: two files, and the commands of the workflow make a site from them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.commands import EXAMPLE, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_bytes(EXAMPLE.read_bytes())
    return tmp_path


def test_the_commands_of_the_workflow_make_a_site(folder: Path) -> None:
    begun = run("init", "README.md", "--licence", "unknown", "--base", "https://papers.example.org/list", "--keeper", 'The "K"',
                cwd=folder)
    workflow = (folder / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    commands = re.findall(r"- run: (kg .*)", workflow)

    assert begun.code == 0, begun.err
    assert tomllib.loads((folder / "kg.toml").read_text(encoding="utf-8")) == {
        "sources": ["README.md"], "base": "https://papers.example.org/list/", "licence": "unknown", "keeper": 'The "K"',
    }
    assert len(commands) == 3
    for command in commands:
        assert subprocess.run([sys.executable, "-m", *command.split()], cwd=folder, check=False).returncode == 0
    page = (folder / "site/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://papers.example.org/list/">' in page
    assert "key: site-${{ github.run_id }}\n" in workflow


def test_the_base_is_where_github_pages_would_put_the_site(folder: Path) -> None:
    (folder / ".git").mkdir()
    for url, base in (
        ("https://github.com/Ada/papers.git", "https://ada.github.io/papers/"),
        ("git@github.com:ada/ada.github.io.git", "https://ada.github.io/"),
    ):
        (folder / ".git/config").write_text(f'[remote "origin"]\n\turl = {url}\n')
        assert run("init", "README.md", "--licence", "unknown", cwd=folder).code == 0
        assert tomllib.loads((folder / "kg.toml").read_text(encoding="utf-8"))["base"] == base
        (folder / "kg.toml").unlink()
        (folder / ".github/workflows/publish.yml").unlink()


def test_nothing_is_overwritten_and_nothing_is_guessed(folder: Path) -> None:
    (folder / "kg.toml").write_text("mine")
    taken = run("init", "README.md", "--licence", "unknown", "--base", "https://example.org/", cwd=folder)
    (folder / "kg.toml").unlink()

    assert (taken.code, "already there" in taken.err) == (2, True)
    assert run("init", "README.md", "--licence", "unknown", cwd=folder).code == 2
    assert run("init", "nothing.md", "--licence", "unknown", "--base", "https://example.org/", cwd=folder).code == 2
    assert run("init", "README.md", "--base", "https://example.org/", cwd=folder).code == 2
    assert not (folder / ".github").exists()


def test_a_build_without_sources_says_what_to_do(tmp_path: Path) -> None:
    told = run("build", "-o", "graph", cwd=tmp_path)

    assert told.code == 2
    assert "kg init" in told.err
