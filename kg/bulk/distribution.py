"""A conversion to parts whose tasks run anywhere that sees the same files: each lot makes parts of its own.

Who runs the tasks is behind one small protocol. A task is what the single machine does in one
process, into a folder of its own. Nothing but names, digests and accounts comes back, so that no
text passes through whoever schedules; the files that are named become the output, and no others.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import uuid4

import msgspec

from kg import __version__
from kg.bulk.buckets import Bucket, Division, Piece, buckets, digits_needed, divide, pieces
from kg.bulk.crew import alone
from kg.bulk.journal import Journal, header
from kg.bulk.lots import Lot, blocks_of, lots
from kg.bulk.request import SHARE, Converted, Ledger, Progress, Request
from kg.bulk.sinks import Digest, digest, files_for, manifest
from kg.bulk.tally import Tally
from kg.bulk.work import Job
from kg.errors import KgError, WrongUsage
from kg.streams import Block

T = TypeVar("T")
R = TypeVar("R")


class Scheduler(Protocol):
    """Runs tasks somewhere."""

    def run(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield the result of each task in the order of the tasks.

        A task may be tried more than once, at the same time too: every attempt gives the same.
        Raises `RemoteFailure` if nobody runs tasks, or one fails again and again.
        """


def greeting(_anything: object) -> str:
    """Return the version of kg where this runs: a first task, that shows whether there is a worker and a kg."""
    return __version__


class Order(msgspec.Struct, frozen=True):
    """What every task has to know."""

    job: Job
    root: str
    """The folder in which relative names of files begin."""
    work: str
    """The folder of this run, which all machines share."""
    block: int
    part_size: int
    kg: str = __version__


Content = Lot | tuple[Piece, ...]
"""A lot of papers, or buckets of entities, that make parts of their own."""


class Account(msgspec.Struct, frozen=True):
    """What became of some lines of a file."""

    file: str
    tally: Tally
    behind: int
    """Bytes of the file that are read when these lines are."""


class Done(msgspec.Struct, frozen=True):
    """What an attempt left behind, in its folder."""

    parts: dict[str, Digest]
    spills: list[str]
    """The files that hold its entities."""
    accounts: list[Account]


def make(order: Order, content: Content) -> Done | KgError:
    """Make the parts of some content.

    What is wrong with the input or the place is returned: it would be so at each further attempt.
    """
    try:
        with own_folder(order) as folder:
            return Attempt(order, folder).make(content)
    except KgError as error:
        return error


def divided(order: Order, division: Division) -> list[str] | KgError:
    """Divide a bucket; return the files that hold it then."""
    try:
        with own_folder(order) as folder:
            return divide(msgspec.structs.replace(division, folder=str(folder)), "part")
    except KgError as error:
        return error


@contextmanager
def own_folder(order: Order) -> Iterator[Path]:
    """Make a folder for one attempt at a task; it stays when the attempt succeeds.

    Raises `WrongUsage` on a machine that lacks the shared folder or has another kg.
    """
    here = socket.gethostname()
    if order.kg != __version__:
        raise WrongUsage(f"{here} has kg {__version__} and not {order.kg}; install the same everywhere")
    if not Path(order.work).is_dir():
        raise WrongUsage(f"{here} does not see {order.work}; input and output must be on a file system that all machines share")
    folder = Path(order.work) / "tasks" / uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


class Attempt:
    """One attempt at a task: what a single machine does in one process, in a folder of its own."""

    def __init__(self, order: Order, folder: Path) -> None:
        """Prepare to write."""
        self.order = order
        for name in ("out", "spills"):
            (folder / name).mkdir()
        self.spills = folder / "spills"
        self.job = msgspec.structs.replace(order.job, spills=str(self.spills))
        self.sink = files_for(self.job, folder / "out", order.part_size)

    def make(self, content: Content) -> Done:
        """Write the parts; none where there is no record."""
        accounts: list[Account] = []
        if isinstance(content, Lot):
            self.papers(content, accounts)
        else:
            accounts.extend(Account("", tally, 0) for tally in alone(self.job, iter(content), self.sink))
        files = self.sink.finish() if self.sink.at.part >= 0 else []
        for path in files:
            synced(path)
        return Done({str(path): digest(path) for path in files}, [str(path) for path in self.spills.iterdir()], accounts)

    def papers(self, lot: Lot, accounts: list[Account]) -> None:
        """Write the papers of a lot and note what became of its lines, file by file."""
        given: list[Block] = []
        for tally in alone(self.job, self.blocks(lot, given), self.sink):
            block = given.pop(0)
            if accounts and accounts[-1].file == block.file:
                before = accounts.pop().tally
                before.add(tally, before.lines)
                tally = before  # noqa: PLW2901 -- the account goes on
            accounts.append(Account(block.file, tally, block.behind))

    def blocks(self, lot: Lot, given: list[Block]) -> Iterator[Block]:
        """Yield the blocks of a lot under the names that the user gave, and note each without its bytes."""
        root = Path(self.order.root)
        names = {str(root / one.file): one.file for one in lot.ranges}
        here = Lot(tuple(msgspec.structs.replace(one, file=str(root / one.file)) for one in lot.ranges))
        for block in blocks_of(here, self.order.block):
            given.append(msgspec.structs.replace(block, file=names[block.file], data=None))
            yield msgspec.structs.replace(block, file=names[block.file], data=block.read())


