"""The JSON-LD document of one entity, as framing (https://www.w3.org/TR/json-ld11-framing/) gives it.

The frames in `ontology/frames` say what a document about a paper, an author, a topic, a venue or
a list holds. This walks them over the graph directly, a hundred times quicker than a general
processor, and knows only what they use: `@embed`, `@explicit`, and keys of our context.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from kg.context import document_context
from kg.dump import LONG, Dump, Node, Term
from kg.jsontext import Made, gathered, pieces
from kg.mapping import CORE
from kg.resources import folder
from kg.vocabulary import PREFIXES, Literal, NamedNode, Triple, curie, iri

Json = dict[str, object]

Said = dict[str, Iterable[str]]
"""What Turtle says of a subject: values by predicate."""

SPOOLED = 1 << 18
"""Bytes of a document that are held in memory."""

SIMPLE = re.compile(r"[a-z]+:[A-Za-z][A-Za-z0-9_]*")
"""A CURIE that Turtle reads as it stands."""

INTEGER = re.compile(r"[+-]?[0-9]+")

CONTEXT_PATH = "context/1.jsonld"
"""Where a site serves the context of its documents; a new version gets a new number."""

FRAMES = {
    "kg:Paper": "paper",
    "kg:Author": "author",
    "kg:Topic": "topic",
    "kg:ReadingList": "list",
    "kg:Snapshot": "snapshot",
    "schema:Periodical": "venue",
    "schema:PublicationEvent": "venue",
    "schema:Book": "venue",
    "schema:CreativeWorkSeries": "venue",
    "schema:Organization": "organization",
}
"""Which frame shows a node of which class; the first that fits."""

LIST = "bibo:authorList"
LIST_KEY = "authorList"
"""The key of the by-line as an `rdf:List`, which documents have and the dump has not."""


class Key(msgspec.Struct, frozen=True):
    """What the context says of one key."""

    name: str
    predicate: str
    reverse: bool = False
    many: bool = False
    language: bool = False
    link: bool = False


def keys() -> dict[str, Key]:
    """Return the keys of our context, in its order."""
    found = {}
    for name, said in document_context(CORE)["@context"].items():
        if isinstance(said, dict):
            container = said.get("@container")
            found[name] = Key(
                name, said.get("@reverse") or said["@id"], "@reverse" in said, container == "@set",
                container == "@language", said.get("@type") == "@id",
            )
        elif isinstance(said, str) and ":" in said and not said.endswith(("/", "#")):
            found[name] = Key(name, said)
    return found


KEYS = keys()
FORWARD = {key.predicate: key for key in KEYS.values() if not key.reverse and key.predicate.split(":")[1][0].islower()}


@lru_cache(maxsize=16)
def frame(name: str) -> Json:
    """Return one of the frames that come with kg."""
    found = msgspec.json.decode((Path(folder("ontology")) / "frames" / f"{name}.jsonld").read_bytes())
    assert isinstance(found, dict)
    return found


def frame_of(node: Node) -> str | None:
    """Return which frame shows a node, or `None` if it has no document of its own."""
    return next((name for kind, name in FRAMES.items() if node.is_a(kind)), None)


class Document:
    """One entity and what its frame shows: the JSON, and the triples that it says."""

    def __init__(self, dump: Dump, node: Node) -> None:
        """Walk the frame that fits the node."""
        self.dump = dump
        self.triples: dict[Triple, None] = {}
        self.byline: list[str] = []
        self.listing: Made | None = None
        self.iri = node.iri
        self.parts = dump.parts(node.iri) if node.is_a("kg:Paper") else {}
        name = frame_of(node)
        assert name is not None, node.iri
        self.root = self.framed(node, frame(name))

    def framed(self, node: Node, shape: Json) -> Json:
        """Return a node as a frame shows it."""
        found: Json = {"id": node.iri}
        explicit = shape.get("@explicit") is True
        for predicate, found_values in ordered(node):
            key = FORWARD.get(predicate)
            if predicate == LONG:
                if not explicit:
                    found["entries"] = self.listing = self.listed(node, inner(shape, "entries"))
                continue
            values = sorted(found_values, key=self.position) if predicate == "kg:authorship" else found_values
            if predicate == "rdf:type":
                self.say(node, predicate, values)
                found["type"] = one_or_all([class_key(value.value) for value in values])
            elif key is not None and (not explicit or key.name in shape):
                self.say(node, predicate, values)
                found[key.name] = self.shown(key, values, inner(shape, key.name))
                if key.name == "authorship":
                    self.signed(values, found, shape)
        for key in KEYS.values():
            if key.reverse and key.name in shape:
                self.backwards(node, key, found, inner(shape, key.name))
        return found

    def say(self, node: Node, predicate: str, values: list[Term]) -> None:
        """Remember the triples that the document says."""
        for value in values:
            self.triples[Triple(NamedNode(node.iri), NamedNode(iri(predicate)), value)] = None

    def shown(self, key: Key, values: list[Term], shape: Json) -> object:
        """Return the values of a key in its form."""
        if key.language:
            return {value.language: value.value for value in values if isinstance(value, Literal)}
        shown = [self.value(value, shape) for value in values]
        return shown if key.many else one_or_all(shown)

    def value(self, value: Term, shape: Json) -> object:
        """Return one value: a node that is embedded or pointed at, or a literal."""
        if isinstance(value, Literal):
            return native(value)
        if shape.get("@embed") == "@always":
            node = self.node(value.value)
            if node:
                return self.framed(node, shape)
        return value.value

    def position(self, credit: Term) -> int:
        """Return the place of a credit in its by-line."""
        return self.node(credit.value).number("schema:position") or 0

    def node(self, name: str) -> Node:
        """Return a node, those that are parts of this one without looking again."""
        return self.parts.get(name) or self.dump.node(name)

    def signed(self, signed: list[Term], found: Json, shape: Json) -> None:
        """Put the authors in by-line order, once as a set and once as a list."""
        agents = [self.node(one.value).one("kg:agent") or "" for one in signed]
        order = {agent: place for place, agent in reversed(list(enumerate(agents)))}
        authors = found.get("author")
        if isinstance(authors, list):
            authors.sort(key=lambda one: order.get(one["id"] if isinstance(one, dict) else one, len(order)))
        if LIST_KEY in shape:
            found[LIST_KEY] = agents
            self.byline = agents

    def backwards(self, node: Node, key: Key, found: Json, shape: Json) -> None:
        """Show who leads to a node."""
        leading = [self.dump.node(name) for name in self.dump.leading_to(node.iri, key.predicate)]
        for one in leading:
            self.say(one, key.predicate, [NamedNode(node.iri)])
        if leading:
            found[key.name] = [
                self.framed(one, shape) if shape.get("@embed") == "@always" else one.iri for one in leading
            ]

    def listed(self, node: Node, shape: Json) -> Made:
        """Return the entries of a list, which are framed one at a time, for there may be very many."""
        return Made(sum(1 for _ in self.dump.objects(node.iri, LONG)), lambda: self.entries(node, shape))

    def entries(self, node: Node, shape: Json) -> Iterator[Json]:
        """Yield the entries of a list; `triples` are those of the one at hand until the next is asked for."""
        whole = self.triples
        try:
            for name in self.dump.objects(node.iri, LONG):
                self.triples = {}
                yield self.framed(self.dump.node(name), shape)
        finally:
            self.triples = whole

    def json(self, context: str) -> Iterator[bytes]:
        """Yield the document with the address of its context."""
        said = {"@context": context, **self.root}
        if self.listing is None:
            yield msgspec.json.format(msgspec.json.encode(said), indent=1)
        else:
            yield from (one.encode() for one in pieces(said, indent=1))
        yield b"\n"

    def turtle(self) -> Iterator[bytes]:
        """Yield the same statements for people to read: https://www.w3.org/TR/turtle/."""
        used: set[str] = set()
        # The prefixes that a document uses are known when all of it is written, and stand at its head.
        with tempfile.SpooledTemporaryFile(SPOOLED) as body:
            body.writelines(one.encode() for one in gathered(self.blocks(used)))
            body.seek(0)
            yield "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(used)).encode()
            yield from iter(lambda: body.read(SPOOLED), b"")

    def blocks(self, used: set[str]) -> Iterator[str]:
        """Yield what is said of each subject in Turtle, and note the prefixes that it uses."""
        subjects = {self.iri: {}, **grouped(self.triples)}
        if self.byline:
            subjects[self.iri][LIST] = [f"( {' '.join(f'<{agent}>' for agent in self.byline)} )"]
        if self.listing is not None:
            names = (printed(NamedNode(one)) for one in self.dump.objects(self.iri, LONG))
            subjects[self.iri] = placed(subjects[self.iri], LONG, names)
        for subject, said in subjects.items():
            yield from block(subject, said, used)
        for entry in self.listing or ():
            assert isinstance(entry, dict)
            for subject, said in grouped(self.triples).items():
                if subject not in subjects and self.first(entry["id"], subject):
                    yield from block(subject, said, used)

    def first(self, entry: str, subject: str) -> bool:
        """Tell whether an entry of the list is the first to speak of itself or of a paper."""
        others = (one for one in self.dump.subjects(subject, "schema:item") if one.startswith(f"{self.iri}#"))
        return next(others, entry) == entry


