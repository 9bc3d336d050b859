"""What the documentation says of queries and checks is what is there."""

import contextlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.queries.header import TYPES
from kg.queries.library import bundled, read
from kg.queries.pattern import edges
from tests.commands import ROOT, run

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def fresh(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return pages as they should be."""
    folder = tmp_path_factory.mktemp("docs") / "queries"
    ran = run("queries", "--to", "markdown", "-g", built, "-o", folder)
    assert ran.code == 0, ran.err
    return folder


def test_the_pages_of_queries_are_not_stale(fresh: Path, request: pytest.FixtureRequest) -> None:
    committed = DOCS / "queries"
    if request.config.getoption("--update-golden"):
        for page in fresh.iterdir():
            (committed / page.name).write_bytes(page.read_bytes())

    assert {page.name for page in committed.iterdir()} == {page.name for page in fresh.iterdir()}
    for page in fresh.iterdir():
        assert (committed / page.name).read_bytes() == page.read_bytes(), f"make docs/queries/{page.name} again"


def test_the_table_of_checks_is_complete() -> None:
    text = (DOCS / "checks.md").read_text(encoding="utf-8")

    for query in bundled("checks"):
        said = query.header
        assert f"| `{query.name}` | {said.message} | {said.mend} | {said.severity} |" in text


def test_every_type_of_parameter_is_documented() -> None:
    text = (DOCS / "querying.md").read_text(encoding="utf-8")

    assert all(f"`{name}`" in text for name in TYPES)


def test_the_query_of_the_documentation_is_one(tmp_path: Path) -> None:
    text = (DOCS / "querying.md").read_text(encoding="utf-8").partition("```sparql\n")[2].partition("```")[0]
    file = tmp_path / "mine.rq"
    file.write_text(text, encoding="utf-8")

    assert read(file).header.parameters[0].name == "word"


def test_the_notebook_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    cells = json.loads((DOCS / "querying.ipynb").read_text(encoding="utf-8"))["cells"]
    space: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            shown = io.StringIO()
            with contextlib.redirect_stdout(shown):
                exec("".join(cell["source"]), space)  # noqa: S102 -- our own notebook

            assert "".join("".join(output["text"]) for output in cell["outputs"]) == shown.getvalue()


def test_the_picture_of_a_query_has_its_patterns() -> None:
    found = edges("""
        SELECT ?a (COUNT(?b) AS ?n) WHERE {
          VALUES ?x { 1 }
          ?a a <urn:T> ; <urn:p>/<urn:q>* ?b , "text"@en .
          OPTIONAL { ?b <urn:r> ?c }
          { ?c <urn:s> 1 } UNION { ?c <urn:t> true }
          FILTER (?c > 1 && EXISTS { ?c <urn:hidden> ?d })
          FILTER NOT EXISTS { ?a <urn:u> ?e }
          { SELECT ?f WHERE { ?f <urn:v> ?a } GROUP BY ?f }
        } ORDER BY ?a
    """)

    assert [(one.subject, one.predicate, one.value, one.mood) for one in found] == [
        ("?a", "a", "<urn:T>", ""),
        ("?a", "<urn:p>/<urn:q>*", "?b", ""),
        ("?a", "<urn:p>/<urn:q>*", '"text"', ""),
        ("?b", "<urn:r>", "?c", "optional"),
        ("?c", "<urn:s>", "1", ""),
        ("?c", "<urn:t>", "true", ""),
        ("?a", "<urn:u>", "?e", "not"),
        ("?f", "<urn:v>", "?a", ""),
    ]


@given(text=st.text(alphabet=st.sampled_from("?a <u:p>{};.,()\"'1 SELECTFILTERVALUESOPTIONAL\n")))
def test_a_picture_is_made_of_any_text_or_of_nothing(text: str) -> None:
    assert isinstance(edges(text), list)
