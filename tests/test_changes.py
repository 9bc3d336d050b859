"""Differences of graphs: written for machines they lead from the old to the new one, told to people they are whole."""

import subprocess
import urllib.request
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.changes import ADDED, REMOVED, Changes, compare, nquads, rdf_patch, requests, sparql_update
from kg.history import account, told
from kg.stores.patching import key_of
from kg.stores.plans import PLANS
from kg.vocabulary import Literal, NamedNode, RdfFormat, Triple, parse
from tests.commands import run
from tests.stores import PASSWORD, PASSWORDS, USER, Absent, begun, fuseki, jar, oxigraph, program, virtuoso
from tests.strategies import texts

GRAPH = "https://example.org/g"
iris = st.sampled_from(["https://a.example/s", "https://a.example/ü", "https://a.example/p#x", "https://a.example/o?x=%20"])
values = iris.map(NamedNode) | texts.map(Literal) | st.builds(
    lambda text: Literal(text, language="en"), texts,
) | st.integers(-5, 5).map(lambda number: Literal(str(number), datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")))
lines = st.builds(
    lambda s, p, o: f"{Triple(NamedNode(s), NamedNode(p), o)} .\n".encode(), iris, iris, values)
graphs = st.sets(lines, max_size=8)


def held(store: pyoxigraph.Store) -> set[bytes]:
    """Return the statements of a store."""
    return {f"{quad.triple} .\n".encode() for quad in store}


def filled(old: set[bytes]) -> pyoxigraph.Store:
    """Return a store that holds a graph."""
    store = pyoxigraph.Store()
    store.load(b"".join(old), RdfFormat.N_TRIPLES, to_graph=NamedNode(GRAPH))
    return store


@given(graphs, graphs, st.integers(1, 4))
def test_an_update_leads_from_the_old_graph_to_the_new_one_however_it_is_split(
    old: set[bytes], new: set[bytes], most: int,
) -> None:
    changes = compare(old, new)
    whole, parts = filled(old), filled(old)

    whole.update(b"".join(sparql_update(changes, GRAPH)).decode())
    for part in requests(changes, GRAPH, most):
        parts.update(part)

    assert held(whole) == held(parts) == new


@given(graphs, graphs)
def test_rdflib_reads_the_same_update(old: set[bytes], new: set[bytes]) -> None:
    dataset = rdflib.Graph()
    dataset.parse(data=b"".join(old), format="nt")
    changes = compare(old, new)
    if changes:
        dataset.update(b"".join(sparql_update(changes, None)).decode())

    expected = rdflib.Graph()
    expected.parse(data=b"".join(new), format="nt")
    assert set(dataset) == set(expected)


@given(graphs, graphs)
def test_the_quads_of_a_change_are_its_two_halves(old: set[bytes], new: set[bytes]) -> None:
    halves: dict[str, set[bytes]] = {REMOVED: set(), ADDED: set()}
    for quad in parse(b"".join(nquads(compare(old, new), None)), RdfFormat.N_QUADS):
        halves[str(quad.graph_name.value)].add(f"{quad.triple} .\n".encode())

    assert (halves[REMOVED], halves[ADDED]) == (old - new, new - old)


@given(graphs, graphs)
def test_the_account_tells_every_changed_statement_once(old: set[bytes], new: set[bytes]) -> None:
    changes = compare(old, new)

    found = account(old, new, changes)

    assert sum(one.statements for one in found.things) == len(changes.removed) + len(changes.added)
    assert list(told(found))


def test_what_stores_spell_otherwise_is_no_change() -> None:
    old = {b'<https://a.example/s> <https://a.example/p> "x"@en-GB .\n',
           b'<https://a.example/s> <https://a.example/p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'}
    new = {b'<https://a.example/s> <https://a.example/p> "x"@en-gb .\n',
           b'<https://a.example/s> <https://a.example/p> "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'}

    assert compare(old, new, key_of) == Changes((), ())
    assert len(compare(old, new).added) == 2


def test_fuseki_applies_the_rdf_patch(tmp_path: Path) -> None:
    old = {b'<https://a.example/s> <https://a.example/p> "a\\"b\\n\\\\" .\n', b"<https://a.example/s> <https://a.example/p> <https://a.example/o> .\n"}
    new = {b'<https://a.example/s> <https://a.example/p> "\xe7\x8e\x8b"@en .\n', b"<https://a.example/s> <https://a.example/p> <https://a.example/o> .\n"}
    (tmp_path / "old.nt").write_bytes(b"".join(sorted(old)))
    server = begun(fuseki, tmp_path)
    try:
        assert run("load", tmp_path / "old.nt", server.url, "--graph", GRAPH, environment=PASSWORDS).code == 0
        opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(Anyone()))
        with opener.open(urllib.request.Request(  # noqa: S310 -- our own server
            f"{server.url}/patch", b"".join(rdf_patch(compare(old, new), GRAPH)),
            {"Content-Type": "application/rdf-patch"}, method="PATCH",
        ), timeout=60):
            pass
        found = run("dump", server.url, "--graph", GRAPH, environment=PASSWORDS)
    finally:
        server.end()

    assert set(found.out.encode().splitlines(keepends=True)) == new


class Anyone(urllib.request.HTTPPasswordMgr):
    """The password of every place."""

    def find_user_password(self, realm: str, authuri: str) -> tuple[str | None, str | None]:
        """Return it."""
        del realm, authuri
        return USER, PASSWORD


LIST = """\
# A list

## Nets

- [Smaller nets at the edge](https://arxiv.org/abs/2001.00001). Ada Lindqvist, Robert Tannen. 2020
- [Wider nets at the edge](https://arxiv.org/abs/2001.00002). Ada Lindqvist, Cleo Marsh. 2020
- [Deeper nets at the edge](https://arxiv.org/abs/2001.00003). Adah Lindqvist, Robert Tannen. 2020
"""


def diff(tmp_path: Path, new: str) -> str:
    """Return what kg tells of the change of a list."""
    for name, text in (("old", LIST), ("new", new)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.md").write_text(text)
        assert run("build", tmp_path / name / "list.md", "-o", tmp_path / name, "-q").code == 0
    done = run("diff", tmp_path / "old", tmp_path / "new")
    assert done.code == 0, done.err
    return done.out


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("Smaller nets at the edge", "The smallest of nets", ["papers: 1 changed", "  ~ The smallest of nets", "schema:name: Smaller nets at the edge → The smallest of nets"]),
    ("Adah Lindqvist", "Ada Lindqvist", ["merged: Ada Lindqvist + Adah Lindqvist → Ada Lindqvist (1 credits)"]),
    ("Ada Lindqvist, Cleo", "Ida Moreau, Cleo", ["split: Ada Lindqvist → Ada Lindqvist + Ida Moreau (1 credits)"]),
    ("Cleo Marsh", "Clea Marsh", ["renamed: Cleo Marsh → Clea Marsh (1 credits)", "authors: 1 added, 1 removed"]),
    ("- [Deeper nets at the edge](https://arxiv.org/abs/2001.00003). Adah Lindqvist, Robert Tannen. 2020\n", "", ["papers: 1 removed", "  - Deeper nets at the edge"]),
    ("- [Deeper", "- [Faster nets at the edge](https://arxiv.org/abs/2001.00004). Ada Lindqvist\n- [Deeper", ["papers: 1 added", "  + Faster nets at the edge"]),
])
def test_a_change_of_a_list_is_told_by_papers_and_people(
    before: str, after: str, expected: list[str], tmp_path: Path,
) -> None:
    out = diff(tmp_path, LIST.replace(before, after))

    for line in expected:
        assert line in out


