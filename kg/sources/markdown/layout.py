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
WIDE = 75
"""A line of plain text as long was wrapped, where too few line ends show it."""


def meaningless_ends(state: State) -> frozenset[int]:
    """Return the lines whose end means nothing, as all do in a file that is wrapped at a fixed width."""
    ends = [number for number in plain_line_ends(state.root) if number <= len(state.lines)]
    widths = sorted(len(state.lines[number - 1].rstrip()) for number in ends)
    if len(widths) >= ENOUGH:
        low, high = widths[len(widths) // 5], widths[-1]
        return frozenset(range(len(state.lines) + 1)) if low >= NARROW and high - low <= SPREAD else frozenset()
    return frozenset(number for number in ends if len(state.lines[number - 1].rstrip()) >= WIDE)


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


def lines(spans: list[Span], *, joins: frozenset[int]) -> list[list[Span]]:
    """Divide a paragraph into the lines that its writer meant."""
    found: list[list[Span]] = [[]]
    for place, span in enumerate(spans):
        if span.lineend and divides(spans, place, joins=joins):
            found.append([])
        else:
            found[-1].append(span)
    return [line for line in found if any(span.text.strip() or span.anchor or span.image for span in line)]


def divides(spans: list[Span], place: int, *, joins: frozenset[int]) -> bool:
    """Tell whether a line end divides: all hard ones do, and soft ones where text is not wrapped."""
    if spans[place].lineend == "hard":
        return True
    before = next((span for span in reversed(spans[:place]) if span.text.strip()), None)
    behind = next((span for span in spans[place + 1:] if span.text.strip()), None)
    if spans[place].line in joins or before is None or behind is None:
        return False
    return not style(before) or style(before) != style(behind)


def flats(spans: list[Span], place: str, *, joins: frozenset[int], name: str = "") -> list[Flat]:
    """Return the lines of a paragraph as flat text, each named after its place."""
    divided = lines(spans, joins=joins)
    return [
        flatten(line, line[0].line, place if number == 1 else f"{place}, line {number}", name)
        for number, line in enumerate(divided, 1)
    ]
