"""`kg serve`: negotiation, the SPARQL protocol, and who may ask."""

import json
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import rdflib
from rdflib import RDF, Namespace

from tests.readers import READERS, assert_same_graph
from tests.serving import asked, started
from tests.sites import SHARED, build_records, paper, reading_list

MANIFEST = SHARED / "w3c" / "protocol" / "manifest.ttl"
PAPER = "/paper/arxiv-1801.04381"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@pytest.fixture(scope="module")
def root(built: Path) -> Iterator[str]:
    with started("kg", "serve", built, "--port", "0", "--timeout", "2", "--max-rows", "20000") as address:
        yield address


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("text/html", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf"),
        ("application/n-triples", "nt"), ("*/*", "html"), ("text/turtle;q=0.5, application/ld+json;q=0.9", "jsonld"),
        ("text/html;q=0, text/*", "ttl"), ("image/png, */*;q=0.1", "html"), ("TEXT/TURTLE; Q=1.0", "ttl"),
    ],
)
def test_an_iri_leads_to_the_form_that_the_client_likes_best(root: str, accept: str, ending: str) -> None:
    found = httpx.get(root + PAPER, headers={"Accept": accept})

    assert (found.status_code, found.headers["Location"]) == (303, f"{PAPER}.{ending}")
    assert found.headers["Vary"] == "Accept"
    assert httpx.get(f"{root}{PAPER}.{ending}").status_code == 200


def test_a_form_that_nobody_has_is_not_acceptable_and_the_others_are_named(root: str) -> None:
    found = httpx.get(root + PAPER, headers={"Accept": "image/png"})

    assert found.status_code == 406
    assert f"{PAPER}.ttl" in found.text


def test_all_forms_of_an_entity_say_the_same(root: str) -> None:
    turtle = httpx.get(f"{root}{PAPER}.ttl").content
    for ending, syntax in (("nt", "nt"), ("rdf", "xml")):
        one, other = rdflib.Graph(), rdflib.Graph()
        one.parse(data=turtle, format="turtle")
        other.parse(data=httpx.get(f"{root}{PAPER}.{ending}").content, format=syntax)
        assert one.isomorphic(other)


def test_an_answer_that_the_client_has_is_not_sent_again(root: str) -> None:
    for path in ("/", f"{PAPER}.ttl", "/assets/site.css"):
        tag = httpx.get(root + path).headers["ETag"]
        again = httpx.get(root + path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_that_of_the_static_site(root: str, site: Path) -> None:
    served = httpx.get(f"{root}/author/andrew-howard.html")
    link = served.headers["Link"]

    assert 'rel="cite-as"' in link
    assert (site / "author/andrew-howard.html").read_bytes().partition(b"<main")[2].partition(b"</main")[0] in served.content


def test_what_is_not_there_is_told_with_a_page(root: str) -> None:
    found = httpx.get(f"{root}/paper/nothing.html")

    assert found.status_code == 404
    assert 'href="/assets/site.css"' in httpx.get(f"{root}/a/b/c").text or "assets/site.css" in found.text


@pytest.mark.parametrize(
    "media",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_solutions_come_in_four_forms(root: str, media: str) -> None:
    found = asked(root, "PREFIX kg: <https://w3id.org/scholarly-kg/ontology#> SELECT (COUNT(*) AS ?n) { ?p a kg:Paper }",
                  Accept=media)

    assert found.headers["Content-Type"].partition(";")[0] == media
    assert "67" in found.text


def test_a_construct_gives_the_graph(root: str, built: Path) -> None:
    found = asked(root, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", Accept="text/turtle")

    assert_same_graph(
        READERS["ntriples"]["pyoxigraph"]((built / "graph.nt").read_bytes()), READERS["turtle"]["rdflib"](found.content))


def test_an_endpoint_without_a_query_describes_itself(root: str) -> None:
    found = httpx.get(f"{root}/sparql")
    graph = rdflib.Graph().parse(data=found.text, format="turtle")
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(RDF.type, sd.Service)

    assert graph.value(service, sd.endpoint) == rdflib.URIRef(f"{root}/sparql")
    assert graph.value(service, sd.supportedLanguage) == sd.SPARQL11Query
    assert len(list(graph.objects(service, sd.resultFormat))) == 8


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> {} }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> {} }", "LOAD <file:///etc/passwd>", "DELETE WHERE { ?s ?p ?o }",
    ],
)
def test_no_query_reaches_further_or_changes_anything(root: str, text: str) -> None:
    assert asked(root, text).status_code == 400


