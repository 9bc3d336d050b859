"""What a run has finished, one line a block, so that a run that was killed can go on from there."""

from pathlib import Path

import msgspec

from kg import __version__
from kg.bulk.sinks import Position
from kg.bulk.tally import Tally
from kg.bulk.work import Job
from kg.errors import WrongUsage
from kg.streams import Part


class Header(msgspec.Struct, frozen=True):
    """What must be the same for a run to go on where another stopped."""

    job: Job
    parts: list[Part]
    times: list[int]
    """When each file was changed, in nanoseconds."""
    size: int | None
    """The size of an output file, where there are many."""
    block: int
    kg: str = __version__


class Step(msgspec.Struct, frozen=True):
    """A finished block: where the output stands behind it, and its account."""

    at: Position
    tally: Tally


def header(job: Job, parts: list[Part], size: int | None, block: int) -> Header:
    """Return the header of a run; which run it is does not matter."""
    times = [Path(part.name).stat().st_mtime_ns for part in parts]
    return Header(msgspec.structs.replace(job, run=0), parts, times, size, block)


class Journal:
    """A file with a header and a line for each finished block."""

    def __init__(self, path: Path) -> None:
        """Keep the journal in this file."""
        self.path = path

    def begin(self, header: Header) -> None:
        """Begin anew."""
        self.path.write_bytes(msgspec.json.encode(header) + b"\n")

    def steps(self, header: Header) -> list[Step]:
        """Return the finished blocks of the run before; a last line that was cut off is none.

        Raises `WrongUsage` if that run was about other files or had other options.
        """
        first, *lines = self.path.read_bytes().split(b"\n")[:-1]
        if first != msgspec.json.encode(header):
            raise WrongUsage("--resume: the input, the options or the version of kg are not those of the run that "
                             "was stopped; run without --resume to begin anew")
        return [msgspec.json.decode(line, type=Step) for line in lines]

    def rewrite(self, header: Header, steps: list[Step]) -> None:
        """Write the journal anew, without a line that was cut off."""
        self.path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in [header, *steps]))

    def add(self, step: Step) -> None:
        """Append a finished block."""
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(step) + b"\n")
