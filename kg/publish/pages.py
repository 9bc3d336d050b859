"""The page of each paper, author, topic, venue and list."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from kg.documents import frame_of
from kg.dump import Dump, Node
from kg.publish import metadata as meta
from kg.publish.charts import columns
from kg.publish.metadata import Head
from kg.publish.register import Listed, Register
from kg.publish.rendering import Renderer
from kg.publish.settings import Settings
from kg.publish.views import (
    Address,
    Card,
    Link,
    addresses,
    bylines,
    coauthors,
    host,
    is_web,
    label,
    link,
    mentions,
    narrower,
    newest_first,
    papers_under,
    ranked,
    shown_identifiers,
    years,
)
from kg.vocabulary import iri

FEW = 6
"""Papers beside a paper."""
MANY = 60
"""Co-authors beside an author, authors beside an institution, papers of a file."""

VENUES = {
    "schema:Periodical": "Journal",
    "schema:PublicationEvent": "Conference",
    "schema:Book": "Book",
    "schema:CreativeWorkSeries": "Venue",
}


class Section(msgspec.Struct, frozen=True):
    """Entries that stand together under one heading."""

    topic: Link | None
    heading: str | None
    entries: Iterable[tuple[str, int | None, Card]]
    """Anchor, line and paper of each, to be gone through once."""


class Candidate(msgspec.Struct, frozen=True):
    """A guess that an author is also known by another name."""

    anchor: str
    other: Link
    confidence: str
    evidence: tuple[str, ...]
    decision: str


class Pages:
    """Renders the page of any entity."""

    def __init__(self, dump: Dump, register: Register, site: Settings, renderer: Renderer) -> None:
        """Remember where to look and how to render."""
        self.dump = dump
        self.register = register
        self.site = site
        self.renderer = renderer

    def html(self, node: Node) -> Iterator[bytes]:
        """Yield the page of an entity."""
        if node.is_a("kg:Paper"):
            return self.paper(node)
        if node.is_a("kg:Author"):
            return self.author(node)
        if node.is_a("kg:Topic"):
            return self.topic(node)
        if node.is_a("kg:ReadingList"):
            return self.reading_list(node)
        if node.is_a("kg:Snapshot"):
            return self.snapshot(node)
        if frame_of(node) == "organization":
            return self.organization(node)
        return self.venue(node)

    def render(self, template: str, node: Node, head: Head, values: dict[str, object]) -> Iterator[bytes]:
        """Render with what all pages of entities share."""
        path = self.dump.local(node.iri) or ""
        return self.renderer.stream(template, path, head, {"title": label(node), "iri": node.iri, **values})

    def head(self, node: Node, description: str, kind: str, block: meta.Json) -> Head:
        """Return the head of an entity's page."""
        return Head(
            title=label(node), description=description, address=node.iri, kind=kind,
            links=meta.page_links(self.dump, self.register, node, self.site), block=meta.embedded(block),
            citation=meta.citation(self.dump, node) if kind == "article" else (),
        )

    def cards(self, names: list[str]) -> list[Card]:
        """Return papers as lists show them, the newest first."""
        return newest_first(map(self.register.card, names))

    def paper(self, node: Node) -> Iterator[bytes]:
        """Return the page of a paper."""
        dump = self.dump
        signed = bylines(dump, node.iri)
        topics = node.all("schema:about")
        venue = node.one("schema:isPartOf")
        related = self.together(node)
        names = ", ".join(one.listed_name for one in signed)
        year = node.number("kg:year")
        about = f"{names} ({year})" if names and year else names or str(year or "A paper")
        return self.render("paper.html", node, self.head(node, about, "article", meta.paper_block(dump, node)), {
            "byline": signed,
            "further": node.one("kg:furtherAuthors") == "true",
            "topics": [link(dump, one) for one in topics],
            "date": node.one("schema:datePublished"),
            "year": year,
            "venue": link(dump, venue) if venue else None,
            "identifiers": shown_identifiers(node),
            "addresses": addresses(node),
            "abstract": node.one("schema:abstract"),
            "mentions": list(mentions(dump, node.iri)),
            "cites": self.cards([one for one in node.all("schema:citation") if dump.node(one).is_a("kg:Paper")]),
            "cited": self.cards(dump.leading_to(node.iri, "schema:citation")),
            "related": [self.register.card(name) for name in related],
            "neighbours": self.neighbours(node, {node.iri, *related}),
        })

    def together(self, node: Node) -> list[str]:
        """Return the papers that share most authors with one."""
        counts = Counter(
            other
            for author in node.all("schema:author")
            for other in self.dump.leading_to(author, "schema:author") if other != node.iri
        )
        return [name for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:FEW]]

    def neighbours(self, node: Node, known: set[str]) -> list[Card]:
        """Return the papers that stand next to one under its first topic."""
        topics = node.all("schema:about")
        if not topics:
            return []
        names = self.dump.leading_to(topics[0], "schema:about")
        place = names.index(node.iri)
        nearest = sorted(range(len(names)), key=lambda other: (abs(other - place), other))[:4 * FEW]
        return [self.register.card(names[one]) for one in nearest if names[one] not in known][:FEW]

    def author(self, node: Node) -> Iterator[bytes]:
        """Return the page of an author."""
        dump = self.dump
        names = dump.leading_to(node.iri, "schema:author")
        cards = self.cards(names)
        listed = [one.year for one in cards if one.year]
        span = f"{min(listed)}–{max(listed)}" if listed and min(listed) < max(listed) else None
        counted = f"{len(cards)} paper" + ("" if len(cards) == 1 else "s")
        head = self.head(node, f"{label(node)}: {counted}", "profile", meta.author_block(node))
        topics = Counter(topic for name in names for topic in dump.node(name).all("schema:about"))
        return self.render("author.html", node, head, {
            "kind": "Author" if node.is_a("schema:Person") else "Group",
            "also": "Also listed as",
            "alternates": [one for one in node.all("schema:alternateName") if one != label(node)],
            "identifiers": shown_identifiers(node),
            "span": span,
            "cards": cards,
            "signed": [(one, places(one, self.dump.local(node.iri) or "")) for one in cards],
            "chart": columns(years(cards)),
            "topics": ranked(dump, topics),
            "coauthors": coauthors(dump, node.iri, names)[:MANY],
            "candidates": [self.candidate(dump.node(one)) for one in dump.leading_to(node.iri, "kg:candidateFor")],
            "by_name": node.one("kg:identityBasis") == "name",
        })

    def candidate(self, node: Node) -> Candidate:
        """Return a guess at who else an author may be."""
        return Candidate(
            node.iri.partition("#")[2], link(self.dump, node.one("kg:candidateIdentity") or ""),
            node.one("kg:confidence") or "", tuple(node.all("kg:evidence")), node.one("kg:decision") or "open",
        )

    def topic(self, node: Node) -> Iterator[bytes]:
        """Return the page of a topic with the papers of all topics below it."""
        dump = self.dump
        names = papers_under(dump, node.iri)
        cards = self.cards(names)
        scheme = node.one("skos:inScheme")
        home = (scheme or "").partition("#")[0]
        about = node.one("skos:definition") or f"{len(cards)} papers on {label(node)}"
        head = self.head(node, about, "website", meta.topic_block(dump, node))
        authors = Counter(one for name in names for one in dump.node(name).all("schema:author"))
        return self.render("topic.html", node, head, {
            "definition": node.one("skos:definition"),
            "sources": [Address(host(one), one) for one in node.all("kg:definitionSource") if is_web(one)],
            "broader": self.above(node),
            "narrower": [
                Link(label(dump.node(one)), dump.local(one) or "", len(papers_under(dump, one)))
                for one in narrower(dump, node.iri)[1:]
            ],
            "reading_list": link(dump, home) if dump.node(home) else None,
            "cards": cards,
            "chart": columns(years(cards)),
            "authors": ranked(dump, authors, 10),
        })

    def above(self, node: Node) -> list[Link]:
        """Return the broader topics, the broadest first."""
        found: list[Link] = []
        seen = {node.iri}
        name = node.one("skos:broader")
        while name and name not in seen:
            seen.add(name)
            found.insert(0, link(self.dump, name))
            name = self.dump.node(name).one("skos:broader")
        return found

    def venue(self, node: Node) -> Iterator[bytes]:
        """Return the page of a venue."""
        cards = self.cards(self.dump.leading_to(node.iri, "schema:isPartOf"))
        kind = next((word for name, word in VENUES.items() if iri(name) in node.all("rdf:type")), "Venue")
        head = self.head(node, f"{kind}: {len(cards)} papers", "website", meta.venue_block(node))
        return self.render("entity.html", node, head, {
            "kind": kind,
            "also": "Also",
            "alternates": node.all("schema:alternateName"),
            "identifiers": shown_identifiers(node),
            "cards": cards,
            "chart": columns(years(cards)),
        })

    def organization(self, node: Node) -> Iterator[bytes]:
        """Return the page of an institution that by-lines name: who worked there when, and on what."""
        signed = [self.dump.node(one) for one in self.dump.leading_to(node.iri, "schema:affiliation")]
        cards = self.cards(list(dict.fromkeys(one.iri.partition("#")[0] for one in signed)))
        authors = Counter(one.one("kg:agent") or "" for one in signed)
        head = self.head(node, f"Named as a place of work in {len(cards)} by-lines", "website", meta.author_block(node))
        return self.render("organization.html", node, head, {
            "kind": "Institution",
            "alternates": (),
            "identifiers": shown_identifiers(node),
            "cards": cards,
            "chart": columns(years(cards)),
            "authors": ranked(self.dump, authors, MANY),
        })

    def snapshot(self, node: Node) -> Iterator[bytes]:
        """Return the page of one state of a file: what was read from it."""
        derived = (one for one in self.dump.subjects(node.iri, "prov:wasDerivedFrom") if "#" not in one)
        found = [one for one in derived if self.dump.node(one).is_a("kg:Paper")]
        lists = [one for one in self.dump.of_class("kg:ReadingList")
                 if node.iri in self.dump.node(one).all("prov:wasDerivedFrom")]
        entries = sum("#" in one for one in self.dump.subjects(node.iri, "prov:wasDerivedFrom"))
        head = self.head(node, "One state of a file from which this graph was made", "website", meta.snapshot_block(node))
        return self.render("snapshot.html", node, head, {
            "digest": node.one("schema:sha256"),
            "commit": node.one("kg:commit"),
            "lists": [link(self.dump, one) for one in lists],
            "entries": entries,
            "papers": len(found),
            "cards": self.cards(found)[:MANY],
        })

    def reading_list(self, node: Node) -> Iterator[bytes]:
        """Return the page of a list: its entries in their order, under their headings."""
        dump = self.dump
        total = node.number("schema:numberOfItems") or 0
        about = node.one("schema:description") or f"A reading list of {total} papers"
        snapshot = dump.node(node.one("prov:wasDerivedFrom") or "")
        url = node.one("schema:url")
        head = self.head(node, about, "website", meta.list_block(self.register, node))
        return self.render("list.html", node, head, {
            "description": node.one("schema:description"),
            "total": total,
            "url": url if url and is_web(url) else None,
            "licence": node.one("schema:license"),
            "snapshot": link(dump, snapshot.iri) if snapshot else None,
            "digest": snapshot.one("schema:sha256"),
            "sections": self.sections(node),
        })

    def sections(self, node: Node) -> Iterator[Section]:
        """Yield the entries of a list by the headings under which they stand."""
        for (topic, heading), some in groupby(self.register.entries(node.iri), key=section_of):
            shown = ((one.iri.partition("#")[2], one.line, self.register.card(one.paper)) for one in some)
            yield Section(link(self.dump, topic) if topic else None, heading, shown)


def section_of(entry: Listed) -> tuple[str | None, str | None]:
    """Return the topic and the heading under which an entry stands."""
    return entry.topic, entry.heading


def places(paper: Card, author: str) -> str | None:
    """Return at which place of a by-line an author stands."""
    found = [str(place) for place, one in enumerate(paper.authors, 1) if one.path == author]
    if not found:
        return None
    if len(paper.authors) == 1:
        return "sole author"
    return f"author {' and '.join(found)} of {len(paper.authors)}"
