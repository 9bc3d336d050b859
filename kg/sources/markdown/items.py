"""List items: entries, labels of groups, and entries with their details in sub-items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.sources.markdown.glance import ENTRY, is_contents, is_detail, likeness, slot_of
from kg.sources.markdown.headings import classify, clean
from kg.sources.markdown.layout import flats
from kg.sources.markdown.links import is_in_page
from kg.sources.markdown.no_papers import names_no_papers
from kg.sources.markdown.sessions import without_session
from kg.sources.markdown.spans import Block, anchors, plain
from kg.sources.markdown.title_heading import paragraphs_in
from kg.sources.markdown.whole import is_whole_citation

if TYPE_CHECKING:
    from kg.sources.markdown.flat import Flat
    from kg.sources.markdown.walk import Walk

CONTENTS_SHARE = 0.6
"""The share of items with links into the page from which on a list is a table of contents."""
ENOUGH, CITED_SHARE, GROUP_SHARE = 3, 0.5, 0.25
"""So many items with sub-items, such a share of them with one citation below, and no more with several, make a habit."""
LABEL_WORDS = 12
"""Words beyond which an item is no label of a group."""


def read(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read a list."""
    block = blocks[place]
    if is_table_of_contents(walk, block):
        walk.state.mark(block.line, block.end, "table-of-contents", over=False)
        walk.state.find("skipped", "table-of-contents", block.line, f"lines {block.line} to {block.end} are a table of contents")
        return 1
    for item in block.children:
        read_item(walk, item)
    return 1


