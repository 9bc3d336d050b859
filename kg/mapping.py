"""THE table: what each field of each record means in RDF.

Everything else that knows the graph is made from these rows: the reference `triples`, a
writer per syntax, the JSON-LD context, the SHACL shapes, and the reference page of the docs.
The functions above the table are those that a row's `via` names.
"""

from kg import identifiers, mint, names
from kg.records import (
    Author,
    Credit,
    Entry,
    IdentityCandidate,
    Organization,
    Paper,
    ReadingList,
    Snapshot,
    Topic,
    TopicScheme,
    Venue,
)
from kg.rows import (
    Date,
    Dec,
    Entity,
    Flag,
    Int,
    Inverse,
    Kind,
    Lang,
    Link,
    Lit,
    Local,
    Mapping,
    Must,
    Part,
    Web,
)


def count(items: tuple[object, ...]) -> int:
    """Return how many there are."""
    return len(items)


def innermost(path: tuple[str, ...]) -> str | None:
    """Return the last heading of a path."""
    return path[-1] if path else None


def label(path: tuple[str, ...]) -> str:
    """Return the heading that a topic is named by: the last of its path."""
    return path[-1]


def resolved(curies: tuple[str, ...]) -> tuple[str, ...]:
    """Return the resolving addresses of identifiers."""
    return tuple([address for address in map(identifiers.url, curies) if address])


def top_scheme(topic: Topic) -> TopicScheme | None:
    """Return the scheme of a topic that has no broader one."""
    return topic.scheme if topic.broader is None else None


def identity_basis(author: Author) -> str:
    """Return what keeps an author apart from others."""
    if author.identifiers:
        return "identifier"
    return "curated" if author.key else "name"


def other_links(entry: Entry) -> tuple[str, ...]:
    """Return the valid addresses of an entry's links that are none of the paper's."""
    found = (identifiers.web_iri(link.url) for link in entry.links if link.role == "other")
    return tuple(dict.fromkeys(address for address in found if address))


TRIMMED = r"^\S(.*\S)?$"
WEB = r"^https?://"
CURIE = r"^[a-z][a-z0-9]*:\S+$"

PAPER = Entity(
    Paper,
    ("kg:Paper", "schema:ScholarlyArticle"),
    (
        Lit("schema:name", "title", must=Must(
            pattern=TRIMMED, longest=500, message="a paper has exactly one title without outer blanks")),
        Lit("schema:identifier", "identifiers", must=Must(
            pattern=r"^(arxiv:(\d{4}\.\d{4,5}|[a-z-]+(\.[a-z]{2})?/\d{7})"
            r"|doi:10\.\d{4,9}/[^A-Z\s]+|(?!arxiv:|doi:)[a-z][a-z0-9]*:\S+)$",
            message="identifiers are CURIEs, and arXiv numbers and DOIs are written in lower case")),
        Web("schema:url", "url", must=Must(pattern=WEB)),
        Web("schema:sameAs", "identifiers", resolved, must=Must(pattern=WEB)),
        Date("schema:datePublished", "date"),
        Int("kg:year", "year", must=Must(least=1500, most=2100)),
        Link("schema:isPartOf", "venue"),
        Link("schema:about", "topics"),
        Int("kg:authorCount", "credits", count, must=Must(least=0)),
        Flag("kg:furtherAuthors", "further_authors"),
        Link("schema:author", "credits.author"),
        Part("kg:authorship", "credits", must=Must(
            wanted="Warning", message="no author was read for this paper")),
        Web("schema:encoding", "copies", must=Must(pattern=WEB)),
        Web("kg:code", "code", must=Must(pattern=WEB)),
        Web("schema:subjectOf", "related", must=Must(pattern=WEB)),
        Web("schema:archivedAt", "open_access", must=Must(pattern=WEB)),
        Lit("schema:abstract", "abstract"),
        Lit("schema:inLanguage", "language"),
        Web("schema:license", "licence"),
        Local("schema:citation", "references", mint.papers_of),
        Local("prov:alternateOf", "same_work", mint.papers_of),
        Link("prov:wasDerivedFrom", "snapshot", term="derivedFrom"),
    ),
    prefix="paper",
)

CREDIT = Entity(
    Credit,
    ("kg:Authorship",),
    (
        Int("schema:position", "position", must=Must(least=1)),
        Link("kg:agent", "author"),
        Lit("kg:listedName", "listed_name", must=Must(pattern=TRIMMED)),
        Link("schema:affiliation", "affiliations"),
    ),
    inverse=(Inverse("kg:authorship", "a credit belongs to exactly one paper", most=1, of="kg:Paper"),),
)

AUTHOR = Entity(
    Author,
    ("kg:Author",),
    (
        Kind("rdf:type", "kind", classes={"person": "schema:Person", "group": "schema:Organization"}),
        Lit("schema:name", "name", must=Must(pattern=TRIMMED)),
        Lit("schema:alternateName", "alternate_names"),
        Lit("schema:identifier", "identifiers", must=Must(pattern=CURIE)),
        Web("schema:sameAs", "identifiers", resolved, must=Must(pattern=WEB)),
        Lit("kg:nameKey", "name", names.key, must=Must(pattern=r"^\S+( \S+)*$")),
        Lit("kg:identityBasis", "", identity_basis, must=Must(one_of=("name", "curated", "identifier"))),
    ),
    prefix="author",
    inverse=(Inverse("kg:agent", "an author has at least one credit"),),
)

