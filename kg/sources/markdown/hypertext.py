"""HTML inside Markdown: its tags open and close the same blocks and styles. Nothing is rendered."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from kg.sources.markdown.outline import INLINE, Outline
from kg.sources.markdown.spans import Anchor, Block

BLOCKS = {
    "details": "details", "summary": "summary", "p": "paragraph", "table": "table", "tr": "row", "td": "cell",
    "th": "cell", "ul": "list", "ol": "list", "li": "item", "blockquote": "quote", "dl": "list", "dt": "item",
    "dd": "paragraph", "pre": "quote", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading",
    "h5": "heading", "h6": "heading",
}
"""HTML elements that are blocks here. All others are passed through.

A term and its definitions are one item, which the next term ends.
"""
SILENT = frozenset({"style", "script", "iframe", "object", "template"})
"""Elements whose content is no text."""
ENDS_ITSELF = {"cell": ("cell",), "row": ("cell", "row"), "item": ("item",)}
"""Blocks whose opening ends one of the same kind that was left open."""
MARKDOWN_LINK = re.compile(r"\]\([^)\s]+\)|^\s*[-*+]\s+\S", re.MULTILINE)


WIDEST = 1000
"""Rows or columns that a cell goes over at most, as in browsers."""


def spanned(text: str) -> int:
    """Return how many rows or columns an attribute gives to a cell.

    >>> spanned("3"), spanned(""), spanned("all")
    (3, 1, 1)
    """
    return max(1, min(int(text), WIDEST)) if text.strip().isdecimal() else 1


class Tags(HTMLParser):
    """Feeds an outline with what one piece of HTML holds."""

    def __init__(self, outline: Outline, markdown: Callable[[str, int], None] | None) -> None:
        """Begin with nothing; `markdown` reads Markdown that HTML hides, given with its first line."""
        super().__init__(convert_charrefs=True)
        self.outline = outline
        self.markdown = markdown
        self.first = 1
        self.silent = 0

    def read(self, content: str, line: int) -> None:
        """Read one piece of HTML that begins on a line."""
        self.reset()
        self.first = line
        self.feed(content)
        self.close()

    @property
    def line(self) -> int:
        """The line of the file at which the parser stands."""
        return self.first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a style or a link."""
        outline, line = self.outline, self.line
        values = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent += 1
        elif tag == "br":
            outline.text("", line, lineend="hard")
        elif tag == "img":
            outline.text(values.get("alt", ""), line, image=True)
        elif tag == "a":
            if values.get("href"):
                outline.anchors.append(Anchor(values["href"], line))
        elif tag in INLINE:
            outline.styles[INLINE[tag]] += 1
        elif tag == "hr":
            outline.open(Block("rule", line, source="html"))
            outline.close("rule", line, source="html")
        elif tag in BLOCKS:
            self.open(BLOCKS[tag], tag, values)

    def open(self, kind: str, tag: str, values: dict[str, str]) -> None:
        """Open a block, ending first what its opening ends."""
        for ended in ENDS_ITSELF.get(kind, ()):
            self.outline.close_open(ended, self.line)
        level = int(tag[1]) if kind == "heading" else int(tag == "th")
        rows, columns = spanned(values.get("rowspan", "")), spanned(values.get("colspan", ""))
        self.outline.open(Block(kind, self.line, level=level, rows=rows, columns=columns, source="html"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<br/>` for `<br>`; no other element means anything when it is empty."""
        if tag in {"br", "img", "hr"}:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close a block, a style or a link."""
        outline = self.outline
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "a" and outline.anchors:
            outline.anchors.pop()
        elif tag in INLINE:
            outline.styles[INLINE[tag]] = max(0, outline.styles[INLINE[tag]] - 1)
        elif tag in BLOCKS and tag != "dt":
            outline.close(BLOCKS[tag], self.line, source="html")

    def handle_data(self, data: str) -> None:
        """Add text; Markdown that the HTML around it hides from the parser is read as such."""
        if self.silent:
            return
        line = self.line
        if self.markdown is not None and MARKDOWN_LINK.search(data):
            self.markdown(data, line)
            return
        for place, piece in enumerate(data.split("\n")):
            if place:
                self.outline.text("", line + place - 1, lineend="soft")
            self.outline.text(piece, line + place)

    def handle_comment(self, data: str) -> None:
        """Keep a comment as a block, so that its entries can be accounted for."""
        self.outline.comments.append(Block("comment", self.line, end=self.line + data.count("\n"), text=data))