def read_stray(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read an item of HTML that stands outside a list."""
    read_item(walk, blocks[place])
    return 1


def is_table_of_contents(walk: Walk, block: Block) -> bool:
    """Tell whether most items lead to places on the page, by their links or as names of headings."""
    leaves = [leaf for leaf in paragraphs_in(block) if leaf.spans]
    linked = [leaf for leaf in leaves if anchors(leaf.spans)]
    if not linked:
        return False
    inside = [leaf for leaf in linked if is_contents(leaf.spans) or (walk.contents and all("#" in one.url for one in anchors(leaf.spans)))]
    return len(inside) >= CONTENTS_SHARE * len(linked)


def own_lines(item: Block, *, joins: frozenset[int]) -> list[Flat]:
    """Return the lines of an item without its sub-items."""
    found: list[Flat] = []
    paragraphs = [child for child in item.children if child.kind == "paragraph"]
    for number, paragraph in enumerate(paragraphs, 1):
        found += flats(paragraph.spans, f"paragraph {number}", joins=joins)
    return found


def sub_items(item: Block) -> list[Block]:
    """Return the items of the lists inside an item."""
    found = []
    for child in item.children:
        if child.kind == "list":
            found += child.children
        elif child.kind in {"quote", "details"}:
            found += sub_items(child)
    return found


def read_item(walk: Walk, item: Block) -> None:
    """Read one item."""
    lead = own_lines(item, joins=walk.joins)
    inner = [child for child in item.children if child.kind in {"heading", "table"}]
    if inner or (not lead and item.children):
        kept = list(walk.stack)
        read_outline(walk, item, lead)
        walk.stack = kept
        return
    subs = sub_items(item)
    entries = [sub for sub in subs if is_entry(walk, sub)]
    cited = [sub for sub in subs if is_cited(sub, joins=walk.joins)] if walk.cited_below else []
    if cited:
        add_cited(walk, item, lead, subs, cited)
    elif entries and 2 * len(entries) >= len(subs) and is_label(lead):
        read_group(walk, item, lead, subs)
    elif entries and 2 * len(entries) >= len(subs):
        details = [sub for sub in subs if not any(sub is entry for entry in entries)]
        add(walk, item, lead, details, end=entries[0].line - 1)
        for entry in entries:
            read_item(walk, entry)
    else:
        add(walk, item, lead, subs, end=item.end)


def cited_below(root: Block, *, joins: frozenset[int]) -> bool:
    """Tell whether items name who made a paper, and each has one citation below it.

    Items that name a group would have several entries below most of them.
    """
    counts: list[int] = []
    waiting = [root]
    while waiting:
        block = waiting.pop()
        waiting.extend(block.children)
        subs = sub_items(block) if block.kind == "item" else []
        if subs:
            counts.append(sum(is_cited(sub, joins=joins) for sub in subs))
    several = sum(count > 1 for count in counts)
    return len(counts) >= ENOUGH and counts.count(1) >= CITED_SHARE * len(counts) and several <= GROUP_SHARE * len(counts)


def is_cited(item: Block, *, joins: frozenset[int]) -> bool:
    """Tell whether a sub-item is a whole citation."""
    lead = own_lines(item, joins=joins)[:1]
    return bool(lead) and is_whole_citation(lead[0].text)


def add_cited(walk: Walk, item: Block, lead: list[Flat], subs: list[Block], cited: list[Block]) -> None:
    """Note an item with its citation below; what it says itself is a label, whose links belong to the paper."""
    first, *others = cited
    details = [sub for sub in subs if not any(sub is other for other in others)]
    for line in lead:
        line.name = "paper"
    parts = [line for sub in (first, *(sub for sub in details if sub is not first)) for line in detail_parts(walk, sub, "child")]
    end = others[0].line - 1 if others else min(item.end, last_line(walk, item))
    walk.add("item below", item.line, max(item.line, end), [*parts, *lead])
    for other in others:
        read_item(walk, other)


def read_outline(walk: Walk, item: Block, lead: list[Flat]) -> None:
    """Read an item that holds headings: they count below those outside the list."""
    base = max([heading.level for heading in walk.stack], default=0)
    for child in item.children:
        if child.kind == "heading":
            child.level += base
    if lead and lead[0].line < min((child.line for child in item.children if child.kind == "heading"), default=0):
        walk.add("item", item.line, item.line, lead[:1])
    walk.blocks(item.children)


def is_entry(walk: Walk, item: Block) -> bool:
    """Tell whether a sub-item is an entry of its own, or a label above such."""
    lead = own_lines(item, joins=walk.joins)
    if not lead:
        return False
    subs = sub_items(item)
    if subs and is_label(lead) and any(is_entry(walk, sub) for sub in subs):
        return True
    return likeness(lead[0]) >= ENTRY and not is_detail(lead[0])


def is_label(lead: list[Flat]) -> bool:
    """Tell whether the text of an item only names a group: short, and without a link to a paper."""
    if len(lead) != 1:
        return not lead
    flat = lead[0]
    links = [link for link in flat.links if not is_in_page(link.anchor.url)]
    if links and (slot_of(flat) or any(link.role == "paper" for link in links)):
        return False
    return len(flat.text.split()) <= LABEL_WORDS and not is_detail_of_paper(flat)


def is_detail_of_paper(flat: Flat) -> bool:
    """Tell whether a line without links still tells of one paper: it ends like a citation."""
    return likeness(flat) >= ENTRY and bool(flat.links)


def read_group(walk: Walk, item: Block, lead: list[Flat], subs: list[Block]) -> None:
    """Read an item that names a group, and the items below it."""
    kept, prose = list(walk.stack), walk.prose_open
    label = lead[0].text if lead else ""
    if clean(label):
        level = max([10, *(heading.level + 1 for heading in walk.stack)])
        heading = walk.push(label.strip(" :"), item.line, level)
        classify(heading)
        walk.state.mark(item.line, item.line, "heading")
    for sub in subs:
        read_item(walk, sub)
    walk.stack, walk.prose_open = kept, prose and not subs


def add(walk: Walk, item: Block, lead: list[Flat], details: list[Block], end: int) -> None:
    """Note an item as candidate, its sub-items as parts."""
    parts = without_session(lead)
    for number, detail in enumerate(details, 1):
        parts += detail_parts(walk, detail, f"child {number}")
    for child in item.children:
        if child.kind == "details":
            parts += folded_parts(walk, child)
    walk.add("item", item.line, max(item.line, min(end, last_line(walk, item))), parts)


def detail_parts(walk: Walk, detail: Block, place: str) -> list[Flat]:
    """Return a sub-item and all below it as parts."""
    parts = []
    for child in detail.children:
        if child.kind == "paragraph":
            parts += flats(child.spans, place, joins=walk.joins)
    for number, sub in enumerate(sub_items(detail), 1):
        parts += detail_parts(walk, sub, f"{place}.{number}")
    return parts


def folded_parts(walk: Walk, block: Block) -> list[Flat]:
    """Return what an item folds away: its abstract and the like, which are notes."""
    parts: list[Flat] = []
    for leaf in paragraphs_in(block):
        parts += flats(leaf.spans, "folded", joins=walk.joins, name="note")
    return parts


def last_line(walk: Walk, item: Block) -> int:
    """Return the last line of an item that is not blank."""
    end = min(item.end, len(walk.state.lines))
    while end > item.line and not walk.state.lines[end - 1].strip():
        end -= 1
    return end


def is_paper_details(summary: Block, inner: list[Block], *, joins: frozenset[int]) -> bool:
    """Tell whether `<details>` folds one paper: its summary is like an entry, and nothing below is."""
    lead = flats(summary.spans, "summary", joins=joins)
    if not lead or names_no_papers(clean(lead[0].text)) or any(child.kind in {"heading", "table", "details"} for child in inner):
        return False
    items_below = [item for child in inner if child.kind == "list" for item in child.children]
    leads = [own_lines(item, joins=joins)[:1] for item in items_below]
    if any(line and likeness(line[0]) >= ENTRY and not is_detail(line[0]) for line in leads):
        return False
    linked = any(anchors(leaf.spans) for child in inner for leaf in paragraphs_in(child))
    return likeness(lead[0]) >= ENTRY or (linked and len(plain(summary.spans).split()) > 1)


def read_details(walk: Walk, block: Block, summary: Block, inner: list[Block]) -> None:
    """Note a paper whose title is the summary of `<details>`."""
    parts = flats(summary.spans, "summary", joins=walk.joins)
    number = 0
    for child in inner:
        for leaf in paragraphs_in(child):
            number += 1
            parts += flats(leaf.spans, f"child {number}", joins=walk.joins)
    walk.add("details", block.line, block.end, parts)
