"""Opening graphs: builds, files, the index of large builds, and both engines."""

import hashlib
import shutil
import threading
from pathlib import Path

import msgspec
import pytest

from kg.errors import UnreadableInput, WrongUsage
from kg.stores.answers import Statements, Table, Verdict
from kg.stores.embedded import SEAL, Embedded, in_memory
from kg.stores.graphs import RdflibGraph, graph, node, term
from kg.stores.opening import INDEX, delays, latest_build, open_embedded, open_graphs
from kg.vocabulary import Literal, NamedNode, Quad
from tests.commands import EXAMPLE, run

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def count(store: Embedded) -> int:
    """Return how many triples there are."""
    answer = store.query(COUNT)
    assert isinstance(answer, Table)
    (value,) = answer.rows[0]
    assert isinstance(value, Literal)
    return int(value.value)


@pytest.fixture
def build(built: Path, tmp_path: Path) -> Path:
    """Return a copy of a build."""
    return Path(shutil.copytree(built, tmp_path / "graph"))


def rebuilt(folder: Path, more: bytes) -> None:
    """Change a build as a new one would: the graph, then the manifest."""
    data = (folder / "graph.nt").read_bytes() + more
    (folder / "graph.nt").write_bytes(data)
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    manifest["files"]["graph.nt"]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))


def test_a_large_build_is_indexed_once_and_anew_when_it_changes(build: Path) -> None:
    before = count(open_embedded(build, large=0).store)
    (made,) = (build / INDEX).iterdir()
    when = made.stat().st_ino

    assert count(open_embedded(build, large=0).store) == before
    assert made.stat().st_ino == when

    rebuilt(build, b"<urn:a> <urn:b> <urn:c> .\n")

    assert count(open_embedded(build, large=0).store) == before + 1
    assert not made.exists()
    assert len(list((build / INDEX).iterdir())) == 1


def test_a_small_build_leaves_no_index(build: Path) -> None:
    open_embedded(build)

    assert not (build / INDEX).exists()


def test_an_index_that_was_asked_for_is_used_however_small_the_build(tmp_path: Path) -> None:
    ran = run("build", EXAMPLE, "-o", tmp_path, "--index", "-q")
    assert ran.code == 0, ran.err
    # Only the index can answer now.
    (tmp_path / "graph.nt").write_bytes(b"")

    assert count(open_embedded(tmp_path).store) > 1000


def test_who_waits_for_a_large_graph_is_told_why(build: Path) -> None:
    (unindexed,) = delays([build], large=0)
    (as_file,) = delays([build / "graph.nt"], large=0)
    (by_rdflib,) = delays([build], "rdflib", large=0)
    both = list(delays([build, build], large=0))
    open_embedded(build, large=0)

    assert "without an index" in unindexed
    assert all("into memory" in one for one in (as_file, by_rdflib, *both))
    assert list(delays([build], large=0)) == []
    assert list(delays([build / "no"])) == []


def test_what_else_lies_in_the_folder_of_a_build_stays_there(tmp_path: Path) -> None:
    notes = tmp_path / "notes" / "mine.txt"
    (tmp_path / INDEX / "mine").mkdir(parents=True)
    notes.parent.mkdir()
    notes.write_text("mine", encoding="ascii")
    ran = run("build", EXAMPLE, "-o", tmp_path, "--index", "-q")

    assert ran.code == 0, ran.err
    assert notes.read_text(encoding="ascii") == "mine"
    assert (tmp_path / INDEX / "mine").is_dir()


def test_a_folder_with_an_index_that_is_built_anew_is_read_anew(tmp_path: Path) -> None:
    run("build", EXAMPLE, "-o", tmp_path, "--index", "-q")
    before = count(open_embedded(tmp_path).store)
    rebuilt(tmp_path, b"<urn:a> <urn:b> <urn:c> .\n")

    assert count(open_embedded(tmp_path).store) == before + 1


