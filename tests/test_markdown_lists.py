"""Reading lists in many styles, each beside what a careful person reads in it.

The cases were written before the reader was fitted to them. Lists of other people, which are no
part of this project, are read as well where they lie beside it.
"""

import json
import re
import runpy
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.files import SourceFile
from kg.findings import Account
from kg.records import Entry, ListSettings, ReadingList
from kg.sources.markdown import read

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = sorted((Path(__file__).parent / "cases" / "markdown").iterdir())
SHARED = Path(__file__).parents[2] / "shared" / "lists"
LEAST = 0.95
"""The share of right fields that every shared list reaches."""


UNSEEN = sorted((Path(__file__).parent / "cases" / "unseen").glob("*.md"))
"""Lists to which no rule was fitted: some of what they print is misread, and nothing may be lost."""
FOUND = 0.97
"""The share of their papers that is found with the title as printed."""


def entries(path: Path) -> tuple[Entry, ...]:
    """Read one list."""
    found = next(
        one for one in read(SourceFile(name=path.name, data=path.read_bytes()), ListSettings()) if isinstance(one, ReadingList)
    )
    return found.entries


def gold(folder: Path, kind: str) -> list[dict[str, Any]]:
    """Return what a person reads in a list."""
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["kind"] == kind]


def venue_key(venue: str | None) -> str:
    """Fold a venue's name: years, brackets, punctuation and "Proceedings of" do not count."""
    text = re.sub(r"\([^()]*\)|\d{4}|['’]\d\d|\bproc(?:eedings)?\b\.?|\bof\b|\bthe\b", " ", (venue or "").casefold())
    return "arxiv" if "arxiv" in text else re.sub(r"\W+", " ", text).strip()


def topic_key(topics: list[str]) -> list[str]:
    """Fold a path of headings: emoji and case do not count."""
    return [re.sub(r"[^\w ]", "", unicodedata.normalize("NFKC", topic)).strip().casefold() for topic in topics]


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_list_is_read_as_a_person_reads_it(folder: Path) -> None:
    found = entries(folder / "input.md")

    expected = gold(folder, "paper")
    meta = gold(folder, "meta")[0]
    neutral = topic_key([*meta["neutral_topics"], meta["doc_title"] or ""])
    assert [row["title"] for row in expected] == [entry.paper.title for entry in found]
    for row, entry in zip(expected, found, strict=True):
        assert entry.line <= row["line"] <= entry.line + entry.text.count("\n")
        assert row["urls"] == [link.url for link in entry.links if link.role != "other"]
        assert row["authors"] == [credit.listed_name for credit in entry.paper.credits]
        assert row["et_al"] == entry.paper.further_authors
        assert row["year"] == entry.year
        assert venue_key(row["venue"]) == venue_key(entry.venue)
        assert topic_key(row["topics"]) == [topic for topic in topic_key(list(entry.headings)) if topic not in neutral]


def test_nearly_all_papers_of_unseen_lists_are_found_with_their_titles() -> None:
    wanted = found = 0
    for path in UNSEEN:
        rows = [json.loads(line) for line in path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()]
        titles = {entry.paper.title for entry in entries(path)}
        papers = [row for row in rows if row["kind"] == "paper"]
        wanted += len(papers)
        found += sum(1 for row in papers if titles & {row["title"], *row.get("alt", {}).get("title", [])})

    assert found / wanted >= FOUND


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.stem)
def test_every_line_of_an_unseen_list_is_accounted_for(path: Path) -> None:
    data = path.read_bytes()
    account = list(read(SourceFile(name=path.name, data=data), ListSettings()))[-1]

    assert isinstance(account, Account)
    assert len(data.decode().splitlines()) == sum(account.lines.values())
    assert account.records_in == account.accepted + account.rejected + account.skipped


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_line_is_accounted_for(folder: Path) -> None:
    data = (folder / "input.md").read_bytes()
    account = list(read(SourceFile(name="input.md", data=data), ListSettings()))[-1]

    assert isinstance(account, Account)
    assert len(data.decode().splitlines()) == sum(account.lines.values())
    assert account.records_in == account.accepted + account.rejected + account.skipped
    assert "unread" not in account.lines


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_an_entry_quotes_the_lines_that_it_was_read_from(folder: Path) -> None:
    lines = (folder / "input.md").read_text(encoding="utf-8").splitlines()

    for entry in entries(folder / "input.md"):
        assert entry.text.split("\n") == lines[entry.line - 1 : entry.line + entry.text.count("\n")]


def test_a_non_paper_is_no_entry() -> None:
    for folder in CASES:
        others = {row["title"] for row in gold(folder, "other")}
        assert others.isdisjoint(entry.paper.title for entry in entries(folder / "input.md"))


def shared_lists() -> list[Path]:
    """Return the lists that lie beside the project."""
    return sorted(SHARED.glob("*/*.md")) if SHARED.is_dir() else []


@pytest.mark.skipif(not shared_lists(), reason=f"there are no lists in {SHARED}")
@pytest.mark.parametrize("path", shared_lists(), ids=lambda path: path.stem)
def test_a_list_of_others_is_read(path: Path, tmp_path: Path) -> None:
    scorer = runpy.run_path(str(SHARED / "score.py"))
    predictions = tmp_path / "predictions.jsonl"
    predict: Callable[[Path], list[dict[str, object]]] = runpy.run_path(
        str(Path(__file__).parents[1] / "benchmarks" / "reading.py"),
    )["predict"]
    predictions.write_text("\n".join(json.dumps(row) for row in predict(path)))
    score = scorer["derive"](scorer["score_file"](str(path.with_suffix(".gold.jsonl")), str(predictions)))

    assert score["field_F1"] >= (1 if path.parent.name == "seed" else LEAST)
