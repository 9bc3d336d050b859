"""Opening what a user names: the folder of a build, or a file of RDF in any syntax."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from pyoxigraph import RdfFormat

from kg.errors import UnreadableInput, WrongUsage
from kg.stores.answers import Queryable
from kg.stores.embedded import Embedded, build_index, in_memory, indexed, is_sealed, read
from kg.vocabulary import DEFAULT_BASE

Engine: TypeAlias = Literal["oxigraph", "rdflib"]
ENGINES: tuple[Engine, ...] = ("oxigraph", "rdflib")

MANIFEST, GRAPH, INDEX = "manifest.json", "graph.nt", ".index"
LARGE = 50 << 20
"""From this size on a build keeps an index on disk, which opens at once (0.02 s instead of 4 s)."""

EXTENSIONS = {
    "ttl": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "nt": RdfFormat.N_TRIPLES, "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD, "json": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML, "owl": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
}


class FileEntry(msgspec.Struct, frozen=True):
    """What a manifest says about one file."""

    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What we need of a build's manifest."""

    base: str
    files: dict[str, FileEntry]


class Opened(msgspec.Struct, frozen=True):
    """A store, and what is known about its data."""

    store: Queryable
    base: str
    name: str
    """What messages call it."""


class OpenedHere(msgspec.Struct, frozen=True):
    """An embedded store, and what is known about its data."""

    store: Embedded
    base: str
    name: str


def open_graphs(places: Sequence[Path], engine: Engine = "oxigraph", large: int = LARGE) -> Opened:
    """Open builds' folders and files with an engine, several as one graph.

    Raises `UnreadableInput` if there is nothing of that name, or nothing that can be read.
    """
    if len(places) == 1:
        here = open_embedded(places[0], large if engine == "oxigraph" else None)
    else:
        here = together([open_embedded(place, None) for place in places])
    return Opened(with_engine(here.store, engine), here.base, here.name)


def delays(places: Sequence[Path], engine: Engine = "oxigraph", large: int = LARGE) -> Iterator[str]:
    """Yield, for those who would wait without knowing why, what opening large graphs takes."""
    for place in places:
        build = is_build(place)
        graph = place / GRAPH if build else place
        try:
            size = graph.stat().st_size
        except OSError:
            # Opening it will say what is wrong.
            continue
        if size <= large:
            continue
        said = f"{place}: {size / 1e9:.1f} GB"
        if not build or engine != "oxigraph" or len(places) > 1:
            yield f"{said} to read into memory, which takes several times that; a build alone is asked by its index"
        elif not is_sealed(index_of(place, sha256 := manifest_of(place).files[GRAPH].sha256), sha256):
            yield f"{said} without an index, which is made now, once: about a minute for each GB, and as much room"


def together(parts: Sequence[OpenedHere]) -> OpenedHere:
    """Return one store with the statements of all; the first says what the base is."""
    whole = in_memory(quad for part in parts for quad in part.store.quads())
    return OpenedHere(whole, parts[0].base, ", ".join(part.name for part in parts))


def open_embedded(place: Path, large: int | None = LARGE) -> OpenedHere:
    """Open a build's folder or a file in the embedded store; builds from `large` bytes on by their index."""
    try:
        if place.is_dir():
            return open_build(place, large)
        if not place.exists():
            raise UnreadableInput(f"{place}: there is no such file or folder; `kg build` makes one")
        store = read(place, syntax_of(place))
    except OSError as error:
        raise UnreadableInput(f"{place}: {error.strerror}") from error
    return OpenedHere(store, found_base(store), str(place))


