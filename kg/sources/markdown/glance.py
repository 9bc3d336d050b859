"""A glance at a line: whether it can be an entry, a detail of one, or neither."""

import re

from kg.sources.markdown.bylines import LIKELY, leading
from kg.sources.markdown.flat import HOLE, Flat
from kg.sources.markdown.imprint import SENTENCE, imprint
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.links import is_in_page, is_paper_address
from kg.sources.markdown.plain import author_lead, prefix
from kg.sources.markdown.spans import Span, anchors
from kg.sources.markdown.titles import MARKER, Slot, looks_like_byline, slots
from kg.sources.markdown.venues import hinted, known

WORD = re.compile(r"[^\W\d_]+")
ENTRY = 0.5
"""From this likeness on a line is taken for an entry."""
EDGE = " \t\n.,;:|/·•–—-_*~()[]{}<>" + HOLE


def slot_of(flat: Flat) -> Slot | None:
    """Return the best styled place for a title that stands where a title can stand."""
    found = [slot for slot in slots(flat) if slot.score > 0.3 and near_start(flat, slot)]  # noqa: PLR2004 -- a word or two
    return max(found, key=lambda slot: slot.score, default=None)


def near_start(flat: Flat, slot: Slot) -> bool:
    """Tell whether at most a few words, an imprint or a by-line stand before a place."""
    before = flat.text[prefix(flat.text):slot.start].strip(EDGE + '"“')
    if len(before.split()) <= 3 or imprint(before).year is not None:  # noqa: PLR2004 -- "The", "A survey:"
        return True
    lead = leading(before)
    return lead.certainty >= LIKELY and len(WORD.findall(before[lead.end:])) <= 3  # noqa: PLR2004 -- "in", "et al"


def likeness(flat: Flat) -> float:
    """Tell from 0 to 1 how much a line looks like an entry."""
    if keyed(flat.text) and (keyed(flat.text) or ("", 0))[0] not in {"title", "authors"}:
        return 0.1
    slot = slot_of(flat)
    papers = any(link.role == "paper" or is_paper_address(link.anchor.url) for link in flat.links)
    words = len(WORD.findall(flat.text))
    if slot is not None and slot.kind == "link":
        return 0.9
    if papers and words >= 3:  # noqa: PLR2004 -- a short title
        return 0.7
    if slot is not None and slot.kind in {"bold", "quote"} and slot.score > 0.55:  # noqa: PLR2004 -- two words
        return 0.7
    if words >= 4 and is_citation(flat.text):  # noqa: PLR2004 -- a short title and a name
        return 0.6
    return 0.3 if flat.links and words >= 2 else 0.1  # noqa: PLR2004 -- a name


def is_citation(text: str) -> bool:
    """Tell whether a plain text looks like a citation: a number, names at the front, or names and year behind."""
    if MARKER.match(text) or author_lead(text[prefix(text):]).certainty >= LIKELY:
        return True
    if not SENTENCE.isdisjoint(text.casefold().split()[:12]) and len(text.split()) > 30:  # noqa: PLR2004 -- prose
        return False
    return re.search(r"(?:\b|[(,'’])(?:19|20)\d\d\b", text) is not None or re.search(r"\bet al\b", text) is not None


def is_detail(flat: Flat) -> bool:
    """Tell whether a line belongs to the entry above it: names, date and venue, links, or a labelled text."""
    text = flat.text.strip(EDGE)
    if not text:
        return bool(flat.links) or not flat.text.strip()
    label = keyed(flat.text)
    if label:
        return label[0] != "title"
    slot = slot_of(flat)
    if (MARKER.match(flat.text) and flat.links) or (slot is not None and slot.kind in {"link", "quote"} and slot.score > ENTRY):
        return False
    if looks_like_byline(text) or is_citation_of(text):
        return True
    found = imprint(text)
    if (found.sure and is_brief(found.venue)) or (found.venue and len(found.venue.split()) <= 6 and not flat.links):  # noqa: PLR2004 -- a short name
        return True
    return slot is None and not any(link.role == "paper" or (link.role is None and (is_paper_address(link.anchor.url) or imprint(link.label).venue)) for link in flat.links)


def is_citation_of(text: str) -> bool:
    """Tell whether a text is a by-line and a year, without a title."""
    lead = leading(text)
    tail = imprint(text[lead.end:].strip(EDGE))
    return lead.certainty >= LIKELY and tail.year is not None and tail.venue is None


def is_brief(venue: str | None) -> bool:
    """Tell whether a venue is one as a whole, and not the end of a line that begins with something else."""
    words = venue.split() if venue else []
    return len(words) <= 6 or hinted(words[0]) is not None or known(words[0]) is not None  # noqa: PLR2004 -- a name's length


def is_contents(spans: list[Span]) -> bool:
    """Tell whether all links of a line stay on the page."""
    links = anchors(spans)
    return bool(links) and all(is_in_page(anchor.url) for anchor in links)
