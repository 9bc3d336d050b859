"""Crossref works as JSON lines, or as the documents of its service and its yearly file.

Format: https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md
"""

from typing import Any

import msgspec

from kg.identifiers import curie
from kg.records import Author, Credit, Organization, Paper, Topic, TopicScheme, Venue, VenueKind
from kg.sources.jsonlines import LineReader, Rejected, keep, plain_text, whole_file
from kg.text import one_line

SCHEME = TopicScheme("crossref", "Crossref subjects")
VENUE_KINDS: dict[str, VenueKind] = {
    "journal-article": "journal", "proceedings-article": "conference", "book-chapter": "book",
    "book-section": "book", "book-part": "book", "reference-entry": "book",
}
DAYS = 3
"""Numbers in a date that tells the day."""


class Identified(msgspec.Struct, rename="kebab", gc=False):
    """One identifier of an institution."""

    id: str | None = None
    id_type: str | None = None


class Affiliation(msgspec.Struct, gc=False):
    """A place of work, as the publisher wrote it."""

    name: str | None = None
    id: list[Identified] | None = None


class Contributor(msgspec.Struct, rename={"orcid": "ORCID"}, gc=False):
    """A person, or a group that has a `name` alone."""

    given: str | None = None
    family: str | None = None
    suffix: str | None = None
    name: str | None = None
    orcid: str | None = None
    affiliation: list[Affiliation] | None = None


class Partial(msgspec.Struct, rename="kebab", gc=False):
    """A date of one to three numbers, the first of which may be missing."""

    date_parts: Any = None


class Reference(msgspec.Struct, rename={"doi": "DOI"}, gc=False):
    """A cited work, which has a DOI if Crossref found one."""

    doi: str | None = None


class Web(msgspec.Struct, rename={"url": "URL"}, gc=False):
    """An address."""

    url: str | None = None


NAMES = {
    "doi": "DOI", "url": "URL", "issn": "ISSN", "container_title": "container-title",
    "original_title": "original-title",
}


class Work(msgspec.Struct, rename=NAMES, gc=False):
    """The fields of a work that the graph speaks of."""

    doi: str | None = None
    url: str | None = None
    type: str | None = None
    title: list[str] | None = None
    original_title: list[str] | None = None
    subtitle: list[str] | None = None
    author: list[Contributor] | None = None
    issued: Partial | None = None
    published: Partial | None = None
    container_title: list[str] | None = None
    issn: list[str] | None = None
    subject: list[str] | None = None
    abstract: str | None = None
    language: str | None = None
    license: list[Web] | None = None
    reference: list[Reference] | None = None


class Crossref(LineReader[Work]):
    """Reads works."""

    def __init__(self) -> None:
        """Begin with nothing at hand."""
        super().__init__(Work)
        self.venues: dict[tuple[str, str | None, tuple[str, ...]], Venue] = {}
        self.topics: dict[str, Topic] = {}

    def paper(self, line: Work) -> Paper | Rejected:
        """Return the paper of a work."""
        title = self.title(next(iter([*(line.title or ()), *(line.original_title or ())]), None))
        if title is None:
            return Rejected("no-title", f"the work {line.doi or line.url or ''} has no title".replace("  ", " "))
        date = self.date(line.issued) or self.date(line.published)
        return Paper(
            title=self.whole_title(title, line.subtitle),
            credits=self.credits(line.author) if line.author else (),
            identifiers=self.identifier("doi", line.doi) if line.doi else (),
            url=self.address(line.url) if line.url else None,
            date=date,
            year=self.year(int(date[:4])) if date else None,
            venue=self.venue(line),
            topics=self.subjects(line.subject) if line.subject else (),
            abstract=self.abstract(line.abstract) if line.abstract else None,
            language=self.label(line.language),
            licence=self.licence(line.license) if line.license else None,
            references=self.references(line.reference) if line.reference else (),
        )

    def whole_title(self, title: str, subtitles: list[str] | None) -> str:
        """Return the title with the subtitle behind it."""
        subtitle = self.title(subtitles[0]) if subtitles else None
        return f"{title}: {subtitle}" if subtitle and subtitle not in title else title

    def credits(self, contributors: list[Contributor]) -> tuple[Credit, ...]:
        """Return the credits of a by-line; a place without any name is said and left out."""
        byline = []
        for position, one in enumerate(contributors, 1):
            parts = [part for part in (one.given, one.family, one.suffix) if part]
            name = self.label(" ".join(parts)) or self.label(one.name)
            if name is None:
                self.remark("no-author-name", f"the author at place {position} has no name and was left out")
                continue
            orcid = self.identifier("orcid", one.orcid.rpartition("/")[2]) if one.orcid else ()
            author = Author(name, "person" if parts else "group", orcid)
            byline.append(Credit(position, name, author, self.affiliations(one.affiliation or [])))
        return tuple(byline)

    def affiliations(self, values: list[Affiliation]) -> tuple[Organization, ...]:
        """Return the places of work that have a name."""
        found = []
        for value in values:
            name = self.label(value.name)
            if name:
                rors = [
                    one.id.rpartition("/")[2] for one in value.id or ()
                    if one.id and (one.id_type or "").upper() == "ROR"
                ]
                found.append(Organization(name, self.identifier("ror", rors[0]) if rors else ()))
        return tuple(found)

    def date(self, value: Partial | None) -> str | None:
        """Return a date as exactly as it is known, or `None` where it is none."""
        rows = value.date_parts if value else None
        parts = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], list) else []
        if not parts or parts[0] is None:
            return None
        numbers = [one for one in parts if type(one) is int]
        text = "-".join(f"{one:04}" if not place else f"{one:02}" for place, one in enumerate(numbers))
        whole = text + "-01" * (DAYS - len(numbers))
        if len(numbers) < len(parts) or len(parts) > DAYS:
            self.remark("bad-date", f"{parts!r} is no date; it was dropped")
            return None
        return text if self.day(whole) else None

    def venue(self, line: Work) -> Venue | None:
        """Return where the work appeared."""
        if not line.container_title:
            return None
        key = (line.container_title[0], line.type, tuple(line.issn or ()))
        if key in self.venues:
            return self.venues[key]
        said = len(self.remarks)
        name = self.label(key[0])
        if name is None:
            return None
        numbers = tuple(dict.fromkeys(found for issn in key[2] for found in self.identifier("issn", issn)))
        kind = VENUE_KINDS.get(line.type or "", "series")
        return self.at_hand(self.venues, key, Venue(name, kind, (), numbers), said)

    def subjects(self, values: list[str]) -> tuple[Topic, ...]:
        """Return subjects as topics."""
        found = []
        for value in dict.fromkeys(values):
            label = self.label(value)
            if label:
                found.append(self.topics.get(label) or keep(self.topics, label, Topic(SCHEME, (label,))))
        return tuple(found)

    def abstract(self, value: str) -> str | None:
        """Return an abstract without its JATS markup."""
        return one_line(plain_text(self.text(value))) or None

    def licence(self, values: list[Web]) -> str | None:
        """Return the address of the first licence that has one."""
        return next((self.address(one.url) for one in values if one.url), None)

    def references(self, values: list[Reference]) -> tuple[str, ...]:
        """Return the DOIs of cited works; those that Crossref did not find have none."""
        found = [curie("doi", one.doi) for one in values if one.doi]
        if None in found:
            self.remark("bad-reference", f"{found.count(None)} references have no valid DOI and were dropped")
        return tuple(dict.fromkeys(one for one in found if one))


read = whole_file(Crossref)
