"""Bulk runs: the same graph as the plain way, the same bytes whatever the number of processes."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from benchmarks.papers import World, make
from kg import mint
from kg.bulk.account import bulk_report
from kg.bulk.buckets import Bucket, Spill, buckets, described, digits_for
from kg.bulk.conversion import convert
from kg.bulk.request import Converted, Request
from kg.bulk.tally import KEPT, Tally
from kg.errors import KgError, LimitReached, UnreadableInput, WrongUsage
from kg.files import read_whole
from kg.formats import FORMATS, format_named
from kg.identity.gathering import gather
from kg.mapping import CORE
from kg.records import Author, ListSettings, Organization, Paper, Record, Venue
from kg.sources import openalex
from kg.stores.answers import Table
from kg.stores.opening import open_build
from kg.streams import parts_of
from kg.triples import triples
from tests.commands import ROOT, run
from tests.readers import READERS, Found, assert_same_graph, plain

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BASE = "https://example.org/kg/"
GRAPH = "https://example.org/kg/graph"
PAPERS = 400
BLOCK = 50_000


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("works") / "works.jsonl"
    make(PAPERS, path)
    return path


def silent(_tally: Tally, _behind: int) -> None:
    """Show nothing."""


def converted(source: Path, output: Path, **options: object) -> Converted:
    asked = {
        "parts": parts_of([str(source)]), "source": "openalex", "target": "ntriples", "profile": "core", "base": BASE,
        "output": str(output), "block": BLOCK, **options,
    }
    return convert(Request(**asked), silent)  # type: ignore[arg-type] # options of a test, by name


def meant(source: Path) -> Found:
    """Return the graph that the reference makes of a file that is read whole."""
    found = openalex.read(read_whole(str(source)), ListSettings())
    gathered = gather(one for one in found if isinstance(one, Paper))
    return {triple for record in gathered.entities.values() for triple in plain(triples(record, BASE, CORE))}


@pytest.mark.parametrize("name", [known.name for known in FORMATS])
def test_a_bulk_run_says_in_every_format_what_the_reference_says(works: Path, tmp_path: Path, name: str) -> None:
    few = tmp_path / "few.jsonl"
    few.write_bytes(b"\n".join(works.read_bytes().split(b"\n")[:25]))
    graph = GRAPH if format_named(name).graphs else None
    converted(few, tmp_path / "out", target=name, graph=graph, block=10_000)

    data = (tmp_path / "out").read_bytes()

    for read in READERS[name].values():
        assert_same_graph(meant(few), read(data))


@pytest.mark.parametrize("name", ["ntriples", "jsonld", "turtle"])
def test_the_bytes_are_the_same_for_any_number_of_processes_and_any_memory(
    works: Path, tmp_path: Path, name: str,
) -> None:
    digests = set()
    for jobs, memory in ((1, 512 << 20), (2, 512 << 20), (3, 64 << 10), (1, 8 << 10)):
        output = tmp_path / f"{jobs}-{memory}"
        converted(works, output, target=name, jobs=jobs, memory=memory)
        digests.add(sha256(output.read_bytes()).hexdigest())

    assert len(digests) == 1


def test_the_order_of_the_source_changes_the_order_of_papers_and_nothing_else(works: Path, tmp_path: Path) -> None:
    lines = works.read_bytes().split(b"\n")[:-1]
    random.Random(1).shuffle(lines)  # noqa: S311 -- any order does
    other = tmp_path / "other.jsonl"
    other.write_bytes(b"\n".join(lines))
    converted(works, tmp_path / "one.nt")
    converted(other, tmp_path / "two.nt")

    one, two = (sorted((tmp_path / name).read_bytes().split(b"\n")) for name in ("one.nt", "two.nt"))

    assert one == two


def test_each_entity_is_described_once(works: Path, tmp_path: Path) -> None:
    found = converted(works, tmp_path / "out.nt", jobs=2)

    lines = (tmp_path / "out.nt").read_bytes().split(b"\n")[:-1]
    assert len(lines) == len(set(lines))
    assert found.tally.entities["Author"] == sum(b"#Author>" in line for line in lines)


@pytest.mark.parametrize("packing", ["gz", "zst"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_compressed_input_and_output_hold_the_same(works: Path, tmp_path: Path, packing: str, jobs: int) -> None:
    pack: Callable[[bytes], bytes] = gzip.compress if packing == "gz" else zstd.compress
    unpack: Callable[[bytes], bytes] = gzip.decompress if packing == "gz" else zstd.decompress
    packed = tmp_path / f"works.jsonl.{packing}"
    packed.write_bytes(pack(works.read_bytes()))
    converted(works, tmp_path / "plain.nt")
    converted(packed, tmp_path / f"packed.nt.{packing}", jobs=jobs)

    assert unpack((tmp_path / f"packed.nt.{packing}").read_bytes()) == (tmp_path / "plain.nt").read_bytes()


def test_a_folder_of_parts_is_read_in_the_order_of_its_paths(works: Path, tmp_path: Path) -> None:
    lines = works.read_bytes().splitlines(keepends=True)
    for number, place in enumerate(("updated_date=2024-01-01/part_000.gz", "updated_date=2024-02-01/part_000.gz")):
        path = tmp_path / "works" / place
        path.parent.mkdir(parents=True)
        path.write_bytes(gzip.compress(b"".join(lines[number * 200:(number + 1) * 200])))
    (tmp_path / "works" / "manifest").write_text("{}")
    converted(works, tmp_path / "one.nt")
    converted(tmp_path / "works", tmp_path / "two.nt", jobs=2)

    assert (tmp_path / "one.nt").read_bytes() == (tmp_path / "two.nt").read_bytes()


@pytest.mark.parametrize("name", ["ntriples", "jsonld", "turtle", "rdfxml"])
def test_parts_are_whole_files_that_together_say_the_same(works: Path, tmp_path: Path, name: str) -> None:
    few = tmp_path / "few.jsonl"
    few.write_bytes(b"\n".join(works.read_bytes().split(b"\n")[:60]))
    files = converted(few, tmp_path / "parts", target=name, in_parts=True, part_size=60_000, block=20_000, jobs=2).files
    read = READERS[name]["pyoxigraph"]

    found: Found = set()
    for path in files:
        found |= read(path.read_bytes())

    listed = json.loads((tmp_path / "parts" / "manifest.json").read_text())["files"]
    assert listed == {path.name: {"bytes": path.stat().st_size, "sha256": sha256(path.read_bytes()).hexdigest()}
                      for path in files}
    assert len(files) > 2
    assert_same_graph(meant(few), found)


def test_parts_are_not_written_over_other_files(works: Path, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "mine.txt").write_text("mine")

    with pytest.raises(WrongUsage, match="no empty folder"):
        converted(works, tmp_path / "parts", in_parts=True)


def spilled(folder: Path, records: list[Record], name: str) -> None:
    """Write entities as one process of a run does."""
    spill = Spill(folder, name)
    for record in records:
        spill.add(record, mint.IRIS[type(record)](record))
    spill.flush()


MENTIONS: list[Record] = [
    Author("Y. LeCun", "person", ("openalex:a1", "orcid:0000-0002-1825-0097")),
    Author("Yann LeCun", "person", ("openalex:a1",)),
    Author("YANN LECUN", "person", ("openalex:a1", "orcid:0000-0001-5109-3700")),
    Venue("J. Things", "series", (), ("openalex:s1", "issn:2049-3630")),
    Venue("Journal of Things", "journal", (), ("openalex:s1",)),
    Organization("Univ. of X", ("openalex:i1",)),
    Organization("University of X", ("openalex:i1", "ror:05a28rw58")),
]


def test_differing_descriptions_merge_the_same_in_any_order_and_any_division(tmp_path: Path) -> None:
    found = set()
    for number, order in enumerate(list(permutations(MENTIONS))[::97]):
        folder = tmp_path / str(number)
        folder.mkdir()
        cut = number % len(order)
        spilled(folder, list(order[:cut]), "0-0")
        spilled(folder, list(order[cut:]), "0-1")
        found.add(msgspec.json.encode([one for bucket in buckets(folder.iterdir()) for one in described(bucket)]))

    assert len(found) == 1
    merged = dict(msgspec.json.decode(found.pop()))
    assert merged["author/openalex-a1"]["name"] == "Yann LeCun"
    assert merged["author/openalex-a1"]["alternate_names"] == ["Y. LeCun", "YANN LECUN"]
    assert merged["venue/openalex-s1"]["kind"] == "journal"
    assert len(merged) == 3


def test_a_line_that_a_kill_cut_off_is_none(tmp_path: Path) -> None:
    spilled(tmp_path, [MENTIONS[0]], "0-0")
    (file,) = tmp_path.iterdir()
    with file.open("ab") as more:
        more.write(file.read_bytes()[:20])

    assert [iri for iri, _ in described(Bucket(file.name[0], (str(file),)))] == ["author/openalex-a1"]


def test_buckets_are_divided_until_they_fit() -> None:
    assert [digits_for(size, 1000) for size in (0, 1000, 1001, 16_001)] == [0, 0, 1, 2]


def checked(data: bytes) -> bytes:
    """Compress with a checksum, as the command line tool does."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "truncated.gz": lambda data: gzip.compress(data)[:-2000],
    "no-trailer.gz": lambda data: gzip.compress(data)[:-8],
    "garbage.gz": lambda data: gzip.compress(data) + b"garbage!!",
    "wrong-crc.gz": lambda data: gzip.compress(data)[:-8] + b"\0\0\0\0" + gzip.compress(data)[-4:],
    "truncated.zst": lambda data: zstd.compress(data)[:-2000],
    "bit-flip.zst": lambda data: checked(data)[:2000] + b"\x55\x55" + checked(data)[2002:],
    "empty.gz": lambda _data: b"",
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_damaged_file_stops_the_run_and_leaves_nothing(works: Path, tmp_path: Path, name: str, jobs: int) -> None:
    source = tmp_path / name
    source.write_bytes(BROKEN[name](works.read_bytes()))

    with pytest.raises(UnreadableInput, match=name):
        converted(source, tmp_path / "out.nt", jobs=jobs)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_two_members_and_two_frames_are_read_to_the_end(works: Path, tmp_path: Path) -> None:
    data = works.read_bytes()
    cut = data.index(b"\n") + 1
    for name, pack in (("a.gz", gzip.compress), ("a.zst", zstd.compress)):
        (tmp_path / name).write_bytes(pack(data[:cut]) + pack(data[cut:]))

        assert converted(tmp_path / name, tmp_path / "out.nt").tally.accepted == PAPERS


