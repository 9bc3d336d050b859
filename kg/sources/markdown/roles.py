"""Roles: what each link of an entry is to its paper, told by label, place and address."""

import msgspec

from kg.names import key
from kg.sources.markdown.flat import Flat, FlatLink
from kg.sources.markdown.glance import EDGE
from kg.sources.markdown.imprint import imprint
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.links import PAPER_FILE, Role, host_role, is_address
from kg.sources.markdown.rest import Facts
from kg.sources.markdown.state import Candidate
from kg.sources.markdown.titles import Slot
from kg.text import one_line

BY_FIELD: dict[str, Role] = {"code": "code", "related": "related", "other": "other", "note": "other", "paper": "paper", "authors": "other"}
"""What the links of a labelled part are, where their own labels do not tell."""


class Found(msgspec.Struct, gc=False):
    """A link with its role."""

    link: FlatLink
    role: Role


def roles(candidate: Candidate, slot: Slot | None, facts: Facts) -> list[Found]:
    """Return all links of a candidate in printed order, with their roles."""
    names = {key(name.printed) for name in facts.authors.names} if facts.authors else set()
    found = [Found(link, role(part, link, slot, names)) for part in candidate.parts for link in part.links]
    if not any(one.role == "paper" for one in found):
        for one in found:
            one.role = "paper" if one.role == "other" and one.link.role is not None and PAPER_FILE.search(one.link.anchor.url) else one.role
    first = True
    for one in found:
        if one.role == "paper":
            one.role = "paper" if first else "copy"
            first = False
    return found


def role(part: Flat, link: FlatLink, slot: Slot | None, names: set[str]) -> Role:
    """Return the role of one link."""
    if not is_address(link.anchor.url):
        return "other"
    if slot is not None and part is slot.flat and slot.start <= link.start < slot.end and link.role is None:
        return "paper"
    label = keyed(part.text) if not part.name else (part.name, 0)
    field = label[0] if label else ""
    if link.role is not None:
        if link.role == "paper" and field in {"code", "related", "other", "note"}:
            by_host = host_role(link.anchor.url)
            return by_host if by_host != "paper" and field == "note" else BY_FIELD[field]
        return link.role
    if key(link.label) in names:
        return "other"
    if field in BY_FIELD:
        return BY_FIELD[field]
    if imprint(one_line(link.label)).venue is not None or imprint(one_line(link.label)).year is not None:
        return "paper"
    by_host = host_role(link.anchor.url)
    if by_host != "paper" or part.name:
        return by_host
    return "related" if only_links(part) else "other"


def only_links(part: Flat) -> bool:
    """Tell whether a line holds nothing but links."""
    outside = list(part.text)
    for link in part.links:
        outside[link.start:link.end] = " " * (link.end - link.start)
    return not "".join(outside).strip(EDGE)
