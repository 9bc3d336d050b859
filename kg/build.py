"""The main job: what was read becomes a folder with the graph, its account and its manifest."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from kg import __version__
from kg.errors import UnwritableOutput
from kg.files import Staged
from kg.formats import format_named
from kg.identity.gathering import gather
from kg.mapping import CORE
from kg.reading import Reading
from kg.records import Record
from kg.report import Report, pretty, report
from kg.vocabulary import iri, parse

MANIFEST = "manifest.json"
"""Written last: a folder without it holds no result."""


class Built(msgspec.Struct, frozen=True):
    """What a build left behind."""

    report: Report
    triples: int
    folder: Path


def build(reading: Reading, folder: Path, base: str) -> Built:
    """Write the graph of what was read into a folder, all files or none.

    Raises `UnwritableOutput` if the folder cannot be made or written.
    """
    gathered = gather(reading.records, reading.files)
    records = list(gathered.entities.values())
    summary = report(reading, gathered, base)
    make(folder)
    with Staged() as staged:
        files: dict[str, dict[str, str | int]] = {}
        statements = sorted_statements(records, base)
        for name, chunks in (
            ("graph.ttl", written(records, "turtle", base)),
            ("graph.jsonld", written(records, "jsonld", base)),
            ("graph.nt", statements),
            ("report.json", [pretty(summary)]),
        ):
            size, digest = staged.write(folder / name, chunks)
            files[name] = {"bytes": size, "sha256": digest}
        classes = counted_classes(statements)
        manifest = {
            "kg": __version__,
            "base": base,
            "triples": len(statements),
            "classes": classes,
            "files": files,
        }
        staged.write(folder / MANIFEST, [pretty(manifest)])
        staged.publish()
    return Built(summary, len(statements), folder)


def written(records: Iterable[Record], name: str, base: str) -> Iterator[bytes]:
    """Yield records in a syntax."""
    return format_named(name).write(records, base, CORE, None)


def sorted_statements(records: Iterable[Record], base: str) -> list[bytes]:
    """Return the lines of the graph as N-Triples, sorted, each once.

    There is no blank node, so this is the canonical form of RDFC-1.0 and can be compared by lines.
    """
    lines = {line + b"\n" for chunk in written(records, "ntriples", base) for line in chunk.splitlines()}
    return sorted(lines)


def counted_classes(statements: list[bytes]) -> dict[str, int]:
    """Return how many nodes there are of each class, from the statements as a reader sees them.

    Raises `ValueError` if that reader does not find as many triples as were written: a bug.
    """
    is_a = iri("rdf:type")
    counts: Counter[str] = Counter()
    triples = 0
    for quad in parse(b"".join(statements), format_named("ntriples").rdf):
        triples += 1
        if quad.predicate.value == is_a:
            counts[str(quad.object.value)] += 1
    if triples != len(statements):
        raise ValueError(f"{len(statements)} triples were written and {triples} read back")
    return dict(sorted(counts.items()))


def make(folder: Path) -> None:
    """Make a folder and those above it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(f"{folder}: this folder cannot be made: {error.strerror}") from None
