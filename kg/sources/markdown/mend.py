"""Stage 2: line forms that writers mean as Markdown though CommonMark does not read them so.

Only what the parser is given is changed, never the lines that entries quote, and no line is
added or taken away.
"""

import itertools
import re

from kg.sources.markdown.state import State

FENCE = re.compile(r"\s*(?:[-*+]\s+)?(?P<mark>`{3,}|~{3,})")
TIGHT_HEADING = re.compile(r"^(?P<marks>\s{0,3}#{1,6})(?=(?:\d+(?:\.\d+)*\.?\s|[A-Z*\[\u4e00-\u9fff])\S*\s?\S)")
"""`#2 Methods` and `##Methods`."""
TIGHT_BULLET = re.compile(r"^(?P<marks>\s*(?:[-*+]|\d{1,4}\.))(?=\[[^\]]|\*\*[^*\s]|_\w|《)")
"""`-[Title](address)` and `1.**Title**`."""
LOOSE_LINK = re.compile(r"(?P<label>\[\[[^\[\]]{1,40}\]\]) (?=\(https?://[^\s()]+\))")
"""`[[pdf]] (address)`."""
MARKED = re.compile(r"(?P<space> *)(?:[-*+]|\d{1,4}[.)]) +(?=\S)")
"""The beginning of a list item."""
ENOUGH = 3
"""So often a file does what it means."""
BULLET_SIGN = re.compile(r"^(?P<space>\s*)[•●◦▪‣·○]\s+")
"""A bullet that is typed as a character."""


def mend(state: State) -> None:
    """Fill `mended`."""
    fence = ""
    mended = []
    items: list[tuple[int, int]] = []
    least = 1 if steps_by_one(state.lines) else 2
    front = sum(kind == "front-matter" for kind in state.kinds.values())
    for place, line in enumerate(state.lines):
        match = FENCE.match(line)
        if match and not fence:
            fence = match["mark"][:3]
        elif match and fence and line.strip().startswith(fence):
            fence = ""
        if place < front or fence or match:
            mended.append("" if place < front else line)
            continue
        mended.append(nested(mended_line(line), items, least))
    state.mended = mended


def steps_by_one(lines: list[str]) -> bool:
    """Tell whether a file indents sub-items by one blank more than the item above, again and again."""
    indents = [len(match["space"]) for line in lines if (match := MARKED.match(line))]
    steps = [below - above for above, below in itertools.pairwise(indents)]
    return steps.count(1) >= ENOUGH


def nested(line: str, items: list[tuple[int, int]], least: int = 2) -> str:
    """Indent a sub-item as far as it has to be to stand inside the item above.

    `items` are the items around the line, outermost first: their indent as written, and where
    their text begins as meant; `least` is by how much a sub-item is indented.

    >>> items: list[tuple[int, int]] = []
    >>> [nested(line, items) for line in ("1. title", "  - authors", "  - links")]
    ['1. title', '   - authors', '   - links']
    """
    match = MARKED.match(line)
    if not match:
        if line.strip() and not line.startswith(" "):
            items.clear()
        return line
    indent = len(match["space"])
    while items and items[-1][0] >= indent:
        items.pop()
    missing = max(0, items[-1][1] - indent) if items and indent - items[-1][0] >= least else 0
    items.append((indent, match.end() + missing))
    return " " * missing + line


def mended_line(line: str) -> str:
    """Return the line as its writer meant it.

    >>> mended_line("-[A title](https://example.org/)"), mended_line("#2 Methods")
    ('- [A title](https://example.org/)', '# 2 Methods')
    """
    if TIGHT_HEADING.match(line):
        return TIGHT_HEADING.sub(r"\g<marks> ", line, count=1)
    if TIGHT_BULLET.match(line):
        line = TIGHT_BULLET.sub(r"\g<marks> ", line, count=1)
    if "]] (" in line:
        line = LOOSE_LINK.sub(r"\g<label>", line)
    return BULLET_SIGN.sub(r"\g<space>- ", line, count=1)
