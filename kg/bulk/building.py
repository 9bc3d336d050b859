"""A folder with the graph of records that are larger than memory, its account and its manifest.

The same files as of a list where they can be had without holding the graph: N-Triples in the order
of the source instead of sorted, and neither Turtle nor JSON-LD beside it, which `kg convert` writes.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg import __version__
from kg.build import make
from kg.bulk.account import BulkReport, bulk_report
from kg.bulk.conversion import convert
from kg.bulk.lots import USUAL_RATIO
from kg.bulk.request import Progress, Request
from kg.files import Staged
from kg.report import pretty
from kg.streams import Part, packed

GRAPH, MANIFEST = "graph.nt", "manifest.json"
OTHERS = ("graph.ttl", "graph.jsonld")
"""What an earlier build of the same folder may have left, and the new manifest does not name."""

SMALL = 16 << 20
"""Bytes of records that are built like a list, with sorted statements, Turtle and JSON-LD."""


class BulkBuilt(msgspec.Struct, frozen=True):
    """What a build left behind."""

    report: BulkReport
    triples: int
    folder: Path
    sha256: str
    """The digest of the graph."""


def is_large(parts: list[Part]) -> bool:
    """Tell whether files are too large to be built like a list."""
    return sum(part.size * (USUAL_RATIO if packed(part.name) else 1) for part in parts) > SMALL


def build(request: Request, progress: Progress) -> BulkBuilt:
    """Write the folder that the request names as its output.

    Raises `KgError` of the kind that fits if input cannot be read or output not be written.
    """
    folder = Path(request.output)
    make(folder)
    fresh = folder / f".{GRAPH}.new"
    converted = convert(msgspec.structs.replace(request, output=str(fresh), target="ntriples"), progress)
    report = bulk_report(converted, request.source, request.base)
    size, lines, digest = summed(fresh)
    with Staged() as staged:
        report_size, report_digest = staged.write(folder / "report.json", [pretty(report)])
        manifest = {
            "kg": __version__,
            "base": request.base,
            "triples": lines,
            "sorted": False,
            "files": {
                GRAPH: {"bytes": size, "sha256": digest},
                "report.json": {"bytes": report_size, "sha256": report_digest},
            },
        }
        staged.write(folder / MANIFEST, [pretty(manifest)])
        for old in (MANIFEST, *OTHERS):
            (folder / old).unlink(missing_ok=True)
        fresh.replace(folder / GRAPH)
        staged.publish()
    return BulkBuilt(report, lines, folder, digest)


def summed(path: Path) -> tuple[int, int, str]:
    """Return the size of a file, its lines, and its SHA-256."""
    digest = hashlib.sha256()
    size = lines = 0
    for chunk in chunks(path):
        digest.update(chunk)
        size += len(chunk)
        lines += chunk.count(b"\n")
    return size, lines, digest.hexdigest()


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
