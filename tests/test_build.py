"""The main job: a list becomes a folder, whole, the same each time, and read alike by all."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import EXAMPLE, run
from tests.readers import READERS, Found, assert_same_graph

FILES = ["graph.jsonld", "graph.nt", "graph.ttl", "manifest.json", "report.json"]
KG = "https://w3id.org/scholarly-kg/ontology#"


def test_the_example_has_67_papers_384_authorships_and_7_topics(built: Path) -> None:
    classes = json.loads((built / "manifest.json").read_text())["classes"]

    assert {name: classes[KG + name] for name in ("Paper", "Authorship", "Topic", "Entry", "Author")} == {
        "Paper": 67, "Authorship": 384, "Topic": 7, "Entry": 67, "Author": 305,
    }


def test_the_manifest_names_every_file_with_its_digest(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text())

    assert sorted(path.name for path in built.iterdir()) == FILES
    assert {name: one["sha256"] for name, one in manifest["files"].items()} == {
        name: hashlib.sha256((built / name).read_bytes()).hexdigest() for name in FILES if name != "manifest.json"
    }


def by_rapper(data: bytes) -> Found:
    """Read Turtle with rapper, which shares no code with the other readers."""
    done = subprocess.run(
        ["rapper", "-q", "-i", "turtle", "-o", "ntriples", "-", "http://localhost/"],
        input=data, capture_output=True, check=True,
    )
    return READERS["ntriples"]["pyoxigraph"](done.stdout)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("graph.ttl", READERS["turtle"]["pyoxigraph"]),
        ("graph.ttl", READERS["turtle"]["rdflib"]),
        pytest.param("graph.ttl", by_rapper, marks=pytest.mark.skipif(
            shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed")),
        ("graph.jsonld", READERS["jsonld"]["pyoxigraph"]),
        ("graph.jsonld", READERS["jsonld"]["pyld"]),
        ("graph.nt", READERS["ntriples"]["rdflib"]),
    ],
    ids=["turtle-pyoxigraph", "turtle-rdflib", "turtle-rapper", "jsonld-pyoxigraph", "jsonld-pyld", "nt-rdflib"],
)
def test_every_file_and_every_reader_give_one_set_of_triples(
    built: Path, name: str, read: Callable[[bytes], Found],
) -> None:
    expected = READERS["ntriples"]["pyoxigraph"]((built / "graph.nt").read_bytes())

    assert_same_graph(expected, read((built / name).read_bytes()))
    assert len(expected) == json.loads((built / "manifest.json").read_text())["triples"]


def test_there_is_no_blank_node(built: Path) -> None:
    assert b"_:" not in b"".join(line.split(b'"')[0] for line in (built / "graph.nt").read_bytes().splitlines())


def test_authors_stand_in_the_order_of_the_by_line(built: Path) -> None:
    block = (built / "graph.ttl").read_text().split("\npaper:arxiv-1801.04381 a ")[1].split(" .\n\n")[0]

    assert [word for word in block.split() if word.startswith("author:")] == [
        "author:mark-sandler", "author:andrew-howard", "author:menglong-zhu", "author:andrey-zhmoginov",
        "author:liang-chieh-chen",
    ]


def test_only_prefixes_that_are_used_are_declared(built: Path) -> None:
    text = (built / "graph.ttl").read_text()
    head, _, body = text.partition("\n\n")
    declared = [line.split()[1] for line in head.splitlines()]

    assert [prefix for prefix in declared if prefix not in body] == []


def test_a_heading_that_names_no_subject_stays_with_its_entries(built: Path) -> None:
    text = (built / "graph.ttl").read_text()

    assert text.count('kg:heading "Others"') == 8
    assert 'prefLabel "Others"' not in text


@pytest.mark.parametrize("environment", [
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "America/Los_Angeles"},
])
def test_the_same_input_gives_the_same_bytes(built: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    assert run("build", EXAMPLE, "-o", tmp_path, environment=environment).code == 0

    for name in FILES:
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes(), name


def test_building_needs_no_network(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        pytest.skip("this machine cannot cut a process off the network (unshare -rn)")

    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-m", "kg", "build", str(EXAMPLE), "-o", str(tmp_path)],
        capture_output=True, check=False,
    )

    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.iterdir())) == len(FILES)


def test_two_lists_share_papers_and_keep_their_own_topics(tmp_path: Path) -> None:
    for name, title in (("one.md", "One"), ("two.md", "Two")):
        (tmp_path / name).write_text(
            f"# {title}\n\n## Nets\n\n- [Tying Nets by Hand](https://arxiv.org/abs/2001.00001). Ada Brenner, Bo Castell\n")

    assert run("build", tmp_path / "one.md", tmp_path / "two.md", "-o", tmp_path / "out").code == 0

    counts = json.loads((tmp_path / "out" / "report.json").read_text())["counts"]
    assert (counts["lists"], counts["papers"], counts["authors"], counts["topics"]) == (2, 1, 2, 2)


def test_two_lists_of_one_name_get_two_keys(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.md").write_text(f"# {name}\n\n- [Tying Nets by Hand {name}](https://example.org/{name}). Ada Brenner\n")

    assert run("build", tmp_path / "a" / "list.md", tmp_path / "b" / "list.md", "-o", tmp_path / "out").code == 0

    assert json.loads((tmp_path / "out" / "report.json").read_text())["counts"]["lists"] == 2


def test_options_describe_the_list() -> None:
    done = run("convert", EXAMPLE, "--base", "https://papers.example.org/kg", "--title", "My list", "--key", "mine",
               "--licence", "https://creativecommons.org/licenses/by/4.0/", "--lang", "EN")

    assert done.code == 0
    assert "@prefix list: <https://papers.example.org/kg/list/> ." in done.out
    assert 'list:mine a kg:ReadingList , schema:ItemList ;\n    schema:name "My list" ;' in done.out
    assert "schema:license <https://creativecommons.org/licenses/by/4.0/>" in done.out
