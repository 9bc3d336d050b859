"""The folder of a site: written anew beside the old one, then put in its place in one step.

What is the same as before is not written again but linked, so that it keeps its time, and tools that
copy a site copy only what changed. A run that ends early leaves the old site as it was.
"""

import ctypes
import filecmp
import glob
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import UnwritableOutput, WrongUsage
from kg.files import Digest

STATE = "site.json"
"""The file that says that a folder is a site of ours, and what was published when."""

AT_FDCWD = -100
RENAME_EXCHANGE = 2

HELD = 1 << 20
"""Bytes of a file up to which it is compared with the old one before it is written."""


class SiteFolder:
    """Files that appear together in place of an earlier site."""

    def __init__(self, place: Path) -> None:
        """Make the new folder beside the old one.

        Raises `WrongUsage` if the place holds something that kg did not write.
        """
        self.place = place
        self.old = place if place.exists() else None
        if self.old and any(place.iterdir()) and not (place / STATE).is_file():
            raise WrongUsage(f"{place}: holds files but no site made by kg; name a new or an empty folder")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            remove_orphans(place)
            self.fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}.kg-{os.getpid()}-", dir=place.parent))
            self.fresh.chmod(0o755)
        except OSError as error:
            raise UnwritableOutput(f"{place}: this folder cannot be made: {error.strerror}") from None
        self.known: set[Path] = set()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Remove what did not become the site, which after `swap` is the old one."""
        shutil.rmtree(self.fresh, ignore_errors=True)

    def write(self, path: str, data: bytes) -> bool:
        """Write a file; tell whether it is new or other than before.

        Raises `UnwritableOutput` if it cannot be written.
        """
        target = self.fresh / path
        try:
            if target.parent not in self.known:
                target.parent.mkdir(parents=True, exist_ok=True)
                self.known.add(target.parent)
            if self.same(path, data):
                os.link(self.place / path, target)
                return False
            target.write_bytes(data)
        except OSError as error:
            raise UnwritableOutput(f"{self.place / path}: cannot be written: {error.strerror}") from None
        return True

    def put(self, path: str, pieces: Iterable[bytes]) -> bool:
        """Write a file that comes in pieces; tell whether it is new or other than before."""
        coming = iter(pieces)
        held = b""
        for one in coming:
            held += one
            if len(held) > HELD:
                return self.stream(path, chain([held], coming))[2]
        return self.write(path, held)

    def stream(self, path: str, chunks: Iterable[bytes]) -> tuple[int, str, bool]:
        """Write a large file; return its size, its SHA-256, and whether it is other than before."""
        target = self.fresh / path
        digest = Digest()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
            if self.old is not None and same_content(self.old / path, target):
                target.unlink()
                os.link(self.old / path, target)
                return digest.size, digest.hexdigest(), False
        except OSError as error:
            raise UnwritableOutput(f"{self.place / path}: cannot be written: {error.strerror}") from None
        return digest.size, digest.hexdigest(), True

    def same(self, path: str, data: bytes) -> bool:
        """Tell whether a file of the old site holds these bytes."""
        if self.old is None:
            return False
        before = self.old / path
        with suppress(OSError):
            return (
                not before.is_symlink() and before.stat().st_size == len(data) and before.read_bytes() == data
            )
        return False

    def keep(self, names: tuple[str, ...]) -> None:
        """Take over files of the keeper's own, such as `CNAME` and a working copy's `.git`."""
        for name in names:
            before = self.place / name
            if before.is_dir():
                shutil.copytree(before, self.fresh / name, copy_function=os.link, symlinks=True)
            elif before.is_file():
                os.link(before, self.fresh / name)

    def swap(self) -> None:
        """Put the new site in its place; the old one is removed on leaving."""
        try:
            if self.old is None:
                self.fresh.rename(self.place)
            elif not exchange(self.fresh, self.place):
                aside = self.fresh.with_name(f"{self.fresh.name}.old")
                self.place.rename(aside)
                self.fresh.rename(self.place)
                aside.rename(self.fresh)
        except OSError as error:
            raise UnwritableOutput(f"{self.place}: the new site cannot take its place: {error.strerror}") from None


def remove_orphans(place: Path) -> None:
    """Remove what killed runs left beside a site; a run that is alive keeps its folder."""
    for orphan in place.parent.glob(f".{glob.escape(place.name)}.kg-*-*"):
        process = orphan.name.rpartition(".kg-")[2].partition("-")[0]
        if process.isdecimal() and not is_alive(int(process)):
            shutil.rmtree(orphan, ignore_errors=True)


def is_alive(process: int) -> bool:
    """Tell whether a process still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def files_below(place: Path) -> int:
    """Return how many files there are in a folder and in those below it."""
    with os.scandir(place) as inside:
        return sum(files_below(Path(one)) if one.is_dir(follow_symlinks=False) else one.is_file() for one in inside)


def same_content(one: Path, other: Path) -> bool:
    """Tell whether two files hold the same bytes."""
    return one.is_file() and not one.is_symlink() and filecmp.cmp(one, other, shallow=False)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, where the system can: `renameat2` of Linux."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return int(rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)) == 0
