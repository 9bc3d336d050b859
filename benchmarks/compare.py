"""Times kg and its peers as whole processes that make the same graph: `python benchmarks/compare.py 100000`.

kg reads the records as OpenAlex has them. The peers cannot, so they read tables in which all IRIs
are minted, texts cleaned, abstracts put in order and authors merged. What it takes to make such
tables from the records, without checking anything (`flatten.py`), is measured in the same turn and
stands beside their own time: from the same records to the same graph, a peer takes both.
Each engine is installed into an environment of its own; all run in turn, and that a few times.
With `--plot FILE.svg` the times and the memory are drawn as well.
"""

import argparse
import datetime as dt
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from papers import make
from plot import Bar, Row, picture
from tables import tables

from kg import __version__

HERE = Path(__file__).parent
ENGINES = {
    "tarka-rdf": "tarka_rdf", "morph-kgc": "morph_kgc", "maplib": "maplib", "rdfizer": "rdfizer", "rdflib": "rdflib",
    "pyoxigraph": "pyoxigraph",
}
"""Packages that make RDF from tables, and the script that runs each."""

SLOW = 300.0
"""Seconds after which an engine is stopped; it is not run again."""

SAMPLE = 200

FLATTEN = "making the tables"


class Run(msgspec.Struct):
    """What one engine did."""

    name: str
    command: list[str]
    seconds: list[float] = []
    cpu: list[float] = []
    memory: int = 0
    """Peak of the largest process, in MB."""
    note: str = ""
    tables: bool = False
    """Whether it needs tables made of the records."""


class Measured(msgspec.Struct):
    """What `measure.py` prints."""

    seconds: float
    cpu: float
    memory: int
    code: int


def environment(package: str, work: Path) -> tuple[Path | None, str]:
    """Return the Python of a package's own environment and its version, or why there is none."""
    folder = work / "environments" / package
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        done = subprocess.run([str(python), "-m", "pip", "install", "-q", package], capture_output=True, check=False)
        if done.returncode:
            shutil.rmtree(folder)
            return None, f"does not install: {done.stderr.decode().strip().splitlines()[-1][:100]}"
    asked = f"import importlib.metadata as m; print(m.version({package!r}))"
    return python, subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=True).stdout.strip()


def clean(path: Path) -> None:
    """Remove what an engine left."""
    for one in path.parent.glob(f"{path.stem}*"):
        if one.is_dir():
            shutil.rmtree(one)
        else:
            one.unlink()


def timed(run: Run, output: Path) -> None:
    """Run an engine once."""
    clean(output)
    try:
        done = subprocess.run([sys.executable, str(HERE / "measure.py"), *run.command], cwd=HERE, capture_output=True,
                              timeout=SLOW, check=False)
    except subprocess.TimeoutExpired:
        run.note = f"stopped after {SLOW:.0f} s"
        return
    measured = msgspec.json.decode(done.stdout.splitlines()[-1], type=Measured)
    if measured.code:
        run.note = f"failed: {reason(done.stderr)}"
        return
    run.seconds.append(measured.seconds)
    run.cpu.append(measured.cpu)
    run.memory = max(run.memory, measured.memory)


def reason(output: bytes) -> str:
    """Return the first line that names an error, or the last."""
    lines = output.decode(errors="replace").strip().splitlines() or ["no word"]
    return next((line for line in lines if "Error:" in line), lines[-1])[:100]


def statements(path: Path) -> set[bytes]:
    """Return the lines of an output, which is a file or a folder of them."""
    files = sorted(path.rglob("*.nt")) if path.is_dir() else [path]
    return {line for file in files for line in file.read_bytes().splitlines()}


def difference(package: str, python: Path, work: Path) -> str:
    """Run an engine on a sample and say how its graph differs from that of kg."""
    source, wanted, output = work / "sample.jsonl", work / "sample.nt", work / f"sample-{package}.nt"
    make(SAMPLE, source)
    subprocess.run([sys.executable, "-m", "kg", "convert", str(source), "-q", "-o", str(wanted)], check=True)
    prepared(wanted, work / "sample-tables")
    clean(output)
    done = subprocess.run(script(package, python, work / "sample-tables", output), cwd=HERE, capture_output=True,
                          check=False)
    if done.returncode:
        return f"fails on the sample: {reason(done.stderr)}"
    ours, theirs = statements(wanted), statements(output)
    return "same graph" if ours == theirs else f"{len(ours ^ theirs) / 2 / len(ours):.1%} of the sample differs"


def prepared(graph: Path, folder: Path) -> None:
    """Write the tables of a graph, if they are not there."""
    if not (folder / "tables.json").exists():
        folder.mkdir(exist_ok=True)
        (folder / "tables.json").write_bytes(msgspec.json.encode(tables(graph, folder)))


def script(package: str, python: Path, folder: Path, output: Path) -> list[str]:
    """Return the command that runs an engine on tables."""
    return [str(python), str(HERE / "engines" / f"{ENGINES[package]}_run.py"), str(folder), str(output)]


