"""What the head of a page says to machines.

One block of schema.org (https://schema.org), Highwire's `citation_*`, Open Graph, and typed links as
FAIR Signposting asks for (https://signposting.org/FAIR/).
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec
from markupsafe import Markup

from kg.dump import Dump, Node
from kg.jsontext import Made, pieces
from kg.publish.register import Listed, Register
from kg.publish.settings import Settings
from kg.publish.views import bylines, is_web
from kg.vocabulary import iri

Json = dict[str, object]

DOCUMENTS = (("jsonld", "application/ld+json"), ("ttl", "text/turtle"))
"""The documents beside each page: ending and media type."""

ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end a script element or break a line of JavaScript, as JSON may write it too."""

SCHEMA = "https://schema.org"


class Typed(msgspec.Struct, frozen=True):
    """One typed link: https://www.rfc-editor.org/rfc/rfc8288."""

    rel: str
    href: str
    type: str | None = None


class Head(msgspec.Struct, frozen=True):
    """The head of one page."""

    title: str
    description: str
    address: str
    kind: str = "website"
    """As Open Graph calls it."""
    links: Iterable[Typed] = ()
    citation: tuple[tuple[str, str], ...] = ()
    block: Iterable[Markup] | None = None
    """JSON-LD in pieces."""


def embedded(block: Json) -> Iterator[Markup]:
    """Yield JSON-LD in schema.org's context."""
    whole = {"@context": SCHEMA, **block}
    if any(isinstance(one, Made) for one in block.values()):
        yield from map(harmless, pieces(whole))
    else:
        yield escaped(whole)


def escaped(value: object) -> Markup:
    """Return JSON that no title can break out of."""
    return harmless(msgspec.json.encode(value).decode())


def harmless(text: str) -> Markup:
    """Return some of the text of a JSON document so that nothing in it ends the script that holds it."""
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 -- every character that HTML knows is escaped above


def said(**pairs: object) -> Json:
    """Return an object without what says nothing; a list of one is its value."""
    found: Json = {}
    for key, value in pairs.items():
        name = f"@{key}" if key in {"id", "type"} else key
        if isinstance(value, list):
            if value:
                found[name] = value[0] if len(value) == 1 else value
        elif value is not None:
            found[name] = value
    return found


def schema_class(node: Node) -> list[str]:
    """Return the local names of a node's classes in schema.org."""
    prefix = iri("schema:")
    return [one.removeprefix(prefix) for one in node.all("rdf:type") if one.startswith(prefix)]


def paper_block(dump: Dump, node: Node) -> Json:
    """Return what the web profile says of a paper, its authors, topics and venue."""
    agents = dict.fromkeys(one.iri for one in bylines(dump, node.iri))
    return said(
        id=node.iri,
        type="ScholarlyArticle",
        name=node.all("schema:name"),
        headline=node.all("schema:name"),
        identifier=node.all("schema:identifier"),
        url=node.all("schema:url"),
        sameAs=node.all("schema:sameAs"),
        datePublished=node.all("schema:datePublished"),
        author=[author_block(dump.node(one)) for one in agents],
        about=[topic_block(dump, dump.node(one)) for one in node.all("schema:about")],
        isPartOf=[venue_block(dump.node(one)) for one in node.all("schema:isPartOf")],
        abstract=node.all("schema:abstract"),
    )


def author_block(node: Node) -> Json:
    """Return what the web profile says of an author."""
    return said(id=node.iri, type=schema_class(node), name=node.all("schema:name"), sameAs=node.all("schema:sameAs"))


def snapshot_block(node: Node) -> Json:
    """Return what schema.org has words for of one state of a file."""
    return said(id=node.iri, name=node.all("schema:name"), sha256=node.all("schema:sha256"))


def venue_block(node: Node) -> Json:
    """Return what the web profile says of a venue."""
    return said(id=node.iri, type=schema_class(node), name=node.all("schema:name"))


def topic_block(dump: Dump, node: Node) -> Json:
    """Return what the web profile says of a topic."""
    schemes = [dump.node(one) for one in node.all("skos:inScheme")]
    return said(
        id=node.iri,
        type="DefinedTerm",
        name=node.all("skos:prefLabel"),
        description=node.all("skos:definition"),
        inDefinedTermSet=[
            said(id=one.iri, type="DefinedTermSet", name=one.all("skos:prefLabel")) for one in schemes
        ],
    )


def list_block(register: Register, node: Node) -> Json:
    """Return what the graph says of a list and of what it names, in schema.org."""
    items = Made(register.length(node.iri), lambda: (item_block(register, one) for one in register.entries(node.iri)))
    return said(
        id=node.iri,
        type="ItemList",
        name=node.all("schema:name"),
        description=node.all("schema:description"),
        inLanguage=node.all("schema:inLanguage"),
        url=node.all("schema:url"),
        license=node.all("schema:license"),
        numberOfItems=node.number("schema:numberOfItems"),
        itemListElement=items if len(items) > 1 else list(items),
    )


