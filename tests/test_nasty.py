"""Hostile files: no traceback, no escape to the terminal, nothing lost, nothing run."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kg.formats import FORMATS
from tests.commands import run
from tests.readers import READERS, assert_same_graph

NASTY = Path(__file__).parent / "nasty"
CASES: list[dict[str, Any]] = [json.loads(line) for line in (NASTY / "markdown.jsonl").read_text().splitlines()]
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_hostile_list_is_accounted_for(case: dict[str, Any], tmp_path: Path) -> None:
    done = run("convert", NASTY / case["file"], "--report", tmp_path / "report.json", "-o", tmp_path / "graph.nt")

    assert "Traceback" not in done.err
    assert CONTROL.search(done.out + done.err) is None
    report = json.loads((tmp_path / "report.json").read_text())
    assert done.code == (1 if report["rejected"] else 0)
    assert report["records_in"] == report["accepted"] + len(report["rejected"]) + report["skipped"]
    assert case["accepted"][0] <= report["accepted"] <= case["accepted"][1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_hostile_list_reads_back_alike_from_every_syntax(case: dict[str, Any]) -> None:
    expected = run("convert", NASTY / case["file"], "--to", "ntriples").out.encode()

    for known in FORMATS:
        written = run("convert", NASTY / case["file"], "--to", known.name).out.encode()
        for read in READERS[known.name].values():
            assert_same_graph(READERS["ntriples"]["pyoxigraph"](expected), read(written))


def test_only_web_addresses_become_links() -> None:
    graph = run("convert", NASTY / "m01_schemes.md", "--to", "ntriples").out

    objects = [line.split(" ", 2)[2] for line in graph.splitlines()]
    assert not [one for one in objects if re.match(r"<(?!https?://)", one)]


def test_front_matter_is_never_run(tmp_path: Path) -> None:
    source = tmp_path / "list.md"
    hostile = (NASTY / "m06_frontmatter.md").read_text().replace("/tmp/", f"{tmp_path}/")  # noqa: S108 -- where it wants to write
    source.write_text(hostile)

    run("read", source)

    assert [path.name for path in tmp_path.iterdir()] == ["list.md"]


def test_a_hidden_record_is_none() -> None:
    assert "Hidden" not in run("read", NASTY / "m02_raw_html.md").out


def test_entities_are_decoded_once() -> None:
    titles = [json.loads(line)["title"] for line in run("read", NASTY / "m04_entities.md").out.splitlines()]

    assert titles == ["<script>alert(1)</script>", "AT&T © 😀 &lt;", "A < B and C > D", "<b> *not bold*"]


def test_a_fence_that_is_never_closed_hides_its_content_and_says_so() -> None:
    done = run("read", NASTY / "m05_open_fence.md", "--verbose")

    assert [json.loads(line)["title"] for line in done.out.splitlines()] == ["One"]
    assert "m05_open_fence.md:3" in done.err
