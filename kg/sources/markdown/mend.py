"""Stage 2: line forms that writers mean as Markdown though CommonMark does not read them so.

Only what the parser is given is changed, never the lines that entries quote, and no line is
added or taken away.
"""

import re

from kg.sources.markdown.state import State

FENCE = re.compile(r"\s*(?:[-*+]\s+)?(?P<mark>`{3,}|~{3,})")
TIGHT_HEADING = re.compile(r"^(?P<marks>\s{0,3}#{1,6})(?=(?:\d+(?:\.\d+)*\.?\s|[A-Z*\[\u4e00-\u9fff])\S*\s?\S)")
"""`#2 Methods` and `##Methods`."""
TIGHT_BULLET = re.compile(r"^(?P<marks>\s*(?:[-*+]|\d{1,4}\.))(?=\[[^\]]|\*\*[^*\s]|_\w|《)")
"""`-[Title](address)` and `1.**Title**`."""
BULLET_SIGN = re.compile(r"^(?P<space>\s*)[•●◦▪‣·○]\s+")
"""A bullet that is typed as a character."""


def mend(state: State) -> None:
    """Fill `mended`."""
    fence = ""
    mended = []
    front = sum(kind == "front-matter" for kind in state.kinds.values())
    for place, line in enumerate(state.lines):
        match = FENCE.match(line)
        if match and not fence:
            fence = match["mark"][:3]
        elif match and fence and line.strip().startswith(fence):
            fence = ""
        mended.append("" if place < front else line if fence or match else mended_line(line))
    state.mended = mended


def mended_line(line: str) -> str:
    """Return the line as its writer meant it.

    >>> mended_line("-[A title](https://example.org/)"), mended_line("#2 Methods")
    ('- [A title](https://example.org/)', '# 2 Methods')
    """
    if TIGHT_HEADING.match(line):
        return TIGHT_HEADING.sub(r"\g<marks> ", line, count=1)
    if TIGHT_BULLET.match(line):
        line = TIGHT_BULLET.sub(r"\g<marks> ", line, count=1)
    return BULLET_SIGN.sub(r"\g<space>- ", line, count=1)
