"""Tables: one entry a row, its fields told by the header and by what most cells of a column hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.sources.markdown.glance import is_contents
from kg.sources.markdown.labels import field
from kg.sources.markdown.layout import flats
from kg.sources.markdown.spans import Block, plain
from kg.sources.markdown.title_heading import paragraphs_in

if TYPE_CHECKING:
    from kg.sources.markdown.flat import Flat
    from kg.sources.markdown.walk import Walk


def read(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read a table."""
    block = blocks[place]
    walk.state.mark(block.line, block.end, "table", over=False)
    rows = [child for child in block.children if child.kind == "row"]
    leaves = [leaf for row in rows for leaf in paragraphs_in(row) if leaf.spans]
    linked = [leaf for leaf in leaves if any(span.anchor for span in leaf.spans)]
    if linked and all(is_contents(leaf.spans) for leaf in linked):
        walk.state.mark(block.line, block.end, "table-of-contents")
        walk.state.find("skipped", "table-of-contents", block.line, f"lines {block.line} to {block.end} are a table of contents")
        return 1
    names: list[str] = []
    shape = f"row {block.line}"
    for row in rows:
        cells = [child for child in row.children if child.kind == "cell"]
        found = header(cells)
        if found:
            names = found
            shape = f"row {' | '.join(found)}"
            walk.state.mark(row.line, row.end, "table-header")
        else:
            add_row(walk, row, cells, names, shape)
    return 1


def header(cells: list[Block]) -> list[str]:
    """Return the names of the columns if a row is the header: header cells, or labels and nothing else."""
    texts = [cell_text(cell) for cell in cells]
    if not any(texts):
        return []
    if all(cell.level == 1 for cell in cells if cell_text(cell)):
        return texts
    return texts if len(texts) > 1 and all(field(text) is not None for text in texts if text) else []


def cell_text(cell: Block) -> str:
    """Return the text of a cell on one line."""
    return " ".join(plain(leaf.spans) for leaf in paragraphs_in(cell)).strip()


def add_row(walk: Walk, row: Block, cells: list[Block], names: list[str], shape: str) -> None:
    """Note a row as candidate, or several where each cell is one."""
    parts: list[Flat] = []
    for number, cell in enumerate(cells):
        name = names[number] if number < len(names) else ""
        leaves = paragraphs_in(cell)
        for count, leaf in enumerate(leaves):
            place = f"cell {number}" if not count else f"cell {number}.{count}"
            parts += flats(leaf.spans, place, joins=walk.joins, name=field(name) or "")
    walk.add(shape, row.line, max(row.line, row.end if cells and cells[0].source == "html" else row.line), parts)
