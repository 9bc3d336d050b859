"""The embedded store: pyoxigraph in memory, or in a folder that is read without loading."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pyoxigraph import Quad, QueryBoolean, QuerySolutions, RdfFormat, Store

from kg.errors import UnreadableInput, WrongUsage
from kg.stores.answers import Answer, Table, Verdict, statements

SEAL = "kg-source-sha256"
"""The file in an index that says which graph it holds; written last."""


MAKING = "making-"
"""What the name of an index begins with while it is made."""
ABANDONED = 24 * 60 * 60
"""Seconds after which nobody can still be making an index."""


class Embedded:
    """A pyoxigraph store that answers queries."""

    def __init__(self, store: Store) -> None:
        self.store = store
        # Only data with named graphs pays for the union of all graphs.
        self.union = next(iter(store.named_graphs()), None) is not None

    def query(self, text: str) -> Answer:
        """Answer a query; raise `WrongUsage` with the engine's words if it is no SPARQL."""
        try:
            return self.answer(text)
        except SyntaxError as error:
            mistake, why = True, str(error)
        except (OSError, RuntimeError, ValueError) as error:
            mistake, why = False, str(error)
        # Raised here, so that nothing holds on to the solutions, which may be freed in their own thread only.
        raise WrongUsage(why) if mistake else UnreadableInput(f"the store could not answer: {why}")

    def answer(self, text: str) -> Answer:
        """Answer a query, with the engine's own exceptions."""
        found = self.store.query(text, use_default_graph_as_union=self.union)
        if isinstance(found, QuerySolutions):
            columns = tuple(variable.value for variable in found.variables)
            return Table(columns, tuple(tuple(solution) for solution in found))
        if isinstance(found, QueryBoolean):
            return Verdict(bool(found))
        return statements(found)

    def quads(self) -> Iterable[Quad]:
        """Yield all statements."""
        return self.store


def in_memory(quads: Iterable[Quad]) -> Embedded:
    """Return a store that holds these statements."""
    store = Store()
    store.bulk_extend(quads)
    return Embedded(store)


def read(path: Path, syntax: RdfFormat) -> Embedded:
    """Read a file into memory, whole or not at all; a remote JSON-LD context is never fetched."""
    store = Store()
    try:
        store.bulk_load(path=str(path), format=syntax)
    except SyntaxError as error:
        raise UnreadableInput(f"{path}: {error}; the file is no valid {syntax.name}") from error
    except OSError as error:
        raise UnreadableInput(f"{path}: {error}") from error
    return Embedded(store)


def indexed(path: Path, syntax: RdfFormat, sha256: str, index: Path) -> Embedded:
    """Open the index of a file on disk; make it first if it is missing or of other bytes."""
    if not is_sealed(index, sha256):
        build_index(path, syntax, sha256, index)
    try:
        return Embedded(Store.read_only(str(index)))
    except OSError as error:
        raise UnreadableInput(f"{index}: {error}; delete this folder, it is made again") from error


def is_sealed(index: Path, sha256: str) -> bool:
    """Tell whether an index is whole and holds the bytes with this digest."""
    seal = index / SEAL
    return seal.is_file() and seal.read_text(encoding="ascii") == sha256


def build_index(path: Path, syntax: RdfFormat, sha256: str, index: Path) -> None:
    """Make an index beside its place and move it there when it is whole; then remove those of other bytes."""
    try:
        index.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=MAKING, dir=index.parent))
    except OSError as error:
        raise UnreadableInput(f"{index.parent}: no index can be written here: {error.strerror}") from error
    try:
        store = Store(str(fresh))
        store.bulk_load(path=str(path), format=syntax)
        store.flush()
        del store
        (fresh / SEAL).write_text(sha256, encoding="ascii")
        if not is_sealed(index, sha256):
            shutil.rmtree(index, ignore_errors=True)
        os.rename(fresh, index)  # noqa: PTH104 -- as atomic as moving a folder gets
    except SyntaxError as error:
        raise UnreadableInput(f"{path}: {error}; the file is no valid {syntax.name}") from error
    except OSError as error:
        if not is_sealed(index, sha256):
            raise UnreadableInput(f"{index}: the index cannot be written: {error}") from error
        # Another kg has made the same index meanwhile: its is as good as ours.
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    remove_others(index)


def remove_others(index: Path) -> None:
    """Remove indexes of other bytes, and what kgs that were killed have left half-made; nothing else."""
    for one in index.parent.iterdir():
        with suppress(OSError):
            if one != index and ((one / SEAL).is_file() or is_abandoned(one)):
                shutil.rmtree(one, ignore_errors=True)


def is_abandoned(folder: Path) -> bool:
    """Tell whether an index was begun so long ago that nobody can still be making it."""
    return folder.name.startswith(MAKING) and time.time() - folder.stat().st_mtime > ABANDONED