def test_a_line_without_end_and_a_bomb_are_limits(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b'{"id":"' + b"A" * (40 << 20)))
    with pytest.raises(LimitReached, match="longer than 32 MB"):
        converted(bomb, tmp_path / "out.nt")


def test_findings_beyond_the_limit_are_counted_and_not_kept(tmp_path: Path) -> None:
    source = tmp_path / "bad.jsonl"
    source.write_bytes(b'{"id":"https://openalex.org/W1","title":"One"}\n' + b"{\n" * (KEPT + 2000))
    found = converted(source, tmp_path / "out.nt", jobs=2, block=1000)
    report = bulk_report(found, "openalex", BASE)

    assert report.findings_by_code == {"rejected: not-json": KEPT + 2000}
    assert len(report.findings) == KEPT
    assert [one.line for one in report.findings] == list(range(2, KEPT + 2))
    assert report.records_in == report.accepted + report.rejected_in_all == KEPT + 2001


def test_what_is_wrong_with_a_shared_entity_is_said_at_each_line_whoever_reads_it(tmp_path: Path) -> None:
    wrong = {"id": "https://openalex.org/9", "display_name": "Ada \x01 Lovage"}
    work = {
        "authorships": [{"author": {**wrong, "orcid": "0000-1"}, "institutions": [{**wrong, "ror": "none"}]}],
        "primary_location": {"source": {**wrong, "issn_l": "12"}},
        "topics": [wrong],
    }
    source = tmp_path / "works.jsonl"
    source.write_bytes(b"".join(
        msgspec.json.encode({"id": f"https://openalex.org/W{number}", "title": "One", **work}) + b"\n"
        for number in range(40)
    ))
    accounts = [
        bulk_report(converted(source, tmp_path / "out.nt", jobs=jobs, block=2000), "openalex", BASE) for jobs in (1, 2, 3)
    ]

    assert accounts[0].findings_by_code == {"warning: bad-characters": 160, "warning: bad-identifier": 120}
    assert accounts[0] == accounts[1] == accounts[2]


