"""The journal of a load: what was begun, so that a run after a crash knows what to clear away.

It lies in the user's folder of state, named after store and graph, and not beside the input: whatever
is loaded next into that graph has to know of a load that was cut off.
"""

import fcntl
import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from kg.errors import UnwritableOutput, WrongUsage


class Begun(msgspec.Struct, frozen=True):
    """One load that has not ended."""

    store: str
    graph: str
    mode: str
    sha256: str
    staging: str | None
    swapping: bool = False
    """Whether the swap was asked for: the store may still be at it, though nobody waits."""


def state_folder() -> Path:
    """Return the folder in which this user's programs keep what has to outlive them."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "kg"


class Journal:
    """A file for one target; it is locked while a load runs and removed when it ends well."""

    def __init__(self, store: str, graph: str) -> None:
        """Name the file after the target, so that loads to two stores do not meet."""
        mark = hashlib.sha256(f"{store}\n{graph}".encode()).hexdigest()[:12]
        self.path = state_folder() / f"load-{mark}.json"
        self.before: Begun | None = None
        self.file: int | None = None

    def __enter__(self) -> Self:
        """Take the lock and read what an earlier run left.

        Raises `WrongUsage` if another load to the same graph runs, `UnwritableOutput` if there is no place.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left = os.read(self.file, 1 << 16)
        except BlockingIOError:
            raise WrongUsage(f"another kg load of this graph into this store runs at this moment ({self.path})") from None
        except OSError as error:
            raise UnwritableOutput(f"{self.path}: the journal cannot be written: {error.strerror}") from None
        try:
            self.before = msgspec.json.decode(left, type=Begun) if left else None
        except msgspec.DecodeError:
            self.before = None
        return self

    def begin(self, begun: Begun) -> None:
        """Write down what is begun, before anything is sent."""
        assert self.file is not None
        try:
            os.ftruncate(self.file, 0)
            os.pwrite(self.file, msgspec.json.encode(begun), 0)
            os.fsync(self.file)
        except OSError as error:
            raise UnwritableOutput(f"{self.path}: the journal cannot be written: {error.strerror}") from None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Keep the journal of a failed load, remove that of a good one, give back the lock."""
        assert self.file is not None
        if kind is None or os.fstat(self.file).st_size == 0:
            self.path.unlink(missing_ok=True)
        os.close(self.file)