def open_build(folder: Path, large: int | None) -> OpenedHere:
    """Open the graph of a build, which is the one that its manifest describes."""
    manifest = manifest_of(folder)
    graph, sha256 = folder / GRAPH, manifest.files[GRAPH].sha256
    index = index_of(folder, sha256)
    try:
        size = graph.stat().st_size
    except OSError as error:
        raise UnreadableInput(f"{graph}: {error.strerror}; run `kg build` again") from error
    if large is not None and (size > large or is_sealed(index, sha256)):
        # An index of the right digest was made from the right bytes, so they are not read again.
        if not is_sealed(index, sha256):
            check_digest(graph, sha256)
        return OpenedHere(indexed(graph, RdfFormat.N_TRIPLES, sha256, index), manifest.base, str(folder))
    check_digest(graph, sha256)
    return OpenedHere(read(graph, RdfFormat.N_TRIPLES), manifest.base, str(folder))


def make_index(folder: Path, sha256: str) -> None:
    """Make the index of a build whose graph was written just now, unless an equal one is there."""
    index = index_of(folder, sha256)
    if not is_sealed(index, sha256):
        build_index(folder / GRAPH, RdfFormat.N_TRIPLES, sha256, index)


def index_of(folder: Path, sha256: str) -> Path:
    """Return where the index of a graph with this digest lies."""
    return folder / INDEX / sha256[:16]


def manifest_of(folder: Path) -> Manifest:
    """Read the manifest of a build."""
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror}; this folder holds no finished build") from error
    except msgspec.DecodeError as error:
        raise UnreadableInput(f"{path}: {error}; run `kg build` again") from error
    if GRAPH not in manifest.files:
        raise UnreadableInput(f"{path}: it names no {GRAPH}; run `kg build` again")
    return manifest


def check_digest(graph: Path, sha256: str) -> None:
    """Raise `UnreadableInput` if a file is not the one that the manifest describes."""
    with graph.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise UnreadableInput(f"{graph}: these are not the bytes that the manifest describes; run `kg build` again")


def with_engine(store: Embedded, engine: Engine) -> Queryable:
    """Return a store as the wanted engine sees it."""
    if engine == "oxigraph":
        return store
    from kg.stores import graphs  # noqa: PLC0415 -- rdflib takes longer to load than most queries take

    return graphs.RdflibGraph(graphs.graph(store.quads()))


def syntax_of(path: Path) -> RdfFormat:
    """Return the syntax of a file by its extension; XML that declares entities is refused."""
    extension = path.suffix.lower().removeprefix(".")
    if extension not in EXTENSIONS:
        raise WrongUsage(f"{path}: what is a .{extension}? Known are .{', .'.join(EXTENSIONS)}")
    if EXTENSIONS[extension] is RdfFormat.RDF_XML:
        refuse_entities(path)
    return EXTENSIONS[extension]


def refuse_entities(path: Path) -> None:
    """Raise `UnreadableInput` if XML could expand to more than it is: the parser would not stop."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror}") from error
    if b"<!" in data.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"\0" in data:
        raise UnreadableInput(f"{path}: RDF/XML with a DOCTYPE, or not in UTF-8, is not read; convert it to Turtle")


def found_base(store: Queryable) -> str:
    """Return what the IRIs of the papers in a graph begin with, if it has any."""
    answer = store.query(
        "SELECT ?node WHERE { ?node a <https://w3id.org/scholarly-kg/ontology#Paper> } ORDER BY ?node LIMIT 1",
    )
    for row in getattr(answer, "rows", ()):
        before, paper, _ = row[0].value.partition("/paper/")
        if paper:
            return f"{before}/"
    return DEFAULT_BASE


def latest_build(folder: Path) -> Path | None:
    """Return the folder of the last build in a folder or right below it."""
    places = [one for one in (folder, *sorted(folder.iterdir())) if is_build(one)]
    return max(places, key=lambda one: (one / MANIFEST).stat().st_mtime_ns, default=None)


def is_build(folder: Path) -> bool:
    """Tell whether a folder holds a finished build."""
    try:
        return (folder / MANIFEST).is_file() and (folder / GRAPH).is_file()
    except OSError:
        # A folder that may not be looked into holds nothing for us.
        return False
