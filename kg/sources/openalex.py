"""OpenAlex works, one JSON object a line (https://docs.openalex.org/api-entities/works/work-object).

The number that OpenAlex gives a work is the key of its paper, because citations inside a dump
name works by it. Topics come in four levels, as OpenAlex groups them: they form a scheme of
their own.
"""

import re
from typing import Annotated

import msgspec

from kg.identifiers import strongest, web_iri
from kg.records import Author, Credit, Organization, Paper, Topic, TopicScheme, Venue, VenueKind
from kg.sources.jsonlines import LineReader, Rejected, keep, whole_file
from kg.text import one_line

HOST = "https://openalex.org/"
WORK = f"{HOST}W"
WORKS = re.compile(r"https://openalex\.org/W[0-9]++(?:\nhttps://openalex\.org/W[0-9]++)*+")
"""Addresses of works, one a line."""
SCHEME = TopicScheme("openalex", "OpenAlex topics")
VENUE_KINDS: dict[str, VenueKind] = {"journal": "journal", "conference": "conference", "book": "book", "ebook platform": "book"}
PLACES = 1_000_000
"""Words that an abstract may have; a place beyond it is an error, not a text."""

Place = Annotated[int, msgspec.Meta(ge=0, lt=PLACES)]


class Value(msgspec.Struct, frozen=True, gc=False):
    """A part of a work that other works have as well, compared by value."""

    id: str | None = None
    display_name: str | None = None


class AuthorValue(Value, frozen=True, gc=False):
    """The author of an authorship."""

    orcid: str | None = None


class InstitutionValue(Value, frozen=True, gc=False):
    """An institution of an authorship."""

    ror: str | None = None


class TopicValue(Value, frozen=True, gc=False):
    """A topic with those that it lies in."""

    subfield: Value | None = None
    field: Value | None = None
    domain: Value | None = None


class SourceValue(Value, frozen=True, gc=False):
    """A journal, a series, a repository."""

    issn_l: str | None = None
    issn: tuple[str, ...] | None = None
    type: str | None = None


class Authorship(msgspec.Struct, gc=False):
    """One author at one place of the by-line."""

    author: AuthorValue = AuthorValue()
    raw_author_name: str | None = None
    institutions: tuple[InstitutionValue, ...] = ()


class Location(msgspec.Struct, gc=False):
    """A place at which the work is found."""

    landing_page_url: str | None = None
    pdf_url: str | None = None
    source: SourceValue | None = None
    license: str | None = None
    license_id: str | None = None


class OpenAccess(msgspec.Struct, gc=False):
    """Whether and where the work is free to read."""

    oa_url: str | None = None


class Numbers(msgspec.Struct, gc=False):
    """The numbers of the work elsewhere."""

    pmid: str | None = None
    pmcid: str | None = None


class Work(msgspec.Struct, gc=False):
    """The fields of a work that the graph speaks of."""

    id: str
    title: str | None = None
    display_name: str | None = None
    doi: str | None = None
    publication_date: str | None = None
    publication_year: int | None = None
    language: str | None = None
    ids: Numbers | None = None
    primary_location: Location | None = None
    open_access: OpenAccess | None = None
    authorships: list[Authorship] | None = None
    topics: list[TopicValue] | None = None
    referenced_works: list[str] | None = None
    abstract_inverted_index: dict[str, list[Place]] | None = None


