"""SKG-IF 1.1, the exchange format of the RDA's Scientific Knowledge Graphs group (https://skg-if.github.io).

One JSON-LD document in the framework's own context, which names what it knows: products, persons and
organisations, topics, venues. What it has no place for (entries of lists, snapshots, guesses) is left out.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from kg import identifiers, mint
from kg.records import Author, Organization, Paper, Record, Topic, Venue

Json = dict[str, object]

CONTEXT = "https://w3id.org/skg-if/context/skg-if.json"

SCHEMES = ("arxiv", "bibcode", "doi", "handle", "isbn", "issn", "openalex", "orcid", "pmcid", "pmid", "ror", "urn", "viaf")
"""The schemes of identifiers that the framework and kg both know; others are told by their address."""

VENUES = {"journal": "journal", "conference": "conference", "book": "book", "series": "unknown"}


def filled(**pairs: object) -> Json:
    """Return an object without what says nothing."""
    return {key: value for key, value in pairs.items() if value not in (None, [], {})}


def told(curies: Iterable[str], addresses: Iterable[str] = ()) -> list[Json]:
    """Return identifiers with their schemes."""
    found: list[Json] = []
    urls = list(addresses)
    for one in curies:
        scheme, _, value = one.partition(":")
        if scheme in SCHEMES:
            found.append({"scheme": scheme, "value": value})
        else:
            urls.append(identifiers.url(one) or one)
    return found + [{"scheme": "url", "value": one} for one in dict.fromkeys(urls)]


def product(record: Paper, base: str) -> Json:
    """Return a paper."""
    return filled(
        local_identifier=base + mint.paper(record),
        identifiers=told(record.identifiers, [record.url] if record.url else []),
        entity_type="product",
        product_type="literature",
        titles={"none": [record.title]},
        abstracts={record.language or "none": [record.abstract]} if record.abstract else None,
        topics=[{"term": base + mint.topic(one)} for one in record.topics],
        contributions=[
            filled(
                by=base + mint.author(one.author), rank=one.position, role="author",
                declared_affiliations=[base + mint.organization(place) for place in one.affiliations],
            )
            for one in record.credits
        ],
        manifestations=[manifestation(record, base)] if record.venue or record.licence or whole(record) else [],
        related_products=filled(cites=[base + one for one in mint.papers_of(record.references)]),
    )


def whole(record: Paper) -> bool:
    """Tell whether the day of publication is known; a month would have to be given a day."""
    return record.date is not None and len(record.date) == len("2018-01-13")


def manifestation(record: Paper, base: str) -> Json:
    """Return what is known of a paper as published."""
    return filled(
        local_identifier=f"{base}{mint.paper(record)}#published",
        dates={"publication": f"{record.date}T00:00:00Z"} if whole(record) else None,
        license=record.licence,
        biblio={"in": base + mint.venue(record.venue)} if record.venue else None,
    )


def agent(record: Author, base: str) -> Json:
    """Return a person or a group."""
    return filled(
        local_identifier=base + mint.author(record), identifiers=told(record.identifiers),
        entity_type="person" if record.kind == "person" else "organisation", name=record.name,
    )


def organisation(record: Organization, base: str) -> Json:
    """Return an institution."""
    return filled(
        local_identifier=base + mint.organization(record), identifiers=told(record.identifiers),
        entity_type="organisation", name=record.name,
    )


def topic(record: Topic, base: str) -> Json:
    """Return a topic."""
    return filled(
        local_identifier=base + mint.topic(record), entity_type="topic", labels={record.language: record.path[-1]})


def venue(record: Venue, base: str) -> Json:
    """Return a venue."""
    return filled(
        local_identifier=base + mint.venue(record), identifiers=told(record.identifiers), entity_type="venue",
        title=record.name, type=VENUES[record.kind],
    )


ENTITIES: dict[type[Record], Callable[..., Json]] = {
    Paper: product, Author: agent, Organization: organisation, Topic: topic, Venue: venue,
}


def write(records: Iterable[Record], base: str) -> Iterator[bytes]:
    """Yield one document, an entity a line."""
    yield b'{"@context":' + msgspec.json.encode([CONTEXT, {"@base": base}]) + b',\n"@graph":[\n'
    between = b""
    for record in records:
        make = ENTITIES.get(type(record))
        if make is not None:
            yield between + msgspec.json.encode(make(record, base))
            between = b",\n"
    yield b"\n]}\n"