def test_no_update_is_taken_unless_it_was_asked_for(root: str, built: Path) -> None:
    update = {"update": "DELETE WHERE { ?s ?p ?o }"}
    before = (built / "graph.nt").read_bytes()

    assert httpx.post(f"{root}/sparql", data=update).status_code == 403
    with started("kg", "serve", built, "--port", "0", "--scratch") as scratch:
        assert httpx.post(f"{scratch}/sparql", data={"update": "LOAD <http://127.0.0.1:9/>"}).status_code == 400
        assert httpx.post(f"{scratch}/sparql", data=update, headers={"Origin": "http://evil.example"}).status_code == 403
        assert asked(scratch, "ASK { ?s ?p ?o }").json()["boolean"] is True
        assert httpx.post(f"{scratch}/sparql", data=update).status_code == 204
        assert asked(scratch, "ASK { ?s ?p ?o }").json()["boolean"] is False
    assert (built / "graph.nt").read_bytes() == before


def test_from_names_only_graphs_of_this_store(root: str) -> None:
    found = asked(root, "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", Accept="text/csv")

    assert (found.status_code, len(found.text.split())) == (200, 1)


def test_a_runaway_query_is_ended_and_others_are_answered_meanwhile(root: str) -> None:
    start = time.monotonic()
    with httpx.Client() as patient, socket.create_connection(("127.0.0.1", int(root.rpartition(":")[2]))) as rude:
        rude.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert asked(root, "ASK {}").json() == {"head": {}, "boolean": True}
        assert time.monotonic() - start < 1.5
        found = patient.get(f"{root}/sparql?query={quote(RUNAWAY)}", timeout=10)

    assert found.status_code == 503
    assert "stopped after 2 s" in found.text
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "media",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_an_answer_with_too_many_rows_is_refused_whole_and_says_the_limit(root: str, media: str) -> None:
    values = " ".join(f'"{number}\\n\\"<result>"' for number in range(200))
    text = f"SELECT ?a ?b {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} }}"
    most, more = (httpx.post(f"{root}/sparql", data={"query": f"{text} LIMIT {rows}"}, headers={"Accept": media})
                  for rows in (20_000, 20_001))

    assert (most.status_code, more.status_code) == (200, 503)
    assert "more than 20,000 rows" in more.text


def test_a_graph_with_too_many_statements_is_refused_whole(root: str) -> None:
    values = " ".join(map(str, range(20_001)))
    text = f"CONSTRUCT {{ <urn:a> <urn:b> ?a }} {{ VALUES ?a {{ {values} }} }}"
    most, more = (httpx.post(f"{root}/sparql", data={"query": one}) for one in (f"{text} LIMIT 20000", text))

    assert (most.status_code, more.status_code) == (200, 503)
    assert "more than 20,000 rows or statements" in more.text


def test_every_iri_of_the_graph_leads_to_a_page(root: str, built: Path) -> None:
    subjects = {line.partition("> ")[0][1:].partition("#")[0] for line in (built / "graph.nt").read_text().splitlines()}
    ours = [one.removeprefix("https://example.org/kg") for one in sorted(subjects) if one.startswith("https://example.org/kg/")]
    one_of_each = {path.split("/")[1]: path for path in ours}

    assert sorted(one_of_each) == ["author", "list", "paper", "snapshot", "topic"]
    for path in one_of_each.values():
        found = httpx.get(root + path, follow_redirects=True)
        assert [one.status_code for one in (*found.history, found)] == [303, 200]


def test_a_query_that_is_too_long_is_refused(root: str) -> None:
    found = httpx.post(f"{root}/sparql", content="ASK {}" + " " * (2 << 20), headers={"Content-Type": "application/sparql-query"})

    assert found.status_code == 413


