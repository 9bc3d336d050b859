"""Paragraphs: entries without a bullet, labels of groups, and prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.sources.markdown.bylines import LIKELY, leading
from kg.sources.markdown.evidence import ENTRY, LONG, style, weight
from kg.sources.markdown.glance import EDGE, is_contents, is_detail, likeness, slot_of
from kg.sources.markdown.headings import classify, clean
from kg.sources.markdown.items import own_lines, sub_items
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.layout import flats
from kg.sources.markdown.sessions import without_session
from kg.sources.markdown.spans import Block, anchors, plain
from kg.sources.markdown.state import Heading
from kg.sources.markdown.title_heading import paragraphs_in
from kg.sources.markdown.whole import begins_with_authors, is_title_with_details, is_whole_citation

if TYPE_CHECKING:
    from kg.sources.markdown.flat import Flat
    from kg.sources.markdown.walk import Walk



def read(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read a paragraph, with the siblings below that hold its details."""
    block = blocks[place]
    if is_contents(block.spans) and all(anchor.url.startswith("#") for anchor in anchors(block.spans)):
        walk.state.mark(block.line, block.end, "table-of-contents", over=False)
        walk.state.find("skipped", "table-of-contents", block.line, "this paragraph only links to places on its page")
        return 1
    lines = without_session(flats(block.spans, "line 1", joins=walk.joins))
    taken = attached(walk, blocks, place, lines)
    follow = [line for child in blocks[place + 1:place + 1 + taken] for line in parts_of(walk, child)]
    if len(lines) > 1 and not taken and (all(map(own_entry, lines)) or are_citations(lines)):
        for line in lines:
            walk.add("line", line.line, line.line, [line])
        return 1
    if lines and weight(lines, follow) + walk.votes.get(style(lines), 0.0) >= ENTRY:
        parts = lines + renamed(follow)
        end = blocks[place + taken].end if taken else block.end
        walk.add("paragraph", block.line, last_filled(walk, end, block.line), parts)
        return 1 + taken
    prose(walk, block, lines)
    return 1


def renamed(parts: list[Flat]) -> list[Flat]:
    """Name the parts of attached blocks after their order."""
    for number, part in enumerate(parts, 1):
        part.place = f"child {number}"
    return parts


def last_filled(walk: Walk, end: int, line: int) -> int:
    """Return the last line up to `end` that is not blank."""
    end = min(end, len(walk.state.lines))
    while end > line and not walk.state.lines[end - 1].strip():
        end -= 1
    return end


def own_entry(line: Flat) -> bool:
    """Tell whether one line of a paragraph is an entry of its own."""
    slot = slot_of(line)
    return slot is not None and slot.kind == "link" and not is_detail(line)


def are_citations(lines: list[Flat]) -> bool:
    """Tell whether each line of a paragraph is a citation by itself: nearly all are whole, and none is a detail."""
    whole = sum(is_whole_citation(line.text) for line in lines)
    return whole > len(lines) // 2 and all(begins_with_authors(line.text) or not is_detail(line) for line in lines)


def parts_of(walk: Walk, block: Block) -> list[Flat]:
    """Return the lines of a sibling that holds details."""
    name = "note" if block.kind in {"quote", "details"} else ""
    return [line for leaf in paragraphs_in(block) for line in flats(leaf.spans, "", joins=walk.joins, name=name)]


def attached(walk: Walk, blocks: list[Block], place: int, lines: list[Flat]) -> int:
    """Return how many of the siblings below a paragraph hold its details and nothing else."""
    if not lines or (is_detail(lines[0]) and not slot_of(lines[0]) and not title_alone(lines)):
        return 0
    taken = 0
    for block in blocks[place + 1:]:
        if block.kind == "paragraph":
            details = flats(block.spans, "", joins=walk.joins)
            if not details or alike(lines[0], details[0]) or not all(is_telling(line) for line in details):
                break
            if is_title_with_details(details) or is_whole_citation(details[0].text):
                break
        elif block.kind == "list":
            leads = [own_lines(item, joins=walk.joins)[:1] for item in block.children]
            if not leads or not all(line and is_telling(line[0]) and not sub_items(item) for line, item in zip(leads, block.children, strict=True)):
                break
        elif block.kind not in {"details", "quote"} or not taken:
            break
        taken += 1
    return taken


def alike(first: Flat, other: Flat) -> bool:
    """Tell whether two lines begin in the same bold, so that the second begins an entry like the first."""
    return all(any(mark.kind == "bold" and not line.text[: mark.start].strip() for mark in line.marks) for line in (first, other))


def title_alone(lines: list[Flat]) -> bool:
    """Tell whether a paragraph can be a title and nothing else."""
    return len(lines) == 1 and not lines[0].links and 3 <= len(lines[0].text.split()) <= 40  # noqa: PLR2004 -- a title's length


def is_telling(line: Flat) -> bool:
    """Tell whether a line surely holds details of an entry: a label, links alone, names, date and venue."""
    if not is_detail(line):
        return False
    text = line.text.strip(EDGE)
    return not text or keyed(line.text) is not None or bool(line.links) or leading(text).certainty >= LIKELY or len(text.split()) <= 5  # noqa: PLR2004 -- a date or venue


def prose(walk: Walk, block: Block, lines: list[Flat]) -> None:
    """Keep a paragraph that is no entry: as a label of a group, or as prose of its heading."""
    walk.state.mark(block.line, block.end, "prose", over=False)
    label = clean(plain(block.spans).strip(" *_:"))
    styled = bool(block.spans) and all(span.bold or span.italic or not span.text.strip() for span in block.spans)
    if styled and not anchors(block.spans) and len(label.split()) <= LONG // 2:
        group = Heading(block.line, 0, label)
        classify(group)
        if group.kind in {"time", "venue"}:
            walk.group = group
            return
    if walk.prose_open and walk.heading is not None and label and not re.fullmatch(r"\W*", label):
        walk.heading.prose.append(block)
    elif lines and any(link.role == "paper" or likeness(line) >= 0.7 for line in lines for link in line.links):  # noqa: PLR2004 -- like an entry
        walk.state.find("note", "prose-link", block.line, "a paragraph with links to papers was taken for prose; give each paper a line of its own")
