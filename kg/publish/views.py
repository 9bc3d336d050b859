"""What pages show: plain values read off the graph, in the order in which people read them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from kg import identifiers
from kg.dump import Dump, Node


class Link(msgspec.Struct, frozen=True):
    """Something to point at: its name, and its page's path without ending or its address."""

    name: str
    path: str
    count: int = 0


class Byline(msgspec.Struct, frozen=True):
    """One author at one place."""

    position: int
    listed_name: str
    name: str
    path: str
    iri: str
    affiliations: tuple[Link, ...] = ()


class Card(msgspec.Struct, frozen=True):
    """A paper in a list of papers."""

    iri: str
    path: str
    title: str
    authors: tuple[Link, ...]
    further: bool
    """Whether the by-line says that there are more."""
    year: int | None
    venue: Link | None
    date: str | None


class Mention(msgspec.Struct, frozen=True):
    """Where a list names a paper."""

    reading_list: Link
    anchor: str
    heading: str | None
    topic: Link | None
    line: int
    text: str
    notes: tuple[str, ...]


class Address(msgspec.Struct, frozen=True):
    """An address outside the site, and what to call it."""

    label: str
    url: str


def label(node: Node) -> str:
    """Return what a node is called."""
    found = node.one("schema:name") or node.one("skos:prefLabel")
    return found or node.iri.rstrip("/").rpartition("/")[2]


def surname(name: str) -> str:
    """Return the last word of a name, as lists of names are sorted.

    >>> surname("Laurens van der Maaten")
    'maaten'
    """
    return name.casefold().split()[-1] if name.split() else ""


def link(dump: Dump, name: str) -> Link:
    """Return a pointer to the page of a node that the graph describes."""
    return Link(label(dump.node(name)), dump.local(name) or name)


@lru_cache(maxsize=64)
def bylines(dump: Dump, paper: str) -> tuple[Byline, ...]:
    """Return the by-line of a paper in its order."""
    found = []
    for credit in dump.parts(paper).values():
        agent = credit.one("kg:agent")
        if agent is None:
            continue
        author = dump.node(agent)
        places = tuple(link(dump, one) for one in credit.all("schema:affiliation"))
        found.append(Byline(
            credit.number("schema:position") or 0, credit.one("kg:listedName") or label(author), label(author),
            dump.local(agent) or "", agent, places,
        ))
    return tuple(sorted(found, key=lambda one: one.position))


def card_of(dump: Dump, node: Node) -> Card:
    """Return a paper as lists of papers show it, read off the graph."""
    name = node.iri
    venue = node.one("schema:isPartOf")
    return Card(
        iri=name,
        path=dump.local(name) or "",
        title=label(node),
        authors=tuple(Link(one.listed_name, one.path) for one in bylines(dump, name)),
        further=node.one("kg:furtherAuthors") == "true",
        year=node.number("kg:year"),
        venue=link(dump, venue) if venue else None,
        date=node.one("schema:datePublished"),
    )


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """Return papers from the newest to the oldest, those without a year last."""
    by_title = sorted(cards, key=lambda one: one.title.casefold())
    return sorted(by_title, key=lambda one: (one.date or str(one.year or ""), one.year or 0), reverse=True)


def years(cards: Iterable[Card]) -> list[tuple[int, int]]:
    """Return how many papers there are in each year from the first to the last."""
    found = Counter(one.year for one in cards if one.year is not None)
    if not found:
        return []
    return [(year, found[year]) for year in range(min(found), max(found) + 1)]


def addresses(node: Node) -> list[Address]:
    """Return where a paper can be read and what else belongs to it, each address once."""
    found: dict[str, str] = {}
    for predicate, word in (("schema:archivedAt", "Free full text"), ("schema:url", ""), ("schema:sameAs", ""),
                            ("schema:encoding", "Copy"), ("kg:code", "Code"), ("schema:subjectOf", "Related")):
        for one in node.all(predicate):
            if is_web(one) and one not in found:
                place = "PDF" if word == "Copy" and one.lower().endswith(".pdf") else word
                found[one] = f"{place}: {host(one)}" if place else host(one)
    return [Address(text, one) for one, text in found.items()]


HOSTS = {"arxiv.org": "arXiv", "doi.org": "DOI", "openalex.org": "OpenAlex", "dblp.org": "dblp",
         "orcid.org": "ORCID", "github.com": "GitHub", "openreview.net": "OpenReview",
         "semanticscholar.org": "Semantic Scholar", "aclanthology.org": "ACL Anthology"}


def host(address: str) -> str:
    """Return how the site of an address is called.

    >>> host("https://www.arxiv.org/abs/1"), host("https://example.org/x")
    ('arXiv', 'example.org')
    """
    bare = address.split("/")[2].removeprefix("www.")
    return HOSTS.get(bare, bare)


def is_web(address: str) -> bool:
    """Tell whether pages may point at an address."""
    return address.startswith(("https://", "http://"))


def shown_identifiers(node: Node) -> list[tuple[str, str | None]]:
    """Return identifiers as read, each with the address that resolves it."""
    return [(one, identifiers.url(one)) for one in node.all("schema:identifier")]


def mentions(dump: Dump, paper: str) -> Iterator[Mention]:
    """Yield where lists name a paper."""
    for name in dump.leading_to(paper, "schema:item"):
        entry = dump.node(name)
        home, _, anchor = name.partition("#")
        topic = entry.one("kg:underTopic")
        yield Mention(
            reading_list=link(dump, home), anchor=anchor, heading=entry.one("kg:heading"),
            topic=link(dump, topic) if topic else None, line=entry.number("kg:sourceLine") or 0,
            text=entry.one("kg:sourceText") or "", notes=tuple(entry.all("kg:note")),
        )


def coauthors(dump: Dump, author: str, papers: Iterable[str]) -> list[Link]:
    """Return with whom an author wrote, the most frequent first."""
    counts = Counter(other for paper in papers for other in set(dump.node(paper).all("schema:author")))
    counts.pop(author, None)
    return ranked(dump, counts)


def ranked(dump: Dump, counts: Counter[str], most: int | None = None) -> list[Link]:
    """Return nodes by how often they were counted, then by name."""
    wanted = heaviest(counts, most)
    return by_count(Link(label(dump.node(name)), dump.local(name) or "", number) for name, number in wanted)


def by_count(links: Iterable[Link]) -> list[Link]:
    """Return pointers, those with the greatest numbers first, then by name."""
    return sorted(links, key=lambda one: (-one.count, one.name.casefold()))


def heaviest(counts: Counter[str], most: int | None) -> list[tuple[str, int]]:
    """Return what was counted most often, ties in the order of their names."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def narrower(dump: Dump, topic: str) -> list[str]:
    """Return a topic and all topics below it, each once."""
    found: dict[str, None] = {}
    waiting = [topic]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += dump.leading_to(name, "skos:broader")
    return list(found)


def papers_under(dump: Dump, topic: str) -> list[str]:
    """Return the papers of a topic and of those below it, each once."""
    found = (paper for one in narrower(dump, topic) for paper in dump.leading_to(one, "schema:about"))
    return sorted(dict.fromkeys(found))
