"""Spark, in one process and as a cluster on loopback: the folder that one machine makes, byte for byte."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.papers import make
from kg.bulk.conversion import convert
from kg.bulk.request import Request
from kg.bulk.tally import Tally
from kg.errors import RemoteFailure
from kg.streams import parts_of
from tests.clusters import CALM, ENVIRONMENT, LACKING, cluster
from tests.commands import ROOT, run

if TYPE_CHECKING:
    from kg.bulk.spark import Spark

pytestmark = pytest.mark.skipif(bool(LACKING), reason=LACKING)

PAPERS = 5_000
LOT = 4 << 20
OPTIONS = [option for name, value in CALM.items() for option in ("--conf", f"{name}={value}")]


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("works") / "works.jsonl"
    make(PAPERS, path)
    return path


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("cluster")) as url:
        yield url


@pytest.fixture(scope="module")
def spark(master: str) -> Iterator["Spark"]:
    """Return a scheduler on the cluster; what it starts inherits its surroundings."""
    from kg.bulk.spark import connected  # noqa: PLC0415 -- where pyspark is absent, these tests are skipped

    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        with connected(master, CALM) as scheduler:
            yield scheduler


def silent(_tally: Tally, _behind: int) -> None:
    """Show nothing."""


def asked(source: Path, output: Path, **options: object) -> Request:
    known = {
        "parts": parts_of([str(source)]), "source": "openalex", "target": "ntriples", "profile": "core",
        "base": "https://example.org/kg/", "output": str(output), "in_parts": True, "lot": LOT, **options,
    }
    return Request(**known)  # type: ignore[arg-type] # options of a test, by name


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("target", ["ntriples", "turtle"])
def test_a_cluster_writes_what_one_machine_writes(works: Path, tmp_path: Path, spark: "Spark", target: str) -> None:
    convert(asked(works, tmp_path / "alone", target=target, jobs=2), silent)
    converted = convert(asked(works, tmp_path / "spread", target=target), silent, scheduler=spark)

    assert len(converted.files) > 5
    assert content(tmp_path / "spread") == content(tmp_path / "alone")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone", "spread"]


def number_of_worker(number: int) -> int:
    return os.getppid() if number else 0


def test_both_workers_take_part_and_results_keep_their_order(spark: "Spark") -> None:
    found = list(spark.run(number_of_worker, [1] * 30 + [0]))

    assert found[-1] == 0
    assert len(set(found)) == 3


def failing_once(folder: Path) -> Callable[[int], int]:
    def do(number: int) -> int:
        mark = folder / str(number)
        if not mark.exists():
            mark.touch()
            raise OSError("the disk was away")
        return number

    return do


def failing(_number: int) -> int:
    raise OSError("the disk is away")


def test_a_task_that_fails_is_tried_again_and_one_that_always_fails_stops_the_run(
    tmp_path: Path, spark: "Spark",
) -> None:
    assert list(spark.run(failing_once(tmp_path), [1, 2, 3])) == [1, 2, 3]
    with pytest.raises(RemoteFailure, match=r"a task failed each time it was tried, .*: OSError: the disk is away$"):
        list(spark.run(failing, [1]))


def executors() -> list[int]:
    """Return the processes of the cluster that run tasks, which its daemons started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words and below(int(path.parent.name)):
                found.append(int(path.parent.name))
    return found


def below(pid: int) -> bool:
    """Tell whether a process descends from this one."""
    while pid > 1:
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        if pid == os.getpid():
            return True
    return False


def test_a_machine_that_is_lost_in_the_middle_changes_nothing(works: Path, tmp_path: Path, spark: "Spark") -> None:
    killed: list[int] = []

    def kill(_tally: Tally, _behind: int) -> None:
        if not killed:
            killed.append(executors()[0])
            os.kill(killed[0], signal.SIGKILL)

    convert(asked(works, tmp_path / "spread", lot=2 << 20), kill, scheduler=spark)
    convert(asked(works, tmp_path / "alone", lot=2 << 20), silent)

    assert content(tmp_path / "spread") == content(tmp_path / "alone")
    assert killed