def test_standard_input_and_output_are_streams(works: Path, tmp_path: Path) -> None:
    converted(works, tmp_path / "out.nt")
    data = works.read_bytes()

    for jobs in ("1", "2"):
        done = run("convert", "-", "--to", "nt", "-j", jobs, stdin=data)
        assert done.code == 0, done.err
        assert done.out == (tmp_path / "out.nt").read_text()
        assert done.err == ""


def kg(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "kg", *map(str, arguments)]


def finished(journal: Path) -> int:
    """Return the number of blocks that a run has finished."""
    return max(0, journal.read_bytes().count(b"\n") - 1) if journal.exists() else 0


def test_a_run_that_is_killed_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "works.jsonl"
    make(12_000, source)
    convert_it = kg("convert", source, "-j", "2", "-q", "-o")
    subprocess.run([*convert_it, tmp_path / "whole.nt"], check=True)
    journal = tmp_path / ".out.nt.work" / "journal"
    for _ in range(3):
        before = finished(journal)
        process = subprocess.Popen([*convert_it, tmp_path / "out.nt", "--resume"], cwd=ROOT)
        while finished(journal) < before + 2 and process.poll() is None:
            time.sleep(0.002)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert finished(journal) >= before + 2
    assert not (tmp_path / "out.nt").exists()
    subprocess.run([*convert_it, tmp_path / "out.nt", "--resume"], check=True)

    assert (tmp_path / "out.nt").read_bytes() == (tmp_path / "whole.nt").read_bytes()
    assert not journal.parent.exists()


