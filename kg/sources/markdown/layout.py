"""Layout: the lines of a paragraph, as their writer set them."""

import re

import msgspec

from kg.sources.markdown.flat import Flat, flatten
from kg.sources.markdown.spans import Block, Span
from kg.sources.markdown.state import State
from kg.sources.markdown.whole import is_whole_citation

NARROW, WIDEST = 60, 110
"""Files are wrapped at a width between these."""
SLACK = 4
"""By so many characters a wrapped line may stay below the width."""
SHARE = 0.7
"""The share of lines that have to be full."""
ENOUGH = 2
"""Line ends from which on a file shows whether it is wrapped."""
WIDE = 75
"""A line of plain text as long was wrapped, where too few line ends show it."""
DEFINITION = re.compile(r"^\s*:\s+")
"""What begins a definition in the Markdown of some writers."""
GOES_ON = re.compile(r"\s*(?:\d+\s?\(\d|(?:vol|pp|no)\.)", re.IGNORECASE)
"""Volume and pages, which belong to the venue on the line above."""
OWN_LINE = re.compile(r"\s*(?:https?://|:\s)")
"""What begins a line of its own also in wrapped text: an address, a definition."""


def meaningless_ends(state: State) -> frozenset[int]:
    """Return the lines whose end means nothing, as all do in a file that is wrapped at a fixed width.

    In such a file the next word would not have fitted on the line. Between two whole citations a line end means what it shows.
    """
    lengths = [len(line.rstrip()) for line in state.lines]
    width = max((length for line, length in zip(state.lines, lengths, strict=True) if "http" not in line), default=0)
    soft = [number for number in soft_line_ends(state.root) if number < len(lengths)]
    apart = {number for number in soft if all(map(is_whole_citation, state.lines[number - 1:number + 1]))}
    ends = [number for number in soft if number not in apart]
    full = sum(lengths[number - 1] + 1 + first_word(state.lines[number]) > width - SLACK for number in ends)
    if NARROW <= width <= WIDEST and len(ends) >= ENOUGH and full >= SHARE * len(ends):
        return frozenset(range(len(state.lines) + 1)) - apart
    return frozenset(number for number in plain_line_ends(state.root) if number <= len(lengths) and lengths[number - 1] >= WIDE) - apart


def first_word(line: str) -> int:
    """Return the length of the first word of a line."""
    return len((line.split(maxsplit=1) or [""])[0])


def soft_line_ends(root: Block) -> list[int]:
    """Return the lines that end inside a paragraph."""
    found = []
    waiting = [root]
    while waiting:
        block = waiting.pop()
        waiting.extend(block.children)
        found += [span.line for span in block.spans if span.lineend == "soft"]
    return found


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
        if span.lineend and divides(spans, place, joins=joins) and not (span.lineend == "soft" and is_open(found[-1])):
            found.append([])
        else:
            found[-1].append(span)
    return [undefined(line) for line in found if any(span.text.strip() or span.anchor or span.image for span in line)]


def is_open(line: list[Span]) -> bool:
    """Tell whether a line ends inside quotation marks, so that the next goes on with it."""
    text = "".join(span.text for span in line)
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")


def undefined(line: list[Span]) -> list[Span]:
    """Drop the colon before a definition."""
    place = next((place for place, span in enumerate(line) if span.text.strip()), None)
    if place is None or not DEFINITION.match(line[place].text):
        return line
    return [*line[:place], msgspec.structs.replace(line[place], text=DEFINITION.sub("", line[place].text)), *line[place + 1:]]


def divides(spans: list[Span], place: int, *, joins: frozenset[int]) -> bool:
    """Tell whether a line end divides: all hard ones do, and soft ones where text is not wrapped."""
    if spans[place].lineend == "hard":
        return True
    before = next((span for span in reversed(spans[:place]) if span.text.strip()), None)
    behind = next((span for span in spans[place + 1:] if span.text.strip()), None)
    if behind is not None and before is not None and OWN_LINE.match(behind.text):
        return True
    if spans[place].line in joins or before is None or behind is None or GOES_ON.match(behind.text):
        return False
    return not style(before) or style(before) != style(behind)


def flats(spans: list[Span], place: str, *, joins: frozenset[int], name: str = "") -> list[Flat]:
    """Return the lines of a paragraph as flat text, each named after its place."""
    divided = lines(spans, joins=joins)
    return [
        flatten(line, line[0].line, place if number == 1 else f"{place}, line {number}", name)
        for number, line in enumerate(divided, 1)
    ]
