"""Headings that are papers: the title is a heading, and all else stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.sources.markdown import titles
from kg.sources.markdown.bylines import leading
from kg.sources.markdown.glance import ENTRY, is_detail, likeness
from kg.sources.markdown.headings import CONTAINERS, CONTENTS, clean, is_time, is_venue
from kg.sources.markdown.items import own_lines
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.layout import flats
from kg.sources.markdown.links import is_paper_address
from kg.sources.markdown.no_papers import names_no_papers
from kg.sources.markdown.plain import split
from kg.sources.markdown.spans import Block, anchors, plain
from kg.sources.markdown.title_heading import paragraphs_in
from kg.sources.markdown.titles import looks_like_byline
from kg.sources.markdown.whole import is_title_with_details

if TYPE_CHECKING:
    from kg.sources.markdown.flat import Flat
    from kg.sources.markdown.walk import Walk

FOLDED = frozenset({"quote", "details"})
"""Blocks that hold abstracts and remarks."""
FEW = 3
"""Lines with links to papers beyond which the body of a heading is a list."""
SHARE = 0.5
"""The share of the headings of a level from which on they are papers."""


def find(root: Block, title: Block | None, *, joins: frozenset[int]) -> set[int]:
    """Return the identities of the heading blocks that are papers."""
    papers: set[int] = set()
    by_level: dict[int, list[tuple[Block, bool]]] = {}
    children = root.children
    for place, block in enumerate(children):
        if block.kind != "heading" or block is title or not plain(block.spans):
            continue
        body = below(children, place)
        behind = place + 1 + len(body)
        deeper = behind < len(children) and children[behind].level > block.level
        if not deeper and body:
            by_level.setdefault(block.level, []).append((block, is_paper(block, body, joins=joins)))
    for headings in by_level.values():
        if sum(paper for _, paper in headings) >= SHARE * len(headings):
            papers |= {id(block) for block, paper in headings if paper}
    return papers


def below(blocks: list[Block], place: int) -> list[Block]:
    """Return the siblings between a heading and the next."""
    end = next((number for number in range(place + 1, len(blocks)) if blocks[number].kind == "heading"), len(blocks))
    return blocks[place + 1:end]


def is_paper(heading: Block, body: list[Block], *, joins: frozenset[int]) -> bool:
    """Tell whether a heading and its body are one paper.

    The heading is long enough for a title, and the body holds details of one paper (labels,
    names, links such as `[pdf]`) and no entries.
    """
    label = clean(plain(heading.spans))
    if label.casefold() in CONTAINERS | CONTENTS or is_time(label) or is_venue(label) or len(label.split()) < 2 or names_no_papers(label):  # noqa: PLR2004 -- a title
        return False
    if any(is_paper_address(anchor.url) for anchor in anchors(heading.spans)):
        return True
    if any(block.kind == "table" for block in body):
        return False
    lines = []
    for block in (block for block in body if block.kind not in FOLDED):
        if block.kind == "list":
            lines += [line for item in block.children for line in own_lines(item, joins=joins)[:1]]
        else:
            lines += [line for leaf in paragraphs_in(block) for line in flats(leaf.spans, "", joins=joins)]
    bylines = sum((keyed(line.text) or ("",))[0] == "authors" for line in lines)
    if bylines == 1:
        return True
    if sum(block.kind == "paragraph" and is_title_with_details(flats(block.spans, "", joins=joins)) for block in body) > 1:
        return False
    entries = sum((likeness(line) >= ENTRY and not is_detail(line)) or holds_title(line) for line in lines)
    telling = sum(
        (is_detail(line) and bool(line.links)) or (keyed(line.text) or ("",))[0] in {"authors", "date", "venue", "imprint", "paper"} for line in lines
    )
    with_papers = sum(any(link.role == "paper" for link in line.links) for line in lines)
    return telling > 2 * entries and with_papers <= FEW


def holds_title(line: Flat) -> bool:
    """Tell whether a line with links holds a plain text that can be a title, as details do not."""
    if not line.links or keyed(line.text):
        return False
    found = split(line.text, authors_first=False)
    text = line.text[found.start:found.end]
    return titles.likeness(text) > ENTRY and len(text.split()) > 3 and not looks_like_byline(text) and not leading(text).byline.names  # noqa: PLR2004 -- a date, a remark


def read(walk: Walk, blocks: list[Block], place: int) -> int:
    """Note a heading and all below it, up to the next, as one candidate."""
    block, body = blocks[place], below(blocks, place)
    while walk.stack and walk.stack[-1].level >= block.level:
        walk.stack.pop()
    parts = flats(block.spans, "heading", joins=walk.joins)
    number = 0
    for child in body:
        name = "note" if child.kind in FOLDED else ""
        for leaf in paragraphs_in(child):
            number += 1
            parts += flats(leaf.spans, f"child {number}", joins=walk.joins, name=name)
    end = max([block.end, *(child.end for child in body if child.kind != "rule")])
    while end > block.line and not walk.state.lines[min(end, len(walk.state.lines)) - 1].strip():
        end -= 1
    walk.add("heading", block.line, end, parts)
    for child in body:
        if child.kind == "rule":
            walk.state.mark(child.line, child.end, "other")
    return 1 + len(body)