ORGANIZATION = Entity(
    Organization,
    ("schema:Organization",),
    (
        Lit("schema:name", "name", must=Must(pattern=TRIMMED)),
        Lit("schema:identifier", "identifiers", must=Must(pattern=CURIE)),
        Web("schema:sameAs", "identifiers", resolved, must=Must(pattern=WEB)),
    ),
    prefix="organization",
)

VENUE = Entity(
    Venue,
    (),
    (
        Kind("rdf:type", "kind", classes={
            "journal": "schema:Periodical",
            "conference": "schema:PublicationEvent",
            "book": "schema:Book",
            "series": "schema:CreativeWorkSeries",
        }),
        Lit("schema:name", "name", must=Must(pattern=TRIMMED)),
        Lit("schema:alternateName", "alternate_names"),
        Lit("schema:identifier", "identifiers", must=Must(pattern=CURIE)),
        Web("schema:sameAs", "identifiers", resolved, must=Must(pattern=WEB)),
    ),
    prefix="venue",
)

TOPIC = Entity(
    Topic,
    ("kg:Topic", "skos:Concept"),
    (
        Lang("skos:prefLabel", "path", label, must=Must(one_per_language=True)),
        Lang("skos:definition", "definition", must=Must(
            one_per_language=True, wanted="Info", message="topic without definition")),
        Web("kg:definitionSource", "definition_sources"),
        Web("rdfs:seeAlso", "see_also"),
        Link("skos:broader", "broader"),
        Link("skos:inScheme", "scheme"),
        Link("skos:topConceptOf", "", top_scheme),
    ),
)

TOPIC_SCHEME = Entity(
    TopicScheme,
    ("skos:ConceptScheme",),
    (Lang("skos:prefLabel", "title"),),
)

READING_LIST = Entity(
    ReadingList,
    ("kg:ReadingList", "schema:ItemList"),
    (
        Lit("schema:name", "title", must=Must(pattern=TRIMMED)),
        Lit("schema:description", "description"),
        Lit("schema:inLanguage", "language"),
        Web("schema:url", "url", must=Must(pattern=WEB)),
        Web("schema:license", "licence", must=Must(
            wanted="Info", message="the licence of the list is unknown; build again with --licence")),
        Int("schema:numberOfItems", "entries", count, must=Must(least=1)),
        Link("prov:wasDerivedFrom", "snapshot", term="derivedFrom"),
        Part("schema:itemListElement", "entries", term="entries", must=Must(
            wanted="Violation", message="a list has at least one entry")),
    ),
    prefix="list",
)

ENTRY = Entity(
    Entry,
    ("kg:Entry", "schema:ListItem"),
    (
        Int("schema:position", "position", must=Must(least=1)),
        Link("schema:item", "paper"),
        Link("kg:underTopic", "topic"),
        Lit("kg:heading", "headings", innermost),
        Lit("kg:headingNote", "heading_note"),
        Int("kg:listedYear", "year"),
        Lit("kg:listedVenue", "venue"),
        Web("rdfs:seeAlso", "", other_links),
        Lit("kg:note", "notes"),
        Int("kg:sourceLine", "line", must=Must(least=1)),
        Lit("kg:sourceText", "text"),
        Link("prov:wasDerivedFrom", "snapshot", term="derivedFrom", must=Must(
            wanted="Violation", message="an entry says from which state of the file it was read")),
    ),
    inverse=(Inverse("schema:itemListElement", "an entry belongs to exactly one list", most=1,
                     of="kg:ReadingList"),),
)

SNAPSHOT = Entity(
    Snapshot,
    ("kg:Snapshot",),
    (
        Lit("schema:sha256", "sha256", must=Must(pattern="^[0-9a-f]{64}$")),
        Lit("schema:name", "name"),
        Lit("kg:commit", "commit", must=Must(pattern="^([0-9a-f]{40}|[0-9a-f]{64})$")),
    ),
    prefix="snapshot",
)

IDENTITY_CANDIDATE = Entity(
    IdentityCandidate,
    ("kg:IdentityCandidate",),
    (
        Link("kg:candidateFor", "author", must=Must(disjoint="kg:candidateIdentity")),
        Link("kg:candidateIdentity", "other"),
        Dec("kg:confidence", "confidence", must=Must(least="0.0", most="1.0")),
        Lit("kg:evidence", "evidence", must=Must(
            wanted="Violation", message="a guess at an identity has at least one ground")),
        Lit("kg:decision", "decision", must=Must(one_of=("open", "accepted", "rejected"))),
    ),
)

CORE: Mapping = (
    READING_LIST, ENTRY, PAPER, CREDIT, AUTHOR, ORGANIZATION, VENUE, TOPIC, TOPIC_SCHEME, SNAPSHOT,
    IDENTITY_CANDIDATE,
)
"""The graph that kg builds, checks and queries."""
