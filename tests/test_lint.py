"""The keeper's report: what in a list should be mended, and nothing else."""

import json
from pathlib import Path

import pytest

from kg.identity.candidates import alike, candidates
from kg.records import Author, Credit, Paper
from tests.commands import EXAMPLE, run

LIST = """\
# A list

## Nets

- [Tying Nets by Hand](https://arxiv.org/abs/2001.00001). Ada Brenner, Bo Castell, Cy Dorn
- [Nets Without Knots](https://arxiv.org/abs/2001.00002). Ada Brener, Bo Castell, Cy Dorn
- [Knots Without Nets](https://arxiv.org/abs/2001.00003). Ada Brenner, Eli Faber

## Hands

- [Tying Nets by Hand](https://arxiv.org/abs/2001.00001). Ada Brenner, Bo Castell, Cy Dorn
- [Knots Without Nets](https://knots.example.org/paper.pdf). Ada Brenner, Eli Faber
- [The Hand That Ties the Net](https://hands.example.org/paper.pdf)
- The Net That Ties the Hand. Gus Halder, Ida Jansen
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a list with a fault of each kind."""
    path = tmp_path / "list.md"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_each_fault_is_told_at_its_line(source: Path) -> None:
    done = run("lint", source.name, "--format", "json", cwd=source.parent)

    found = {(one["line"], one["code"]) for one in map(json.loads, done.out.splitlines())}
    assert done.code == 1
    assert {(11, "listed-again"), (12, "two-links"), (13, "no-authors"), (14, "no-link"), (6, "two-spellings")} <= found


def test_annotations_name_the_file_and_the_line(source: Path) -> None:
    done = run("lint", source.name, "--format", "github", cwd=source.parent)

    assert "::warning file=list.md,line=6,title=kg two-spellings::'Ada Brener' may be 'Ada Brenner'" in done.out


def test_the_two_pairs_of_the_example_that_are_one_person_are_found_and_no_other() -> None:
    done = run("lint", EXAMPLE, "--format", "json")

    found = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["code"], one["message"].split(" of line")[0]) for one in found] == [
        ("two-spellings", "'Song Hna' may be 'Song Han'"),
        ("two-spellings", "'Andrew G. Howard' may be 'Andrew Howard'"),
    ]


def test_a_list_without_fault_says_so(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text(LIST.split("- [Nets", maxsplit=1)[0], encoding="utf-8")

    done = run("lint", tmp_path / "list.md")

    assert (done.code, done.out, done.err) == (0, "", "kg lint: nothing to mend\n")


@pytest.mark.parametrize(("one", "other"), [
    ("kevin chan", "kevin chen"), ("xiaodong wang", "xiaolong wang"), ("jing liu", "ping liu"),
])
def test_alike_names_without_shared_co_authors_are_no_guess(one: str, other: str) -> None:
    papers = [
        Paper("A", credits=(Credit(1, one, Author(one)), Credit(2, "Ada Brenner", Author("Ada Brenner")))),
        Paper("B", credits=(Credit(1, other, Author(other)), Credit(2, "Bo Castell", Author("Bo Castell")))),
    ]

    assert list(candidates(papers)) == []


@pytest.mark.parametrize(("one", "other", "agree"), [
    ("q v le", "quoc v le", True),
    ("quoc le", "quoc v le", True),
    ("andrew g howard", "andrew howard", True),
    ("wei wang", "wen wang", False),
    ("yoshua bengio", "samy bengio", False),
])
def test_initials_agree_or_not(one: str, other: str, agree: bool) -> None:
    assert (alike(one, other)[1] == "name keys differ by initials") is agree
