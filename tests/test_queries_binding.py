"""Binding: any value reaches a query as a value, and never as a part of the question."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.term import Literal as Text
from rdflib.term import URIRef

from kg.errors import WrongUsage
from kg.queries.asking import ask, prepare
from kg.queries.binding import bind, bind_terms
from kg.queries.library import Query, find, read
from kg.queries.lookup import Names
from kg.queries.tokens import tokens
from kg.stores.answers import Table
from kg.stores.embedded import in_memory
from kg.stores.graphs import RdflibGraph, graph
from kg.stores.opening import open_embedded
from kg.vocabulary import DEFAULT_BASE, Literal, NamedNode, Quad

ECHO = """\
#+ summary: What was said?
#+ tags: [test]
#+ parameters:
#+   - name: text
#+     type: string
#+     about: what to say
#+   - name: rows
#+     type: limit
#+     about: how many
SELECT ?text WHERE {
  # VALUES ?text { "in a comment" }
  VALUES ?text { "default" }
}
LIMIT 10
"""
EMPTY = in_memory([])
NOWHERE = Names(EMPTY, DEFAULT_BASE)
INJECTIONS = [
    json.loads(line)["title"]
    for line in (Path(__file__).parent / "nasty" / "q01_rdf_injection.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Query:
    """Return a query that gives back what it is told."""
    file = tmp_path_factory.mktemp("queries") / "echo.rq"
    file.write_text(ECHO, encoding="utf-8")
    return read(file)


def shape(text: str) -> list[str]:
    """Return a query's algebra with every constant left out."""
    found: list[str] = []

    def visit(node: object) -> None:
        if isinstance(node, Text | URIRef):
            return
        found.append(getattr(node, "name", type(node).__name__))

    traverse(prepareQuery(text).algebra, visitPre=visit)
    return found


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@settings(max_examples=200, deadline=None)
def test_any_text_comes_back_unchanged_and_leaves_the_question_as_it_is(echo: Query, text: str) -> None:
    bound = bind(echo, {"text": text}, NOWHERE)

    answer = ask(prepare(echo, {"text": text}, EMPTY), EMPTY)
    assert isinstance(answer, Table)
    assert answer.rows == ((Literal(text),),)
    assert shape(bound) == shape(echo.text)


@given(text=st.text(alphabet=st.sampled_from('"\'\\{}<>#?\n\r\t .;@^')))
@settings(max_examples=200, deadline=None)
def test_a_text_of_signs_changes_no_other_token(echo: Query, text: str) -> None:
    bound = bind(echo, {"text": text}, NOWHERE)
    before = [(token.kind, token.text) for token in tokens(echo.text)]
    after = [(token.kind, token.text) for token in tokens(bound)]

    assert len(before) == len(after)
    assert [one for one, other in zip(before, after, strict=True) if one != other] in ([], [("string", '"default"')])


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_would_break_out_of_a_string_is_only_a_string(echo: Query, text: str) -> None:
    secret = in_memory([Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("secret"))])
    for store in (secret, RdflibGraph(graph(secret.quads()))):
        answer = ask(prepare(echo, {"text": text}, store), store)

        assert isinstance(answer, Table)
        assert answer.rows == ((Literal(text),),)


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize(("name", "parameter"), [
    ("coauthors", "author"), ("papers-of-topic", "topic"), ("byline", "paper"), ("author-pairs", "min"),
    ("top-authors", "limit"),
])
def test_what_would_break_out_is_refused_where_a_thing_or_a_number_is_wanted(
    name: str, parameter: str, text: str,
) -> None:
    with pytest.raises(WrongUsage):
        bind(find(name), {parameter: text}, NOWHERE)


@pytest.mark.parametrize("value", ["5 OFFSET 1", "-1", "1e3", "", "٣", "5;", "1234567890"])
def test_a_limit_is_digits_and_nothing_else(echo: Query, value: str) -> None:
    with pytest.raises(WrongUsage, match="how many rows at most"):
        bind(echo, {"rows": value}, NOWHERE)


def test_a_limit_takes_the_place_of_the_last_limit_only(echo: Query) -> None:
    assert bind(echo, {"rows": "3"}, NOWHERE) == echo.text.replace("LIMIT 10", "LIMIT 3")


def test_a_parameter_that_is_not_there_is_told_with_those_that_are(echo: Query) -> None:
    with pytest.raises(WrongUsage, match="it has: text, rows"):
        bind(echo, {"txt": "x"}, NOWHERE)


@pytest.mark.parametrize("value", ["http://a b/", "<http://x", "<x y>", "http://example.org/}"])
def test_what_is_no_iri_is_refused(value: str) -> None:
    with pytest.raises(WrongUsage):
        bind(find("coauthors"), {"author": value}, NOWHERE)


def test_several_terms_stand_side_by_side() -> None:
    bound = bind_terms(find("coauthors"), {"author": [NamedNode("urn:a"), NamedNode("urn:b")]})

    assert "VALUES ?author { <urn:a> <urn:b> }" in bound


@pytest.mark.parametrize(("kind", "name", "iri"), [
    ("author", "Song Han", "author/song-han"),
    ("author", "  song HAN ", "author/song-han"),
    ("paper", "arxiv:1801.04381", "paper/arxiv-1801.04381"),
    ("paper", "https://arxiv.org/abs/1801.04381v4", "paper/arxiv-1801.04381"),
    ("paper", "searching for mobilenetv3", "paper/arxiv-1905.02244"),
    ("topic", "network pruning", "topic/edge-ml/network-pruning"),
    ("list", "edge-ml", "list/edge-ml"),
    ("list", "machine learning at the edge", "list/edge-ml"),
])
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_a_name_leads_to_the_thing_that_bears_it(built: Path, kind: str, name: str, iri: str, engine: str) -> None:
    opened = open_embedded(built)
    store = opened.store if engine == "oxigraph" else RdflibGraph(graph(opened.store.quads()))

    assert Names(store, opened.base)(kind, name) == NamedNode(opened.base + iri)


def test_a_name_that_nobody_bears_is_told_with_the_nearest(built: Path) -> None:
    opened = open_embedded(built)

    with pytest.raises(WrongUsage, match="the nearest are Song Han"):
        Names(opened.store, opened.base)("author", "Sogn Han")