class OpenAlex(LineReader[Work]):
    """Reads works, and keeps at hand the authors and other entities that many of them share."""

    def __init__(self) -> None:
        """Begin with nothing at hand."""
        super().__init__(Work)
        self.authors: dict[AuthorValue, Author] = {}
        self.organizations: dict[InstitutionValue, Organization] = {}
        self.places: dict[tuple[InstitutionValue, ...], tuple[Organization, ...]] = {}
        self.topics: dict[TopicValue, Topic] = {}
        self.venues: dict[SourceValue, Venue] = {}
        self.licences: dict[str, str] = {}

    def paper(self, line: Work) -> Paper | Rejected:
        """Return the paper of a work."""
        number = number_of(line.id, "W")
        if number is None:
            return Rejected("no-id", f"{line.id!r} is no OpenAlex number of a work")
        title = self.title(line.title or line.display_name)
        if title is None:
            return Rejected("no-title", f"the work {line.id} has no title")
        place = line.primary_location
        own = f"openalex:{number}"
        identifiers: tuple[str, ...] = (own,)
        if line.doi or line.ids:
            identifiers = self.identifiers(line, own)
        return Paper(
            title=title,
            credits=self.credits(line.authorships) if line.authorships else (),
            identifiers=identifiers,
            url=self.address(place.landing_page_url) if place and place.landing_page_url else None,
            copies=(address,) if place and place.pdf_url and (address := self.address(place.pdf_url)) else (),
            date=self.day(line.publication_date) if line.publication_date else None,
            year=self.year(line.publication_year) if line.publication_year else None,
            venue=self.venue(place.source) if place and place.source else None,
            topics=self.paper_topics(line.topics) if line.topics else (),
            abstract=self.abstract(line.abstract_inverted_index) if line.abstract_inverted_index else None,
            language=self.text(line.language) if line.language else None,
            licence=self.licence(place) if place else None,
            open_access=self.address(line.open_access.oa_url)
            if line.open_access and line.open_access.oa_url else None,
            references=self.references(line.referenced_works) if line.referenced_works else (),
            key=f"openalex-{number}",
        )

    def identifiers(self, line: Work, own: str) -> tuple[str, ...]:
        """Return the work's numbers here and elsewhere, strongest first."""
        found = self.identifier("doi", line.doi.removeprefix("https://doi.org/")) if line.doi else ()
        if line.ids:
            if line.ids.pmid:
                found += self.identifier("pmid", line.ids.pmid.rstrip("/").rpartition("/")[2])
            if line.ids.pmcid:
                value = line.ids.pmcid.rstrip("/").rpartition("/")[2].lower()
                found += self.identifier("pmcid", value if value.startswith("pmc") else f"pmc{value}")
        return strongest((*found, own)) if len(found) > 1 else (*found, own)

    def credits(self, authorships: list[Authorship]) -> tuple[Credit, ...]:
        """Return the credits of a by-line; a place without any name is said and left out."""
        byline = []
        known, places = self.authors.get, self.places.get
        for position, one in enumerate(authorships, 1):
            value = one.author
            author = known(value) or self.author(value, one.raw_author_name)
            if author is None:
                self.remark("no-author-name", f"the author at place {position} has no name and was left out")
                continue
            listed = one.raw_author_name
            if listed and listed != author.name:
                listed = self.label(listed)
            byline.append(Credit(
                position, listed or author.name, author,
                places(one.institutions) or self.affiliations(one.institutions) if one.institutions else (),
            ))
        return tuple(byline)

    def author(self, value: AuthorValue, raw: str | None) -> Author | None:
        """Return an author that is not at hand, and keep those with a number."""
        said = len(self.remarks)
        name = self.label(value.display_name) or self.label(raw)
        if name is None:
            return None
        number = number_of(value.id, "A")
        identifiers: tuple[str, ...] = (f"openalex:{number}",) if number else ()
        if value.orcid:
            identifiers += self.identifier("orcid", value.orcid.rpartition("/")[2])
        author = Author(name, "person", identifiers)
        return self.at_hand(self.authors, value, author, said) if value.display_name else author

    def affiliations(self, values: tuple[InstitutionValue, ...]) -> tuple[Organization, ...]:
        """Return the institutions of one place of a by-line."""
        said = len(self.remarks)
        found = []
        for value in values:
            organization = self.organizations.get(value) or self.organization(value)
            if organization:
                found.append(organization)
        return self.at_hand(self.places, values, tuple(found), said)

    def organization(self, value: InstitutionValue) -> Organization | None:
        """Return an institution that is not at hand."""
        said = len(self.remarks)
        name = self.label(value.display_name)
        if name is None:
            return None
        number = number_of(value.id, "I")
        identifiers: tuple[str, ...] = (f"openalex:{number}",) if number else ()
        if value.ror:
            identifiers += self.identifier("ror", value.ror.rpartition("/")[2])
        return self.at_hand(self.organizations, value, Organization(name, identifiers), said)

    def venue(self, value: SourceValue) -> Venue | None:
        """Return where the work appeared."""
        known = self.venues.get(value)
        if known:
            return known
        said = len(self.remarks)
        name = self.label(value.display_name)
        if name is None:
            return None
        number = number_of(value.id, "S")
        found: tuple[str, ...] = (f"openalex:{number}",) if number else ()
        numbers = dict.fromkeys(((value.issn_l,) if value.issn_l else ()) + (value.issn or ()))
        for issn in numbers:
            found += self.identifier("issn", issn)
        return self.at_hand(self.venues, value, Venue(name, VENUE_KINDS.get(value.type or "", "series"), (), found), said)

    def paper_topics(self, values: list[TopicValue]) -> tuple[Topic, ...]:
        """Return the topics of a work in its order."""
        found = []
        for value in values:
            topic = self.topics.get(value) or self.topic(value)
            if topic:
                found.append(topic)
        return tuple(found)

    def topic(self, value: TopicValue) -> Topic | None:
        """Return a topic that is not at hand, below those that it lies in."""
        said = len(self.remarks)
        topic: Topic | None = None
        path: tuple[str, ...] = ()
        for level in (value.domain, value.field, value.subfield, value):
            label = self.label(level.display_name) if level else None
            if level is None or label is None:
                continue
            path += (label,)
            address = web_iri(level.id) if level.id else None
            topic = Topic(SCHEME, path, topic, see_also=(address,) if address else ())
        return self.at_hand(self.topics, value, topic, said) if topic else None

    def references(self, works: list[str]) -> tuple[str, ...]:
        """Return the works that this one cites, by their numbers."""
        text = "\n".join(works)
        if WORKS.fullmatch(text) and text.count("\n") == len(works) - 1:  # as nearly always: no address is odd
            return tuple(text.replace(WORK, "openalex:w").split("\n"))
        found = [number_of(work, "W") for work in works]
        if None in found:
            self.remark("bad-reference", f"{found.count(None)} references are no works and were dropped")
        return tuple([f"openalex:{number}" for number in found if number])

    def abstract(self, index: dict[str, list[int]]) -> str | None:
        """Return the abstract that an index from words to places was made of."""
        words = [""] * (2 * len(index) + 8)
        try:
            for word, places in index.items():
                if len(places) == 1:
                    words[places[0]] = word
                else:
                    for place in places:
                        words[place] = word
        except IndexError:
            # Words come back often, or places are far apart: the order is all that the places are for.
            words = [word for _, word in sorted((place, word) for word, places in index.items() for place in places)]
        text = self.text(" ".join(words).rstrip(" "))
        if "  " in text or "\n" in text or "\t" in text:
            text = one_line(text)
        return text.strip(" ") or None

    def licence(self, place: Location) -> str | None:
        """Return the address by which OpenAlex names a licence."""
        if place.license_id:
            return self.address(place.license_id)
        if not place.license:
            return None
        return self.licences.get(place.license) or self.licence_named(place.license)

    def licence_named(self, name: str) -> str | None:
        """Return the address of a licence that is not at hand."""
        address = self.address(f"{HOST}licenses/{name}")
        return keep(self.licences, name, address) if address else None


def number_of(value: str | None, letter: str) -> str | None:
    """Return the number in an OpenAlex address, in lower case, if it is of the wanted kind.

    >>> number_of("https://openalex.org/W2741809807", "W"), number_of("https://openalex.org/A5", "W")
    ('w2741809807', None)
    """
    if value is None:
        return None
    short = value.removeprefix(HOST)
    digits = short[1:]
    if short[:1] == letter and digits.isascii() and digits.isdigit():
        return letter.lower() + digits
    return None


read = whole_file(OpenAlex)