def test_an_index_that_is_not_whole_is_made_again(build: Path) -> None:
    open_embedded(build, large=0)
    (index,) = (build / INDEX).iterdir()
    (index / SEAL).unlink()

    assert count(open_embedded(build, large=0).store) > 1000


def test_a_changed_graph_is_not_indexed(build: Path) -> None:
    with (build / "graph.nt").open("ab") as file:
        file.write(b"<urn:a> <urn:b> <urn:c> .\n")

    with pytest.raises(UnreadableInput, match="run `kg build` again"):
        open_embedded(build, large=0)


def test_several_readers_share_an_index(build: Path) -> None:
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(count(open_embedded(build, large=0).store))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(counts) == 4
    assert len(set(counts)) == 1


@pytest.mark.parametrize("change", ["no manifest", "broken manifest", "no graph", "manifest without graph"])
def test_a_folder_that_holds_no_finished_build_is_told(build: Path, change: str) -> None:
    match change:
        case "no manifest":
            (build / "manifest.json").unlink()
        case "broken manifest":
            (build / "manifest.json").write_text("{", encoding="ascii")
        case "no graph":
            (build / "graph.nt").unlink()
        case _:
            (build / "manifest.json").write_text('{"base": "urn:", "files": {}}', encoding="ascii")

    with pytest.raises(UnreadableInput, match=str(build)):
        open_embedded(build)


def test_the_newest_build_is_the_last_one(built: Path, tmp_path: Path) -> None:
    assert latest_build(tmp_path) is None

    shutil.copytree(built, tmp_path / "one")

    assert latest_build(tmp_path) == tmp_path / "one"
    assert latest_build(tmp_path / "one") == tmp_path / "one"


def test_a_file_of_an_unknown_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("x", encoding="ascii")

    with pytest.raises(WrongUsage, match=r"what is a \.docx"):
        open_embedded(tmp_path / "x.docx")
    with pytest.raises(UnreadableInput, match="no such file"):
        open_embedded(tmp_path / "missing.ttl")


def test_the_base_is_read_off_the_papers(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<https://me.org/p/paper/a> a <https://w3id.org/scholarly-kg/ontology#Paper> .", encoding="ascii")

    assert open_embedded(tmp_path / "x.ttl").base == "https://me.org/p/"


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_named_graphs_are_seen_as_one_and_by_name(engine: str, tmp_path: Path) -> None:
    (tmp_path / "x.trig").write_text("<urn:a> <urn:b> 1 . <urn:g> { <urn:a> <urn:b> 2 }", encoding="ascii")
    store = open_graphs([tmp_path / "x.trig"], "rdflib" if engine == "rdflib" else "oxigraph").store
    every, named = store.query("SELECT ?o { ?s ?p ?o }"), store.query("SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }")

    assert isinstance(every, Table)
    assert isinstance(named, Table)
    assert (len(every.rows), len(named.rows)) == (2, 1)


@pytest.mark.parametrize("value", [
    Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("2018", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
    Literal("x"), Literal("x", language="en"), NamedNode("urn:a"),
])
def test_a_term_goes_to_rdflib_and_back_unchanged(value: Literal | NamedNode) -> None:
    assert term(node(value)) == value


def test_both_engines_answer_in_the_same_terms() -> None:
    store = in_memory([Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))])
    other = RdflibGraph(graph(store.quads()))
    for text, kind in (("ASK { ?s ?p ?o }", Verdict), ("CONSTRUCT WHERE { ?s ?p ?o }", Statements),
                       ("SELECT ?s ?none ?o { ?s ?p ?o }", Table)):
        assert isinstance(store.query(text), kind)
        assert store.query(text) == other.query(text)


def test_a_mistake_in_a_query_is_told_with_its_place_by_both_engines() -> None:
    store = in_memory([])
    for engine in (store, RdflibGraph(graph(store.quads()))):
        with pytest.raises(WrongUsage, match=r"error at 2:\d+"):
            engine.query("SELECT *\nWHRE {}")
