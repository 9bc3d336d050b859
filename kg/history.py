"""A readable account of what changed between two graphs: papers, their fields, and who is who."""

from collections import Counter, defaultdict
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

    part: str
    """The fragment of the part's IRI, such as `author-3`; empty for the thing itself."""
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
    """`merged`, `split` or `renamed`."""
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
    parts: dict[str, set[str]] = defaultdict(set)
    for index in touched:
        for subject in index:
            parts[owner(subject)].add(subject)
    things = [thing(name, sorted(subjects), touched, before, after) for name, subjects in parts.items()]
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
        part = subject.removeprefix(name).removeprefix("#")
        for predicate in sorted(gone.keys() | come.keys()):
            values = gone.get(predicate, []), come.get(predicate, [])
            old, new = texts(values[0], before), texts(values[1], after)
            if old == new:  # two things of one name: only their IRIs tell them apart
                old, new = texts(values[0], {}), texts(values[1], {})
            fields.append(Field(part, curie(predicate) or predicate, old, new))
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
    moved: Counter[tuple[str, str]] = Counter(
        (old.value, new.value)
        for subject in sorted(touched[0].keys() & touched[1].keys())
        for old in touched[0][subject].get(AGENT, [])
        for new in touched[1][subject].get(AGENT, [])
    )
    # An author who is still there after some credits have left is one of those that they went to.
    stays = {(old, old) for old, _ in moved if old in after} | {(new, new) for _, new in moved if new in before}
    pairs = moved.keys() | stays
    targets, sources = groups(pairs), groups((new, old) for old, new in pairs)
    found = [("merged", sources[new], {new}) for new in sorted(sources) if len(sources[new]) > 1]
    found += [("split", {old}, targets[old]) for old in sorted(targets) if len(targets[old]) > 1]
    told = {(old, new) for _, olds, news in found for old in olds for new in news}
    found += [("renamed", {old}, {new}) for old, new in sorted(moved) if (old, new) not in told]
    for change, olds, news in found:
        yield Identity(
            change, tuple(sorted(label(one, before) for one in olds)), tuple(sorted(label(one, after) for one in news)),
            sum(number for (old, new), number in moved.items() if old in olds and new in news),
        )


def groups(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the second parts of pairs by their first."""
    found: dict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return found


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
            yield from (f"      {line}" for line in summed(one.fields))
        if len(things) > most:
            yield f"  and {len(things) - most} more (--all)"
    for moved in found.identities:
        yield f"{moved.change}: {' + '.join(moved.before)} → {' + '.join(moved.after)} ({moved.credits} credits)"
    yield f"triples: {found.removed:,} removed, {found.added:,} added"


def summed(fields: Iterable[Field]) -> Iterator[str]:
    """Yield the changes of fields; where many parts changed alike, once."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for field in fields:
        alike[field.name, shown(field)].append(field.part)
    for (name, change), parts in alike.items():
        where = " and ".join(filter(None, parts)) if len(parts) <= FEW else f"{len(parts)} parts"
        yield f"{where} {name}: {change}".lstrip()


FEW = 2
"""Parts that are named where they changed alike; more are counted."""

SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def shown(field: Field) -> str:
    """Return the change of one field."""
    before, after = (" | ".join(values) for values in (field.before, field.after))
    if before and after:
        return f"{before} → {after}"
    return f"+ {after}" if after else f"- {before}"
