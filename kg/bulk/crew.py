"""Many processes, one order: each makes a piece, learns where it goes, and writes it there itself.

Bytes do not travel between processes: a process sends the size of its piece, and when all pieces
before it are known the offset comes back. Two tasks are never further apart than there are
processes, so that memory stays flat.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Protocol

import msgspec

from kg.bulk.tally import Tally
from kg.bulk.work import Job, Made, Task, Worker
from kg.errors import KgError, ProcessLost, UnwritableOutput

FORKS = sys.platform == "linux"
"""Elsewhere a forked process may not use what the system's own libraries keep."""


class Place(msgspec.Struct, frozen=True):
    """Where a piece goes."""

    path: str | None
    """`None` for standard output, which the first process alone writes."""
    offset: int
    lead: bool
    """Whether the piece needs what stands between it and the one before."""


class Sink(Protocol):
    """Decides where pieces go, in order."""

    def place(self, lead: int, body: int, *, opens: bool) -> Place:
        """Return the place of the next piece, which has these sizes and may open a new part."""

    def take(self, data: bytes) -> None:
        """Write a piece that goes to standard output."""


def put(made: Made, place: Place) -> None:
    """Write a piece to its place."""
    if not made.body:
        return
    assert place.path is not None
    handle = os.open(place.path, os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        view = memoryview(content(made, place))
        written = 0
        while written < len(view):
            written += os.pwrite(handle, view[written:], place.offset + written)
    except OSError as error:
        raise UnwritableOutput(f"{place.path}: cannot be written: {error.strerror}") from None
    finally:
        os.close(handle)


def content(made: Made, place: Place) -> bytes:
    """Return the bytes of a piece at its place."""
    return made.lead + made.body if place.lead and made.lead else made.body


Results = Iterator[Tally]


def run(job: Job, tasks: Iterator[Task], sink: Sink, jobs: int) -> Results:
    """Do tasks and yield the account of each in their order, when its bytes are written."""
    return alone(job, tasks, sink) if jobs == 1 else together(job, tasks, sink, jobs)


def alone(job: Job, tasks: Iterator[Task], sink: Sink) -> Results:
    """Do tasks in this process."""
    worker = Worker(job, 0)
    for task in tasks:
        made = worker.do(task)
        place = sink.place(len(made.lead), len(made.body), opens=task.opens)
        if place.path is None:
            sink.take(content(made, place))
        else:
            put(made, place)
        yield made.tally


class Size(msgspec.Struct, frozen=True):
    """A process has made a piece of this size."""

    lead: int
    body: int
    tally: Tally


def serve(job: Job, number: int, connection: Connection, others: list[Connection]) -> None:
    """Do the tasks that come, in a process of its own, until none come or the other end is gone."""
    for other in others:
        other.close()  # so that this end of theirs does not outlive the process that they belong to
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionError):  # the other end is gone: so is the reason to go on
        try:
            work(Worker(job, number), connection)
        except KgError as error:
            connection.send(error)


def work(worker: Worker, connection: Connection) -> None:
    """Do the tasks that come until none come."""
    while (task := connection.recv()) is not None:
        made = worker.do(task)
        connection.send(Size(len(made.lead), len(made.body), made.tally))
        place = connection.recv()
        if place.path is None:
            connection.send_bytes(content(made, place))
        else:
            put(made, place)
            connection.send(None)


class Crew:
    """Processes that wait for tasks."""

    def __init__(self, job: Job, jobs: int) -> None:
        """Start processes."""
        context = multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
        self.ends: list[Connection] = []
        self.processes = []
        for number in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=serve, args=(job, number, theirs, [*self.ends, ours] if FORKS else []), daemon=True,
            )
            process.start()
            theirs.close()
            self.ends.append(ours)
            self.processes.append(process)

    def stop(self) -> None:
        """Let go of the processes, which end when nobody talks to them."""
        for end in self.ends:
            end.close()
        for process in self.processes:
            process.join()


def together(job: Job, tasks: Iterator[Task], sink: Sink, jobs: int) -> Results:
    """Do tasks in processes of their own."""
    crew = Crew(job, jobs)
    try:
        yield from Round(crew, tasks, sink).results()
    finally:
        crew.stop()


class Round:
    """One pass over tasks: who does which, which sizes are known, which pieces are written."""

    def __init__(self, crew: Crew, tasks: Iterator[Task], sink: Sink) -> None:
        """Begin with every process idle."""
        self.ends = crew.ends
        self.tasks = enumerate(tasks)
        self.sink = sink
        self.doing: dict[Connection, int] = {}
        self.opens: dict[int, bool] = {}
        self.sizes: dict[int, tuple[Connection, Size]] = {}
        self.tallies: dict[int, Tally] = {}
        self.written: dict[int, Tally] = {}
        self.placed = 0
        self.told = 0

    def results(self) -> Results:
        """Yield accounts in the order of the tasks."""
        for end in self.ends:
            self.give(end)
        while self.doing:
            ready = wait(list(self.doing))
            for end in [one for one in self.doing if one in ready]:
                self.hear(end)
            while self.told in self.written:
                yield self.written.pop(self.told)
                self.told += 1

    def give(self, end: Connection) -> None:
        """Give a process its next task, if there is one."""
        number, task = next(self.tasks, (-1, None))
        if task is None:
            self.doing.pop(end, None)
            return
        self.doing[end] = number
        self.opens[number] = task.opens
        tell(end, task)

    def hear(self, end: Connection) -> None:
        """Take what a process says: that it knows a size, that it has written, or that it cannot go on."""
        message = receive(end)
        if isinstance(message, KgError):
            raise message
        if isinstance(message, Size):
            self.sizes[self.doing[end]] = (end, message)
            self.place()
        else:
            self.end(end)

    def end(self, end: Connection) -> None:
        """Note that a process has written its piece."""
        number = self.doing[end]
        self.written[number] = self.tallies.pop(number)
        self.give(end)

    def place(self) -> None:
        """Tell the processes whose turn it is where their pieces go."""
        while self.placed in self.sizes:
            end, size = self.sizes.pop(self.placed)
            place = self.sink.place(size.lead, size.body, opens=self.opens.pop(self.placed))
            self.tallies[self.placed] = size.tally
            self.placed += 1
            tell(end, place)
            if place.path is None:
                self.sink.take(end.recv_bytes())
                self.end(end)


def receive(end: Connection) -> object:
    """Return the next message of a process."""
    try:
        return end.recv()
    except (EOFError, ConnectionError):
        raise ProcessLost(LOST) from None


def tell(end: Connection, message: object) -> None:
    """Send a message to a process."""
    try:
        end.send(message)
    except ConnectionError:
        raise ProcessLost(LOST) from None


LOST = ("a process of this run was ended from outside, perhaps for want of memory; run the same command again "
        "with --resume, and with fewer --jobs if memory is short")
