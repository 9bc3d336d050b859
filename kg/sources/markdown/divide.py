"""Stage 6: candidates that hold more than one paper are divided."""

import re

from kg.sources.markdown.flat import Flat, FlatLink, Mark
from kg.sources.markdown.glance import slot_of
from kg.sources.markdown.links import EMOJI, SHORTCODE, host, is_paper_address
from kg.sources.markdown.state import Candidate, State
from kg.sources.markdown.titles import Slot, likeness, slots

CONNECTOR = re.compile(r"(?:\b(?:and|or|also|see|see also|followed by|then)\b|[&+,;/|])[\s:]*(?:(?:the|a|an)\s+)?$|\)\s*(?:the\s+)?$", re.IGNORECASE)
"""What stands right before the title of a further paper."""
ICON = re.compile(rf"\s*(?:(?:{SHORTCODE.pattern}|{EMOJI.pattern})\s*)+(?=\w)")
"""Emoji before a text."""
TITLE = 0.85
"""A link with fewer or other words is no further title."""
FEW = 25
"""Words beyond which the text between two links is a remark."""


def divide(state: State) -> None:
    """Replace candidates that hold several papers by one candidate each."""
    state.candidates = [part for candidate in state.candidates for part in divided(candidate)]


def divided(candidate: Candidate) -> list[Candidate]:
    """Return a candidate as it is, or its papers one by one."""
    if candidate.shape.startswith("row"):
        return by_column(candidate)
    found = pieces(candidate.parts[0])
    if len(found) == 1:
        return [candidate]
    last = len(found) - 1
    return [
        part_of(candidate, [piece, *(candidate.parts[1:] if number == last else [])]) for number, piece in enumerate(found)
    ]


def part_of(candidate: Candidate, parts: list[Flat]) -> Candidate:
    """Return a candidate with some of the parts of another."""
    return Candidate(candidate.line, candidate.end, candidate.shape, parts, candidate.heading, candidate.group)


def by_column(candidate: Candidate) -> list[Candidate]:
    """Divide a row whose column of titles holds several papers; what tells of none of them belongs to all."""
    column = next((part.place.partition(".")[0].partition(",")[0] for part in candidate.parts if part.name == "title"), "")
    lines = [part for part in candidate.parts if column and part.place.partition(".")[0].partition(",")[0] == column]
    titled = [piece for line in lines for piece in pieces(line) if is_titled(piece)]
    if len(titled) < 2:  # noqa: PLR2004 -- one paper
        return [candidate]
    others = [part for part in candidate.parts if not any(part is line for line in lines)]
    shared = [part for part in others if not part.links]
    last = len(titled) - 1
    return [part_of(candidate, [piece, *(others if number == last else shared)]) for number, piece in enumerate(titled)]


def is_titled(flat: Flat) -> bool:
    """Tell whether a line begins with a link that can be a title."""
    slot = slot_of(flat)
    return slot is not None and slot.kind == "link" and slot.score >= TITLE


def pieces(flat: Flat) -> list[Flat]:
    """Return a line as it is, or cut before the title of each further paper."""
    first = slot_of(flat) if len(flat.links) > 1 else None
    if first is None or first.kind != "link":
        return [flat]
    cuts = [0]
    previous = first
    for slot in slots(flat):
        if slot.kind == "link" and slot.start > previous.end and is_further(flat, previous, slot):
            cuts.append(slot.start)
            previous = slot
    return [flat] if len(cuts) == 1 else [
        sub_flat(flat, start, end) for start, end in zip(cuts, [*cuts[1:], len(flat.text)], strict=True)
    ]


def is_further(flat: Flat, previous: Slot, slot: Slot) -> bool:
    """Tell whether a link is the title of a further paper: it looks like one and stands in a series."""
    between = flat.text[previous.end:slot.start]
    url = next((link.anchor.url for link in flat.links if link.start == slot.start), "")
    same = next((host(link.anchor.url) for link in flat.links if link.start == previous.start), "") == host(url)
    return (
        likeness(slot.text) >= TITLE
        and (is_paper_address(url) or same)
        and len(between.split()) <= FEW
        and CONNECTOR.search(between) is not None
        and re.search(r"[a-z]{3}\.\s+[A-Z]", between) is None
    )


def sub_flat(flat: Flat, start: int, end: int) -> Flat:
    """Cut a piece out of a line, with the marks and links that lie in it."""
    return Flat(
        flat.text[start:end], flat.line, flat.place, flat.name,
        [Mark(mark.start - start, mark.end - start, mark.kind, mark.anchor) for mark in flat.marks if start <= mark.start < end],
        [
            FlatLink(link.anchor, link.label, link.role, link.start - start, link.end - start)
            for link in flat.links
            if start <= link.start < end
        ],
        [one for one in flat.harmful if start == 0],
    )


def without_icon(flat: Flat) -> Flat:
    """Cut the emoji off that says what a line holds."""
    match = ICON.match(flat.text)
    return sub_flat(flat, match.end(), len(flat.text)) if match else flat
