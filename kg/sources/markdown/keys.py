"""Citation keys before entries (`[Example19]`), told from venues in brackets (`[CVPR19]`) by the whole list."""

import re

from kg.sources.markdown.divide import sub_flat
from kg.sources.markdown.state import Candidate, State
from kg.sources.markdown.venues import known

BRACKET = re.compile(r"[\W_]*?\[(?P<key>[^\W_][^\s\[\]]{1,29})\](?:\s*[:.,–—|-](?=\s))?\s*")
KEY = re.compile(r"(?P<name>[^\W\d_].*?)[\W_]?(?:\d{2}|\d{4}|\?\?)[a-z]?")
"""Names, and the year."""
ENOUGH, MOST = 3, 0.6


def keys(state: State) -> None:
    """Cut the keys off the entries: each entry has one of its own, most end in a year, and few name a venue."""
    found = [(candidate, match) for candidate in state.candidates if (match := BRACKET.match(candidate.parts[0].text))]
    printed = [match["key"] for _, match in found]
    read = [match for key in printed if (match := KEY.fullmatch(key))]
    venues = sum(known(match["name"]) is not None for match in read)
    if len(set(printed)) < ENOUGH or len(set(printed)) < 0.9 * len(printed) or len(read) < MOST * len(printed) or 3 * venues > len(read):
        return
    for candidate, match in found:
        cut(candidate, match.end())


def cut(candidate: Candidate, end: int) -> None:
    """Cut the beginning off the first line of a candidate."""
    first = candidate.parts[0]
    if first.text[end:].strip():
        candidate.parts[0] = sub_flat(first, end, len(first.text))
