"""Flat text: one line of an entry as a string, with the places of its styles and links."""

import re
from typing import Literal

import msgspec

from kg.sources.markdown.imprint import imprint
from kg.sources.markdown.links import (
    EMOJI,
    IDENTIFIER_LABEL,
    SHORTCODE,
    Role,
    host_role,
    is_harmful,
    is_in_page,
    is_paper_address,
    label_role,
)
from kg.sources.markdown.spans import Anchor, Span, anchors

MarkKind = Literal["link", "bold", "italic", "code", "quote"]
HOLE = "\ufffc"
"""Stands in flat text where a link was that says only what it leads to (`[pdf]`)."""

BARE_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”|\ufffc]+|(?<![\w/.])(?:arxiv\.org|doi\.org)/[^\s<>|\ufffc]+", re.IGNORECASE)
QUOTED = re.compile(r"“([^“”\"]+)[”\"]|\"([^\"“”]+)[\"”]|«([^«»]+)»|《([^《》]+)》|「([^「」]+)」|„([^„“]+)“|``(.+?)''")
"""Text in quotation or title marks."""


class Mark(msgspec.Struct, gc=False):
    """A range of flat text in one style."""

    start: int
    end: int
    kind: MarkKind
    anchor: Anchor | None = None


class FlatLink(msgspec.Struct, gc=False):
    """A link of a flat text."""

    anchor: Anchor
    label: str
    role: Role | None
    """What its label says, or `None` where the label is a text of its own."""
    start: int
    end: int


class Flat(msgspec.Struct, gc=False):
    """One line of an entry."""

    text: str
    line: int
    place: str
    name: str = ""
    marks: list[Mark] = []
    links: list[FlatLink] = []
    harmful: list[tuple[int, str]] = []
    """Links of refused kinds: line and address."""


class Flattener:
    """Puts spans into one string and keeps account of where they went."""

    def __init__(self, spans: list[Span]) -> None:
        """Begin with nothing."""
        self.text = ""
        self.marks: list[Mark] = []
        self.links: dict[Anchor, FlatLink] = {}
        self.harmful: list[tuple[int, str]] = []
        self.labels = anchors(spans)
        self.pictured = [span.anchor for span in spans if span.image and span.anchor is not None]
        for span in spans:
            self.take(span)

    def take(self, span: Span) -> None:
        """Add one span."""
        start = len(self.text)
        link = self.link(span.anchor, start) if span.anchor else None
        if link is not None and link.role is not None:
            if not self.text.endswith(HOLE) or link.start == link.end:
                self.text += HOLE if link.start == link.end else ""
                link.end = len(self.text)
            return
        if span.lineend:
            self.text += " "
        elif not span.image and not span.raised:
            self.text += span.text
        if link is not None:
            link.end = len(self.text)
        if len(self.text) > start and self.text[start:].strip():
            self.style(span, start)

    def link(self, anchor: Anchor, start: int) -> FlatLink | None:
        """Return the link that a span belongs to, or `None` where it leads nowhere."""
        if is_in_page(anchor.url):
            return None
        if is_harmful(anchor.url):
            if (anchor.line, anchor.url) not in self.harmful:
                self.harmful.append((anchor.line, anchor.url))
            return None
        if anchor not in self.links:
            label = self.labels[anchor]
            role = label_role(label) if label else self.role_of_image(anchor)
            if label and not SHORTCODE.sub("", EMOJI.sub("", label)).strip():
                role = host_role(anchor.url)
            if role == "paper" and label and not IDENTIFIER_LABEL.fullmatch(label.strip(" []()<>")) and imprint(label).year:
                role = None
            self.links[anchor] = FlatLink(anchor, label, role, start, start)
        return self.links[anchor]

    def role_of_image(self, anchor: Anchor) -> Role:
        """Tell what a link without text is; where an image stands for the text, its address has to tell."""
        if not any(anchor is pictured for pictured in self.pictured) or is_paper_address(anchor.url):
            return "paper"
        found = host_role(anchor.url)
        return found if found != "paper" else "other"

    def style(self, span: Span, start: int) -> None:
        """Note the styles of the text added since `start`."""
        kinds: list[tuple[MarkKind, bool]] = [("bold", span.bold), ("italic", span.italic), ("code", span.code)]
        for kind, has in kinds:
            if has:
                self.extend(kind, None, start)
        if span.anchor is not None and span.anchor in self.links:
            self.extend("link", span.anchor, start)

    def extend(self, kind: MarkKind, anchor: Anchor | None, start: int) -> None:
        """Begin a mark, or let one go on across blanks."""
        last = next((mark for mark in reversed(self.marks) if mark.kind == kind), None)
        if last and last.anchor is anchor and (kind != "code" or last.end == start) and not self.text[last.end:start].strip():
            last.end = len(self.text)
        else:
            self.marks.append(Mark(start, len(self.text), kind, anchor))


def flatten(spans: list[Span], line: int, place: str, name: str = "") -> Flat:
    """Put the spans of one line together."""
    made = Flattener(spans)
    flat = Flat(made.text, line, place, name, made.marks, list(made.links.values()), made.harmful)
    if "http" in flat.text or "www." in flat.text or "arxiv.org/" in flat.text or "doi.org/" in flat.text:
        bare_urls(flat)
    quotes(flat)
    return flat


def bare_urls(flat: Flat) -> None:
    """Make links of addresses in running text; their place keeps its length."""
    for match in BARE_URL.finditer(flat.text):
        if any(link.start <= match.start() < link.end for link in flat.links):
            continue
        url = trimmed(match[0])
        end = match.start() + len(url)
        address = url if "://" in url else f"https://{url}"
        flat.links.append(FlatLink(Anchor(address, flat.line), url, "paper", match.start(), end))
        flat.text = flat.text[: match.start()] + HOLE * len(url) + flat.text[end:]
    flat.links.sort(key=lambda link: link.start)


def trimmed(url: str) -> str:
    """Cut what a sentence leaves behind an address.

    >>> trimmed("https://example.org/a_(b)).")
    'https://example.org/a_(b)'
    """
    while url:
        if url[-1] in ".,;:!?'*_`，。；、）】》" or (url[-1] in ")]}" and url.count(url[-1]) > url.count("([{"[")]}".index(url[-1])])):
            url = url[:-1]
        else:
            break
    return url


def quotes(flat: Flat) -> None:
    """Mark what stands in quotation marks."""
    if not any(mark in flat.text for mark in '"“«《「„`'):
        return
    for match in QUOTED.finditer(flat.text):
        group = next(number for number in range(1, 8) if match[number] is not None)
        flat.marks.append(Mark(match.start(group), match.end(group), "quote"))