def test_foreign_names_and_foreign_pages_are_refused(root: str) -> None:
    assert httpx.get(root, headers={"Host": "evil.example"}).status_code == 421
    assert httpx.get(root, headers={"Origin": "http://evil.example"}).status_code == 403
    assert httpx.post(f"{root}/sparql", data={"query": "ASK {}"}, headers={"Origin": "null"}).status_code == 403
    assert httpx.get(root, headers={"Origin": root}).status_code == 200


def test_pages_of_an_allowed_origin_may_read(built: Path) -> None:
    with started("kg", "serve", built, "--port", "0", "--cors", "https://good.example") as root:
        found = asked(root, "ASK {}", Origin="https://good.example")
        assert found.headers["Access-Control-Allow-Origin"] == "https://good.example"
        before = httpx.options(f"{root}/sparql", headers={"Origin": "https://good.example"})
        assert "POST" in before.headers["Access-Control-Allow-Methods"]
        assert asked(root, "ASK {}", Origin="https://evil.example").status_code == 403


def test_a_new_build_is_served_without_a_restart(tmp_path: Path) -> None:
    build_records([reading_list("one", [paper(1, "The first", "Ada Invented")])], tmp_path / "graph")
    with started("kg", "serve", tmp_path / "graph", "--port", "0") as root:
        assert "The second" not in httpx.get(f"{root}/papers.html").text
        papers = [paper(1, "The first", "Ada Invented"), paper(2, "The second", "Ada Invented")]
        build_records([reading_list("one", papers)], tmp_path / "graph")
        assert "The second" in httpx.get(f"{root}/papers.html").text
        shutil.rmtree(tmp_path / "graph")
        assert "The second" in httpx.get(f"{root}/papers.html").text


def protocol_tests() -> list[str]:
    """Return the names of the W3C's tests of the protocol."""
    if not MANIFEST.is_file():
        return []
    graph = rdflib.Graph().parse(MANIFEST)
    return sorted(str(one).rpartition("#")[2] for one in graph.subjects(RDF.type, MF.ProtocolTest))


@pytest.fixture(scope="module")
def endpoint(built: Path) -> Iterator[str]:
    folder = MANIFEST.parent
    graphs = [f"http://kasei.us/2009/09/sparql/data/data{n}.rdf={folder / f'data{n}.nt'}" for n in (1, 2, 3)]
    with started("tests.serving", built, *graphs) as address:
        yield address


@pytest.mark.skipif(not MANIFEST.is_file(), reason="the W3C's tests are not beside the checkout (../shared/w3c)")
@pytest.mark.parametrize("name", protocol_tests())
def test_the_w3c_tests_of_the_protocol_pass(endpoint: str, name: str) -> None:
    graph = rdflib.Graph().parse(MANIFEST)
    (test,) = (one for one in graph.subjects(RDF.type, MF.ProtocolTest) if str(one).endswith(f"#{name}"))
    action = graph.value(test, MF.action)
    requests = graph.value(action, HT.requests)
    assert requests is not None
    for request in graph.items(requests):
        response = graph.value(request, HT.resp)
        found = sent(endpoint, graph, request)
        statuses = {str(one)[-3:] for one in graph.objects(response, MF.expectedStatus)}
        assert f"{found.status_code // 100}xx" in statuses
        boolean = graph.value(response, MF.expectedBoolean)
        if boolean is not None:
            assert json.loads(found.content)["boolean"] is (str(boolean) == "true")


def sent(endpoint: str, graph: rdflib.Graph, request: rdflib.term.Node) -> httpx.Response:
    """Send a request as a test describes it."""
    path = str(graph.value(request, HT.absolutePath)).removeprefix("/sparql/")
    listed = graph.value(request, HT.headers)
    headers = {
        str(graph.value(one, HT.fieldName)): str(graph.value(one, HT.fieldValue))
        for one in (graph.items(listed) if listed is not None else ())
    }
    body = graph.value(request, HT.body)
    content = b""
    if body is not None:
        encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
        content = str(graph.value(body, CNT.chars)).encode(encoding)
    return httpx.request(
        str(graph.value(request, HT.methodName)), f"{endpoint}/sparql/{path}", headers=headers, content=content)