def grouped(triples: Iterable[Triple]) -> dict[str, Said]:
    """Return triples by subject and predicate, as Turtle writes them."""
    found: dict[str, Said] = {}
    for one in triples:
        assert isinstance(one.subject, NamedNode)
        assert isinstance(one.object, NamedNode | Literal)
        values = found.setdefault(one.subject.value, {}).setdefault(name_of(one.predicate.value), [])
        assert isinstance(values, list)
        values.append(printed(one.object))
    return found


def placed(said: Said, predicate: str, values: Iterable[str]) -> Said:
    """Return what is said with one predicate more, where the context has it."""
    order = [name_of(iri(name)) for name in FORWARD]
    whole = {**said, name_of(iri(predicate)): values}
    return {name: whole[name] for name in sorted(whole, key=lambda one: order.index(one) if one in order else -1)}


def block(subject: str, said: Said, used: set[str]) -> Iterator[str]:
    """Yield what is said of a subject, and note the prefixes."""
    opening = f"\n{NamedNode(subject)}"
    for predicate in sorted(said, key=lambda one: one != "a"):
        yield f"{opening}\n    {predicate} "
        used.update(prefixes_in(predicate))
        between = ""
        for value in said[predicate]:
            used.update(prefixes_in(value))
            yield between + value
            between = " ,\n        "
        opening = " ;"
    if said:
        yield " .\n"


