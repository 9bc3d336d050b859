"""What commands share that read files larger than memory: their options, and what they ask for."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import streams
from kg.cli.options import Command
from kg.cli.reporting import REJECTED, SHOWN, beginning, show_findings
from kg.cli.terminal import say
from kg.errors import UnreadableInput, WrongUsage
from kg.files import STANDARD
from kg.sources import Source, source_of

if TYPE_CHECKING:
    from kg.bulk.account import BulkReport

SIZE = re.compile(r"(\d+)\s*([KMGT]?)i?B?", re.IGNORECASE)
LEAST = 64 << 20
UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


def size(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    """Return a size in bytes.

    >>> size(None, None, "512M")
    536870912
    """
    match = SIZE.fullmatch(value.strip())
    if match is None:
        raise click.BadParameter(f"{value!r} is no size such as 512M or 4G")
    found = int(match[1]) << UNITS[match[2].upper()]
    if found < LEAST:
        raise click.BadParameter(f"{value} is too little; say {LEAST >> 20}M or more")
    return found


def bulk_options(command: Command) -> Command:
    """Add the options of runs over large files."""
    for option in reversed([
        click.option("-j", "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N",
                     help="Processes for JSON lines; the output is the same whatever N is."),
        click.option("--memory", default="512M", show_default=True, metavar="SIZE", callback=size,
                     help="For the entities of JSON lines, all processes together; beyond, they go to disk in parts."),
        click.option("--resume", is_flag=True,
                     help="Go on with a conversion of JSON lines that was stopped, to the same bytes."),
    ]):
        command = option(command)
    return command


def bulk_source(names: Sequence[str], chosen: str | None) -> str | None:
    """Return the name of the source that reads these files line by line, or `None` if they are lists.

    Raises `WrongUsage` if nothing tells what they are, or they are of several kinds.
    """
    found = {known.name: known for name in names for known in kinds(name, chosen)}
    if any(one.lines for one in found.values()) and len(found) > 1:
        raise WrongUsage(f"these files are of several kinds ({', '.join(found)}); convert them one kind at a time")
    return next((name for name, one in found.items() if one.lines), None)


def kinds(name: str, chosen: str | None) -> Iterator[Source]:
    """Yield what a file is, or what the files of a folder are; nothing for a file that is not there."""
    path = Path(name)
    if name != STANDARD and not path.is_file() and not path.is_dir():
        return
    for part in streams.parts_of([name]):
        if chosen or part.size or name == STANDARD:
            yield source_of(part.name, chosen, beginning(part.name, chosen))


@contextmanager
def resumable(output: str) -> Iterator[None]:
    """Tell who interrupts a run how it goes on."""
    try:
        yield
    except KeyboardInterrupt:
        if output != STANDARD:
            say("kg: what is done is kept beside the output; the same command with --resume goes on from there")
        raise


def finish(account: "BulkReport", *, quiet: bool, verbose: bool) -> int:
    """Show the findings and return the exit code.

    Raises `UnreadableInput` if there was no paper at all.
    """
    if not account.accepted and account.rejected_in_all:
        raise UnreadableInput("\n    ".join(map(str, account.findings[:SHOWN])))
    show_findings(account.findings, verbose=verbose, quiet=quiet)
    if sum(account.findings_by_code.values()) > len(account.findings) and not quiet:
        say(f"only the first {len(account.findings):,} findings were kept; in all: "
            + ", ".join(f"{number:,} {name}" for name, number in account.findings_by_code.items()))
    return REJECTED if account.rejected_in_all else 0
