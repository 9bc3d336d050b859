"""All files of a site: which there are, and the bytes of each on demand.

A static site is all of them written down; the local server asks for one at a time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import groupby

import msgspec

from kg.documents import CONTEXT_PATH, FRAMES, Document, frame_of
from kg.dump import Dump, Node
from kg.publish import dataset, feeds, search, terms
from kg.publish import metadata as meta
from kg.publish.changes import Gone, stub_triples
from kg.publish.charts import columns
from kg.publish.dataset import Edition
from kg.publish.metadata import Head, Typed
from kg.publish.network import MOST_AUTHORS, Network, network
from kg.publish.pages import Pages
from kg.publish.questions import questions
from kg.publish.register import Register
from kg.publish.rendering import HERE, QUERY_POLICY, Renderer
from kg.publish.settings import Settings
from kg.publish.views import Card, Link, by_count, label, link, papers_under, surname
from kg.resources import folder
from kg.vocabulary import PREFIXES, RdfFormat, Triple, curie, serialize

Patches = Sequence[tuple[str, str, int, int]]
"""Path, day, and the numbers of removed and added triples of each change."""

Make = Callable[[], bytes | Iterator[bytes]]
PAGE_PAPERS = 250
PAGE_NAMES = 1500
HOME_NEWEST = 8
HOME_AUTHORS = 8

FOLDERS = ("paper", "author", "topic", "list", "venue", "organization", "snapshot")
"""Where the entities with a page of their own stand."""


class Site:
    """Every file of a site by its path."""

    def __init__(self, dump: Dump, register: Register, settings: Settings, edition: Edition,
                 patches: Patches = ()) -> None:
        """Look at a graph; nothing is rendered yet."""
        self.dump = dump
        self.register = register
        self.settings = settings
        self.edition = edition
        self.patches = patches
        kinds = dump.manifest.classes
        self.venues = sorted({name for kind in FRAMES if FRAMES[kind] == "venue" for name in dump.of_class(kind)})
        self.renderer = Renderer(settings, navigation(has_venues=bool(self.venues)), register.card)
        self.pages = Pages(dump, register, settings, self.renderer)
        self.kinds = kinds
        self.context = settings.url + CONTEXT_PATH

    def entities(self) -> Iterator[str]:
        """Yield every entity that has a page, sorted within its kind."""
        for kind in ("kg:ReadingList", "kg:Topic", "kg:Paper", "kg:Author"):
            yield from self.dump.of_class(kind)
        yield from self.venues
        yield from self.dump.of_class("kg:Snapshot")
        for name in self.dump.of_class("schema:Organization"):
            if frame_of(self.dump.node(name)) == "organization":  # and not a group that signs papers
                yield name

    def node_at(self, path: str) -> Node | None:
        """Return the entity whose page is at a path without ending."""
        if path.partition("/")[0] not in FOLDERS:
            return None
        node = self.dump.read(self.dump.base + path)
        return node if node and frame_of(node) else None

    def entity_file(self, node: Node, ending: str) -> Iterable[bytes]:
        """Return one of the files of an entity, in pieces."""
        match ending:
            case "html":
                return self.pages.html(node)
            case "ttl":
                return Document(self.dump, node).turtle()
            case "jsonld":
                return Document(self.dump, node).json(self.context)
            case _:
                return meta.linkset(self.dump, self.register, node, self.settings)

    def entity_files(self, name: str) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield all files of an entity, each in pieces."""
        node = self.dump.node(name)
        path = self.dump.local(name)
        document = Document(self.dump, node)
        yield f"{path}.html", self.pages.html(node)
        yield f"{path}.ttl", document.turtle()
        yield f"{path}.jsonld", document.json(self.context)
        yield f"{path}.linkset.json", meta.linkset(self.dump, self.register, node, self.settings)

    @cached_property
    def singles(self) -> dict[str, Make]:
        """Return the files that stand for no single entity, each with what makes it."""
        found: dict[str, Make] = {
            "index.html": self.home,
            "404.html": self.missing,
            "topics.html": self.topics,
            "assets/index.js": self.index,
            "query.html": self.query_page,
            "network.html": self.network_page,
            "assets/network-data.js": self.network_data,
            ".nojekyll": bytes,
            ".well-known/void": self.description,
            "dataset.html": self.dataset,
            "dataset.ttl": self.description,
            "dataset.jsonld": lambda: dataset.jsonld(self.dump, self.settings, self.edition),
            "ro-crate-metadata.json": lambda: dataset.crate(self.settings, self.edition),
            "CITATION.cff": lambda: dataset.citation(self.settings, self.edition),
            "robots.txt": lambda: feeds.robots(self.settings),
            "ontology.html": self.ontology,
            "ontology.ttl": (folder("ontology") / "kg.ttl").read_bytes,
            "shapes.ttl": (folder("ontology") / "shapes.ttl").read_bytes,
            CONTEXT_PATH: (folder("ontology") / "context.jsonld").read_bytes,
        }
        for place, path in enumerate(numbered("papers", self.register.papers, PAGE_PAPERS), 1):
            found[f"{path}.html"] = partial(self.papers, place)
        for place, path in enumerate(numbered("authors", self.register.authors, PAGE_NAMES), 1):
            found[f"{path}.html"] = partial(self.authors, place)
        if self.venues:
            found["venues.html"] = self.venue_index
        for asset in sorted((HERE / "assets").rglob("*")):
            if asset.is_file():
                found[f"assets/{asset.relative_to(HERE / 'assets').as_posix()}"] = asset.read_bytes
        return found

    def single(self, path: str) -> bytes:
        """Return one of the files that stand for no single entity, whole."""
        made = self.singles[path]()
        return made if isinstance(made, bytes) else b"".join(made)

    def head(self, title: str, description: str, path: str) -> Head:
        """Return the head of a page that stands for no entity."""
        address = self.settings.url + ("" if path == "index" else f"{path}.html")
        return Head(title=title, description=description, address=address)

    def home(self) -> bytes:
        """Return the home page."""
        dump, settings = self.dump, self.settings
        top = [one for one in dump.of_class("kg:Topic") if dump.node(one).one("skos:broader") is None]
        listed = sorted((self.topic_link(one) for one in top), key=lambda one: (-one.count, one.name.casefold()))
        spread = self.register.years()
        figures = [(word, f"{self.kinds[kind]:,}") for kind, word in self.counted()]
        if spread:
            figures.append(("years", f"{min(spread)}–{max(spread)}"))
        lists = [dump.node(one) for one in dump.of_class("kg:ReadingList")]
        whole = [(year, spread.get(year, 0)) for year in range(min(spread), max(spread) + 1)] if spread else []
        block = meta.said(id=settings.url, type="WebSite", name=settings.title, url=settings.url,
                          description=settings.description)
        head = msgspec.structs.replace(
            self.head(settings.title, settings.description, "index"), block=meta.embedded(block))
        return self.renderer.page("home.html", "index", head, {
            "figures": figures,
            "topics": listed[:24],
            "chart": columns(whole),
            "authors": by_count(one for _, one in self.register.heaviest(HOME_AUTHORS)),
            "newest": [self.register.card(name) for name in self.register.newest(HOME_NEWEST)],
            "lists": [
                Link(label(one), dump.local(one.iri) or "", one.number("schema:numberOfItems") or 0) for one in lists
            ],
        })

    def counted(self) -> Iterator[tuple[str, str]]:
        """Yield the classes that the home page counts, and what people call them."""
        for name, one, many in (("Paper", "paper", "papers"), ("Author", "author", "authors"),
                                ("Topic", "topic", "topics")):
            kind = next((kind for kind in self.kinds if kind.endswith(f"ontology#{name}")), None)
            if kind:
                yield kind, one if self.kinds[kind] == 1 else many

    def topic_link(self, name: str) -> Link:
        """Return a topic with the number of papers in it and below it."""
        return Link(label(self.dump.node(name)), self.dump.local(name) or "", len(papers_under(self.dump, name)))

    def topics(self) -> bytes:
        """Return the page with all topics."""
        by_list: dict[str, list[str]] = {}
        for name in self.dump.of_class("kg:Topic"):
            by_list.setdefault((self.dump.node(name).one("skos:inScheme") or "").partition("#")[0], []).append(name)
        schemes = [
            (Link(label(self.dump.node(home)), self.dump.local(home) or ""),
             sorted((self.topic_link(one) for one in names), key=lambda one: (-one.count, one.name.casefold())))
            for home, names in sorted(by_list.items())
        ]
        head = self.head("Topics", "All topics and how many papers each has", "topics")
        return self.renderer.page("topics.html", "topics", head, {"schemes": schemes})

    def papers(self, number: int) -> bytes:
        """Return one of the pages with all papers."""
        total = self.register.papers
        pages = numbered("papers", total, PAGE_PAPERS)
        path = pages[number - 1]
        cards = map(self.register.card, self.register.newest(PAGE_PAPERS, (number - 1) * PAGE_PAPERS))
        head = self.head(title_of("Papers", number), f"{total} papers, the newest first", path)
        return self.renderer.page("papers.html", path, head, {
            "total": total, "pages": pages, "current": number,
            "years": [(year, list(some)) for year, some in groupby(cards, key=year_of)],
        })

    def authors(self, number: int) -> bytes:
        """Return one of the pages with all authors."""
        total = self.register.authors
        pages = numbered("authors", total, PAGE_NAMES)
        path = pages[number - 1]
        shown = self.register.alphabet(PAGE_NAMES, (number - 1) * PAGE_NAMES)
        head = self.head(title_of("Authors", number), f"{total} authors", path)
        return self.renderer.page("index.html", path, head, {
            "heading": "Authors",
            "lead": f"All {total} authors by the last word of their names, each with the number of papers.",
            "groups": [(letter, list(some)) for letter, some in groupby(shown, key=initial)],
            "pages": pages, "current": number,
        })

    def venue_index(self) -> bytes:
        """Return the page with all venues."""
        dump = self.dump
        found = [
            Link(label(dump.read(one)), dump.local(one) or "", dump.count(one, "schema:isPartOf"))
            for one in self.venues
        ]
        found.sort(key=lambda one: one.name.casefold())
        head = self.head("Venues", f"{len(found)} venues", "venues")
        return self.renderer.page("index.html", "venues", head, {
            "heading": "Venues", "lead": "Where the papers appeared, each with the number of papers.",
            "groups": [("", found)], "pages": ["venues"], "current": 1,
        })

    def query_page(self) -> bytes:
        """Return the page that answers SPARQL in the browser."""
        top, newest = next(self.register.heaviest(1), None), next(self.register.newest(1), None)
        topics = sorted(self.dump.of_class("kg:Topic"), key=lambda one: -self.dump.count(one, "schema:about"))
        favourites: dict[str, str | None] = {
            "author": top[0] if top else None,
            "paper": newest,
            "topic": next(iter(topics), None),
            "list": next(self.dump.of_class("kg:ReadingList"), None),
            "venue": next(iter(self.venues), None),
            "snapshot": next(self.dump.of_class("kg:Snapshot"), None),
        }
        found = {"base": self.dump.base, "questions": questions(self.dump, favourites)}
        head = self.head("Query", "Ask the graph in SPARQL, in the browser", "query")
        return self.renderer.page(
            "query.html", "query", head, {"questions": meta.escaped(found), "policy": QUERY_POLICY})

    @cached_property
    def network(self) -> Network:
        """Return the drawing of who wrote with whom."""
        papers = Counter({name: one.count for name, one in self.register.heaviest(MOST_AUTHORS)})
        return network(self.dump, papers, self.register.authors)

    def network_data(self) -> bytes:
        """Return the drawing as the page loads it."""
        return self.network.script()

    def network_page(self) -> bytes:
        """Return the page with the drawing and the table that says the same."""
        head = self.head("Network", "Who wrote with whom, and on which topics", "network")
        return self.renderer.page("network.html", "network", head, {"network": self.network})

    def description(self) -> bytes:
        """Return the description of the dataset in Turtle."""
        return dataset.turtle(self.dump, self.settings, self.edition)

    def dataset(self) -> bytes:
        """Return the page of the dataset."""
        head = self.head("Dataset", self.settings.description, "dataset")
        links = (
            Typed("describedby", f"{self.settings.url}dataset.ttl", "text/turtle"),
            Typed("alternate", f"{self.settings.url}dataset.jsonld", "application/ld+json"),
            *((Typed("license", self.settings.licence),) if self.settings.licence else ()),
            *(Typed("item", self.settings.url + one.path, dataset.FORMATS[one.ending][1])
              for one in self.edition.downloads),
        )
        whole = msgspec.structs.replace(
            head, links=links, block=meta.embedded(dataset.block(self.settings, self.edition)))
        return self.renderer.page("dataset.html", "dataset", whole, {
            "edition": self.edition,
            "patches": self.patches,
            "triples": self.dump.manifest.triples,
            "classes": [(curie(name) or name, number) for name, number in self.kinds.items()],
        })

    def ontology(self) -> bytes:
        """Return the documentation of the ontology."""
        found = terms.ontology()
        head = self.head(found.title, found.description, "ontology")
        return self.renderer.page("ontology.html", "ontology", head, {"ontology": found, "context": CONTEXT_PATH})

    def stub(self, name: str, one: Gone) -> dict[str, bytes]:
        """Return what stands in the place of a paper that is gone, by ending."""
        path = self.dump.local(name) or ""
        successor = link(self.dump, one.successor) if one.successor else None
        description = f"No longer listed since {one.until}"
        head = Head(title=one.title, description=description, address=one.successor or name)
        said = [Triple(*parts) for parts in stub_triples(name, one)]
        prefixes = {"dcterms": PREFIXES["dcterms"]}
        found = {"html": self.renderer.page("gone.html", path, head, {
            "title": one.title, "until": one.until, "successor": successor})}
        for ending, syntax in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)):
            found[ending] = serialize(said, format=syntax, prefixes=prefixes) or b""
        return found

    def index(self) -> Iterator[bytes]:
        """Yield the index of the search box."""
        return search.index(self.dump, self.register)

    def missing(self) -> bytes:
        """Return what a host shows where there is no page; it may stand at any depth."""
        head = self.head("There is no such page", "There is no page at this address", "404")
        return self.renderer.page("404.html", "404", head, {"up": self.settings.root})


def navigation(*, has_venues: bool) -> tuple[tuple[str, str], ...]:
    """Return the names and paths of the pages that every page leads to."""
    found = [("Papers", "papers"), ("Authors", "authors"), ("Topics", "topics")]
    if has_venues:
        found.append(("Venues", "venues"))
    return (*found, ("Network", "network"), ("Query", "query"))


def numbered(name: str, total: int, each: int) -> list[str]:
    """Return the paths of the pages that a long list is spread over.

    >>> numbered("papers", 501, 250)
    ['papers', 'papers-2', 'papers-3']
    """
    return [name, *(f"{name}-{number}" for number in range(2, -(-total // each) + 1))]


def title_of(name: str, number: int) -> str:
    """Return the title of one of several pages."""
    return name if number == 1 else f"{name}, page {number}"


def year_of(paper: Card) -> int | None:
    """Return the year under which a paper stands."""
    return paper.year


def initial(one: Link) -> str:
    """Return the letter under which a name stands."""
    return surname(one.name)[:1].upper()


