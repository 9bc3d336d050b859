"""kg from Python."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib

import kg
from kg.api import value
from kg.errors import UnreadableInput, WrongUsage
from kg.vocabulary import Literal, NamedNode, iri


def test_rows_have_their_columns_as_attributes(built: Path) -> None:
    rows = kg.open(built).query("top-authors", limit=10)
    first = rows[0]

    assert len(rows) == 10
    assert rows.columns == ("author", "name", "papers")
    assert (first.name, first.papers, first["papers"]) == ("Bo Chen", 6, 6)
    assert tuple(first) == ("https://example.org/kg/author/bo-chen", "Bo Chen", 6)
    assert repr(first).startswith("Row(author=")
    assert rows[:2][1] == rows[1]
    assert len({rows[0], rows[0]}) == 1


def test_a_column_that_is_not_there_is_told(built: Path) -> None:
    row = kg.open(built).query("top-authors")[0]

    with pytest.raises(AttributeError, match="there are author, name, papers"):
        _ = row.title
    with pytest.raises(KeyError):
        _ = row["title"]


def test_values_are_looked_up_as_on_the_command_line(built: Path) -> None:
    graph = kg.open(str(built))

    assert {row.name for row in graph.query("coauthors", author="Song Han")} >= {"Han Cai", "Ji Lin"}
    assert graph.query("links-between-authors", **{"from": "Andrew Howard", "to": "Vivienne Sze"})
    with pytest.raises(WrongUsage, match="the nearest are"):
        graph.query("coauthors", author="Sogn Han")


def test_decimals_and_missing_values_are_values_of_python(built: Path) -> None:
    graph = kg.open(built)

    assert isinstance(graph.query("identity-candidates")[0].confidence, Decimal)
    assert any(row.source is None for row in graph.query("topic-definitions"))


@pytest.mark.parametrize(("text", "kind", "expected"), [
    ("1" * 5000, "integer", "1" * 5000), ("x", "integer", "x"), ("-3", "integer", -3), ("1.50", "decimal", Decimal("1.50")),
    ("1e3", "double", 1000.0), ("true", "boolean", True), ("0", "boolean", False), ("maybe", "boolean", "maybe"),
    ("2018", "gYear", "2018"),
])
def test_a_literal_becomes_a_value_or_stays_the_text_that_it_is(text: str, kind: str, expected: object) -> None:
    found = value(Literal(text, datatype=NamedNode(iri(f"xsd:{kind}"))))

    assert found == expected
    assert type(found) is type(expected)


def test_a_graph_of_rdflib_can_be_asked_and_had(built: Path) -> None:
    whole = kg.open(built).to_rdflib()
    graph = kg.open(whole)

    assert isinstance(whole, rdflib.Graph)
    assert graph.to_rdflib() is whole
    assert list(graph.query("team-sizes")) == list(kg.open(built).query("team-sizes"))


def test_yes_no_and_statements_have_their_own_calls(built: Path, tmp_path: Path) -> None:
    ask, describe = tmp_path / "ask.rq", tmp_path / "describe.rq"
    ask.write_text("ASK { ?s ?p ?o }", encoding="ascii")
    describe.write_text("DESCRIBE <https://example.org/kg/author/song-han>", encoding="ascii")
    graph = kg.open(built)

    assert graph.ask(str(ask)) is True
    assert len(graph.construct(str(describe))) > 3
    with pytest.raises(WrongUsage, match="is no SELECT"):
        graph.query(str(ask))
    with pytest.raises(WrongUsage, match="is no ASK"):
        graph.ask("team-sizes")
    with pytest.raises(WrongUsage, match="is no CONSTRUCT"):
        graph.construct("team-sizes")


def test_rows_become_a_frame_of_pandas(built: Path) -> None:
    pytest.importorskip("pandas")
    frame = kg.open(built).query("papers-per-year").to_pandas()

    assert list(frame.columns) == ["year", "papers"]
    assert int(frame["papers"].sum()) == 60


def test_rows_become_a_frame_of_polars(built: Path) -> None:
    pytest.importorskip("polars")
    frame = kg.open(built).query("papers-per-year").to_polars()

    assert frame.columns == ["year", "papers"]
    assert frame["papers"].sum() == 60


def test_a_notebook_shows_a_table_without_running_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text('<urn:a> <urn:b> "<script>alert(1)</script>" .', encoding="ascii")
    (tmp_path / "x.rq").write_text("SELECT ?o { ?s ?p ?o }", encoding="ascii")
    html = kg.open(tmp_path / "x.ttl").query(str(tmp_path / "x.rq"))._repr_html_()

    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no such file"):
        kg.open(tmp_path / "missing")


def test_importing_kg_loads_nothing_heavy() -> None:
    heavy = "import kg, sys; print(sorted({'rdflib', 'pyoxigraph', 'pandas', 'click'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, check=True, text=True)

    assert done.stdout == "[]\n"