def test_the_same_graph_twice_has_nothing_to_tell(tmp_path: Path) -> None:
    assert diff(tmp_path, LIST) == "nothing changed\n"


@pytest.mark.parametrize("form", ["rdf-patch", "sparql-update", "nquads"])
def test_a_change_is_written_the_same_each_time(form: str, tmp_path: Path) -> None:
    diff(tmp_path, LIST.replace("Tannen", "Tanner"))

    written = {run("diff", tmp_path / "old", tmp_path / "new", "--to", form, "--graph", GRAPH).out for _ in range(2)}

    assert len(written) == 1
    assert "Robert Tanner" in written.pop()


def planned(tmp_path: Path, store: str) -> Path:
    """Return the folder of a plan for the first list."""
    diff(tmp_path, LIST)
    done = run("load", tmp_path / "old", "--graph", GRAPH, "--store", store, "--plan", tmp_path / "plan")
    assert done.code == 0, done.err
    assert PLANS[store].why in done.out
    return tmp_path / "plan"


def same_as_built(tmp_path: Path, url: str, store: str) -> bool:
    """Return whether a store holds the first list."""
    found = run("dump", url, "--graph", GRAPH, "--store", store, environment=PASSWORDS).out
    return not compare(set(found.encode().splitlines(keepends=True)),
                       set((tmp_path / "old" / "graph.nt").read_bytes().splitlines(keepends=True)), key_of)


