"""How long the bundled queries take: the embedded store on a generated graph, rdflib on a smaller one.

    python benchmarks/querying.py --papers 10000 --rdflib-papers 200

The papers are made up from a seed: by-lines of one to eight authors, some of whom write often, eight
topics, years, and DOIs. A query that takes longer than `--patience` seconds is counted as such.
"""

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from kg.formats import format_named
from kg.mapping import CORE
from kg.queries.asking import ask, prepare
from kg.queries.library import Query, bundled
from kg.records import Author, Credit, Entry, Paper, ReadingList, Record, Snapshot, Topic, TopicScheme
from kg.stores.answers import Queryable
from kg.stores.opening import Engine, open_graphs
from kg.vocabulary import DEFAULT_BASE

TOPICS = ("Sensors", "Networks", "Soil", "Light", "Water", "Compost", "Tools", "Seeds")

GIVEN = {
    "author": "GivenA0 Family0", "from": "GivenA0 Family0", "to": "GivenB1 Family1", "paper": "doi:10.5555/bench.1",
    "topic": "Soil",
}
"""What parameters are told, where their defaults are not in the generated graph."""


def records(papers: int) -> Iterator[Record]:
    """Yield a list of so many papers, and all that it leads to."""
    chance = random.Random(papers)
    people = [Author(f"{given} {family}") for given, family in names(papers)]
    weights = [1 / (place + 10) for place in range(len(people))]
    scheme = TopicScheme("generated", "Generated papers")
    topics = [Topic(scheme, (name,), definition=f"All about {name.lower()}.") for name in TOPICS]
    snapshot = Snapshot("0" * 64, "generated.md")
    made = []
    for number in range(papers):
        by = dict.fromkeys(chance.choices(people, weights, k=chance.randint(1, 8)))
        year = chance.randint(2005, 2024)
        made.append(Paper(
            f"Paper number {number} on {TOPICS[number % 8].lower()}",
            tuple(Credit(place, one.name, one) for place, one in enumerate(by, 1)),
            identifiers=(f"doi:10.5555/bench.{number}",), year=year, date=str(year), topics=(topics[number % 8],),
        ))
    entries = tuple(
        Entry(number, paper, number, paper.title, paper.topics[0], snapshot=snapshot)
        for number, paper in enumerate(made, 1)
    )
    yield ReadingList("generated", "Generated papers", snapshot, entries=entries)
    yield from (scheme, snapshot, *topics, *people, *made)


def names(papers: int) -> list[tuple[str, str]]:
    """Return two names for each paper."""
    return [(f"Given{chr(65 + number % 26)}{number % 97}", f"Family{number}") for number in range(papers * 2)]


def written(papers: int, folder: Path) -> Path:
    """Write the graph of so many papers."""
    file = folder / f"{papers}.nt"
    with file.open("wb") as output:
        output.writelines(format_named("ntriples").write(records(papers), DEFAULT_BASE, CORE, None))
    return file


def timed(query: Query, store: Queryable, patience: float) -> tuple[float, int] | None:
    """Return the seconds and the rows of a query, or nothing if it takes too long."""
    found: list[tuple[float, int]] = []

    def work() -> None:
        start = time.perf_counter()
        given = {one.name: GIVEN[one.name] for one in query.header.parameters if one.type in GIVEN}
        answer = ask(prepare(query, given, store), store)
        found.append((time.perf_counter() - start, len(getattr(answer, "rows", ()))))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(patience)
    return found[0] if found else None


def measure(engine: Engine, papers: int, folder: Path, patience: float) -> dict[str, str]:
    """Return how long opening and each query took, as text."""
    file = written(papers, folder)
    start = time.perf_counter()
    store = open_graphs([file], engine).store
    cells = {"(opening the file)": f"{time.perf_counter() - start:.3f} s"}
    for query in bundled():
        if query.header.endpoint is None:
            taken = timed(query, store, patience)
            cells[query.name] = f"> {patience:g} s" if taken is None else f"{taken[0]:.3f} s, {taken[1]} rows"
    return cells


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--papers", type=int, default=10_000, help="papers in the graph of the embedded store")
    parser.add_argument("--rdflib-papers", type=int, default=100, help="papers in the graph of both")
    parser.add_argument("--patience", type=float, default=30.0, help="seconds to wait for one query")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        columns = {
            f"oxigraph, {asked.papers} papers": measure("oxigraph", asked.papers, folder, asked.patience),
            f"oxigraph, {asked.rdflib_papers} papers": measure("oxigraph", asked.rdflib_papers, folder, asked.patience),
            f"rdflib, {asked.rdflib_papers} papers": measure("rdflib", asked.rdflib_papers, folder, asked.patience),
        }
    print("| query |", " | ".join(columns), "|")
    print("| --- |" + " ---: |" * len(columns))
    for query in next(iter(columns.values())):
        print(f"| {query} |", " | ".join(cells[query] for cells in columns.values()), "|")


if __name__ == "__main__":
    main()
