"""Files that are made from the tables, and whether they are stale: `python -m kg.generated`."""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from kg.context import document_context
from kg.mapping import CORE
from kg.reference import reference
from kg.shapes import shapes

ROOT = Path(__file__).parent.parent

GENERATED: dict[str, Callable[[], str]] = {
    "ontology/context.jsonld": lambda: msgspec.json.format(
        msgspec.json.encode(document_context(CORE)), indent=2,
    ).decode() + "\n",
    "ontology/shapes.ttl": lambda: shapes(CORE),
    "docs/graph.md": reference,
}
"""Each file and what it should hold."""


def stale(root: Path) -> list[str]:
    """Return the names of the files that do not hold what they should."""
    return [
        name
        for name, made in GENERATED.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != made()
    ]


if __name__ == "__main__":
    for stale_name in stale(ROOT):
        (ROOT / stale_name).write_text(GENERATED[stale_name](), encoding="utf-8")
        sys.stdout.write(f"{stale_name}: written\n")
