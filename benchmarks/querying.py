"""How long the bundled queries take as graphs grow: `python benchmarks/querying.py 10000 100000 --rdflib 10000`.

A graph of so many papers is that many works of OpenAlex (`papers.py`) and lists over a tenth as many
(`lists.py`). The embedded store asks it by its index on disk, as `kg query` does, and rdflib in memory. Each
query runs in a process of its own within limits of time and memory. Times are seconds of the processor, looking up
the names of parameters included; growth is the time divided by that at the size before, and stands where both can be told.
"""

import argparse
import datetime as dt
import multiprocessing
import os
import platform
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from lists import person, records
from papers import make

from kg import __version__
from kg.bulk.building import summed
from kg.formats import format_named
from kg.mapping import CORE
from kg.queries.asking import ask, prepare
from kg.queries.library import Query, bundled
from kg.stores.answers import Queryable
from kg.stores.opening import GRAPH, MANIFEST, make_index, open_graphs
from kg.vocabulary import DEFAULT_BASE

FORK = multiprocessing.get_context("fork")

TOLD = 0.05
"""Seconds below which a time says nothing about growth."""

MEMORY = 8 << 30
"""Bytes that the process of a query may have."""

LIMITS = {signal.SIGXCPU: "over {} s", signal.SIGABRT: f"over {MEMORY >> 30} GB"}
"""What ended a process; an engine in Rust aborts when it gets no more memory."""


