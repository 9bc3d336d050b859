"""Stage 6: candidates that hold more than one paper are divided."""

import re

from kg.sources.markdown.flat import Flat, FlatLink, Mark
from kg.sources.markdown.glance import slot_of
from kg.sources.markdown.links import host, is_paper_address
from kg.sources.markdown.state import Candidate, State
from kg.sources.markdown.titles import Slot, likeness, slots

CONNECTOR = re.compile(r"(?:\b(?:and|or|also|see|see also|followed by|then)\b|[&+,;/|])[\s:]*(?:(?:the|a|an)\s+)?$|\)\s*(?:the\s+)?$", re.IGNORECASE)
"""What stands right before the title of a further paper."""
TITLE = 0.85
"""A link with fewer or other words is no further title."""
FEW = 25
"""Words beyond which the text between two links is a remark."""


def divide(state: State) -> None:
    """Replace candidates that hold several papers by one candidate each."""
    state.candidates = [part for candidate in state.candidates for part in divided(candidate)]


def divided(candidate: Candidate) -> list[Candidate]:
    """Return a candidate as it is, or its papers one by one."""
    if candidate.shape.startswith("row") or len(candidate.parts[0].links) < 2:  # noqa: PLR2004 -- nothing to divide
        return [candidate]
    flat = candidate.parts[0]
    first = slot_of(flat)
    if first is None or first.kind != "link":
        return [candidate]
    cuts = [0]
    previous = first
    for slot in slots(flat):
        if slot.kind == "link" and slot.start > previous.end and is_further(flat, previous, slot):
            cuts.append(slot.start)
            previous = slot
    if len(cuts) == 1:
        return [candidate]
    pieces = [sub_flat(flat, start, end) for start, end in zip(cuts, [*cuts[1:], len(flat.text)], strict=True)]
    last = len(pieces) - 1
    return [
        Candidate(
            candidate.line, candidate.end, candidate.shape, [piece, *(candidate.parts[1:] if number == last else [])],
            candidate.heading, candidate.group,
        )
        for number, piece in enumerate(pieces)
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
