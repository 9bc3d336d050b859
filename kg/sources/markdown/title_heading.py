"""The heading that is the document's title, which is no topic."""

import re

from kg.sources.markdown.glance import ENTRY, is_contents, likeness
from kg.sources.markdown.layout import flats
from kg.sources.markdown.spans import Block, plain

LIST_WORDS = re.compile(r"\b(?:papers?|awesome|lists?|reading|readings|collection|resources|must-read|bibliography|literature|curated)\b|论文", re.IGNORECASE)
"""Words of which one stands in most titles of lists."""


def find(root: Block, *, joins: frozenset[int]) -> Block | None:
    """Return the first heading if it is the title: entries do not stand right below it, or it is alone on its level."""
    headings = [block for block in root.children if block.kind == "heading" and plain(block.spans)]
    if not headings:
        return None
    first, others = headings[0], headings[1:]
    place = next(number for number, block in enumerate(root.children) if block is first)
    next_place = next((number for number, block in enumerate(root.children) if others and block is others[0]), len(root.children))
    below = root.children[place + 1:next_place]
    filled = any(holds_entry(block, joins=joins) for block in below)
    alone = all(other.level > first.level for other in others)
    if first.level == 1:
        return first if not filled or alone else None
    prose = any(block.kind == "paragraph" for block in below)
    if filled or not others:
        return None
    return first if prose or LIST_WORDS.search(plain(first.spans)) else None


def holds_entry(block: Block, *, joins: frozenset[int]) -> bool:
    """Tell whether a block holds something like an entry."""
    if block.kind in {"list", "table"}:
        leaves = [leaf for leaf in paragraphs_in(block) if leaf.spans]
        return any(leaf for leaf in leaves if not is_contents(leaf.spans))
    if block.kind == "paragraph":
        return bool(block.spans) and any(flat.marks and likeness(flat) > ENTRY for flat in flats(block.spans, "", joins=joins)[:1]) \
            and block.spans[0].bold
    return block.kind == "details" and any(holds_entry(child, joins=joins) for child in block.children)


def paragraphs_in(block: Block) -> list[Block]:
    """Return all paragraphs inside a block."""
    found, waiting = [], [block]
    while waiting:
        one = waiting.pop()
        if one.kind == "paragraph":
            found.append(one)
        waiting.extend(reversed(one.children))
    return found
