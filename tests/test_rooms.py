"""Who may know whom: the rooms of the architecture, read off the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

KG = Path(__file__).parent.parent / "kg"

DOMAIN = {"records", "findings", "identifiers", "names", "text", "errors"}
EDGE = DOMAIN | {"files"}
GRAPH = DOMAIN | {"vocabulary", "mint", "rows", "mapping", "profiles", "triples", "context", "compiler"}

MAY_KNOW: dict[str, set[str]] = {
    "records": set(),
    "findings": set(),
    "identifiers": set(),
    "names": {"text"},
    "text": set(),
    "errors": set(),
    "resources": set(),
    "vocabulary": set(),
    "jsontext": set(),
    "files": {"errors"},
    "mint": {"records", "identifiers", "names"},
    "rows": {"records"},
    "mapping": {"records", "identifiers", "names", "mint", "rows"},
    "profiles": {"records", "mapping", "rows"},
    "triples": {"records", "mint", "rows", "mapping", "vocabulary"},
    "context": {"rows", "vocabulary"},
    "shapes": {"rows", "vocabulary", "context", "triples"},
    "compiler": {"records", "mint", "rows", "triples"},
    "reference": {"context", "profiles", "rows"},
    "generated": {"context", "mapping", "shapes", "reference"},
    "sources": EDGE,
    "streams": EDGE,
    "bulk": GRAPH | {"files", "streams", "sources", "formats", "identity", "build", "report"},
    "reading": EDGE | {"sources", "mint"},
    "identity": DOMAIN | {"mint"},
    "formats": GRAPH,
    "skgif": {"records", "identifiers", "mint"},
    "lint": DOMAIN | {"mint", "identity", "reading"},
    "report": DOMAIN | {"identity", "reading"},
    "build": GRAPH | {"files", "formats", "identity", "reading", "report"},
    "changes": {"vocabulary"},
    "history": {"vocabulary", "changes"},
    "stores": EDGE | {"vocabulary", "changes"},
    "queries": DOMAIN | {"vocabulary", "stores", "formats", "resources", "names"},
    "checks": DOMAIN | {"vocabulary", "stores", "queries", "resources", "formats"},
    "dump": DOMAIN | {"vocabulary"},
    "documents": DOMAIN | {"vocabulary", "dump", "context", "jsontext", "mapping", "resources"},
    "publish": GRAPH | {"files", "jsontext", "resources", "report", "dump", "documents", "queries"},
    "serve": DOMAIN | {"vocabulary", "resources", "dump", "documents", "queries", "publish", "stores"},
    "api": DOMAIN | {"vocabulary", "stores", "queries", "resources", "formats"},
}
"""Each room and what it may import of ours; `cli` may know everybody, and nobody knows it."""


def room(path: Path) -> str:
    """Return the room that a file stands in."""
    first = path.relative_to(KG).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Yield the names of all modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            if node.module == "kg":
                yield from (f"kg.{alias.name}" for alias in node.names)


FILES = sorted(path for path in KG.rglob("*.py") if path.name != "__init__.py" or path.parent != KG)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KG)))
def test_a_room_knows_only_the_rooms_that_it_may(path: Path) -> None:
    here = room(path)
    known = {name.split(".")[1] for name in imported(path) if name.startswith("kg.")}

    if here not in {"cli", "__main__"}:
        assert here in MAY_KNOW, f"say in this table what {here} may know"
        assert known - {here, "__version__"} <= MAY_KNOW[here]


def test_every_room_is_on_the_map() -> None:
    page = (KG.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.name + ("/" if path.is_dir() else "") for path in KG.iterdir() if not path.name.startswith("_")}
    code = {name for name in rooms if name.endswith((".py", "/"))}

    assert sorted(name for name in code if f"`{name}`" not in page) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KG)))
def test_only_the_vocabulary_and_the_stores_name_the_rdf_library(path: Path) -> None:
    if room(path) not in {"vocabulary", "stores"}:
        assert not {name for name in imported(path) if name.split(".")[0] == "pyoxigraph"}
