"""Publishing again: only what changed is written, what is gone leaves a stone, and nothing is ever half there."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import UnreadableInput, WrongUsage
from kg.publish.folder import SiteFolder
from kg.publish.settings import Config, settings_for
from kg.records import Paper
from tests.commands import run
from tests.readers import READERS
from tests.sites import BASE, build_records, paper, publish_to, reading_list

OLD = [paper(1, "The first", "Ada Invented"), paper(2, "The second", "Bob Invented"), paper(3, "The third", "Ada Invented")]


def site_of(papers: list[Paper], folder: Path, day: str) -> Path:
    """Build and publish a list of papers; return the site."""
    build_records([reading_list("one", papers)], folder / "graph")
    publish_to(folder / "graph", folder / "site", day)
    return folder / "site"


def contents(site: Path) -> dict[str, bytes]:
    """Return all files of a site."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def inodes(site: Path) -> dict[str, int]:
    """Return which file on the disk each path is."""
    return {path.relative_to(site).as_posix(): path.stat().st_ino for path in site.rglob("*") if path.is_file()}


def test_the_same_graph_gives_the_same_bytes_and_touches_no_file(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    before, files = contents(site), inodes(site)
    again = publish_to(tmp_path / "graph", site, "2026-02-02")

    assert contents(site) == before
    assert inodes(site) == files
    assert (again.changed, again.removed) == (0, 0)


def test_another_machine_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (site_of(OLD, tmp_path / name, "2026-01-01") for name in ("one", "other"))

    assert contents(one) == contents(other)


def test_a_new_paper_changes_only_the_files_that_speak_of_it(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    before = contents(site)
    site_of([*OLD, paper(4, "The fourth", "Eve Invented")], tmp_path, "2026-02-02")
    after = contents(site)
    changed = {path for path in after if before.get(path) != after[path]}
    days = dict(
        line.removeprefix("<url><loc>").removesuffix("</lastmod></url>").split("</loc><lastmod>")
        for line in after["sitemap.xml"].decode().splitlines() if line.startswith("<url>")
    )

    assert "paper/arxiv-2101.00004.html" in changed
    assert not {"paper/arxiv-2101.00001.html", "author/ada-invented.ttl", "ontology.html", "assets/site.css"} & changed
    assert days[f"{BASE}paper/arxiv-2101.00001.html"] == "2026-01-01"
    assert days[f"{BASE}paper/arxiv-2101.00004.html"] == "2026-02-02"
    first = after["feed.xml"].decode().partition("<entry>")[2].partition("</entry>")[0]
    assert "The fourth" in first
    assert "2026-02-02T" in first


def test_the_patch_leads_from_the_last_publication_to_this_one(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    before = set(gzip.decompress((site / "data/graph.nt.gz").read_bytes()).splitlines(keepends=True))
    site_of([*OLD[1:], paper(4, "The fourth", "Eve Invented")], tmp_path, "2026-02-02")
    after = set(gzip.decompress((site / "data/graph.nt.gz").read_bytes()).splitlines(keepends=True))
    (patch,) = (site / "changes").iterdir()
    lines = patch.read_bytes().splitlines(keepends=True)
    removed = {line[2:] for line in lines if line.startswith(b"D ")}
    added = {line[2:] for line in lines if line.startswith(b"A ")}

    assert (before - removed) | added == after
    assert removed <= before
    assert not added & before
    assert lines[-1] == b"TC .\n"
    site_of(OLD, tmp_path, "2026-03-03")
    assert len(list((site / "changes").iterdir())) == 2


def test_a_paper_that_is_gone_leaves_a_stone_and_its_author_none(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    site_of(OLD[::2], tmp_path, "2026-02-02")
    stone = (site / "paper/arxiv-2101.00002.html").read_text(encoding="utf-8")

    assert "The second" in stone
    assert "2026-02-02" in stone
    assert not (site / "author/bob-invented.html").exists()
    assert not (site / "paper/arxiv-2101.00002.linkset.json").exists()
    site_of(OLD[::2], tmp_path, "2026-03-03")
    assert (site / "paper/arxiv-2101.00002.html").read_text(encoding="utf-8") == stone
    site_of(OLD, tmp_path, "2026-04-04")
    assert "No longer listed" not in (site / "paper/arxiv-2101.00002.html").read_text(encoding="utf-8")


def test_a_paper_that_got_a_better_identifier_is_replaced_by_its_new_iri(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    renamed = paper(2, "The second", "Bob Invented", identifiers=("doi:10.1234/second",))
    site_of([OLD[0], renamed, OLD[2]], tmp_path, "2026-02-02")
    stone = (site / "paper/arxiv-2101.00002.html").read_text(encoding="utf-8")
    said = READERS["turtle"]["rdflib"]((site / "paper/arxiv-2101.00002.ttl").read_bytes())

    assert 'href="../paper/doi-10.1234-second.html"' in stone
    assert f'<link rel="canonical" href="{BASE}paper/doi-10.1234-second">' in stone
    assert (
        ("iri", f"{BASE}paper/arxiv-2101.00002"), ("iri", "http://purl.org/dc/terms/isReplacedBy"),
        ("iri", f"{BASE}paper/doi-10.1234-second"),
    ) in said
    assert READERS["jsonld"]["pyld"]((site / "paper/arxiv-2101.00002.jsonld").read_bytes()) == said


def test_files_of_the_keeper_stay(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    (site / "CNAME").write_text("papers.example.org")
    (site / ".git").mkdir()
    (site / ".git/HEAD").write_text("ref: x")
    site_of(OLD[1:], tmp_path, "2026-02-02")

    assert (site / "CNAME").read_text() == "papers.example.org"
    assert (site / ".git/HEAD").read_text() == "ref: x"


def test_a_folder_that_is_no_site_is_never_replaced(tmp_path: Path) -> None:
    build_records([reading_list("one", OLD)], tmp_path / "graph")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/thesis.txt").write_text("years of work")

    with pytest.raises(WrongUsage, match="no site made by kg"):
        publish_to(tmp_path / "graph", tmp_path / "home")
    assert (tmp_path / "home/thesis.txt").read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph", "home"]


def test_a_graph_that_is_not_what_its_manifest_says_is_refused(tmp_path: Path) -> None:
    build_records([reading_list("one", OLD)], tmp_path / "graph")
    with (tmp_path / "graph/graph.ttl").open("ab") as file:
        file.write(b"# more\n")

    with pytest.raises(UnreadableInput, match="not what the manifest says"):
        publish_to(tmp_path / "graph", tmp_path / "site")
    assert not (tmp_path / "site").exists()


def begin_and_fail(site: Path) -> None:
    """Write half a site."""
    with SiteFolder(site) as files:
        files.write("index.html", b"half")
        raise ZeroDivisionError


def test_a_failure_leaves_the_old_site_and_no_trace(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    before = contents(site)
    with pytest.raises(ZeroDivisionError):
        begin_and_fail(site)

    assert contents(site) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph", "site"]


def test_a_killed_publication_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    site = site_of(OLD, tmp_path, "2026-01-01")
    old = contents(site)
    more = [*OLD, *(paper(number, f"Paper {number}", "Ada Invented") for number in range(10, 400))]
    build_records([reading_list("one", more)], tmp_path / "graph")
    command = [sys.executable, "-m", "kg", "publish", str(tmp_path / "graph"), "-o", str(site), "--licence", "unknown"]
    seen = set()
    for turn in range(12):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
        time.sleep(random.Random(turn).uniform(0.05, 0.7))  # noqa: S311 -- when to kill is no secret
        process.send_signal(signal.SIGKILL)
        process.wait()
        state = contents(site)
        assert state == old or len(json.loads(state["site.json"])["feed"]) == 50
        seen.add(state == old)
    assert run("publish", tmp_path / "graph", "-o", site, "--licence", "unknown", cwd=tmp_path).code == 0
    assert True in seen
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph", "site"]


def test_a_large_graph_written_by_two_processes_is_the_same_as_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = [paper(number, f"Paper {number}", f"Author {number % 20}") for number in range(60)]
    alone = site_of(papers, tmp_path / "alone", "2026-01-01")
    monkeypatch.setattr("kg.publish.publication.MANY", 10)
    together = site_of(papers, tmp_path / "together", "2026-01-01")

    assert contents(alone) == contents(together)


def test_the_licence_is_asked_for(tmp_path: Path) -> None:
    build_records([reading_list("one", OLD)], tmp_path / "graph")
    told = run("publish", tmp_path / "graph", "-o", tmp_path / "site", cwd=tmp_path)

    assert told.code == 2
    assert "--licence unknown" in told.err
    assert run("publish", tmp_path / "graph", "-o", tmp_path / "site", "--licence", "unknown", cwd=tmp_path).code == 0


def test_settings_come_from_options_then_from_the_file_then_from_the_graph(tmp_path: Path) -> None:
    build_records([reading_list("one", OLD)], tmp_path / "graph")
    (tmp_path / "kg.toml").write_text('title = "From the file"\nlicence = "unknown"\nkeeper = "K"\n')
    found = settings_for(tmp_path / "graph", Config(keeper="L"), str(tmp_path / "kg.toml"))

    assert (found.title, found.keeper, found.licence, found.url) == ("From the file", "L", None, BASE)
    (tmp_path / "kg.toml").write_text('tilte = "x"\n')
    with pytest.raises(UnreadableInput, match="tilte"):
        settings_for(tmp_path / "graph", Config(), str(tmp_path / "kg.toml"))


def test_the_day_can_be_fixed_for_reproducible_builds(tmp_path: Path) -> None:
    build_records([reading_list("one", OLD)], tmp_path / "graph")
    run("publish", tmp_path / "graph", "-o", tmp_path / "site", "--licence", "unknown", cwd=tmp_path,
        environment={"SOURCE_DATE_EPOCH": "1000000000"})

    assert json.loads((tmp_path / "site/site.json").read_bytes())["day"] == "2001-09-09"
    assert os.access(tmp_path / "site/index.html", os.R_OK)
