"""The state that the stages pass on: what is known about one file so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from kg.findings import Finding
from kg.sources.markdown.spans import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

    from kg.records import ListSettings
    from kg.sources.markdown.fields import Reading
    from kg.sources.markdown.flat import Flat


class Heading(msgspec.Struct, eq=False):
    """A heading and what it means for the entries below it."""

    line: int
    level: int
    label: str
    """Cleaned for reading."""
    kind: Literal["title", "container", "topic", "residual", "time", "venue"] = "topic"
    year: int | None = None
    venue: str | None = None
    parent: Heading | None = None
    prose: list[Block] = []
    """The paragraphs between the heading and its first entry."""

    @property
    def path(self) -> tuple[str, ...]:
        """The headings from the outermost to this one that stand in a path."""
        above = self.parent.path if self.parent else ()
        return (*above, self.label) if self.kind in {"topic", "residual"} else above


class Candidate(msgspec.Struct, eq=False):
    """An item of the file that may be a paper."""

    line: int
    end: int
    shape: str
    """What it is: `item`, `row`, `paragraph`, `heading`. Candidates of one shape vote together."""
    parts: list[Flat]
    """Its lines, cells and sub-items."""
    heading: Heading | None = None
    group: Heading | None = None
    """A label between headings (`**CCS 2024**`) that gives year or venue."""


class State(msgspec.Struct):
    """One file on its way through the stages."""

    name: str
    sha256: str
    data: bytes
    settings: ListSettings
    lines: list[str] = []
    """The source lines as they stand in the file, after the text policy."""
    mended: list[str] = []
    """The lines that the Markdown parser is given: equal in number to `lines`."""
    front: dict[str, str] = {}
    tokens: list[Token] = []
    root: Block = msgspec.field(default_factory=lambda: Block("document", 1))
    comments: list[Block] = []
    unread: list[tuple[int, int]] = []
    """First and last line of what is nested too deep to be read."""
    headings: list[Heading] = []
    candidates: list[Candidate] = []
    readings: list[Reading] = []
    verdicts: list[str | None] = []
    """For each reading, what it is if it is no paper."""
    kinds: dict[int, str] = {}
    """What each line holds."""
    findings: list[Finding] = []
    stop: bool = False
    """Whether nothing can be read from here on."""

    def find(self, kind: Literal["rejected", "skipped", "warning", "note"], code: str, line: int | None, message: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(file=self.name, line=line, kind=kind, code=code, message=message))

    def mark(self, line: int, end: int, kind: str, *, over: bool = True) -> None:
        """Note what the lines from `line` to `end` hold."""
        for number in range(line, end + 1):
            if over or number not in self.kinds:
                self.kinds[number] = kind


Stage = Callable[[State], None]
"""Every stage has this signature: it reads what earlier stages left and adds its own."""
