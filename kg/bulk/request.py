"""What a user asks of a bulk run, and what it leaves behind."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from kg.bulk.lots import LOT
from kg.bulk.tally import Tally
from kg.bulk.work import Job
from kg.formats import format_named
from kg.streams import BLOCK, Part

PART_SIZE = 1 << 30
"""Bytes after which a new part begins, whatever the lot."""

SHARE = 64
"""A bucket may have this share of the memory; what is made of it takes many times its size."""

Progress = Callable[[Tally, int], None]
"""Called with the sums and the bytes of the file at hand that are behind us."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a user asked for."""

    parts: list[Part]
    source: str
    target: str
    profile: str
    base: str
    graph: str | None = None
    output: str
    in_parts: bool = False
    """Whether the output is a folder of parts."""
    jobs: int = 1
    memory: int = 512 << 20
    resume: bool = False
    block: int = BLOCK
    """Bytes of lines that are worked on at once; the journal is about blocks of one size."""
    lot: int = LOT
    """Bytes of lines that make one part."""
    part_size: int = PART_SIZE

    def job(self, packing: str, spills: Path) -> Job:
        """Return what every process has to know."""
        name = format_named(self.target).name
        return Job(self.source, name, self.profile, self.base, self.graph, packing, str(spills), 0)


class Converted(msgspec.Struct):
    """What a conversion left behind."""

    tally: Tally
    files: list[Path]
    accounts: dict[str, Tally]
    """The account of each input file, without its findings."""


class Ledger:
    """The sums of a run and of each of its files, kept in the order of the source."""

    def __init__(self, progress: Progress) -> None:
        """Begin with nothing; each entry is told to whoever shows progress."""
        self.tally = Tally()
        self.accounts: dict[str, Tally] = {}
        self.progress = progress

    def add(self, file: str, tally: Tally, behind: int) -> None:
        """Add the account of the next lines of a file."""
        own = self.accounts.setdefault(file, Tally())
        self.tally.add(tally, own.lines)
        own.add(msgspec.structs.replace(tally, findings=[]), 0)
        self.progress(self.tally, behind)
