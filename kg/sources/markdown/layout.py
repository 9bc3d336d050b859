"""Layout: the lines of a paragraph, as their writer set them."""

from kg.sources.markdown.flat import Flat, flatten
from kg.sources.markdown.spans import Block, Span
from kg.sources.markdown.state import State

NARROW = 60
"""A text is not wrapped at fewer characters."""
SPREAD = 30
"""Wrapped lines differ by less in length."""
ENOUGH = 4
"""Line ends from which on a file shows whether it is wrapped."""


def is_wrapped(state: State) -> bool:
    """Tell whether the file breaks its lines at a fixed width, so that a line end means nothing."""
    widths = sorted(len(state.lines[number - 1].rstrip()) for number in plain_line_ends(state.root) if number <= len(state.lines))
    if len(widths) < ENOUGH:
        return bool(widths) and widths[0] >= NARROW
    low, high = widths[len(widths) // 5], widths[-1]
    return low >= NARROW and high - low <= SPREAD


def plain_line_ends(root: Block) -> list[int]:
    """Return the lines that end inside plain text."""
    found = []
    waiting = [root]
    while waiting:
        block = waiting.pop()
        waiting.extend(reversed(block.children))
        spans = block.spans
        for before, end, behind in zip(spans, spans[1:], spans[2:], strict=False):
            if end.lineend == "soft" and not style(before) and not style(behind) and before.text.strip() and behind.text.strip():
                found.append(end.line)
    return found


def style(span: Span) -> tuple[object, ...]:
    """Return what tells one style from another; plain text has an empty one."""
    marks = (span.bold, span.italic, span.code, span.anchor)
    return marks if any(marks) else ()


def lines(spans: list[Span], *, wrapped: bool) -> list[list[Span]]:
    """Divide a paragraph into the lines that its writer meant."""
    found: list[list[Span]] = [[]]
    for place, span in enumerate(spans):
        if span.lineend and divides(spans, place, wrapped=wrapped):
            found.append([])
        else:
            found[-1].append(span)
    return [line for line in found if any(span.text.strip() or span.anchor or span.image for span in line)]


def divides(spans: list[Span], place: int, *, wrapped: bool) -> bool:
    """Tell whether a line end divides: all hard ones do, and soft ones where text is not wrapped."""
    if spans[place].lineend == "hard":
        return True
    before = next((span for span in reversed(spans[:place]) if span.text.strip()), None)
    behind = next((span for span in spans[place + 1:] if span.text.strip()), None)
    if wrapped or before is None or behind is None:
        return False
    return not style(before) or style(before) != style(behind)


def flats(spans: list[Span], place: str, *, wrapped: bool, name: str = "") -> list[Flat]:
    """Return the lines of a paragraph as flat text, each named after its place."""
    divided = lines(spans, wrapped=wrapped)
    return [
        flatten(line, line[0].line, place if number == 1 else f"{place}, line {number}", name)
        for number, line in enumerate(divided, 1)
    ]
