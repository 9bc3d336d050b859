"""Findings: bad or odd data as values, and the account that a run gives of its input.

A reader never stops at a bad record and never passes one over in silence: it yields a
`Finding` and goes on. Bugs and wrong arguments raise; data does not.
"""

from typing import Literal

import msgspec

Kind = Literal["rejected", "skipped", "warning", "note"]
"""`rejected`: a record was lost. `skipped`: an item is no paper, by a rule that is named.
`warning`: read, but something in it was changed, dropped or doubtful. `note`: good to know."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to say about one place of the input."""

    file: str
    line: int | None = None
    """Counted from 1; `None` where the finding is about the whole file."""
    column: int | None = None
    """Counted from 1, in characters."""
    kind: Kind = "warning"
    code: str
    """A stable word such as `no-authors`, for filters and counts."""
    message: str
    """What was found, and what to do about it."""

    def __str__(self) -> str:
        """Return `file:line:column: message`, with the parts that are known."""
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return f"{':'.join(place)}: {self.message}"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What became of each line of one file: a source yields it last.

    `records_in = accepted + rejected + skipped`, where records are the items of the file
    that could be papers.
    """

    file: str
    records_in: int
    accepted: int
    rejected: int
    skipped: int
    lines: dict[str, int]
    """Lines by what they hold (`entry`, `heading`, `prose`, `blank`, ...); sums to the file's."""