def item_block(register: Register, entry: Listed) -> Json:
    """Return what the graph says of one entry of a list."""
    paper = said(id=entry.paper, type="ScholarlyArticle", name=register.card(entry.paper).title)
    return said(id=entry.iri, type="ListItem", position=entry.position, item=paper)


def citation(dump: Dump, node: Node) -> tuple[tuple[str, str], ...]:
    """Return the `citation_*` names and values of a paper, authors in by-line order."""
    found = [("citation_title", one) for one in node.all("schema:name")]
    found += [("citation_author", one.listed_name) for one in bylines(dump, node.iri)]
    found += [("citation_publication_date", one.replace("-", "/")) for one in node.all("schema:datePublished")]
    for one in node.all("schema:identifier"):
        scheme, _, value = one.partition(":")
        if scheme in {"arxiv", "doi"}:
            found.append(("citation_arxiv_id" if scheme == "arxiv" else "citation_doi", value))
    for one in node.all("schema:isPartOf"):
        venue = dump.node(one)
        key = "citation_conference_title" if venue.is_a("schema:PublicationEvent") else "citation_journal_title"
        found += [(key, name) for name in venue.all("schema:name")]
    found += [("citation_public_url", one) for one in node.all("schema:url") if is_web(one)]
    return tuple(found)


def signposts(dump: Dump, register: Register, node: Node, settings: Settings) -> Iterator[Typed]:
    """Yield the typed links of an entity's page, those of a long list as they are asked for."""
    page = settings.url + (dump.local(node.iri) or "")
    yield Typed("cite-as", node.iri)
    yield Typed("type", f"{SCHEMA}/AboutPage")
    yield from (Typed("type", f"{SCHEMA}/{one}") for one in types_of(node))
    if node.is_a("kg:Paper"):
        homes = (one.partition("#")[0] for one in dump.leading_to(node.iri, "schema:item"))
        yield from (Typed("author", one) for one in dict.fromkeys(one.iri for one in bylines(dump, node.iri)))
        yield from (Typed("collection", one) for one in dict.fromkeys(homes))
        yield from (Typed("related", one) for one in dict.fromkeys(node.all("schema:url")) if is_web(one))
    if node.is_a("kg:ReadingList"):
        yield from (Typed("item", one) for one in register.listed(node.iri))
    if settings.licence:
        yield Typed("license", settings.licence)
    yield from (Typed("describedby", f"{page}.{ending}", media) for ending, media in DOCUMENTS)


def types_of(node: Node) -> list[str]:
    """Return what an entity is in schema.org: topics are defined terms there."""
    return ["DefinedTerm"] if node.is_a("kg:Topic") else schema_class(node)


def page_links(dump: Dump, register: Register, node: Node, settings: Settings) -> Iterator[Typed]:
    """Yield the typed links of the head: signposts, alternates and the linkset."""
    page = settings.url + (dump.local(node.iri) or "")
    yield from signposts(dump, register, node, settings)
    yield from (Typed("alternate", f"{page}.{ending}", media) for ending, media in DOCUMENTS)
    yield Typed("linkset", f"{page}.linkset.json", "application/linkset+json")


def linkset(dump: Dump, register: Register, node: Node, settings: Settings) -> Iterator[bytes]:
    """Yield all typed links of an entity and of its documents: https://www.rfc-editor.org/rfc/rfc9264."""
    page = settings.url + (dump.local(node.iri) or "")
    about: dict[str, object] = {"anchor": f"{page}.html"}
    for rel, some in groupby(signposts(dump, register, node, settings), key=rel_of):
        about[rel] = items_of(register, node) if rel == "item" else [target(one) for one in some]
    back = {"describes": [{"href": f"{page}.html", "type": "text/html"}]}
    documents = [{"anchor": f"{page}.{ending}", **back} for ending, _ in DOCUMENTS]
    whole = {"linkset": [about, *documents]}
    if "item" in about:
        yield from (one.encode() for one in pieces(whole, indent=1))
    else:
        yield msgspec.json.format(msgspec.json.encode(whole), indent=1)
    yield b"\n"


def rel_of(one: Typed) -> str:
    """Return what a link leads to."""
    return one.rel


def target(one: Typed) -> dict[str, str]:
    """Return a link as a linkset has it."""
    return {"href": one.href} if one.type is None else {"href": one.href, "type": one.type}


def items_of(register: Register, node: Node) -> Made:
    """Return the links of a list to its papers."""
    return Made(register.length(node.iri), lambda: ({"href": one} for one in register.listed(node.iri)))
