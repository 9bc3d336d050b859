"""The report for a list's keeper: what in the list itself should be mended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg import mint, names
from kg.findings import Finding
from kg.identity.candidates import candidates
from kg.identity.gathering import gather
from kg.reading import Reading
from kg.records import Entry, Paper, ReadingList

UNREADABLE = {"rejected", "warning"}
"""Kinds of findings that a keeper can do something about; skipped items are no mistake."""


def lint(reading: Reading) -> Iterator[Finding]:
    """Yield what is to be mended, file by file and line by line."""
    gathered = gather(reading.records, reading.files)
    found = [one for one in [*reading.findings, *gathered.findings] if one.kind in UNREADABLE]
    for record in reading.records:
        if isinstance(record, ReadingList):
            file = reading.files[record.snapshot.sha256]
            found += [*missing(record, file), *repeated(record, file), *two_links(record, file), *spellings(record, file)]
    yield from sorted(dict.fromkeys(found), key=lambda one: (one.file, one.line or 0, one.code, one.message))


def missing(reading_list: ReadingList, file: str) -> Iterator[Finding]:
    """Yield entries without authors, if most have some, and entries without a link."""
    with_authors = sum(1 for entry in reading_list.entries if entry.paper.credits)
    for entry in reading_list.entries:
        if not entry.paper.credits and with_authors * 2 > len(reading_list.entries):
            yield at(entry, file, "no-authors", f"no author was read for {entry.paper.title!r}; other entries name theirs")
        if not entry.links:
            yield at(entry, file, "no-link", f"{entry.paper.title!r} has no link; add one to the paper")


def repeated(reading_list: ReadingList, file: str) -> Iterator[Finding]:
    """Yield papers that are listed again below one heading, or again at all."""
    first: dict[str, Entry] = {}
    for entry in reading_list.entries:
        known = first.setdefault(mint.paper(entry.paper), entry)
        if known is not entry and names.key(known.paper.title) == names.key(entry.paper.title):
            yield at(entry, file, "listed-again", f"{entry.paper.title!r} is on line {known.line} already")


def two_links(reading_list: ReadingList, file: str) -> Iterator[Finding]:
    """Yield papers of one title that lead to different places."""
    first: dict[str, Entry] = {}
    for entry in reading_list.entries:
        known = first.setdefault(names.key(entry.paper.title), entry)
        if mint.paper(known.paper) != mint.paper(entry.paper) and may_be_one(known.paper, entry.paper):
            yield at(
                entry, file, "two-links",
                f"{entry.paper.title!r} leads to {entry.paper.url or 'no place'} here, "
                f"and to {known.paper.url or 'no place'} on line {known.line}; choose one",
            )


def may_be_one(first: Paper, second: Paper) -> bool:
    """Tell whether two papers of one title can be one: they share an author, or one names none."""
    here, there = ({mint.author(credit.author) for credit in paper.credits} for paper in (first, second))
    return not here or not there or bool(here & there)


def spellings(reading_list: ReadingList, file: str) -> Iterator[Finding]:
    """Yield names that are probably one person spelt two ways, at each line of the rarer spelling."""
    lines = lines_of_authors(reading_list.entries)
    for guess in candidates(papers_of(reading_list.entries)):
        rarer, commoner = lines[mint.author(guess.author)], lines[mint.author(guess.other)]
        for line in rarer:
            yield Finding(
                file=file, line=line, code="two-spellings",
                message=f"{guess.author.name!r} may be {guess.other.name!r} of line {commoner[0]} "
                f"(confidence {guess.confidence}; {guess.evidence[1]})",
            )


def papers_of(entries: Iterable[Entry]) -> Iterator[Paper]:
    """Yield each paper once."""
    yield from {mint.paper(entry.paper): entry.paper for entry in entries}.values()


def lines_of_authors(entries: Iterable[Entry]) -> dict[str, list[int]]:
    """Return the lines on which each author is named."""
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for entry in entries:
        for credit in entry.paper.credits:
            lines[mint.author(credit.author)].append(entry.line)
    return lines


def at(entry: Entry, file: str, code: str, message: str) -> Finding:
    """Return a finding about an entry."""
    return Finding(file=file, line=entry.line, code=code, message=message)
