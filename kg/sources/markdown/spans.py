"""Spans: what stands in one line of text, with its style and links, as Markdown and HTML agree on it."""

from typing import Literal

import msgspec

LineEnd = Literal["", "soft", "hard"]
"""`soft` is a line end of the source, `hard` one that shows."""


class Anchor(msgspec.Struct, eq=False, gc=False):
    """One link: two links to the same address are two anchors."""

    url: str
    """As printed, after entities and escapes."""
    line: int


class Span(msgspec.Struct, gc=False):
    """A run of text in one style."""

    text: str
    line: int
    bold: bool = False
    italic: bool = False
    code: bool = False
    raised: bool = False
    """Superscript: a source mark or a footnote."""
    anchor: Anchor | None = None
    image: bool = False
    lineend: LineEnd = ""


class Block(msgspec.Struct):
    """A block of the document: heading, paragraph, list, item, table, row, cell, details, ..."""

    kind: str
    line: int
    end: int = 0
    level: int = 0
    """The level of a heading."""
    rows: int = 1
    """How many rows a cell goes over."""
    columns: int = 1
    """How many columns a cell goes over."""
    source: Literal["markdown", "html"] = "markdown"
    spans: list[Span] = []
    children: list["Block"] = []
    text: str = ""
    """The unchanged text of code and comments."""


def plain(spans: list[Span], *, raised: bool = True) -> str:
    """Return the text of spans on one line, without images.

    >>> plain([Span("a ", 1), Span("", 1, lineend="soft"), Span("b", 2, bold=True)])
    'a b'
    """
    parts = [
        " " if span.lineend else span.text
        for span in spans
        if not span.image and (raised or not span.raised)
    ]
    return " ".join("".join(parts).split())


def anchors(spans: list[Span]) -> dict[Anchor, str]:
    """Return the links of spans with their printed labels, in printed order."""
    found: dict[Anchor, str] = {}
    for span in spans:
        if span.anchor is not None:
            found[span.anchor] = found.get(span.anchor, "") + ("" if span.image else span.text or " ")
    return {anchor: " ".join(label.split()) for anchor, label in found.items()}
