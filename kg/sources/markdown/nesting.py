"""Headings that stand beside each other though one belongs under the other."""

from kg.sources.markdown.headings import classify, clean
from kg.sources.markdown.spans import Block, plain
from kg.sources.markdown.state import Heading

DATED = frozenset({"time", "venue"})


def kind(block: Block) -> str:
    """Return what a heading is by its words."""
    made = Heading(block.line, block.level, clean(plain(block.spans)))
    classify(made)
    return made.kind


def settle(blocks: list[Block], papers: set[int]) -> None:
    """Move years and venues below the topic that they divide.

    In `## Vision`, `## 2021`, `## 2020` the topic holds nothing but the years, so they stand below it
    with all that is below them, up to the next topic of that level.
    """
    headings = [(place, block) for place, block in enumerate(blocks) if block.kind == "heading" and plain(block.spans)]
    topic: Block | None = None
    level = 0
    for (place, block), (before, previous) in zip(headings[1:], headings, strict=False):
        dated = id(block) not in papers and kind(block) in DATED
        if topic is not None and block.level <= level and not (block.level == level and dated):
            topic = None
        if topic is None and dated and place == before + 1 and block.level == previous.level and kind(previous) == "topic":
            topic, level = previous, block.level
        if topic is not None:
            block.level += 1
