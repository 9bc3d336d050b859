"""The JSON-LD context, made from the mapping.

Every term is explicit and there is no `@vocab`, so that a mistyped key is seen to be lost;
whatever may repeat is a set; integers and booleans are native; other literals say their type
with the value, since one key may hold a year here and a month there.
"""

from kg.rows import Entity, Flag, Int, Kind, Lang, Link, Local, Mapping, Part, Row, Web, reach
from kg.vocabulary import PREFIXES

Definition = str | dict[str, str]
Context = dict[str, dict[str, Definition | float]]


def key(row: Row) -> str:
    """Return the key of a row in JSON-LD: its own, or the local name of its predicate."""
    return row.term or row.predicate.partition(":")[2]


def context(mapping: Mapping) -> Context:
    """Return the object with the `@context` of a mapping.

    Raises `ValueError` where two rows want one key for different things.
    """
    terms: dict[str, Definition | float] = {"@version": 1.1, "id": "@id", "type": "@type"}
    terms.update({prefix: PREFIXES[prefix] for prefix in used_prefixes(mapping)})
    for entity in mapping:
        for name in classes(entity):
            terms[name.partition(":")[2]] = name
        for row in entity.rows:
            if isinstance(row, Kind):
                continue
            found = definition(entity, row)
            if terms.setdefault(key(row), found) != found:
                raise ValueError(f"two meanings for the key {key(row)!r}: {terms[key(row)]} and {found}")
    return {"@context": terms}


DOCUMENT_TERMS: dict[str, Definition] = {
    "authorList": {"@id": "bibo:authorList", "@type": "@id", "@container": "@list"},
    "authorOf": {"@reverse": "schema:author", "@type": "@id", "@container": "@set"},
    "topicOf": {"@reverse": "schema:about", "@type": "@id", "@container": "@set"},
    "listedAs": {"@reverse": "schema:item", "@type": "@id", "@container": "@set"},
    "candidates": {"@reverse": "kg:candidateFor", "@type": "@id", "@container": "@set"},
    "hasPart": {"@reverse": "schema:isPartOf", "@type": "@id", "@container": "@set"},
    "entryOf": {"@reverse": "schema:itemListElement", "@type": "@id", "@container": "@set"},
}
"""What a document about one entity says besides the dump: its authors as a list, and who leads to it."""


def document_context(mapping: Mapping) -> Context:
    """Return the context of documents about one entity, as it is published under a versioned address."""
    terms = dict(context(mapping)["@context"])
    return {"@context": {**terms, "bibo": PREFIXES["bibo"], **DOCUMENT_TERMS}}


def definition(entity: Entity, row: Row) -> Definition:
    """Return the definition of a row's key."""
    full: dict[str, str] = {"@id": row.predicate}
    if isinstance(row, Link | Local | Web | Part):
        full["@type"] = "@id"
    if isinstance(row, Lang):
        full["@container"] = "@language"
    elif reach(entity.record, row).many:
        full["@container"] = "@set"
    return full if len(full) > 1 else row.predicate


def classes(entity: Entity) -> list[str]:
    """Return every class that a node of this kind may have."""
    found = list(entity.types)
    for row in entity.rows:
        if isinstance(row, Kind):
            found += row.classes.values()
    return found


def used_prefixes(mapping: Mapping) -> list[str]:
    """Return the prefixes of a mapping's terms, and of datatypes, in our order."""
    names = [row.predicate for entity in mapping for row in entity.rows if not isinstance(row, Kind)]
    names += [name for entity in mapping for name in classes(entity)]
    typed = any(not isinstance(row, Int | Flag) for entity in mapping for row in entity.rows)
    wanted = {name.partition(":")[0] for name in names} | ({"xsd"} if typed else set())
    return [prefix for prefix in PREFIXES if prefix in wanted]
