"""Binding: a parameter's value takes the place of the default, as a term and never as text.

A value reaches the query only as the serialisation of an RDF term, or as the digits of a number,
so that no value can change what the query asks.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from kg import identifiers
from kg.errors import WrongUsage
from kg.queries.header import TYPES
from kg.queries.library import Query
from kg.vocabulary import DEFAULT_BASE, PREFIXES, Literal, NamedNode, iri

Lookup = Callable[[str, str], NamedNode]
"""The type of a parameter and a name, to the IRI of the thing that is so called."""
Constant = NamedNode | Literal

FOLDERS = ("author", "paper", "topic", "list", "venue", "organization", "snapshot")
"""Prefixes of data: the folders below the base."""

INTEGER = re.compile(r"[+-]?\d{1,18}")
DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)")
ABSOLUTE = re.compile(r"(?:https?|urn|mailto|tag):\S+", re.IGNORECASE)


def bind(query: Query, given: Mapping[str, str], lookup: Lookup, base: str = DEFAULT_BASE) -> str:
    """Return the text of a query with values in the place of defaults."""
    shown: dict[str, str] = {}
    for name, value in given.items():
        parameter = query.parameter(name)
        try:
            if parameter.type == "limit":
                shown[name] = str(limit(value))
            else:
                shown[name] = serialized(term(parameter.type, value, lookup, base))
        except ValueError as error:
            raise WrongUsage(f"{name}={value}: {error}; it takes {TYPES[parameter.type]}") from error
    return replaced(query, shown)


def bind_terms(query: Query, given: Mapping[str, Sequence[Constant]]) -> str:
    """Return the text of a query with terms in the place of defaults, several for one parameter if need be."""
    return replaced(query, {name: " ".join(map(serialized, terms)) for name, terms in given.items()})


def replaced(query: Query, shown: Mapping[str, str]) -> str:
    """Return the text of a query with serialised terms in the places of its parameters."""
    text = query.text
    for name, slot in sorted(query.slots.items(), key=lambda item: -item[1].start):
        if name in shown:
            text = text[: slot.start] + shown[name] + text[slot.end :]
    return text


ESCAPE = re.compile(r"\\\\(?P<letter>[uU])?|\\u(?P<digits>[0-9A-Fa-f]{4})")


def serialized(value: Constant) -> str:
    r"""Return a term as SPARQL that every engine reads alike.

    Some replace codepoint escapes before they read strings, and take the end of an escaped
    backslash and a `u` for one (rdflib 7.6 reads `"\\u0041"` as `\A`). So a `u` behind a
    backslash is itself escaped, with eight digits, since rdflib takes four more for its own.

    >>> print(serialized(Literal("\\u0041")))
    "\\\U000000750041"
    """
    def escaped(match: re.Match[str]) -> str:
        if match["digits"]:
            return rf"\U0000{match['digits']}"
        return r"\\" + (rf"\U{ord(match['letter']):08X}" if match["letter"] else "")

    return ESCAPE.sub(escaped, str(value))


def limit(value: str) -> int:
    """Return a number of rows."""
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("not a number of rows")
    return int(value)


def term(kind: str, value: str, lookup: Lookup, base: str) -> Constant:
    """Return a value as the term that a parameter's type asks for; raise `ValueError` if it cannot be."""
    match kind:
        case "string":
            return Literal(value)
        case "integer":
            if not INTEGER.fullmatch(value):
                raise ValueError("not a whole number")
            return Literal(str(int(value)), datatype=NamedNode(iri("xsd:integer")))
        case "decimal":
            if not DECIMAL.fullmatch(value):
                raise ValueError("not a decimal number")
            return Literal(value, datatype=NamedNode(iri("xsd:decimal")))
        case "doi" | "arxiv":
            return Literal(bare(kind, value))
    known = full_iri(value, base)
    # The address of an arXiv page, a DOI or an ORCID stands for what it identifies.
    if known is not None and (kind == "iri" or identifiers.from_url(value) is None):
        return known
    if kind == "iri":
        raise ValueError("not an IRI")
    return lookup(kind, value)


def bare(kind: str, value: str) -> str:
    """Return an identifier without its scheme; an arXiv number has a DOI as well.

    >>> bare("doi", "arxiv:1801.04381"), bare("arxiv", "https://arxiv.org/abs/1801.04381v2")
    ('10.48550/arxiv.1801.04381', '1801.04381')
    """
    scheme, _, found = (identifiers.parse(value) or "").partition(":")
    if kind == "doi" and scheme == "arxiv":
        return f"{identifiers.ARXIV_DOI}{found}"
    if scheme != kind:
        raise ValueError(f"not a {'DOI' if kind == 'doi' else 'number of arXiv'}")
    return found


def full_iri(value: str, base: str) -> NamedNode | None:
    """Return an IRI given in full, in angle brackets, or as a CURIE; `None` if it is another text.

    >>> full_iri("author:song-han", "https://example.org/kg/")
    <NamedNode value=https://example.org/kg/author/song-han>
    """
    if value.startswith("<") and value.endswith(">"):
        return NamedNode(value[1:-1])
    if ABSOLUTE.fullmatch(value):
        return NamedNode(value)
    prefix, colon, local = value.partition(":")
    if colon and local and " " not in value:
        if prefix in FOLDERS:
            return NamedNode(f"{base}{prefix}/{local}")
        if prefix in PREFIXES:
            return NamedNode(iri(value))
    return None