def contestants(work: Path, source: Path, graph: Path, engines: list[str], output: Path) -> list[Run]:
    """Return all that is to be run: kg in several ways, the copying of its output, and its peers."""
    kg = [sys.executable, "-m", "kg", "convert", str(source), "-q", "-o", str(output), "--to"]
    runs = [
        Run("kg, 1 process", [*kg, "ntriples"]),
        Run("kg, 2 processes", [*kg, "ntriples", "-j", "2"]),
        Run("kg, 2 processes, Turtle", [*kg, "turtle", "-j", "2"]),
        Run("kg, 2 processes, JSON-LD", [*kg, "jsonld", "-j", "2"]),
        Run("cp of kg's N-Triples", ["cp", str(graph), str(output)]),
    ]
    for package in engines:
        python, version = environment(package, work)
        run = Run(f"{package} {version if python else ''}".strip(), [], tables=True)
        run.note = difference(package, python, work) if python else version
        if python and "fails" not in run.note:
            run.command = script(package, python, work / f"tables-{source.stem}", output)
        runs.append(run)
    if engines:
        folder = work / "prepared"
        folder.mkdir(exist_ok=True)
        shutil.copy(work / f"tables-{source.stem}" / "tables.json", folder)
        runs.append(Run(FLATTEN, [sys.executable, str(HERE / "flatten.py"), str(source), str(folder)]))
    return runs


def report(runs: list[Run], papers: int, graph: Path, source: Path, rounds: int) -> str:
    """Return the results as Markdown."""
    lines = sum(chunk.count(b"\n") for chunk in iter_chunks(graph))
    flatten = next((run for run in runs if run.name == FLATTEN and run.seconds), None)
    least = statistics.median(runs[0].cpu)
    text = [
        (f"{papers:,} papers ({source.stat().st_size / 1e6:,.0f} MB), {lines:,} triples "
        f"({graph.stat().st_size / 1e6:,.0f} MB of N-Triples); {os.cpu_count()} cores, {memory_of_machine()} GB, "
        f"Python {platform.python_version()}, kg {__version__}, {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}; "
        f"median of {rounds} in turn. Processor seconds are those of all cores, user and system."),
        "",
        "| | seconds | with tables | processor seconds | with tables | in units of kg | peak MB | |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for run in runs:
        if not run.seconds:
            text.append(f"| {run.name} | | | | | | | {run.note} |")
            continue
        before = flatten if run.tables else None
        seconds, cpu = statistics.median(run.seconds), statistics.median(run.cpu)
        chain, work, memory = whole(run, before)
        both = (f"{chain:.1f}", f"{work:.1f}") if before else ("", "")
        text.append(f"| {run.name} | {seconds:.1f} | {both[0]} | {cpu:.1f} | {both[1]} | {work / least:.1f} "
                    f"| {memory:,} | {run.note} |")
    return "\n".join(text)


def whole(run: Run, before: Run | None) -> tuple[float, float, int]:
    """Return seconds, processor seconds and MB from the records on, with what had to be made before."""
    made = [run, before] if before else [run]
    return (
        sum(statistics.median(one.seconds) for one in made),
        sum(statistics.median(one.cpu) for one in made),
        max(one.memory for one in made),
    )


def drawn(runs: list[Run], papers: int) -> bytes:
    """Return the results as a picture; the making of the tables is the lighter part of a bar."""
    flatten = next((run for run in runs if run.name == FLATTEN and run.seconds), None)
    rows = []
    for run in runs:
        if run.seconds and run is not flatten:
            before = flatten if run.tables else None
            bars = [
                Bar(statistics.median(run.seconds), statistics.median(before.seconds) if before else 0),
                Bar(statistics.median(run.cpu), statistics.median(before.cpu) if before else 0),
                Bar(whole(run, before)[2]),
            ]
            rows.append(Row(run.name, bars, ours=run.name.startswith("kg,")))
    title = f"From {papers:,} records to a graph (lighter: making the tables that a tool reads)"
    return picture(title, ["seconds", "processor seconds", "peak memory, MB"], rows)


def iter_chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def memory_of_machine() -> int:
    """Return the memory of this machine in GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30


def main() -> None:
    """Make the data, install the engines, run all in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path("benchmark-work"), help="a folder for data and environments")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--plot", type=Path, help="a picture of the results, as SVG")
    asked = parser.parse_args()
    work = asked.work.resolve()
    work.mkdir(exist_ok=True)
    source, graph, output = work / f"papers-{asked.papers}.jsonl", work / f"graph-{asked.papers}.nt", work / "out.nt"
    if not source.exists():
        make(asked.papers, source)
    subprocess.run([sys.executable, "-m", "kg", "convert", str(source), "-q", "-j", "2", "-o", str(graph)], check=True)
    if asked.engines:
        prepared(graph, work / f"tables-{source.stem}")
    runs = contestants(work, source, graph, asked.engines, output)
    for _ in range(asked.rounds):
        for run in runs:
            if run.command and "stopped" not in run.note and "failed" not in run.note:
                timed(run, output)
    clean(output)
    print(report(runs, asked.papers, graph, source, asked.rounds))
    if asked.plot:
        asked.plot.write_bytes(drawn(runs, asked.papers))


if __name__ == "__main__":
    main()
