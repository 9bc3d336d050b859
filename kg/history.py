"""A readable account of what changed between two graphs: papers, their fields, and who is who."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from kg.changes import Changes
from kg.vocabulary import Literal, NamedNode, RdfFormat, curie, iri, parse

Term = NamedNode | Literal
Values = dict[str, list[Term]]
Index = dict[str, Values]
"""What a graph says about some subjects: by subject and predicate."""

IS_A, PAPER, AUTHOR = iri("rdf:type"), iri("kg:Paper"), iri("kg:Author")
AGENT, LISTED = iri("kg:agent"), iri("kg:listedName")
NAMES = (iri("schema:name"), iri("skos:prefLabel"), LISTED)
KINDS = {
    PAPER: "papers", AUTHOR: "authors", iri("kg:Topic"): "topics", iri("kg:ReadingList"): "lists",
    iri("kg:Snapshot"): "snapshots",
}
OTHER = "other things"
ORDER = (*KINDS.values(), OTHER)


class Field(msgspec.Struct, frozen=True):
    """The values that a thing, or a part of it, lost and got."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Thing(msgspec.Struct, frozen=True):
    """A paper, an author, a topic that came, went or changed; its parts are counted with it."""

    kind: str
    iri: str
    label: str
    change: str
    """`added`, `removed` or `changed`."""
    fields: tuple[Field, ...]
    statements: int
    """How many changed statements this accounts for."""


