"""A conversion whose tasks run anywhere: the folder that one machine makes, byte for byte."""

import gzip
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from benchmarks.papers import make
from kg.bulk import distribution
from kg.bulk.account import bulk_report
from kg.bulk.buckets import Bucket, Division, buckets, described, divide
from kg.bulk.conversion import convert
from kg.bulk.distribution import Scheduler
from kg.bulk.lots import blocks_of, lots
from kg.bulk.request import Converted, Request
from kg.bulk.tally import Tally
from kg.errors import LimitReached, RemoteFailure, UnreadableInput, WrongUsage
from kg.streams import parts_of

PAPERS = 600
BLOCK, LOT, PART = 50_000, 400_000, 300_000
T = TypeVar("T")
R = TypeVar("R")


class InTurn:
    """Runs one task after the other, sent and returned as bytes, as between machines."""

    def run(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield what each task returns."""
        for task in tasks:
            there, it = pickle.loads(pickle.dumps((do, task)))  # noqa: S301 -- our own
            yield pickle.loads(pickle.dumps(there(it)))  # noqa: S301


class Twice(InTurn):
    """Runs each task twice, as a cluster may that thinks the first attempt is lost."""

    def run(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield what the second attempt at each task returns."""
        for task in tasks:
            do(task)
            yield do(task)


class Breaking(InTurn):
    """Loses its machines after some tasks."""

    def __init__(self, left: int) -> None:
        self.left = left

    def run(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield results until the machines are gone."""
        for result in super().run(do, tasks):
            yield result
            self.left -= 1
            if not self.left:
                raise RemoteFailure("the machines are gone")


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("works") / "works.jsonl"
    make(PAPERS, path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[100:100] = [b"none\n", b"\n"]
    path.write_bytes(b"".join(lines))
    return path


@pytest.fixture(scope="module")
def snapshot(works: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a plain file, small files, one without a paper, and compressed ones."""
    folder = tmp_path_factory.mktemp("snapshot") / "data"
    lines = works.read_bytes().splitlines(keepends=True)
    for name, chosen in {"a": lines[:400], "b": lines[400:410], "c": lines[410:412], "d": [b"none\n"]}.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "part.jsonl").write_bytes(b"".join(chosen))
    for name, chosen in {"e": lines[412:550], "f": lines[550:]}.items():
        (folder / name).mkdir()
        (folder / name / "part.gz").write_bytes(gzip.compress(b"".join(chosen)))
    return folder


def silent(_tally: Tally, _behind: int) -> None:
    """Show nothing."""


def request(source: Path, output: Path, **options: object) -> Request:
    asked = {
        "parts": parts_of([str(source)]), "source": "openalex", "target": "ntriples", "profile": "core",
        "base": "https://example.org/kg/", "output": str(output), "in_parts": True, "block": BLOCK, "lot": LOT,
        "part_size": PART, **options,
    }
    return Request(**asked)  # type: ignore[arg-type] # options of a test, by name


def converted(source: Path, output: Path, scheduler: Scheduler | None = None, packing: str = "",
              **options: object) -> Converted:
    return convert(request(source, output, **options), silent, packing=packing, scheduler=scheduler)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("packing", ["", ".zst", ".gz"])
@pytest.mark.parametrize("target", ["ntriples", "turtle", "jsonld", "rdfxml"])
def test_the_folder_is_the_same_whoever_runs_the_tasks(
    snapshot: Path, tmp_path: Path, target: str, packing: str,
) -> None:
    for name, scheduler, jobs in (("one", None, 1), ("three", None, 3), ("spread", InTurn(), 1)):
        converted(snapshot, tmp_path / name, scheduler, packing, target=target, jobs=jobs)
    parts = content(tmp_path / "one")

    assert len(parts) > 8
    assert content(tmp_path / "three") == parts
    assert content(tmp_path / "spread") == parts
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "spread", "three"]


def test_parts_in_their_order_are_the_one_file(works: Path, tmp_path: Path) -> None:
    files = converted(works, tmp_path / "parts", InTurn()).files
    converted(works, tmp_path / "whole.nt", in_parts=False)

    assert b"".join(path.read_bytes() for path in files) == (tmp_path / "whole.nt").read_bytes()


def test_memory_changes_nothing_even_where_pieces_are_compressed(works: Path, tmp_path: Path) -> None:
    for name, memory, scheduler in (("a", 512 << 20, None), ("b", 8 << 10, None), ("c", 8 << 10, InTurn())):
        converted(works, tmp_path / name, scheduler, ".zst", memory=memory)

    assert content(tmp_path / "a") == content(tmp_path / "b") == content(tmp_path / "c")


def test_a_task_may_be_run_again(works: Path, tmp_path: Path) -> None:
    converted(works, tmp_path / "once", InTurn(), memory=8 << 10)
    converted(works, tmp_path / "twice", Twice(), memory=8 << 10)

    assert content(tmp_path / "once") == content(tmp_path / "twice")