def told(query: Query, papers: int) -> dict[str, str]:
    """Return what a query is told where its defaults are not in the graph: authors of about fifty papers."""
    author, other = (person(papers // 20_000 * 20 + place).name for place in (2, 3))
    states = query.name == "changes-between-snapshots"
    given = {
        "author": author, "paper": "doi:10.5555/list.2", "topic": "topic:autumn/soil",
        "from": "spring.md" if states else author, "to": "autumn.md" if states else other,
    }
    return {one.name: given[one.name] for one in query.header.parameters if one.name in given}


class Taken(msgspec.Struct, frozen=True):
    """What a query took: seconds of the processor and of the clock, rows, and the peak of its process in MB."""

    seconds: float
    clock: float
    rows: int
    peak: int


Column = dict[str, Taken | str]
"""What each query took in one engine at one size, or why that is not known."""


def graph(papers: int, work: Path) -> Path:
    """Return the folder of a graph of so many papers, with its index; make it first if it is not there."""
    folder = work / f"graph-{papers}"
    if not (folder / MANIFEST).exists():
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / "papers.jsonl"
        make(papers, source)
        subprocess.run([sys.executable, "-m", "kg", "convert", str(source), "-o", str(folder / GRAPH), "-q"], check=True)
        source.unlink()
        with (folder / GRAPH).open("ab") as output:
            output.writelines(format_named("ntriples").write(records(papers // 10), DEFAULT_BASE, CORE, None))
        size, lines, digest = summed(folder / GRAPH)
        print(f"{papers:,} papers: {lines:,} statements, {size / 1e6:,.0f} MB of N-Triples", file=sys.stderr)
        start, before = time.perf_counter(), time.process_time()
        make_index(folder, digest)
        on_disk = sum(one.stat().st_size for one in (folder / ".index").rglob("*")) / 1e6
        print(f"index: {on_disk:,.0f} MB in {time.perf_counter() - start:,.0f} s ({time.process_time() - before:,.0f} s "
              f"of the processor), peak {peak():,} MB", file=sys.stderr)
        manifest = {"base": DEFAULT_BASE, "files": {GRAPH: {"sha256": digest}}}
        (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return folder


def peak() -> int:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def asked(query: Query, papers: int, store: Queryable) -> Taken:
    """Ask a query once."""
    clock, seconds = time.perf_counter(), time.process_time()
    answer = ask(prepare(query, told(query, papers), store), store)
    return Taken(time.process_time() - seconds, time.perf_counter() - clock, len(getattr(answer, "rows", ())), peak())


def apart(query: Query, papers: int, store: Callable[[], Queryable], patience: int) -> Taken | str:
    """Ask a query in a process of its own, which is ended when it takes too long."""
    here, there = FORK.Pipe(duplex=False)

    def work(answer: Connection) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (patience, patience + 1))
        answer.send(asked(query, papers, store()))

    process = FORK.Process(target=work, args=(there,))
    process.start()
    there.close()
    try:
        taken: Taken = here.recv()
    except EOFError:
        process.join()
        return LIMITS.get(-(process.exitcode or 0), "failed").format(patience)
    process.join()
    return taken


def embedded(papers: int, work: Path, queries: list[Query], patience: int) -> Column:
    """Ask the embedded store, which opens the index anew for each query."""
    folder = graph(papers, work)
    column: Column = {}
    for query in queries:
        column[query.name] = apart(query, papers, lambda: open_graphs([folder]).store, patience)
        print(f"  {papers:,} {query.name}: {column[query.name]}", file=sys.stderr)
    return column


def by_rdflib(papers: int, work: Path, queries: list[Query], patience: int) -> Column:
    """Ask rdflib, whose graph every process inherits."""
    store = open_graphs([graph(papers, work)], "rdflib").store
    column: Column = {}
    for query in queries:
        column[query.name] = apart(query, papers, lambda: store, patience)
        print(f"  rdflib {papers:,} {query.name}: {column[query.name]}", file=sys.stderr)
    return column


def in_turn(ask_all: Callable[[], Column]) -> Column:
    """Run what opens stores in a process of its own."""
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=lambda: there.send(ask_all()))
    process.start()
    there.close()
    found: Column = here.recv()
    process.join()
    return found


def table(columns: dict[int, Column], slow: dict[int, Column], queries: list[Query]) -> str:
    """Return all times as Markdown."""
    sizes = sorted(columns)
    headings = ["query", *(f"{size:,}" for size in sizes), *(f"×{after // before} to {after:,}" for before, after in steps(sizes)),
                f"rows at {sizes[-1]:,}", "peak MB", *(f"rdflib, {size:,}" for size in slow)]
    lines = [f"| {' | '.join(headings)} |", f"|---|{'---:|' * (len(headings) - 1)}"]
    for name in (query.name for query in queries):
        largest = columns[sizes[-1]][name]
        cells = [
            name, *(seconds(columns[size][name]) for size in sizes),
            *(growth(columns[before][name], columns[after][name]) for before, after in steps(sizes)),
            *((f"{largest.rows:,}", f"{largest.peak:,}") if isinstance(largest, Taken) else ("", "")),
            *(seconds(column[name]) for column in slow.values()),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def steps(sizes: list[int]) -> list[tuple[int, int]]:
    """Return each size with the next one."""
    return list(pairwise(sizes))


def seconds(taken: Taken | str) -> str:
    """Return a time as text."""
    if isinstance(taken, str):
        return taken
    return f"{taken.seconds:.3f}" if taken.seconds < 1 else f"{taken.seconds:.1f}"


def growth(before: Taken | str, after: Taken | str) -> str:
    """Return how many times longer a query took, if both times say something."""
    if isinstance(before, str) or isinstance(after, str) or before.seconds < TOLD:
        return ""
    return f"{after.seconds / before.seconds:.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=int, nargs="+", help="papers in the graphs of the embedded store")
    parser.add_argument("--rdflib", type=int, nargs="*", default=[], metavar="PAPERS", help="sizes to ask rdflib as well")
    parser.add_argument("--patience", type=int, default=600, metavar="SECONDS", help="seconds of the processor that one query may take")
    parser.add_argument("--work", type=Path, default=Path("benchmark-work"), help="a folder for graphs; they are kept")
    parser.add_argument("--only", nargs="*", metavar="QUERY", help="queries to ask instead of all that stay in the graph")
    wanted = parser.parse_args()
    queries = [one for one in bundled() if one.header.endpoint is None and (not wanted.only or one.name in wanted.only)]
    for size in sorted({*wanted.papers, *wanted.rdflib}):
        # In a process of its own, since no other must inherit a store's threads.
        maker = FORK.Process(target=graph, args=(size, wanted.work))
        maker.start()
        maker.join()
    columns = {
        size: in_turn(lambda size=size: embedded(size, wanted.work, queries, wanted.patience)) for size in sorted(wanted.papers)
    }
    slow = {
        size: in_turn(lambda size=size: by_rdflib(size, wanted.work, queries, wanted.patience)) for size in wanted.rdflib
    }
    print(f"kg {__version__}, pyoxigraph {version('pyoxigraph')}, rdflib {version('rdflib')}, "
          f"Python {platform.python_version()}, {os.cpu_count()} cores, {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}; "
          f"limit {wanted.patience} s\n")
    print(table(columns, slow, queries))


if __name__ == "__main__":
    main()