def test_the_plan_for_oxigraph_loads_the_graph(tmp_path: Path) -> None:
    plan = planned(tmp_path, "oxigraph")
    (tmp_path / "server").mkdir()
    server = begun(oxigraph, tmp_path / "server")
    server.end()
    path = f"{Path(program('oxigraph')).parent}:/usr/bin:/bin"
    subprocess.run(["sh", plan / "load.sh", tmp_path / "server" / "db"], check=True, env={"PATH": path})
    server.start()
    try:
        assert same_as_built(tmp_path, server.url, "oxigraph")
    finally:
        server.end()


def test_the_plan_for_fuseki_loads_the_graph(tmp_path: Path) -> None:
    plan = planned(tmp_path, "fuseki")
    (tmp_path / "server").mkdir()
    try:
        (tmp_path / "tdb2.tdbloader").write_text(
            f'#!/bin/sh\nexec {program("java")} -cp {jar("jena-fuseki-server")} tdb2.tdbloader "$@"\n')
    except Absent as error:
        pytest.skip(str(error))
    (tmp_path / "tdb2.tdbloader").chmod(0o755)
    subprocess.run(["sh", plan / "load.sh", tmp_path / "server" / "db"], check=True, capture_output=True,
                   env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    server = begun(fuseki, tmp_path / "server")
    try:
        assert same_as_built(tmp_path, server.url, "fuseki")
    finally:
        server.end()


def test_the_plan_for_virtuoso_loads_the_graph(tmp_path: Path) -> None:
    plan = planned(tmp_path, "virtuoso")
    server = begun(virtuoso, tmp_path)
    try:
        sql = (tmp_path / "sql-port").read_text()
        done = subprocess.run(["sh", plan / "load.sh", f"127.0.0.1:{sql}"], check=True, capture_output=True,
                              env={"PATH": "/usr/bin:/bin", "KG_PASSWORD": PASSWORD})
        assert same_as_built(tmp_path, server.url, "virtuoso"), done.stdout
    finally:
        server.end()


@pytest.mark.parametrize("store", sorted(set(PLANS) - {"oxigraph", "fuseki", "virtuoso"}))
def test_other_plans_hold_the_graph_in_quads(store: str, tmp_path: Path) -> None:
    plan = planned(tmp_path, store)
    quads = list(parse(path=str(unpacked(plan)), format=RdfFormat.N_QUADS))

    assert {str(quad.graph_name) for quad in quads} == {f"<{GRAPH}>"}
    assert {f"{quad.triple} .\n".encode() for quad in quads} == set(
        (tmp_path / "old" / "graph.nt").read_bytes().splitlines(keepends=True))
    assert "$" not in (plan / PLANS[store].name).read_text().replace("${data:NAME}", "").replace(
        "${INPUT_FILES}", "").replace('"$(dirname "$0")"', "").replace("${1:?", "")


def unpacked(plan: Path) -> Path:
    """Return the one file of a plan, unpacked."""
    (packed,) = (plan / "data").iterdir()
    subprocess.run(["gzip", "-d", packed], check=True)
    return packed.with_suffix("")