def test_the_account_is_that_of_one_machine(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(snapshot.parent)
    alone, spread = (
        bulk_report(converted(Path("data"), tmp_path / name, scheduler), "openalex", "https://example.org/kg/")
        for name, scheduler in (("alone", None), ("spread", InTurn()))
    )

    assert msgspec.json.encode(alone) == msgspec.json.encode(spread)
    assert [(one.file, one.line) for one in spread.findings] == [("data/a/part.jsonl", 101), ("data/d/part.jsonl", 1)]
    assert spread.counts["papers"] == PAPERS


@pytest.mark.parametrize("after", [1, 3, 7, 9])
def test_a_run_that_lost_its_machines_goes_on_to_the_same_bytes(snapshot: Path, tmp_path: Path, after: int) -> None:
    converted(snapshot, tmp_path / "whole", InTurn(), memory=8 << 10)

    with pytest.raises(RemoteFailure):
        converted(snapshot, tmp_path / "out", Breaking(after), memory=8 << 10)
    assert not (tmp_path / "out").exists()
    lost = tmp_path / ".out.work" / "tasks" / "lost" / "out"
    lost.mkdir(parents=True)
    (lost / "part-00000.nt").write_bytes(b"of an attempt that was not finished")
    converted(snapshot, tmp_path / "out", InTurn(), memory=8 << 10, resume=True)

    assert content(tmp_path / "out") == content(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


def test_a_run_that_is_stopped_while_it_numbers_its_parts_goes_on(
    works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(_files: object) -> bytes:
        raise KeyboardInterrupt

    converted(works, tmp_path / "whole", InTurn())
    with monkeypatch.context() as patch:
        patch.setattr(distribution, "manifest", stop)
        with pytest.raises(KeyboardInterrupt):
            converted(works, tmp_path / "out", InTurn())
    converted(works, tmp_path / "out", InTurn(), resume=True)

    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.parametrize("blocks", [1, 9, 10, 17, 40])
def test_parts_of_one_machine_go_on_to_the_same_bytes(snapshot: Path, tmp_path: Path, blocks: int) -> None:
    met = 0

    def stop(_tally: Tally, _behind: int) -> None:
        nonlocal met
        met += 1
        if met == blocks:
            raise KeyboardInterrupt

    converted(snapshot, tmp_path / "whole", target="turtle")
    with pytest.raises(KeyboardInterrupt):
        convert(request(snapshot, tmp_path / "out", target="turtle"), stop)
    converted(snapshot, tmp_path / "out", target="turtle", resume=True, jobs=2)

    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_one_engine_does_not_go_on_where_another_stopped(works: Path, tmp_path: Path) -> None:
    with pytest.raises(RemoteFailure):
        converted(works, tmp_path / "out", Breaking(2))
    with pytest.raises(WrongUsage, match="--resume: the input, the options"):
        converted(works, tmp_path / "out", resume=True)


def test_what_is_wrong_with_the_input_stops_the_run_and_leaves_nothing(works: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.gz").write_bytes(gzip.compress(works.read_bytes())[:-2000])

    with pytest.raises(UnreadableInput, match=r"a\.gz: the compressed file is damaged or cut short"):
        converted(tmp_path / "in", tmp_path / "out", InTurn())
    (tmp_path / "in" / "a.gz").write_bytes(gzip.compress(b'{"id":"' + b"A" * (40 << 20)))
    with pytest.raises(LimitReached, match="longer than 32 MB"):
        converted(tmp_path / "in", tmp_path / "out", InTurn())
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


class Elsewhere(InTurn):
    """Runs tasks on a machine that has not got the folder."""

    def run(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield what each task returns there."""
        order = do.args[0]  # type: ignore[attr-defined] # a partial
        there = do.func  # type: ignore[attr-defined]
        for task in tasks:
            yield there(msgspec.structs.replace(order, work="/not/there"), task)


def test_a_machine_that_does_not_see_the_folder_is_named(works: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"does not see /not/there; input and output must be on a file system"):
        converted(works, tmp_path / "out", Elsewhere())


def test_an_input_without_papers_makes_one_file(tmp_path: Path) -> None:
    (tmp_path / "works.jsonl").write_bytes(b"none\n")
    for name, scheduler in (("alone", None), ("spread", InTurn())):
        converted(tmp_path / "works.jsonl", tmp_path / name, scheduler, target="turtle")

    assert content(tmp_path / "alone") == content(tmp_path / "spread")
    assert list(json.loads((tmp_path / "spread" / "manifest.json").read_bytes())["files"]) == ["part-00000.ttl"]


@pytest.mark.parametrize("size", [100, 3_000, 50_000, 10_000_000])
def test_lots_hold_every_line_once(snapshot: Path, size: int) -> None:
    parts = parts_of([str(snapshot)])
    plain = [part for part in parts if part.name.endswith(".jsonl")]
    found = [block for lot in lots(plain, size) for block in blocks_of(lot, 2_000)]

    assert b"".join(block.read() for block in found) == b"".join(Path(part.name).read_bytes() for part in plain)
    assert all(block.read().endswith(b"\n") for block in found)


def test_a_line_that_a_kill_cut_off_does_not_reach_a_division(tmp_path: Path) -> None:
    line = b'%08xauthor/x%d\tAuthor\t{"name":"X","kind":"person"}\n'
    (tmp_path / "a.0-0").write_bytes(line % (0xA0000001, 1) + (line % (0xA0000002, 2))[:20])
    (tmp_path / "a.0-1").write_bytes(line % (0xA0000003, 3))
    into = tmp_path / "into"
    into.mkdir()
    files = divide(Division(Bucket("a", (str(tmp_path / "a.0-0"), str(tmp_path / "a.0-1"))), 1, str(into)), "part")

    assert [iri for one in buckets(files) for iri, _ in described(one)] == ["author/x1", "author/x3"]