@lru_cache(maxsize=1 << 12)
def name_of(predicate: str) -> str:
    """Return a predicate or class as Turtle writes it."""
    short = curie(predicate)
    if short == "rdf:type":
        return "a"
    return short if short and SIMPLE.fullmatch(short) else str(NamedNode(predicate))


@lru_cache(maxsize=256)
def short(name: str) -> str | None:
    """Return a datatype as a CURIE."""
    return curie(name)


def printed(value: Term) -> str:
    """Return a term as Turtle writes it."""
    if isinstance(value, NamedNode):
        return name_of(value.value)
    kind = short(value.datatype.value)
    if kind == "xsd:integer" and INTEGER.fullmatch(value.value):
        return value.value
    if kind == "xsd:string" or value.language or kind is None:
        return str(value)
    return f"{Literal(value.value)}^^{kind}"


def prefixes_in(text: str) -> Iterator[str]:
    """Yield the prefix that a predicate or a value uses, if it uses one."""
    tail = text.rpartition("^^")[2] if text.startswith('"') and not text.endswith('"') else text
    if SIMPLE.fullmatch(tail):
        yield tail.partition(":")[0]


def ordered(node: Node) -> Iterator[tuple[str, list[Term]]]:
    """Yield the predicates of a node in the order of the context, the class first."""
    yield from ((name, node.values[name]) for name in ("rdf:type",) if name in node.values)
    for name in FORWARD:
        if name in node.values:
            yield name, node.values[name]


def inner(shape: Json, name: str) -> Json:
    """Return what a frame says below a key."""
    found = shape.get(name, {})
    if isinstance(found, list):
        found = found[0] if found else {}
    assert isinstance(found, dict)
    return found


def one_or_all(values: list[object] | list[str]) -> object:
    """Return one value alone and several as a list."""
    return values[0] if len(values) == 1 else values


@lru_cache(maxsize=256)
def class_key(name: str) -> str:
    """Return a class as our context calls it."""
    return (curie(name) or name).partition(":")[2] if curie(name) else name


def native(value: Literal) -> object:
    """Return a literal as our context writes it."""
    kind = short(value.datatype.value)
    match kind:
        case "xsd:string":
            return value.value
        case "xsd:integer":
            return int(value.value)
        case "xsd:boolean":
            return value.value == "true"
        case _:
            return {"type": kind, "@value": value.value}
