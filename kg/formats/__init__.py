"""What kg writes: one module a syntax, and the table that names them all."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath

import msgspec

from kg.compiler import Frame, Meet
from kg.errors import WrongUsage
from kg.formats import jsonld, ntriples, rdfxml, turtle
from kg.records import Record
from kg.rows import Mapping
from kg.vocabulary import RdfFormat

Writer = Callable[[Iterable[Record], str, Mapping, str | None], Iterator[bytes]]
"""Records, base IRI, mapping and graph name, to chunks of bytes."""


Framer = Callable[[str, Mapping, str | None, Meet], Frame]
"""Base IRI, mapping, graph name, and what to call at each entity met, to writers and what is around them."""


class Format(msgspec.Struct, frozen=True):
    """All that is known about one syntax."""

    name: str
    title: str
    """As its standard spells it."""
    extensions: tuple[str, ...]
    media_types: tuple[str, ...]
    write: Writer
    frame: Framer
    rdf: RdfFormat
    """What reads it."""
    graphs: bool = False
    """Whether it can name the graph of a statement."""


FORMATS = (
    Format("turtle", "Turtle", ("ttl",), ("text/turtle",), turtle.write, turtle.frame, RdfFormat.TURTLE),
    Format("trig", "TriG", ("trig",), ("application/trig",), turtle.write, turtle.frame, RdfFormat.TRIG, graphs=True),
    Format("ntriples", "N-Triples", ("nt",), ("application/n-triples",), ntriples.write, ntriples.frame, RdfFormat.N_TRIPLES),
    Format("nquads", "N-Quads", ("nq",), ("application/n-quads",), ntriples.write, ntriples.frame, RdfFormat.N_QUADS, graphs=True),
    Format("jsonld", "JSON-LD", ("jsonld", "json"), ("application/ld+json", "application/json"), jsonld.write, jsonld.frame,
           RdfFormat.JSON_LD, graphs=True),
    Format("jsonl", "JSON-LD, one node a line", ("ndjsonld", "jsonl"), ("application/x-ndjson",),
           jsonld.write_lines, jsonld.frame_lines, RdfFormat.JSON_LD, graphs=True),
    Format("rdfxml", "RDF/XML", ("rdf", "xml", "owl"), ("application/rdf+xml",), rdfxml.write, rdfxml.frame, RdfFormat.RDF_XML),
)
"""Every syntax that kg writes, the default first."""


def find_format(text: str) -> Format | None:
    """Return the format with this name, extension or media type, if there is one.

    >>> find_format("ttl").name, find_format("application/n-quads").name
    ('turtle', 'nquads')
    """
    wanted = text.lower().removeprefix(".").partition(";")[0].strip()
    for known in FORMATS:
        if wanted in {known.name, known.title.lower(), *known.extensions, *known.media_types}:
            return known
    return None


def format_named(text: str) -> Format:
    """Return the format with this name, extension or media type.

    Raises `WrongUsage` if kg does not write it.
    """
    found = find_format(text)
    if found is None:
        names = "|".join(known.name for known in FORMATS)
        raise WrongUsage(f"{text!r} is no format that kg writes; say one of {names}")
    return found


def format_of(path: str) -> Format | None:
    """Return the format that a file's name tells, whether compressed or not.

    >>> format_of("graph.nt.zst").name
    'ntriples'
    """
    suffixes = [suffix for suffix in PurePath(path).suffixes if suffix not in {".gz", ".zst"}]
    return find_format(suffixes[-1]) if suffixes else None
