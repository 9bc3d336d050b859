"""Queries that ask other servers: refused unless allowed, and then asked of a local stand-in."""

import socket
from pathlib import Path

import pytest

from kg.errors import RemoteFailure, WrongUsage
from kg.queries.asking import ask, ask_in_time, prepare, sent_to
from kg.queries.forms import tsv_text
from kg.queries.library import Query, bundled
from kg.queries.naming import Naming
from kg.stores.answers import Table
from kg.stores.opening import Engine, open_graphs
from kg.vocabulary import RdfFormat, parse
from tests.commands import run
from tests.servers import serving

FAR = [query for query in bundled() if query.header.endpoint]
QUERIES = Path(__file__).parent / "queries"
each = pytest.mark.parametrize("query", FAR, ids=lambda query: query.name)


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what the remote servers know, as N-Triples."""
    file = tmp_path_factory.mktemp("remote") / "remote.nt"
    quads = parse((QUERIES / "remote" / "mobilenetv2.ttl").read_bytes(), RdfFormat.TURTLE)
    file.write_text("".join(f"{one.subject} {one.predicate} {one.object} .\n" for one in quads), encoding="utf-8")
    return file


@each
def test_a_query_to_other_servers_is_refused_unless_allowed(query: Query, built: Path) -> None:
    ran = run("query", query.name, "-g", built)

    assert ran.code == 2
    assert "--allow-service" in ran.err


@each
def test_the_header_names_the_server_that_the_query_asks(query: Query) -> None:
    assert f"SERVICE <{query.header.endpoint}>" in query.text


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("server", ["oxigraph-server", "fuseki"])
def test_a_stand_in_answers_all_of_them(  # noqa: PLR0913, PLR0917 -- fixtures
    engine: Engine, server: str, built: Path, stand_in: Path, tmp_path: Path, request: pytest.FixtureRequest,
) -> None:
    here = open_graphs([built], engine)
    with serving(server, tmp_path, stand_in) as url:
        for query in FAR:
            answer = ask(sent_to(url, prepare(query, {}, here.store, base=here.base, far=True)), here.store)
            assert isinstance(answer, Table)
            file = QUERIES / "edge-ml" / f"{query.name}.tsv"
            if request.config.getoption("--update-golden"):
                file.write_text(tsv_text(answer, Naming()), encoding="utf-8", newline="")

            assert answer.columns == tuple(query.header.columns)
            assert len(answer.rows) == query.header.expect["edge-ml"]
            assert file.read_bytes().decode() == tsv_text(answer, Naming())


def test_the_command_asks_where_it_is_told(built: Path, stand_in: Path, tmp_path: Path) -> None:
    with serving("oxigraph-server", tmp_path, stand_in) as url:
        ran = run("query", "citation-counts", "-g", built, "--allow-service", "--service-at", url,
                  "-p", "doi=arxiv:1801.04381", "-f", "csv")

    assert ran.code == 0, ran.err
    assert ran.out.endswith(",12345\r\n")


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_a_server_that_is_not_there_is_a_remote_failure(engine: str, built: Path) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}/"
        ran = run("query", "citation-counts", "-g", built, "--engine", engine, "--allow-service", "--service-at", url)

    assert ran.code == 4
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_a_server_that_never_answers_is_left_in_time(engine: Engine, built: Path) -> None:
    here = open_graphs([built], engine)
    (query,) = (one for one in FAR if one.name == "citation-counts")
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        bound = sent_to(url, prepare(query, {}, here.store, far=True))

        with pytest.raises(RemoteFailure, match=r"no answer within 0\.3 s"):
            ask_in_time(bound, here.store, 0.3)


def test_another_address_goes_only_where_there_is_one(built: Path) -> None:
    here = open_graphs([built])

    with pytest.raises(WrongUsage, match="no SERVICE names an address"):
        sent_to("http://127.0.0.1:1/", prepare(next(one for one in bundled() if not one.header.endpoint), {}, here.store))
    with pytest.raises(WrongUsage, match="takes the address of an endpoint"):
        sent_to("not an address", prepare(FAR[0], {}, here.store, far=True))
