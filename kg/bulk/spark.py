"""Spark as the scheduler of a distributed conversion (https://spark.apache.org/docs/latest/rdd-programming-guide.html).

Each task is a job of one partition: Spark places it, tries it again elsewhere when it fails, and says
what it returned. No text goes through Spark, only names, digests and accounts.
"""

import os
import re
import shutil
import socket
import sys
import tempfile
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, TypeVar

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway

from kg.bulk.distribution import greeting
from kg.errors import RemoteFailure, WrongUsage

T = TypeVar("T")
R = TypeVar("R")

ANSWER = 10.0
"""Seconds in which a standalone master must take a connection."""

PATIENCE = 300.0
"""Seconds in which a first worker must have done something: clusters may have to start machines."""

LEAST = 32
"""Tasks that are always given to Spark at once, so that a cluster that grows with its work sees some."""

REASON = re.compile(r"Exception\b.*:|\bError\b|^Invalid")
"""What tells the line of a log that says why Java ended."""

FAILED = "a task failed each time it was tried, and the same command with --resume goes on from there"

MASTER = re.compile(r"spark://(.+)")


class Spark:
    """A scheduler that gives tasks to a Spark context."""

    def __init__(self, context: SparkContext) -> None:
        """Run tasks in this context."""
        self.context = context

    def run(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield the result of each task in the order of the tasks.

        Raises `RemoteFailure` if a task fails as often as Spark tries it, or Spark ends.
        """
        most = max(LEAST, 2 * self.context.defaultParallelism)
        waiting: deque[Future[R]] = deque()
        with ThreadPoolExecutor(most, "kg-spark") as pool:
            try:
                for task in tasks:
                    waiting.append(pool.submit(self.one, do, task))
                    while waiting and (len(waiting) >= most or waiting[0].done()):
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                # Only where the run stops early is anything left.
                for future in waiting:
                    future.cancel()
                if waiting:
                    self.context.cancelAllJobs()

    def one(self, do: Callable[[T], R], task: T, failed: str = FAILED) -> R:
        """Run one task."""
        with failures(failed):
            return self.context.parallelize([task], 1).map(do).collect()[0]


@contextmanager
def connected(master: str, settings: Mapping[str, str], patience: float = PATIENCE) -> Iterator[Spark]:
    """Connect to a cluster, or make one in this process's shadow for `local[N]`, until the block ends.

    `master` is a URL as Spark has them. Raises `RemoteFailure` if there is no such cluster or no
    worker comes.
    """
    reachable(master)
    if not java_found():
        raise WrongUsage("--engine spark needs Java 17 or newer: install it, or say in JAVA_HOME where it is")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setAppName("kg").setMaster(master).set("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):  # nothing of it is to be seen by other machines
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
        conf.set("spark.ui.enabled", "false")
    for name, value in settings.items():
        conf.set(name, value)
    with tempfile.TemporaryFile() as log:
        context = started(conf, log)
        try:
            scheduler = Spark(context)
            greeted(scheduler, patience)
            yield scheduler
        finally:
            context.stop()


def started(conf: SparkConf, log: IO[bytes]) -> SparkContext:
    """Start Spark; what its Java says goes to a log."""
    try:
        with failures("it does not start"), warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of its tests, which it loads, about pandas
            gateway = launch_gateway(conf, popen_kwargs={"stderr": log})
            return SparkContext(conf=conf, gateway=gateway)
    except RemoteFailure as failure:
        log.seek(0)
        told = [line.strip() for line in log.read().decode(errors="replace").splitlines()]
        reason = next((line for line in told if REASON.search(line)), None)
        raise RemoteFailure(f"{failure}; Java says: {reason}" if reason else str(failure)) from None


def java_found() -> bool:
    """Tell whether Spark will find Java."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which(f"{home}/bin/java" if home else "java") is not None


def reachable(master: str) -> None:
    """Raise `RemoteFailure` if none of the masters of a standalone cluster takes connections."""
    match = MASTER.fullmatch(master)
    if match is None:
        return
    told = []
    for one in match[1].split(","):
        host, _, port = one.rpartition(":")
        if not port.isdecimal():
            raise WrongUsage(f"{master}: say the port of the master too, as in spark://host:7077")
        try:
            socket.create_connection((host.strip("[]"), int(port)), ANSWER).close()
        except OSError as error:
            told.append(f"{one}: {error.strerror or error}")
        else:
            return
    raise RemoteFailure(f"{master}: no master there ({'; '.join(told)}); start it, or say another --master")


def greeted(scheduler: Spark, patience: float) -> None:
    """Wait until a worker has done something; raise `RemoteFailure` if none has in some seconds."""
    with ThreadPoolExecutor(1, "kg-greeting") as pool:
        first = pool.submit(scheduler.one, greeting, None, "the first task failed")
        try:
            first.result(patience)
        except RemoteFailure as failure:
            if "ModuleNotFoundError" not in str(failure):
                raise
            raise RemoteFailure(f"{failure}; install kg for the Python of the workers, which PYSPARK_PYTHON names") from None
        except TimeoutError:
            scheduler.context.cancelAllJobs()
            raise RemoteFailure(
                f"Spark's master answers, but no worker did a first task within {patience:.0f} seconds; see in the "
                "pages of the cluster whether it has workers, with free cores and memory",
            ) from None


@contextmanager
def failures(what: str) -> Iterator[None]:
    """Say in a sentence what Spark says in a page."""
    try:
        yield
    except Py4JJavaError as error:
        raise RemoteFailure(f"Spark: {what}: {cause(str(error.java_exception))}") from None
    except (Py4JError, PySparkException, ConnectionError) as error:
        raise RemoteFailure(f"Spark: {what}: {cause(str(error))}") from None


def cause(page: str) -> str:
    r"""Return the line that matters: the last of Python's before Java's, or the first.

    >>> cause("Job aborted: Lost task 0.3: PythonException: Traceback (most recent call last):\n  File x\nOSError: no\n\n\tat org.x")
    'OSError: no'
    """
    before = [line.strip() for line in page.partition("\n\tat ")[0].splitlines()]
    told = [line for line in before if line and not line.startswith("SQLSTATE")] or ["no word"]
    return told[-1] if "Traceback" in page else told[0]