def test_an_interrupted_run_says_how_it_goes_on(tmp_path: Path) -> None:
    source = tmp_path / "works.jsonl"
    make(6_000, source)
    process = subprocess.Popen(kg("convert", source, "-j", "2", "-o", tmp_path / "out.nt"), stderr=subprocess.PIPE)
    while finished(tmp_path / ".out.nt.work" / "journal") < 2 and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()

    assert process.returncode == 130
    assert b"--resume goes on from there" in said
    assert not (tmp_path / "out.nt").exists()
    assert run("convert", source, "-o", tmp_path / "out.nt", "--resume", "-j", "1").code == 0


def test_a_resumed_run_with_other_options_is_refused(works: Path, tmp_path: Path) -> None:
    class Stop(BaseException):
        """As if the process ended here."""

    def stop(_tally: Tally, _behind: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(Request(parts=parts_of([str(works)]), source="openalex", target="ntriples", profile="core", base=BASE,
                        output=str(tmp_path / "out.nt"), block=BLOCK), stop)
    with pytest.raises(WrongUsage, match="--resume: the input, the options"):
        converted(works, tmp_path / "out.nt", resume=True, profile="web")


def test_a_process_that_is_lost_is_told(works: Path, tmp_path: Path) -> None:
    def end_one(_tally: Tally, _behind: int) -> None:
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)

    with pytest.raises(KgError, match="ended from outside"):
        convert(Request(parts=parts_of([str(works)]), source="openalex", target="ntriples", profile="core", base=BASE,
                        output=str(tmp_path / "out.nt"), block=10_000, jobs=2), end_one)
    converted(works, tmp_path / "out.nt", block=10_000, resume=True)
    converted(works, tmp_path / "other.nt")

    assert (tmp_path / "out.nt").read_bytes() == (tmp_path / "other.nt").read_bytes()


def test_one_world_is_always_the_same() -> None:
    assert World(50).paper(3) == World(50).paper(3)


def test_the_account_of_the_command_adds_up(tmp_path: Path) -> None:
    source = tmp_path / "works.jsonl"
    source.write_bytes(b'{"id":"https://openalex.org/W1","title":"One"}\n\nnone\n')
    done = run("convert", source, "-o", tmp_path / "out.nt", "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())

    assert done.code == 1
    assert "works.jsonl:3: no JSON" in done.err
    assert (report["records_in"], report["accepted"], report["rejected_in_all"]) == (2, 1, 1)
    assert [(one["line"], one["reason"]) for one in report["rejected"]] == [(3, "not-json")]


def test_a_small_build_of_records_is_like_that_of_a_list(works: Path, tmp_path: Path) -> None:
    done = run("build", works, "-o", tmp_path / "graph")
    converted(works, tmp_path / "bulk.nt")

    assert done.code == 0, done.err
    assert sorted(path.name for path in (tmp_path / "graph").iterdir()) == [
        "graph.jsonld", "graph.nt", "graph.ttl", "manifest.json", "report.json"]
    assert sorted((tmp_path / "bulk.nt").read_bytes().splitlines()) == (
        (tmp_path / "graph" / "graph.nt").read_bytes().splitlines())


def test_a_large_build_holds_the_graph_its_account_and_on_request_its_index(works: Path, tmp_path: Path) -> None:
    (tmp_path / "works").mkdir()
    (tmp_path / "works" / "part_000.gz").write_bytes(gzip.compress(works.read_bytes()))
    folder = tmp_path / "graph"
    run("build", works, "-o", folder)
    done = run("build", tmp_path / "works", "-o", folder, "--index", "-j", "2")
    converted(works, tmp_path / "bulk.nt")

    assert done.code == 0, done.err
    assert sorted(path.name for path in folder.iterdir()) == [".index", "graph.nt", "manifest.json", "report.json"]
    assert (folder / "graph.nt").read_bytes() == (tmp_path / "bulk.nt").read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["files"]["graph.nt"]["sha256"] == sha256((folder / "graph.nt").read_bytes()).hexdigest()
    assert manifest["triples"] == (folder / "graph.nt").read_bytes().count(b"\n")
    papers = open_build(folder, 0).store.query(
        "SELECT (COUNT(*) AS ?n) WHERE { ?p a <https://w3id.org/scholarly-kg/ontology#Paper> }")
    assert isinstance(papers, Table)
    assert str(papers.rows[0][0]).startswith(f'"{PAPERS}"')
    assert run("query", "top-authors", "-g", folder).code == 0


def test_options_for_large_files_are_refused_for_lists(tmp_path: Path) -> None:
    for option in (["--resume"], ["--parts"], ["--jobs", "2"]):
        done = run("convert", ROOT / "examples" / "edge-ml.md", "-o", tmp_path / "out.nt", *option)

        assert done.code == 2
        assert "are for JSON lines" in done.err
    assert list(tmp_path.iterdir()) == []
