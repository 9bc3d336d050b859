"""A bar on a terminal while a long run goes on; nothing at all where standard error is no terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kg.bulk.tally import Tally
from kg.streams import Part

OFTEN = 0.1
"""Seconds between two pictures."""


@contextmanager
def bar(parts: list[Part], *, quiet: bool) -> Iterator[Callable[[Tally, int], None]]:
    """Yield what to call with the sums and the bytes read of the file at hand."""
    if quiet or not sys.stderr.isatty():
        yield lambda _tally, _behind: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
               TextColumn("{task.fields[records]:,} records"), TextColumn("{task.fields[rate]:,}/s"),
               TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        shown = progress.add_task("", total=sum(part.size for part in parts) or None, records=0, rate=0)
        yield Picture(progress.update, progress.refresh, shown).show


class Picture:
    """Keeps a bar up to date, not too often."""

    def __init__(self, update: Callable[..., None], refresh: Callable[[], None], shown: object) -> None:
        """Begin the clock."""
        self.update, self.refresh, self.shown = update, refresh, shown
        self.began = self.last = time.monotonic()
        self.files = self.file = 0

    def show(self, tally: Tally, behind: int) -> None:
        """Show how far the run has come; the count of bytes begins anew with each file."""
        if behind < self.file:
            self.files += self.file
        self.file = behind
        now = time.monotonic()
        if now - self.last < OFTEN:
            return
        self.last = now
        rate = int(tally.records_in / (now - self.began))
        self.update(self.shown, completed=self.files + behind, records=tally.records_in, rate=rate)
        self.refresh()
