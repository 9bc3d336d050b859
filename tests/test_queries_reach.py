"""A query stays with the graph it is asked of, however it spells what would lead it elsewhere."""

import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, WrongUsage
from kg.queries.reach import FAR, far_words, form, stay_near
from kg.queries.tokens import tokens
from kg.stores.embedded import in_memory
from kg.stores.graphs import RdflibGraph, graph
from kg.vocabulary import Literal, NamedNode, Quad

HOSTILE = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service<URL>{ ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "SELECT * { SERVICE#x\n<URL>{ ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "PREFIX p: <URL> SELECT * { SERVICE p:a { ?s ?p ?o } }",
    "SELECT * { ?a ?b trueSERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 1SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 1.0SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b ?cSERVICE.SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 'x'@enSERVICE SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 'x'SERVICE<URL>{ ?s ?p ?o } }",
    'SELECT * { ?a ?b """x"""SERVICE<URL>{ ?s ?p ?o } }',
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERV\\u0049CE <URL> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { # \\u000A SERVICE <URL> { ?s ?p ?o } \n }",
    "SELECT * { # \\u000D SERVICE <URL> { ?s ?p ?o } \n }",
    "SELECT * { ?s ?p '\\u0027 . SERVICE <URL> { ?s ?p ?o } # ' \n }",
    "SELECT * { FILTER(1<2) SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM<URL>{ ?s ?p ?o }",
    "ASKFROM<URL>{ ?s ?p ?o }",
    "SELECT * from named <URL> { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE <urn:x> FROM <URL>",
    "CONSTRUCT { ?s ?p ?o } FROM <URL> WHERE { ?s ?p ?o }",
    "LOAD <URL>",
    "INSERT DATA { <urn:a> <urn:b> 1 } ; LOAD <URL>",
]
HARMLESS = [
    "SELECT ?from { ?from ?load ?service }",
    "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
    "SELECT * { ?s ?p \"FROM\", '''LOAD ' ''' }",
    "SELECT * { ?s <http://example.org/SERVICE> ?o } # SERVICE <http://x/>",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service }",
    "SELECT * { ?s ?p 'x'@en FILTER(?s<?p) }",
]


@pytest.fixture
def canary() -> Iterator[tuple[str, list[object]]]:
    """Yield the address of a server that notes every connection."""
    seen: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def listen() -> None:
            while True:
                try:
                    connection, place = server.accept()
                except OSError:
                    return
                seen.append(place)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", seen


@pytest.mark.parametrize("query", HOSTILE)
def test_a_query_that_would_reach_out_is_refused(query: str) -> None:
    with pytest.raises(WrongUsage, match=r"mine\.rq:\d+:\d+: "):
        stay_near(query.replace("URL", "http://127.0.0.1:1/"), "mine.rq")


@pytest.mark.parametrize("query", HARMLESS)
def test_words_in_strings_names_and_comments_are_only_words(query: str) -> None:
    stay_near(query, "mine.rq")


@pytest.mark.parametrize("query", HOSTILE)
def test_no_spelling_that_passes_opens_a_connection(query: str, canary: tuple[str, list[object]]) -> None:
    url, seen = canary
    text = query.replace("URL", url)
    store = in_memory([Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))])
    for engine in (store, RdflibGraph(graph(store.quads()))):
        try:
            form(text, "mine.rq")
            stay_near(text, "mine.rq")
            engine.query(text)
        except KgError:
            continue

    assert not seen


@pytest.mark.parametrize("text", [
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "DROP ALL",
    "PREFIX a: <urn:a> DELETE WHERE { ?s ?p ?o }", "define get:soft 'soft' SELECT * { ?s ?p ?o }",
])
def test_what_does_more_than_read_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="only reads"):
        form(text, "mine.rq")


def test_a_query_in_a_comment_is_none() -> None:
    with pytest.raises(WrongUsage, match="holds no query"):
        form("# SELECT * {}", "mine.rq")


@given(text=st.text())
def test_the_tokens_of_any_text_are_that_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@given(text=st.text(alphabet=st.sampled_from("<>\"'\\{}#?:. \nSERVICEfromload1@a")), hidden=st.sampled_from(FAR))
def test_a_word_that_reaches_out_is_never_lost_between_others(text: str, hidden: str) -> None:
    # Behind a line end nothing of the text before can be a comment or a short string any more.
    if '"""' not in text and "'''" not in text:
        found = list(far_words(f"{text}\n {hidden} <http://127.0.0.1:1/> "))

        assert any(hidden in token.text.casefold() for token in found)
