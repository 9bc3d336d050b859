"""Every bundled query: its header, its answer on the example, and the same answer by both engines."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from kg.queries.asking import ask, prepare
from kg.queries.forms import tsv_text
from kg.queries.library import Query, bundled
from kg.queries.naming import Naming, is_number
from kg.stores.answers import Queryable, Table, Term
from kg.stores.graphs import RdflibGraph, graph
from kg.stores.opening import OpenedHere, open_embedded
from kg.vocabulary import Literal

GOLDEN = Path(__file__).parent / "queries"
LOCAL = [query for query in bundled() if query.header.endpoint is None]
CHECKS = bundled("checks")
LONG = {"author-triangles", "name-variants"}
"""What takes rdflib half a minute here; the second example is small enough to compare it."""
names = pytest.mark.parametrize("query", LOCAL, ids=lambda query: query.name)


@pytest.fixture(scope="session")
def example(built: Path) -> OpenedHere:
    """Return the graph of the example."""
    return open_embedded(built)


@pytest.fixture(scope="session")
def by_rdflib(example: OpenedHere) -> RdflibGraph:
    """Return the same graph in rdflib."""
    return RdflibGraph(graph(example.store.quads()))


def table(query: Query, store: Queryable) -> Table:
    """Return the answer to a query with its defaults."""
    answer = ask(prepare(query, {}, store), store)
    assert isinstance(answer, Table)
    return answer


def comparable(term: Term | None) -> object:
    """Return a term so that equal values are equal, however an engine writes a number."""
    return Decimal(term.value) if isinstance(term, Literal) and is_number(term) else term


def rows(answer: Table) -> list[tuple[object, ...]]:
    """Return the rows of a table for comparison."""
    return [tuple(map(comparable, row)) for row in answer.rows]


@names
def test_a_query_asks_one_question_and_says_all_about_its_answer(query: Query) -> None:
    said = query.header

    assert said.summary.endswith("?")
    assert said.tags
    assert said.columns
    assert said.expect


@names
def test_a_query_gives_the_expected_answer_on_the_example(
    query: Query, example: OpenedHere, request: pytest.FixtureRequest,
) -> None:
    answer = table(query, example.store)
    file = GOLDEN / "edge-ml" / f"{query.name}.tsv"
    text = tsv_text(answer, Naming())
    if request.config.getoption("--update-golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")

    assert query.header.expect["edge-ml"] == len(answer.rows)
    assert tuple(query.header.columns) == answer.columns
    assert file.read_bytes().decode() == text


@pytest.mark.parametrize(
    "query", [one for one in (*LOCAL, *CHECKS) if one.name not in LONG], ids=lambda query: query.name,
)
def test_both_engines_give_one_answer_in_one_order(
    query: Query, example: OpenedHere, by_rdflib: RdflibGraph,
) -> None:
    here, there = table(query, example.store), table(query, by_rdflib)

    assert here.columns == there.columns
    assert rows(here) == rows(there)


@cache
def all_names() -> set[str]:
    """Return the names of all bundled queries."""
    return {query.name for query in bundled()}


@names
def test_values_to_choose_from_come_from_a_query_that_there_is(query: Query) -> None:
    sources = {one.values for one in query.header.parameters if one.values}

    assert sources <= all_names()


def test_every_query_is_ordered_to_the_last_row() -> None:
    unordered = [query.name for query in bundled() if "\nORDER BY" not in query.text]

    assert not unordered
