"""Whether a paragraph is an entry or prose: the evidence in it, and the vote of all paragraphs of the file."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from kg.sources.markdown import titles
from kg.sources.markdown.bylines import LIKELY, leading
from kg.sources.markdown.glance import EDGE, is_citation, slot_of
from kg.sources.markdown.imprint import SENTENCE
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.layout import flats
from kg.sources.markdown.plain import author_lead, prefix
from kg.sources.markdown.titles import MARKER, Slot
from kg.sources.markdown.whole import is_title_with_details, is_whole_citation

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.sources.markdown.flat import Flat, FlatLink
    from kg.sources.markdown.spans import Block

ENTRY = 0.6
"""From this weight of evidence on a paragraph is an entry."""
LONG = 14
"""Words beyond which a text between facts is prose."""
ENOUGH = 3
"""So many entries among the paragraphs of one style speak for the others."""
KEY = re.compile(r"\W*\[[^\W_][^\s\[\]]{0,24}\]")
"""A key before an entry: `[12]`, `[Example19]`."""
BEGINNINGS = {"key": (0.4, 0.6), "plain": (0.6, 0.3)}
"""For each beginning the share of entries that speaks for the others, and how much it says; for all other beginnings:"""
OTHERWISE = (0.6, 0.5)


class Look(msgspec.Struct):
    """What is seen of a paragraph."""

    lines: list[Flat]
    follow: list[Flat]
    """The lines below that hold its details."""
    slot: Slot | None
    links: list[FlatLink]
    names: bool
    """Whether a line behind the first begins with names."""
    whole: bool
    """Whether the first line is a whole citation."""

    @property
    def first(self) -> Flat:
        """The first line."""
        return self.lines[0]


def look(lines: list[Flat], follow: list[Flat]) -> Look:
    """Look at a paragraph."""
    return Look(
        lines=lines, follow=follow, slot=slot_of(lines[0]),
        links=[link for line in lines + follow for link in line.links],
        names=any(leading(line.text.strip(EDGE)).certainty >= LIKELY for line in lines[1:] + follow),
        whole=is_whole_citation(lines[0].text),
    )


def is_styled_title(seen: Look) -> bool:
    """Find a link, or bold, italic or quoted text, that can be a title and stands in no sentence."""
    slot = seen.slot
    return slot is not None and slot.score > 0.5 and not is_sentence_around(slot.flat.text, slot.start, slot.end)  # noqa: PLR2004 -- two words


def is_title_line(seen: Look) -> bool:
    """Find a title on a line of its own above names or links."""
    lines = seen.lines
    return len(lines) > 1 and not lines[0].links and titles.likeness(lines[0].text) > ENTRY and (seen.names or only_links(lines[1]))


def is_prose(seen: Look) -> bool:
    """Find one line with more small words than titles have."""
    words = " ".join(line.text for line in seen.lines).casefold().split()[:60]
    return len(seen.lines) == 1 and sum(word in SENTENCE for word in words) > 3 and not MARKER.match(seen.first.text) and not seen.whole  # noqa: PLR2004 -- a title may hold three


def is_bare(seen: Look) -> bool:
    """Find neither links nor names."""
    text = seen.first.text
    return not seen.links and not seen.names and not seen.whole and author_lead(text[prefix(text):]).certainty < LIKELY


EVIDENCE: tuple[tuple[str, float, Callable[[Look], bool]], ...] = (
    ("a number, and a link", 0.5, lambda seen: bool(MARKER.match(seen.first.text)) and bool(seen.links)),
    ("a styled title", 0.4, is_styled_title),
    ("a link whose label tells what it is", 0.2, lambda seen: any(link.role is not None for link in seen.links)),
    ("a citation, or names below", 0.3, lambda seen: seen.names or seen.whole or is_citation(seen.first.text)),
    ("a whole citation", 0.4, lambda seen: seen.whole),
    ("details below", 0.3, lambda seen: bool(seen.follow) and (seen.names or bool(seen.links))),
    ("a line that calls itself title or authors", 0.8, lambda seen: any((keyed(line.text) or ("",))[0] in {"title", "authors"} for line in seen.lines)),
    ("a title on a line of its own", 0.4, is_title_line),
    ("nothing but details below the first line", 0.3, lambda seen: is_title_with_details(seen.lines)),
    ("prose", -0.4, is_prose),
    ("neither links nor names", -0.3, is_bare),
)
"""What speaks for an entry and what against: a name for it, its weight, and how it is found."""


def weight(lines: list[Flat], follow: list[Flat]) -> float:
    """Weigh the evidence, from 0 to 1 and beyond, that a paragraph is an entry and no prose."""
    seen = look(lines, follow)
    return sum(value for _, value, found in EVIDENCE if found(seen))


def style(lines: list[Flat]) -> tuple[str, bool]:
    """Return how a paragraph begins, and whether it has several lines: entries of a list agree in both."""
    first = lines[0]
    mark = next((mark for mark in first.marks if not first.text[:mark.start].strip(EDGE + '"“')), None)
    kind = "key" if KEY.match(first.text) or MARKER.match(first.text) else mark.kind if mark else "plain"
    return kind, len(lines) > 1


def votes(root: Block, *, joins: frozenset[int]) -> dict[tuple[str, bool], float]:
    """Return what all paragraphs of one style together add to the weight of each.

    A list whose paragraphs in bold are entries has its doubtful ones in bold too; a plain beginning says less.
    """
    held: Counter[tuple[str, bool]] = Counter()
    taken: Counter[tuple[str, bool]] = Counter()
    for block in root.children:
        lines = flats(block.spans, "", joins=joins) if block.kind == "paragraph" else []
        if lines:
            held[style(lines)] += 1
            taken[style(lines)] += weight(lines, []) >= ENTRY
    found = {}
    for key, count in taken.items():
        share, says = BEGINNINGS.get(key[0], OTHERWISE)
        if held[key] >= ENOUGH and count >= share * held[key]:
            found[key] = says
    return found


def only_links(line: Flat) -> bool:
    """Tell whether a line holds links and nothing else."""
    return bool(line.links) and not line.text.strip(EDGE)


def is_sentence_around(text: str, start: int, end: int) -> bool:
    """Tell whether a place in a text stands inside a sentence, which goes on around it."""
    before, behind = text[:start].split(), text[end:].strip()
    if len(before) > 2 and before[-1][:1].islower():  # noqa: PLR2004 -- "The", "See also"
        return True
    first = behind.split(maxsplit=1)[0] if behind else ""
    return first.isalpha() and first.islower() and first not in {"by", "and", "arxiv", "in", "from"} and len(behind.split()) > LONG // 2
