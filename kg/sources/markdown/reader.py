"""The reader of Markdown lists: the table of stages, and what they left turned into records."""

import gc
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from kg.files import SourceFile
from kg.findings import Account, Finding
from kg.records import Entry, ListSettings, ReadingList, TopicScheme
from kg.sources.markdown.account import account, comments, remaining_lines
from kg.sources.markdown.blocks import blocks
from kg.sources.markdown.build import Builder, list_of
from kg.sources.markdown.decode import decode
from kg.sources.markdown.divide import divide
from kg.sources.markdown.entries import entries
from kg.sources.markdown.fields import Reading, fields
from kg.sources.markdown.keys import keys
from kg.sources.markdown.mend import mend
from kg.sources.markdown.papers import judge
from kg.sources.markdown.state import Stage, State
from kg.sources.markdown.tokens import tokens

STAGES: tuple[tuple[str, Stage], ...] = (
    ("bytes to lines, front matter apart", decode),
    ("line forms that are meant as Markdown", mend),
    ("lines to tokens", tokens),
    ("tokens to blocks, HTML as well", blocks),
    ("blocks to candidates under their headings", entries),
    ("citation keys before candidates", keys),
    ("candidates that hold several papers", divide),
    ("candidates to readings, by the vote of the list", fields),
    ("papers and what else there is", judge),
)
"""Each stage reads what those before it left in the state, and adds its own."""

UNSURE = 0.45
"""Entries with less confidence are reported."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """How one entry was read."""

    line: int
    title: str
    style: str
    """Where the title stood: part of the entry, and style of the text."""
    evidence: tuple[str, ...]
    confidence: float
    """From 0 to 1."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the cyclic garbage collector: the stages make no cycles, and its passes would not be linear."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def staged(file: SourceFile, settings: ListSettings) -> State:
    """Take a file through all stages."""
    state = State(file.name, file.sha256, file.data, settings)
    with uncollected():
        for _, stage in STAGES:
            if not state.stop:
                stage(state)
    return state


def explain(file: SourceFile, settings: ListSettings) -> Iterator[Explanation]:
    """Yield how each entry of a list was read."""
    state = staged(file, settings)
    for reading, verdict in zip(state.readings, state.verdicts, strict=True):
        if verdict is None and reading.title:
            yield explanation(reading)


def explanation(reading: Reading) -> Explanation:
    """Explain one reading; the confidence grows with each field that was told by more than its place."""
    facts = reading.facts
    confidence = 0.55 * reading.score
    confidence += 0.15 * bool(facts.authors) + 0.15 * any(found.role == "paper" for found in reading.links)
    confidence += 0.15 * (facts.year is not None or facts.venue_sure)
    return Explanation(
        line=reading.candidate.line, title=reading.title, style=reading.style, evidence=tuple(facts.evidence),
        confidence=round(min(confidence, 1.0), 2),
    )


def read(file: SourceFile, settings: ListSettings) -> Iterator[ReadingList | Finding | Account]:
    """Read a Markdown reading list: its findings, the list, and last the account of its lines."""
    state = staged(file, settings)
    if state.stop:
        yield from state.findings
        yield account(state, 0, 0, 0)
        return
    title = list_title(state)
    language = settings.language or state.front.get("language") or "en"
    key = list_key(state, title)
    builder = Builder(state, TopicScheme(reading_list=key, title=title, language=language))
    made, rejected, skipped = records(state, builder)
    comments(state)
    remaining_lines(state)
    if not made:
        state.find("rejected", "no-papers", None, "no paper was found in this file; is it a reading list?")
    state.findings.sort(key=lambda finding: finding.line or 0)
    yield from state.findings
    if made:
        yield list_of(state, key, title, tuple(made), builder)
    yield account(state, len(made), rejected, skipped)


def records(state: State, builder: Builder) -> tuple[list[Entry], int, int]:
    """Make the entries; report and count what was rejected or skipped."""
    made: list[Entry] = []
    rejected, skipped = len(state.unread), 0
    for reading, verdict in zip(state.readings, state.verdicts, strict=True):
        candidate = reading.candidate
        for line, url in (one for part in candidate.parts for one in part.harmful):
            state.find("warning", "harmful-address", line, f"the link {url[:60]!r} leads to no document and was left out")
        name_after_address(state, reading)
        if not reading.title and any(found.role in {"paper", "copy"} for found in reading.links):
            rejected += 1
            state.mark(candidate.line, candidate.end, "rejected")
            state.find("rejected", "no-title", candidate.line, "an entry with a link to a paper has no title; write one")
        elif verdict is not None or not reading.title:
            skipped += 1
            state.mark(candidate.line, candidate.end, "skipped")
            what = verdict or "text"
            state.find("skipped", f"not-a-paper:{what}", candidate.line, f"taken for no paper ({what}): {state.lines[candidate.line - 1].strip()[:60]}")
        else:
            made.append(builder.entry(reading, len(made) + 1))
            found = explanation(reading)
            if found.confidence < UNSURE:
                state.find("warning", "unsure", candidate.line, f"read with little confidence ({found.confidence}): {reading.title[:60]}")
    begun = {reading.candidate.line for reading in state.readings}
    for first, last in state.unread:
        for number in range(first, last + 1):
            if number not in begun:
                state.mark(number, number, "unread")
    return made, rejected, skipped


def name_after_address(state: State, reading: Reading) -> None:
    """Call a paper of which only an address is printed by that address, and say so."""
    printed = next((found.link.label for found in reading.links if found.role == "paper" and found.link.label == found.link.anchor.url), "")
    if not reading.title and printed:
        reading.title = printed
        state.find("warning", "no-title", reading.candidate.line, "only the address of this paper is printed, which stands for its title; write the title")


def stem(name: str) -> str:
    """Return a file's name without folder and ending."""
    return name.rpartition("/")[2].partition(".")[0]


def list_title(state: State) -> str:
    """Return the title: of the settings, the front matter, the first main heading, or the file's name."""
    heading = next((one.label for one in state.headings if one.kind == "title"), None)
    first = next((one.label for one in state.headings if one.level == 1), None)
    return state.settings.title or state.front.get("title") or heading or first or stem(state.name) or "Reading list"


def list_key(state: State, title: str) -> str:
    """Return the key: of the settings, the front matter, or made from file name or title."""
    given = state.settings.key or state.front.get("key")
    if given:
        return given
    name = stem(state.name)
    return slug(title if name.casefold() in {"readme", "index", "", "-"} else name) or "list"


def slug(text: str) -> str:
    """Fold a text to lower-case ASCII words with hyphens.

    >>> slug("Deep Learning: Überblick")
    'deep-learning-uberblick'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
