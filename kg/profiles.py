"""Other vocabularies for the same records: a profile is a mapping of its own.

`web` says it in schema.org alone, for the pages that search engines read; `bib` in BIBO, FaBiO,
FOAF and Dublin Core terms, for libraries. No triple is written in two vocabularies at once.
"""

from kg.mapping import CORE, VENUE, label, resolved
from kg.records import Author, Paper, Topic, TopicScheme, Venue
from kg.rows import Date, Entity, Kind, Lang, Link, Lit, Mapping, Web


def arxiv_numbers(curies: tuple[str, ...]) -> tuple[str, ...]:
    """Return the bare arXiv numbers among identifiers."""
    return tuple(one.removeprefix("arxiv:") for one in curies if one.startswith("arxiv:"))


def dois(curies: tuple[str, ...]) -> tuple[str, ...]:
    """Return the bare DOIs among identifiers."""
    return tuple(one.removeprefix("doi:") for one in curies if one.startswith("doi:"))


WEB: Mapping = (
    Entity(
        Paper,
        ("schema:ScholarlyArticle",),
        (
            Lit("schema:name", "title"),
            Lit("schema:headline", "title"),
            Lit("schema:identifier", "identifiers"),
            Web("schema:url", "url"),
            Web("schema:sameAs", "identifiers", resolved),
            Lit("schema:datePublished", "date"),
            Link("schema:author", "credits.author"),
            Link("schema:about", "topics"),
            Link("schema:isPartOf", "venue"),
            Lit("schema:abstract", "abstract"),
        ),
        prefix="paper",
    ),
    Entity(
        Author,
        (),
        (
            Kind("rdf:type", "kind", classes={"person": "schema:Person", "group": "schema:Organization"}),
            Lit("schema:name", "name"),
            Web("schema:sameAs", "identifiers", resolved),
        ),
        prefix="author",
    ),
    Entity(
        Topic,
        ("schema:DefinedTerm",),
        (
            Lit("schema:name", "path", label),
            Lit("schema:description", "definition"),
            Link("schema:inDefinedTermSet", "scheme"),
        ),
    ),
    Entity(
        TopicScheme,
        ("schema:DefinedTermSet",),
        (Lit("schema:name", "title"),),
    ),
    Entity(
        Venue,
        (),
        (VENUE.rows[0], Lit("schema:name", "name")),
        prefix="venue",
    ),
)
"""schema.org alone, as search engines read it."""

BIB: Mapping = (
    Entity(
        Paper,
        ("bibo:Document", "fabio:ScholarlyWork"),
        (
            Lit("dcterms:title", "title"),
            Lit("fabio:hasArXivId", "identifiers", arxiv_numbers),
            Lit("bibo:doi", "identifiers", dois),
            Web("bibo:uri", "url"),
            Date("dcterms:issued", "date"),
            Link("dcterms:creator", "credits.author"),
            Link("dcterms:subject", "topics"),
            Link("dcterms:isPartOf", "venue"),
            Lit("dcterms:abstract", "abstract"),
        ),
        prefix="paper",
    ),
    Entity(
        Author,
        (),
        (
            Kind("rdf:type", "kind", classes={"person": "foaf:Person", "group": "foaf:Organization"}),
            Lit("foaf:name", "name"),
        ),
        prefix="author",
    ),
    Entity(
        Topic,
        ("skos:Concept",),
        (Lang("skos:prefLabel", "path", label), Link("skos:broader", "broader")),
    ),
    Entity(
        Venue,
        ("bibo:Collection",),
        (Lit("dcterms:title", "name"),),
        prefix="venue",
    ),
)
"""BIBO, FaBiO, FOAF and Dublin Core terms, as libraries read it."""

PROFILES: dict[str, Mapping] = {"core": CORE, "web": WEB, "bib": BIB}
