"""All queries on real servers: one answer everywhere."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kg.queries.asking import ask, prepare
from kg.queries.binding import bind
from kg.queries.library import Query, bundled, read
from kg.queries.lookup import Names
from kg.queries.naming import is_number
from kg.stores.answers import Statements, Table, Term, Verdict
from kg.stores.endpoint import Endpoint
from kg.stores.opening import open_embedded
from kg.vocabulary import Literal
from tests.commands import run
from tests.servers import serving

QUERIES = [query for below in ("", "checks", "lookups") for query in bundled(below) if query.header.endpoint is None]
ECHO = """\
#+ summary: What was said?
#+ tags: [test]
#+ parameters:
#+   - name: text
#+     type: string
#+     about: what to say
SELECT ?text WHERE { VALUES ?text { "default" } }
"""
TEXTS = ('"', "\\", "\\u0041", "\\\\u0022 } #", "'''", "a\nb\tc", "äöü 日本 😀", "} ; DROP ALL ; { <urn:x", "%s {0} $1 ${a}",
         "\\U0001F600", "\\t", "-- ' OR 1=1")


def rows(table: Table) -> list[tuple[object, ...]]:
    """Return the rows of a table, numbers by their value, in an order of their own."""
    return sorted((tuple(map(comparable, row)) for row in table.rows), key=str)


def comparable(term: Term | None) -> object:
    """Return a term so that equal values are equal, however a server writes a number or a string."""
    if isinstance(term, Literal):
        return Decimal(term.value) if is_number(term) else (term.value, term.language)
    return term


@pytest.fixture(scope="module", params=["oxigraph-server", "fuseki", "virtuoso"])
def endpoint(request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Return a server that holds the example."""
    with serving(request.param, tmp_path_factory.mktemp(request.param), built / "graph.nt") as url:
        yield Endpoint(url)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_server_gives_the_answer_of_the_embedded_store(query: Query, built: Path, endpoint: Endpoint) -> None:
    here = open_embedded(built).store
    expected, found = ask(prepare(query, {}, here), here), ask(prepare(query, {}, endpoint), endpoint)

    assert isinstance(expected, Table)
    assert isinstance(found, Table)
    assert found.columns == expected.columns
    # Servers sort capitals otherwise, so only what is in the answer is compared.
    assert rows(found) == rows(expected)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back_from_a_server_unchanged(text: str, endpoint: Endpoint, tmp_path: Path) -> None:
    file = tmp_path / "echo.rq"
    file.write_text(ECHO, encoding="utf-8")
    found = endpoint.query(bind(read(file), {"text": text}, Names(endpoint, "urn:")))

    assert isinstance(found, Table)
    assert [row[0] and comparable(row[0]) for row in found.rows] == [(text, None)]


def test_a_long_query_is_sent_too(endpoint: Endpoint) -> None:
    text = f"# {'x' * 5000}\nSELECT (COUNT(*) AS ?n) WHERE {{ ?paper a <https://w3id.org/scholarly-kg/ontology#Paper> }}"
    found = endpoint.query(text)

    assert isinstance(found, Table)
    assert rows(found) == [(Decimal(67),)]


def test_yes_and_no_are_read_from_a_server(endpoint: Endpoint) -> None:
    assert endpoint.query("ASK { ?s a <https://w3id.org/scholarly-kg/ontology#Paper> }") == Verdict(yes=True)
    assert endpoint.query("ASK { ?s a <urn:none> }") == Verdict(yes=False)


def test_statements_are_read_from_a_server(endpoint: Endpoint) -> None:
    found = endpoint.query("CONSTRUCT { ?s <urn:is> ?o } WHERE { ?s <https://schema.org/name> ?o FILTER(?o = 'Song Han') }")

    assert isinstance(found, Statements)
    assert len(found.triples) == 1


def test_a_word_of_updates_in_a_comment_is_no_update(endpoint: Endpoint) -> None:
    found = endpoint.query("PREFIX a: <urn:a> # insert, delete\nSELECT ?s WHERE { ?s a <urn:none> }")

    assert found == Table(("s",), ())


def test_the_command_asks_a_server_by_name(endpoint: Endpoint) -> None:
    ran = run("query", "coauthors", "-p", "author=Song Han", "--endpoint", endpoint.url, "--labels", "-f", "csv")

    assert ran.code == 0, ran.err
    assert "Han Cai,Han Cai,2" in ran.out
