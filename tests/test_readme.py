"""The README's console blocks are run: each command gives the output that stands below it.

`python -m pytest tests/test_readme.py --update-golden` writes what the commands print now.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import COMMANDS
from tests.commands import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```console\n)\$ (?P<command>.*)\n(?P<output>(?:.*\n)*?)(?=```)")


def printed(command: str, folder: Path) -> str:
    """Return what a command prints on standard output, in a folder that has the examples."""
    tools = folder / "bin"
    tools.mkdir(exist_ok=True)
    script = tools / "kg"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "COLUMNS": "100"}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, check=True)
    return "".join(line.rstrip() + "\n" for line in done.stdout.decode().splitlines())


def test_the_console_blocks_of_the_readme_are_true(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    text = README.read_text(encoding="utf-8")

    def run(match: re.Match[str]) -> str:
        return f"$ {match['command']}\n{printed(match['command'], tmp_path)}"

    true = BLOCK.sub(run, text)
    if request.config.getoption("--update-golden"):
        README.write_text(true, encoding="utf-8")

    assert true == README.read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) >= 5


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`kg {command}" in README.read_text(encoding="utf-8")