def synced(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


class Distribution:
    """One conversion to a folder of parts, in a folder that all machines share."""

    def __init__(
        self, request: Request, folder: Path, packing: str, progress: Progress, scheduler: Scheduler,
    ) -> None:
        """Prepare to make what was asked for."""
        self.request = request
        self.scheduler = scheduler
        self.work = folder.resolve()
        for name in ("out", "tasks"):
            (self.work / name).mkdir(exist_ok=True)
        self.ledger = Ledger(progress)
        self.journal = Journal(self.work / "journal", Done)
        self.order = Order(
            request.job(packing, self.work), str(Path.cwd()), str(self.work), request.block, request.part_size,
        )

    def make(self) -> Converted:
        """Write papers, then entities; then number the parts."""
        done = self.papers()
        done += self.entities(buckets(chain.from_iterable(one.spills for one in done)))
        sink = files_for(self.order.job, self.work / "out", self.request.part_size)
        found: dict[Path, Digest] = {}
        for made, one in chain.from_iterable(one.parts.items() for one in done):
            path = sink.path(len(found))
            if Path(made).exists() or not path.exists():  # else a run that was killed here has moved it
                Path(made).replace(path)
            found[path] = one
        if not found:
            found = {path: digest(path) for path in sink.finish()}
        (self.work / "out" / "manifest.json").write_bytes(manifest({path.name: one for path, one in found.items()}))
        return Converted(self.ledger.tally, list(found), self.ledger.accounts)

    def papers(self) -> list[Done]:
        """Make the parts of the papers, but for those that an earlier run has made."""
        done = [self.accounted(one) for one in self.begin()]
        for one in self.results(make, islice(lots(self.request.parts, self.request.lot), len(done), None)):
            self.journal.add(one)
            done.append(self.accounted(one))
        return done

    def begin(self) -> list[Done]:
        """Begin anew, or return what is finished and clear away what is not."""
        about = header(self.request, self.order.job, "lots")
        if not self.request.resume or not self.journal.path.exists():
            self.journal.begin(about)
            return []
        done = self.journal.steps(about)
        self.journal.rewrite(about, done)
        kept = {Path(name).parent.parent for one in done for name in (*one.parts, *one.spills)}
        for folder in (self.work / "tasks").iterdir():
            if folder not in kept:
                shutil.rmtree(folder)
        return done

    def accounted(self, done: Done) -> Done:
        """Add what became of the lines of a lot; return what else is known of it, for there may be many findings."""
        for one in done.accounts:
            self.ledger.add(one.file, one.tally, one.behind)
        return msgspec.structs.replace(done, accounts=[])

    def entities(self, found: list[Bucket]) -> list[Done]:
        """Make the parts of what the papers lead to."""
        size, lot = self.ledger.tally.bytes, self.request.lot
        digits = digits_needed(found, size, lot, self.request.memory // SHARE)
        if digits:
            divisions = (Division(one, digits, "") for one in found)
            found = buckets(chain.from_iterable(self.results(divided, divisions)))
        parts: list[list[Piece]] = []
        for piece in pieces(found, size, lot):
            if piece.opens:
                parts.append([])
            parts[-1].append(piece)
        done = list(self.results(make, map(tuple, parts)))
        for one in chain.from_iterable(one.accounts for one in done):
            self.ledger.tally.add(one.tally, 0)
        return done

    def results(self, do: Callable[[Order, T], R | KgError], tasks: Iterable[T]) -> Iterator[R]:
        """Yield what tasks return, in their order; raise what stops the run."""
        for result in self.scheduler.run(partial(do, self.order), tasks):
            if isinstance(result, KgError):
                raise result
            yield result
