"""What people see: text made safe for a terminal, tables, and messages on standard error."""

import re
import sys
from collections.abc import Iterable, Sequence

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What could move the cursor, colour the text or turn its direction."""


def safe(text: str) -> str:
    r"""Return text with control characters written out.

    >>> safe("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def say(message: str) -> None:
    """Print a message on standard error."""
    sys.stderr.write(safe(message) + "\n")


def table(rows: Iterable[Sequence[object]], headings: Sequence[str], title: str | None = None) -> None:
    """Print a table on standard output, as wide as the terminal allows."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    printed = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    cells = [list(row) for row in rows]
    for place, heading in enumerate(headings):
        numbers = bool(cells) and all(isinstance(row[place], int) for row in cells)
        printed.add_column(heading, justify="right" if numbers else "left", overflow="fold")
    for row in cells:
        printed.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else safe(str(cell))) for cell in row))
    Console(highlight=False, soft_wrap=False).print(printed)
