"""Two papers under one address: lists are copied by hand, and links are copied with them.

Papers merge by their identifier or address. Where two entries give one address to titles that
have little in common, one of the links is wrong, and merging would lose a paper: the later one
then gets a key of its own, and a finding says so.
"""

from msgspec.structs import replace

from kg import mint, names
from kg.findings import Finding
from kg.records import Entry, ReadingList

ALIKE = 0.5
"""Share of the shorter title's words that the other must have to be the same paper."""

Titles = dict[str, str]
"""The first title that each key was given to."""


def apart(reading_list: ReadingList, known: Titles, file: str) -> tuple[ReadingList, list[Finding]]:
    """Return the list with clashing papers told apart, and a finding for each.

    `known` is carried from list to list and is added to.
    """
    findings: list[Finding] = []
    entries = []
    for entry in reading_list.entries:
        first = known.setdefault(mint.paper_slug(entry.paper), entry.paper.title)
        same = alike(first, entry.paper.title)
        entries.append(entry if same else own_key(entry, file, first, findings))
    return replace(reading_list, entries=tuple(entries)), findings


def own_key(entry: Entry, file: str, other: str, findings: list[Finding]) -> Entry:
    """Give an entry's paper a key of its own."""
    slug = mint.paper_slug(entry.paper)
    findings.append(Finding(
        file=file,
        line=entry.line,
        code="one-link-two-papers",
        message=f"{entry.paper.title!r} has the link of {other!r}; both are kept, but one link must be wrong",
    ))
    key = f"{slug}--{mint.digest(names.key(entry.paper.title), 6)}"
    return replace(entry, paper=replace(entry.paper, key=key))


def alike(one: str, other: str) -> bool:
    """Tell whether two titles may name one paper.

    >>> alike("SayCan: Do As I Can, Not As I Say", "Do as I can, not as I say")
    True
    >>> alike("Network Pruning", "Quantization of Weights")
    False
    """
    if one == other:
        return True
    first, second = set(names.key(one).split()), set(names.key(other).split())
    shorter = min(len(first), len(second))
    return shorter == 0 or len(first & second) / shorter >= ALIKE
