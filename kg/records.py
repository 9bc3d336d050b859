"""The domain: what a reading list or a bibliography says, before any of it is RDF.

Records are frozen values without behaviour. `None` means unknown, `()` means none, and
every tuple is in the order of the source. Sources make records; the mapping gives them
their meaning in RDF; nothing here knows of either.
"""

from typing import Literal

import msgspec


class Record(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The base of all records: immutable, compared by value, never in a cycle.

    Those that many papers share keep their hash, because writers look them up at each mention.
    """


class Organization(Record, frozen=True, cache_hash=True):
    """An institution that a by-line names as an author's place of work."""

    name: str
    identifiers: tuple[str, ...] = ()
    """CURIEs such as `ror:05a28rw58`."""


class Author(Record, frozen=True, cache_hash=True):
    """A person or a named group, told apart only as well as the source allows."""

    name: str
    """In reading order: `Yann LeCun`, also where a by-line prints `LeCun, Yann`."""
    kind: Literal["person", "group"] = "person"
    identifiers: tuple[str, ...] = ()
    """CURIEs such as `orcid:0000-0002-1825-0097`."""
    alternate_names: tuple[str, ...] = ()
    """Other spellings that rest on the same key or the same decision."""
    key: str | None = None
    """A decided key (`wei-wang-2`), which wins over the one made from the name."""


class Credit(Record, frozen=True):
    """One author at one place of one by-line."""

    position: int
    """Counted from 1."""
    listed_name: str
    """The name exactly as this by-line prints it."""
    author: Author
    affiliations: tuple[Organization, ...] = ()


VenueKind = Literal["journal", "conference", "book", "series"]


class Venue(Record, frozen=True, cache_hash=True):
    """Where a paper appeared: a journal, a conference, a book, or a series."""

    name: str
    kind: VenueKind = "series"
    """`series` where the source does not tell."""
    alternate_names: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    """CURIEs such as `issn:1234-5678`."""


class TopicScheme(Record, frozen=True, cache_hash=True):
    """All topics of one list, which are its own: equal headings of two lists are two topics."""

    reading_list: str
    """The key of the list."""
    title: str
    language: str = "en"


class Topic(Record, frozen=True, cache_hash=True):
    """A subject under which one list groups papers, taken from one of its headings."""

    scheme: TopicScheme
    path: tuple[str, ...]
    """Labels from the outermost topical heading to this one, as cleaned for reading."""
    broader: "Topic | None" = None
    """The topic of the path without its last label."""
    language: str = "en"
    definition: str | None = None
    """The prose between the heading and its first entry, as plain text."""
    definition_sources: tuple[str, ...] = ()
    """Addresses that the list names as the origin of the definition."""
    see_also: tuple[str, ...] = ()
    """Other addresses linked from that prose."""


class Paper(Record, frozen=True):
    """A scholarly work, one thing across its versions and copies."""

    title: str
    """Plain text: no markup, no full stop at the end, the source's own typos kept."""
    credits: tuple[Credit, ...] = ()
    further_authors: bool = False
    """Whether the by-line says that there are more authors (`et al.`)."""
    identifiers: tuple[str, ...] = ()
    """Lower-case CURIEs, strongest first: `arxiv:1801.04381`, `doi:10.1145/1`."""
    url: str | None = None
    """The address that stands for the paper: the first of those given."""
    copies: tuple[str, ...] = ()
    """Further addresses of the paper itself, such as its PDF."""
    code: tuple[str, ...] = ()
    """Addresses of code that belongs to the paper."""
    related: tuple[str, ...] = ()
    """Addresses of its other artefacts: project page, video, slides, data."""
    date: str | None = None
    """`2018`, `2018-01` or `2018-01-13`: the earliest known date of publication."""
    year: int | None = None
    """The earliest year in which the paper is known to have been public."""
    venue: Venue | None = None
    topics: tuple[Topic, ...] = ()
    abstract: str | None = None
    language: str | None = None
    licence: str | None = None
    """The address of the paper's own licence."""
    open_access: str | None = None
    """An address at which the full text is free to read."""
    references: tuple[str, ...] = ()
    """Identifiers (CURIEs) of the papers that this one cites."""
    same_work: tuple[str, ...] = ()
    """Identifiers (CURIEs) of other versions, linked and never fused."""
    snapshot: "Snapshot | None" = None
    """The file that it was read from, where that file is no reading list."""
    key: str | None = None
    """A decided key, which wins over the one made from identifiers."""


class Link(Record, frozen=True):
    """One link of an entry, as printed."""

    url: str
    label: str = ""
    role: Literal["paper", "copy", "code", "related", "other"] = "paper"
    """`other` leads to something that is not the paper's: a note, a citation page."""


class Snapshot(Record, frozen=True):
    """One fixed state of a source file, known by the digest of its bytes."""

    sha256: str
    name: str | None = None
    """The file's name without its folder."""
    commit: str | None = None


class Section(Record, frozen=True):
    """One heading of a list and the prose between it and its first entry."""

    path: tuple[str, ...]
    """The headings from the outermost to this one, cleaned for reading; those that make no
    topic ("Others") as well, but neither the document's title nor pure containers ("Papers")
    nor years and venues."""
    line: int
    description: str | None = None
    links: tuple[Link, ...] = ()
    """The links of the description, with their printed labels."""
    topic: Topic | None = None
    """`None` where the heading names no subject."""


class Entry(Record, frozen=True):
    """One mention of a paper in a reading list: where it stands and what stands there."""

    position: int
    """Counted from 1 over the whole list."""
    paper: Paper
    line: int
    """The 1-based line of the snapshot on which the entry begins."""
    text: str
    """The unchanged characters that the entry was read from."""
    topic: Topic | None = None
    """The topic of the nearest topical heading above."""
    headings: tuple[str, ...] = ()
    """The path of its section: the nearest heading last, whether it names a subject or not."""
    heading_note: str | None = None
    """The section's description, where its heading makes no topic to hold it."""
    year: int | None = None
    """The year printed with the entry or by a heading; never taken from an identifier."""
    venue: str | None = None
    """The venue as printed."""
    links: tuple[Link, ...] = ()
    """Every link of the entry in printed order."""
    snapshot: Snapshot | None = None
    """The state of the file that these characters were read from."""
    notes: tuple[str, ...] = ()
    """Remarks, abstracts and labels that are part of the entry but of no other field."""


class ReadingList(Record, frozen=True):
    """A curated, ordered choice of papers that stays the same list while it changes."""

    key: str
    """What its IRI ends in: `edge-ml`."""
    title: str
    snapshot: Snapshot
    language: str = "en"
    description: str | None = None
    licence: str | None = None
    """The address of the list's licence; `None` where it is not known."""
    url: str | None = None
    sections: tuple[Section, ...] = ()
    """All headings in source order, those without an entry as well."""
    entries: tuple[Entry, ...] = ()


class IdentityCandidate(Record, frozen=True):
    """A recorded guess, with its grounds, that an author and another record are one agent."""

    author: Author
    other: Author
    confidence: str
    """A decimal from `0` to `1`, kept as text so that it is written as it was decided."""
    evidence: tuple[str, ...]
    decision: Literal["open", "accepted", "rejected"] = "open"


class ListSettings(Record, frozen=True):
    """What the keeper of a list says about it, which wins over what the file says."""

    key: str | None = None
    title: str | None = None
    language: str | None = None
    licence: str | None = None
    url: str | None = None
