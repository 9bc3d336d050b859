"""What a run has finished, one line a step, so that a run that was killed can go on from there."""

from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from kg import __version__
from kg.bulk.request import Request
from kg.bulk.sinks import Position
from kg.bulk.tally import Tally
from kg.bulk.work import Job
from kg.errors import WrongUsage
from kg.files import STANDARD
from kg.streams import Part


class Header(msgspec.Struct, frozen=True):
    """What must be the same for a run to go on where another stopped."""

    engine: str
    """Who runs the tasks: the steps of one say nothing to another."""
    job: Job
    parts: list[Part]
    times: list[int]
    """When each file was changed, in nanoseconds."""
    size: int | None
    """The size of an output file, where there are many."""
    block: int
    lot: int
    kg: str = __version__


class Step(msgspec.Struct, frozen=True):
    """A finished block: where the output stands behind it, and its account."""

    at: Position
    tally: Tally


def header(request: Request, job: Job, engine: str) -> Header:
    """Return the header of a run; which run it is does not matter."""
    parts = [part for part in request.parts if part.name != STANDARD]
    times = [Path(part.name).stat().st_mtime_ns for part in parts]
    size = request.part_size if request.in_parts else None
    return Header(engine, msgspec.structs.replace(job, run=0), parts, times, size, request.block, request.lot)


S = TypeVar("S", bound=msgspec.Struct)


class Journal(Generic[S]):
    """A file with a header and a line for each finished step."""

    def __init__(self, path: Path, kind: type[S]) -> None:
        """Keep the journal of this kind of steps in this file."""
        self.path = path
        self.kind = kind

    def begin(self, header: Header) -> None:
        """Begin anew."""
        self.path.write_bytes(msgspec.json.encode(header) + b"\n")

    def steps(self, header: Header) -> list[S]:
        """Return the finished steps of the run before; a last line that was cut off is none.

        Raises `WrongUsage` if that run was about other files or had other options.
        """
        first, *lines = self.path.read_bytes().split(b"\n")[:-1]
        if first != msgspec.json.encode(header):
            raise WrongUsage("--resume: the input, the options or the version of kg are not those of the run that "
                             "was stopped; run without --resume to begin anew")
        return [msgspec.json.decode(line, type=self.kind) for line in lines]

    def rewrite(self, header: Header, steps: list[S]) -> None:
        """Write the journal anew, without a line that was cut off."""
        self.path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in [header, *steps]))

    def add(self, step: S) -> None:
        """Append a finished step."""
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(step) + b"\n")
