"""Who runs the tasks of a conversion to parts: processes of this machine, or Spark."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import click
import msgspec

from kg.cli.options import Command
from kg.errors import WrongUsage
from kg.files import STANDARD

if TYPE_CHECKING:
    from kg.bulk.distribution import Scheduler
    from kg.bulk.request import Request

PROCESSES, SPARK = "processes", "spark"
HERE = "file://"
PACKAGE = "scholarly-kg[spark]"


def engine_options(command: Command) -> Command:
    """Add the options that choose who runs the tasks."""
    for option in reversed([
        click.option("--engine", type=click.Choice([PROCESSES, SPARK]), default=PROCESSES, show_default=True,
                     help="Who works on JSON lines; spark needs --parts, and gives the same files."),
        click.option("--master", metavar="URL",
                     help="Spark's master: local[4] for processes of this machine, spark://HOST:PORT for a cluster, "
                     "which uses the network."),
        click.option("--conf", multiple=True, metavar="NAME=VALUE",
                     help="A setting of Spark, as spark-submit takes it; may be given again."),
    ]):
        command = option(command)
    return command


class Engine(msgspec.Struct, frozen=True):
    """Who was asked to run the tasks."""

    name: str
    master: str | None
    conf: tuple[str, ...]

    def checked(self, request: "Request") -> "Engine":
        """Return this engine; raise `WrongUsage` if it cannot do what is asked."""
        if self.name == PROCESSES:
            if self.master or self.conf:
                raise WrongUsage("--master and --conf are for --engine spark")
            return self
        if not request.in_parts or STANDARD in {request.output, *(part.name for part in request.parts)}:
            raise WrongUsage("--engine spark reads files and writes a folder of parts, which all machines see; "
                             "say -o DIR --parts")
        if request.jobs > 1:
            raise WrongUsage("--jobs is for processes of this machine; Spark has its own: --master local[N], or workers")
        if not all("=" in one for one in self.conf):
            raise WrongUsage("--conf takes NAME=VALUE, such as spark.executor.memory=4g")
        if self.master is None:
            raise WrongUsage("--engine spark needs --master: local[4] for processes of this machine, or spark://HOST:PORT")
        return self

    @contextmanager
    def scheduler(self) -> Iterator["Scheduler | None"]:
        """Yield who runs tasks; `None` where processes of this machine do."""
        if self.name == PROCESSES:
            yield None
            return
        try:
            from kg.bulk.spark import connected
        except ModuleNotFoundError as error:
            raise WrongUsage(f"--engine spark needs the Python package {error.name}, which is not installed: "
                             f"pip install '{PACKAGE}'") from None
        assert self.master is not None, "checked"
        with connected(self.master, dict(one.split("=", 1) for one in self.conf)) as found:
            yield found


def path_of(name: str) -> str:
    """Return the path that a name means, which may be an address of a file.

    >>> path_of("file:///data/all%20works"), path_of("works.jsonl")
    ('/data/all works', 'works.jsonl')

    Raises `WrongUsage` for addresses of anything else.
    """
    if name.startswith(HERE):
        return url2pathname(urlsplit(name).path)
    if "://" in name:
        raise WrongUsage(f"{name}: kg reads and writes files; mount this store as a folder, or copy from it and to it")
    return name