class Identity(msgspec.Struct, frozen=True):
    """Authors that credits moved from and to."""

    change: str
    """`merged`, `split`, `renamed` or `moved`."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    credits: int


class Account(msgspec.Struct, frozen=True):
    """All that is to be told of a change."""

    things: tuple[Thing, ...]
    identities: tuple[Identity, ...]
    removed: int
    added: int


def owner(subject: str) -> str:
    """Return the thing that a node is a part of: an authorship belongs to its paper."""
    return subject.partition("#")[0]


def account(old: Iterable[bytes], new: Iterable[bytes], changes: Changes) -> Account:
    """Return what changed, told by things; each changed statement counts in exactly one of them."""
    touched = indexed(changes.removed), indexed(changes.added)
    wanted = {owner(subject) for index in touched for subject in index} | {
        value.value for index in touched for values in index.values() for terms in values.values()
        for value in terms if isinstance(value, NamedNode)
    }
    before, after = (about(lines, wanted) for lines in (old, new))
    things = []
    parts: dict[str, set[str]] = defaultdict(set)
    for index in touched:
        for subject in index:
            parts[owner(subject)].add(subject)
    for name in parts:
        things.append(thing(name, sorted(parts[name]), touched, before, after))
    things.sort(key=lambda one: (ORDER.index(one.kind), ("added", "removed", "changed").index(one.change), one.label))
    return Account(tuple(things), tuple(identities(touched, before, after)), len(changes.removed), len(changes.added))


def indexed(lines: Iterable[bytes]) -> Index:
    """Return what some lines say."""
    found: Index = {}
    for quad in parse(b"".join(lines), RdfFormat.N_TRIPLES):
        subject, value = quad.subject, quad.object
        assert isinstance(subject, NamedNode)
        assert isinstance(value, NamedNode | Literal)
        found.setdefault(subject.value, {}).setdefault(quad.predicate.value, []).append(value)
    return found


def about(lines: Iterable[bytes], wanted: set[str]) -> Index:
    """Return what a graph says about some things and their parts."""
    return indexed(line for line in lines if owner(line[1:line.index(b">")].decode()) in wanted)


def thing(name: str, subjects: list[str], touched: tuple[Index, Index], before: Index, after: Index) -> Thing:
    """Return what became of one thing."""
    change = "changed" if name in before and name in after else "added" if name in after else "removed"
    if name not in before and name not in after:
        change = "changed"
    fields, statements = [], 0
    for subject in subjects:
        gone, come = (index.get(subject, {}) for index in touched)
        statements += sum(map(len, gone.values())) + sum(map(len, come.values()))
        part = subject.removeprefix(name)
        fields += [
            Field(" ".join(filter(None, (part.removeprefix("#"), curie(predicate) or predicate))),
                  texts(gone.get(predicate, []), before), texts(come.get(predicate, []), after))
            for predicate in sorted(gone.keys() | come.keys())
        ]
    here = after if name in after else before
    return Thing(kind(here.get(name, {})), name, label(name, here), change,
                 tuple(fields) if change == "changed" else (), statements)


def kind(values: Values) -> str:
    """Return what sort of thing it is."""
    classes = {value.value for value in values.get(IS_A, [])}
    return next((name for one, name in KINDS.items() if one in classes), OTHER)


def label(name: str, index: Index) -> str:
    """Return what people call a thing, else its IRI."""
    values = index.get(name, {})
    return next((values[one][0].value for one in NAMES if one in values), curie(name) or name)


def texts(values: list[Term], index: Index) -> tuple[str, ...]:
    """Return values as people read them."""
    return tuple(sorted(
        label(value.value, index) if isinstance(value, NamedNode) else value.value for value in values
    ))


def identities(touched: tuple[Index, Index], before: Index, after: Index) -> Iterator[Identity]:
    """Yield the authors between whom credits moved, where the credit itself stayed."""
    targets: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for subject in touched[0].keys() & touched[1].keys():
        for old in touched[0][subject].get(AGENT, []):
            for new in touched[1][subject].get(AGENT, []):
                targets[old.value].add(new.value)
                sources[new.value].add(old.value)
                moved[old.value, new.value] += 1
    for group in (targets, sources):
        other = after if group is targets else before
        for name in group:
            if name in other:
                group[name].add(name)
    told: set[tuple[str, str]] = set()
    for new in sorted(sources):
        if len(sources[new]) > 1:
            told |= {(old, new) for old in sources[new]}
            yield identity("merged", sources[new], {new}, moved, before, after)
    for old in sorted(targets):
        if len(targets[old]) > 1:
            told |= {(old, new) for new in targets[old]}
            yield identity("split", {old}, targets[old], moved, before, after)
    for old, new in sorted(moved):
        if (old, new) not in told:
            yield identity("renamed", {old}, {new}, moved, before, after)


def identity(change: str, old: set[str], new: set[str], moved: dict[tuple[str, str], int], before: Index,
             after: Index) -> Identity:
    """Return one such change with the names of the authors."""
    return Identity(
        change, tuple(sorted(label(one, before) for one in old)), tuple(sorted(label(one, after) for one in new)),
        sum(count for (source, target), count in moved.items() if source in old and target in new),
    )


def told(found: Account, most: int = 20) -> Iterator[str]:
    """Yield the account as lines of text; of each kind at most so many things."""
    if not found.things:
        yield "nothing changed"
        return
    for name in ORDER:
        things = [one for one in found.things if one.kind == name]
        if not things:
            continue
        counts = [f"{number} {change}" for change in ("added", "removed", "changed")
                  if (number := sum(one.change == change for one in things))]
        yield f"{name}: {', '.join(counts)}"
        for one in things[:most]:
            yield f"  {SIGNS[one.change]} {one.label}  <{one.iri}>"
            yield from (f"      {field.name}: {shown(field)}" for field in one.fields)
        if len(things) > most:
            yield f"  and {len(things) - most} more (--all)"
    for one in found.identities:
        yield f"{one.change}: {' + '.join(one.before)} → {' + '.join(one.after)} ({one.credits} credits)"
    yield f"triples: {found.removed:,} removed, {found.added:,} added"


SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def shown(field: Field) -> str:
    """Return the change of one field."""
    before, after = (" | ".join(values) for values in (field.before, field.after))
    if before and after:
        return f"{before} → {after}"
    return f"+ {after}" if after else f"- {before}"
