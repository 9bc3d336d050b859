"""Answers as people see them: a table that fits the terminal, or a form for programs."""

import sys
from collections.abc import Sequence
from typing import Literal, TypeAlias

from kg.cli.terminal import safe
from kg.errors import WrongUsage
from kg.queries.forms import FORMS, spreadsheet_csv
from kg.queries.naming import Naming, is_number
from kg.stores.answers import Answer, Statements, Table, Verdict
from kg.stores.writing import RDF_NAMES, serialized

TABLE = "table"
FORM_NAMES = (TABLE, *FORMS, *RDF_NAMES)
ALIGN: TypeAlias = Literal["left", "right"]


def printed(answer: Answer, form: str | None, naming: Naming, *, spreadsheet: bool = False) -> None:
    """Print an answer on standard output."""
    if isinstance(answer, Statements):
        sys.stdout.buffer.write(serialized(answer, form or "turtle"))
        sys.stdout.flush()
        return
    if form in RDF_NAMES:
        raise WrongUsage(f"--format {form} is for statements, and this query answers with "
                         f"{'a table' if isinstance(answer, Table) else 'yes or no'}; use {', '.join((TABLE, *FORMS))}")
    if isinstance(answer, Verdict):
        sys.stdout.write(("yes\n" if answer.yes else "no\n") if form in {None, TABLE} else FORMS[form].verdict(answer))
    elif form in {None, TABLE}:
        print_table(answer, naming)
    elif spreadsheet:
        sys.stdout.buffer.write(spreadsheet_csv(answer, naming).encode())
    else:
        # Bytes, so that no line end is translated.
        sys.stdout.buffer.write(FORMS[form].write(answer, naming).encode())


def print_table(table: Table, naming: Naming) -> None:
    """Print a table as wide as the terminal allows; numbers stand to the right."""
    rows = [[naming.short(term) for term in row] for row in table.rows]
    numbers = [
        bool(table.rows) and all(row[place] is None or is_number(row[place]) for row in table.rows)
        for place in range(len(table.columns))
    ]
    print_rows(rows, table.columns, ["right" if one else "left" for one in numbers])


def print_rows(rows: Sequence[Sequence[str]], headings: Sequence[str], sides: Sequence[ALIGN]) -> None:
    """Print rows of text under headings."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Printed
    from rich.text import Text

    whole = Printed(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, side in zip(headings, sides, strict=True):
        whole.add_column(Text(safe(heading)), justify=side, overflow="fold")
    for row in rows:
        whole.add_row(*(Text(safe(cell)) for cell in row))
    Console(highlight=False, soft_wrap=False).print(whole)