def test_a_run_that_stopped_goes_on_to_the_same_bytes(works: Path, tmp_path: Path, spark: "Spark") -> None:
    def stop(tally: Tally, _behind: int) -> None:
        if tally.accepted > 200:
            raise KeyboardInterrupt

    few = tmp_path / "few.jsonl"
    few.write_bytes(b"".join(works.read_bytes().splitlines(keepends=True)[:500]))
    with pytest.raises(KeyboardInterrupt):
        convert(asked(few, tmp_path / "out", lot=400_000), stop, scheduler=spark)
    convert(asked(few, tmp_path / "out", lot=400_000, resume=True), silent, scheduler=spark)
    convert(asked(few, tmp_path / "alone", lot=400_000), silent)

    assert content(tmp_path / "out") == content(tmp_path / "alone")


def test_the_command_in_local_mode_writes_the_same_and_says_nothing_of_spark(works: Path, tmp_path: Path) -> None:
    there = works.parent
    plain = run("convert", works.name, "-o", tmp_path / "alone", "--parts", "--to", "nt.zst", cwd=there)
    done = run("convert", works.as_uri(), "-o", tmp_path / "spread", "--parts", "--to", "nt.zst", "--engine", "spark",
               "--master", "local[2]", environment={"PYTHONPATH": str(ROOT)}, cwd=there)

    assert (done.code, done.out, done.err) == (plain.code, plain.out, plain.err) == (0, "", "")
    assert content(tmp_path / "spread") == content(tmp_path / "alone")
    assert all(name.endswith(".nt.zst") for name in content(tmp_path / "spread") if name != "manifest.json")


def test_a_master_that_is_not_there_is_told_at_once(works: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = run("convert", works, "-o", tmp_path / "out", "--parts", "--to", "nt", "--engine", "spark",
               "--master", f"spark://127.0.0.1:{port}")

    assert done.code == 4
    assert "no master there (127.0.0.1" in done.err
    assert "Connection refused" in done.err
    assert list(tmp_path.iterdir()) == []


def test_workers_that_do_not_come_are_not_awaited_for_ever(master: str) -> None:
    code = ("from kg.bulk.spark import connected\n"
            f"with connected({master!r}, {CALM | {'spark.executor.memory': '400g'}!r}, patience=3): pass")
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, check=False, timeout=50)

    assert b"RemoteFailure: Spark's master answers, but no worker did a first task within 3 seconds" in done.stderr


@pytest.mark.parametrize(("options", "said"), [
    (["--engine", "spark"], "writes a folder of parts"),
    (["--engine", "spark", "--parts", "-j", "2"], "--jobs is for processes of this machine"),
    (["--engine", "spark", "--parts", "--conf", "verbose"], "--conf takes NAME=VALUE"),
    (["--engine", "spark", "--parts"], "--engine spark needs --master"),
    (["--master", "local[2]"], "--master and --conf are for --engine spark"),
    (["--engine", "spark", "--parts", "--master", "spark://127.0.0.1"], "say the port of the master"),
])
def test_options_that_do_not_go_together_are_refused(
    works: Path, tmp_path: Path, options: list[str], said: str,
) -> None:
    done = run("convert", works, "-o", tmp_path / "out", "--to", "nt", *options)

    assert done.code == 2
    assert said in done.err
    assert list(tmp_path.iterdir()) == []


def test_stores_that_are_no_files_are_refused(works: Path) -> None:
    done = run("convert", works, "-o", "s3a://bucket/out", "--parts", "--to", "nt", "--engine", "spark")

    assert done.code == 2
    assert "mount this store as a folder" in done.err


def test_without_the_package_the_command_to_install_it_is_told(works: Path, tmp_path: Path) -> None:
    code = ("import sys; sys.modules['pyspark'] = None; from kg.cli import main;"
            f"sys.argv = ['kg', 'convert', {str(works)!r}, '-o', {str(tmp_path / 'out')!r}, '--parts', '--to', 'nt',"
            "'--engine', 'spark', '--master', 'local[1]']; main()")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=20)

    assert done.returncode == 2
    assert b"pip install 'scholarly-kg[spark]'" in done.stderr
    assert list(tmp_path.iterdir()) == []
