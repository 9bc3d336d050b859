"""The walk over the blocks: keeps the headings, and hands every block to the rule for its kind."""

from collections.abc import Callable

from kg.sources.markdown import evidence, items, nesting, paper_headings, paragraphs, tables, title_heading
from kg.sources.markdown.divide import without_icon
from kg.sources.markdown.flat import Flat
from kg.sources.markdown.headings import CONTENTS, classify, clean
from kg.sources.markdown.layout import meaningless_ends
from kg.sources.markdown.spans import Block, plain
from kg.sources.markdown.state import Candidate, Heading, State

DEEP = 10
"""Level at which labels inside lists begin, below all headings."""


class Walk:
    """Where a walk stands: under which headings, and whether an entry has come since the last."""

    def __init__(self, state: State) -> None:
        """Begin above the first block."""
        self.state = state
        self.stack: list[Heading] = []
        self.group: Heading | None = None
        self.prose_open = True
        self.contents = False
        """Whether the last heading announces a table of contents."""
        self.joins = meaningless_ends(state)
        self.title = title_heading.find(state.root, joins=self.joins)
        self.papers = paper_headings.find(state.root, self.title, joins=self.joins)
        self.votes = evidence.votes(state.root, joins=self.joins)
        self.cited_below = items.cited_below(state.root, joins=self.joins)
        nesting.settle(state.root.children, self.papers)

    def document(self) -> None:
        """Walk over the whole file."""
        self.blocks(self.state.root.children)
        self.state.candidates.sort(key=lambda candidate: candidate.line)

    def blocks(self, blocks: list[Block]) -> None:
        """Walk over siblings; a rule says how many of them it has taken."""
        place = 0
        while place < len(blocks):
            rule = RULES.get(blocks[place].kind, ignored)
            place += rule(self, blocks, place)

    def push(self, label: str, line: int, level: int) -> Heading:
        """Go below a heading."""
        while self.stack and self.stack[-1].level >= level:
            self.stack.pop()
        heading = Heading(line, level, clean(label), parent=self.stack[-1] if self.stack else None)
        self.stack.append(heading)
        self.state.headings.append(heading)
        self.group = None
        self.prose_open = True
        return heading

    @property
    def heading(self) -> Heading | None:
        """The heading under which the walk stands."""
        return self.stack[-1] if self.stack else None

    def add(self, shape: str, line: int, end: int, parts: list[Flat]) -> None:
        """Note a candidate."""
        if any(part.text.strip() or part.links for part in parts):
            self.prose_open = False
            parts[1:] = [without_icon(part) for part in parts[1:]]
            self.state.candidates.append(Candidate(line, end, shape, parts, self.heading, self.group))
            self.state.mark(line, end, "entry")


def ignored(walk: Walk, blocks: list[Block], place: int) -> int:
    """Pass a block over that holds no text of a list: code, rules, stray cells."""
    block = blocks[place]
    walk.state.mark(block.line, block.end, "code" if block.kind == "code" else "other", over=False)
    if block.kind not in {"code", "rule"}:
        walk.blocks(block.children)
    return 1


def heading(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read a heading: the title of the file, of a section, or of a paper."""
    block = blocks[place]
    walk.state.mark(block.line, block.end, "heading")
    label = plain(block.spans)
    if id(block) in walk.papers:
        return paper_headings.read(walk, blocks, place)
    if not clean(label):
        return 1
    made = walk.push(label, block.line, block.level)
    walk.contents = made.label.casefold() in CONTENTS
    if block is walk.title:
        made.kind = "title"
    else:
        classify(made)
    return 1


def quote(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read a quotation: what it holds counts as if it stood outside."""
    walk.blocks(blocks[place].children)
    return 1


def details(walk: Walk, blocks: list[Block], place: int) -> int:
    """Read `<details>`: a section named by its summary, or a paper."""
    block = blocks[place]
    walk.state.mark(block.line, block.end, "html", over=False)
    summary = next((child for child in block.children if child.kind == "summary"), None)
    inner = [child for child in block.children if child is not summary]
    if summary is None:
        walk.blocks(inner)
        return 1
    if items.is_paper_details(summary, inner, joins=walk.joins):
        items.read_details(walk, block, summary, inner)
        return 1
    kept, group, contents = list(walk.stack), walk.group, walk.contents
    headings = [child for child in summary.children if child.kind == "heading"]
    label = plain(summary.spans) or " ".join(plain(child.spans) for child in headings)
    if clean(label):
        walk.state.mark(summary.line, summary.end, "heading")
        classify(walk.push(label, summary.line, max([DEEP - 1, *(one.level + 1 for one in kept)])))
    walk.blocks(inner)
    walk.stack, walk.group, walk.contents = kept, group, contents
    return 1


Rule = Callable[[Walk, list[Block], int], int]
RULES: dict[str, Rule] = {
    "heading": heading,
    "list": items.read,
    "item": items.read_stray,
    "table": tables.read,
    "paragraph": paragraphs.read,
    "details": details,
    "quote": quote,
}
"""What reads each kind of block. A rule takes the siblings and its place, and returns how many it took."""
