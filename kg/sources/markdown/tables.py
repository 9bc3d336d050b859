"""Tables: one entry a row, its fields told by the header and by what most cells of a column hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from kg.sources.markdown.glance import EDGE, is_contents
from kg.sources.markdown.labels import field
from kg.sources.markdown.layout import flats
from kg.sources.markdown.spans import Block, Span, plain
from kg.sources.markdown.title_heading import paragraphs_in

if TYPE_CHECKING:
    from kg.sources.markdown.flat import Flat
    from kg.sources.markdown.walk import Walk


EMPTY = Block("cell", 0)
"""Stands where a cell goes over more than one column."""
MEASURE = re.compile(r"[-–+±~<>≈]?\s?\d+[.,]\d+(?:\s?[%±↑↓].*)?|\d{1,3}(?:\s?%)?")
"""A figure in a column that the header does not explain."""
WIDEST = 200
"""Columns that are looked at."""
MEETING = frozenset({"presenter", "presenters", "presented by", "speaker", "speakers", "discussant", "moderator", "lead", "led by", "host", "session", "week", "meeting", "lecture", "presentation"})
"""Columns of schedules, whose dates are those of meetings."""


def read(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read a table."""
    block = blocks[place]
    walk.state.mark(block.line, block.end, "table", over=False)
    rows = [child for child in block.children if child.kind == "row"]
    grid = spread(rows)
    leaves = [leaf for row in rows for leaf in paragraphs_in(row) if leaf.spans]
    linked = [leaf for leaf in leaves if any(span.anchor for span in leaf.spans)]
    if linked and all(is_contents(leaf.spans) for leaf in linked):
        walk.state.mark(block.line, block.end, "table-of-contents")
        walk.state.find("skipped", "table-of-contents", block.line, f"lines {block.line} to {block.end} are a table of contents")
        return 1
    names: list[str] = []
    shape = f"row {block.line}"
    for row, cells in zip(rows, grid, strict=True):
        found = header(cells)
        if found:
            names = unscheduled(found)
            shape = f"row {' | '.join(found)}"
            walk.state.mark(row.line, row.end, "table-header")
        else:
            add_row(walk, row, cells, names, shape)
    return 1


def spread(rows: list[Block]) -> list[list[Block]]:
    """Return the cells of each row, those that go over several rows or columns in each of them."""
    grid: list[list[Block]] = []
    open_cells: dict[int, tuple[Block, int]] = {}
    for row in rows:
        own = [child for child in row.children if child.kind == "cell"]
        cells: list[Block] = []
        while own or len(cells) in open_cells:
            place = len(cells)
            cell, left = open_cells.pop(place) if place in open_cells else (own[0], own[0].rows)
            if own and cell is own[0]:
                own.pop(0)
                for further in range(1, cell.columns if len(cells) + cell.columns <= WIDEST else 1):
                    open_cells[place + further] = (EMPTY, cell.rows)
            cells.append(cell)
            if left > 1:
                open_cells[place] = (cell, left - 1)
        grid.append(cells)
    return grid


def header(cells: list[Block]) -> list[str]:
    """Return the names of the columns if a row is the header: header cells, or labels and nothing else."""
    texts = [cell_text(cell) for cell in cells]
    if not any(texts):
        return []
    if all(cell.level == 1 for cell in cells if cell_text(cell)):
        return texts
    return texts if len(texts) > 1 and all(field(text) is not None for text in texts if text) else []


def unscheduled(names: list[str]) -> list[str]:
    """Drop the names of columns with dates where the table is a schedule of meetings, whose dates they are."""
    if not any(name.strip(" .:*").casefold() in MEETING for name in names):
        return names
    return ["index" if field(name) == "date" or name.strip(" .:*").casefold() in MEETING else name for name in names]


def cell_text(cell: Block) -> str:
    """Return the text of a cell on one line."""
    return " ".join(plain(leaf.spans) for leaf in paragraphs_in(cell)).strip()


def enumerated(spans: list[Span]) -> list[Span]:
    """Put the names that stand line by line in a cell on one line."""
    return [msgspec.structs.replace(span, text="; ", lineend="") if span.lineend else span for span in spans]


def named(lines: list[Flat], name: str, before: list[Flat]) -> list[Flat]:
    """Give the lines of a cell the name of its column; a title is one line, and what stands below it is not."""
    for line in lines:
        if not name and MEASURE.fullmatch(line.text.strip()):
            line.name = "index"
        elif name != "title" or (line.text.strip(EDGE) and not any(part.name == "title" for part in before)):
            line.name = name
            before = [*before, line]
    return lines


def add_row(walk: Walk, row: Block, cells: list[Block], names: list[str], shape: str) -> None:
    """Note a row as candidate, or several where each cell is one."""
    parts: list[Flat] = []
    for number, cell in enumerate(cells):
        name = names[number] if number < len(names) else ""
        leaves = paragraphs_in(cell)
        for count, leaf in enumerate(leaves):
            place = f"cell {number}" if not count else f"cell {number}.{count}"
            spans = enumerated(leaf.spans) if field(name) == "authors" else leaf.spans
            parts += named(flats(spans, place, joins=walk.joins), field(name) or "", parts)
    walk.add(shape, row.line, max(row.line, row.end if cells and cells[0].source == "html" else row.line), parts)
