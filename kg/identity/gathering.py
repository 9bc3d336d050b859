"""Each entity once: collect what records lead to, and merge what has one IRI."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import get_type_hints

import msgspec

from kg import mint
from kg.findings import Finding
from kg.identity.clashes import Titles, apart
from kg.identity.merging import merged
from kg.records import Paper, ReadingList, Record


class Gathered(msgspec.Struct):
    """All entities of a graph by their IRI without the base, in the order of the source."""

    entities: dict[str, Record]
    findings: list[Finding]

    def of(self, kind: type[Record]) -> list[Record]:
        """Return the entities of one kind."""
        return [record for record in self.entities.values() if type(record) is kind]


def gather(records: Iterable[Record]) -> Gathered:
    """Collect records and all that they lead to; needs to see everything before the first is final."""
    gathered = Gathered({}, [])
    titles: Titles = {}
    for given in records:
        record = given
        if isinstance(given, ReadingList):
            record, clashes = apart(given, titles)
            gathered.findings.extend(clashes)
        for found in reached(record):
            iri = mint.IRIS[type(found)](found)
            known = gathered.entities.get(iri)
            gathered.entities[iri] = found if known is None or known == found else merged(known, found)
        if isinstance(record, ReadingList):
            gathered.findings.extend(differences(record, gathered.entities))
    return gathered


def reached(record: Record) -> Iterator[Record]:
    """Yield a record and the entities that it leads to, in the order of their fields."""
    if type(record) in mint.IRIS:
        yield record
    for name in leading(type(record)):
        value = getattr(record, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Record):
                yield from reached(one)


@lru_cache
def leading(kind: type[Record]) -> tuple[str, ...]:
    """Return the fields of a kind of record that can lead to other records."""
    return tuple(name for name, hint in get_type_hints(kind).items() if "records." in str(hint))


def differences(reading_list: ReadingList, entities: dict[str, Record]) -> Iterator[Finding]:
    """Yield what an entry says of its paper that the graph does not, since another entry said other."""
    for entry in reading_list.entries:
        kept = entities[mint.paper(entry.paper)]
        assert isinstance(kept, Paper)
        said = {
            "title": (entry.paper.title, kept.title),
            "by-line": (names(entry.paper), names(kept)),
        }
        for what, (here, there) in said.items():
            if here and here != there:
                yield Finding(
                    file=reading_list.snapshot.name or reading_list.key,
                    line=entry.line,
                    code="listed-differently",
                    message=f"this paper is listed twice, and the {what} differs: kept {there!r}, "
                    f"here it is {here!r}; correct the one that is wrong",
                )


def names(paper: Paper) -> str:
    """Return a by-line as text."""
    return ", ".join(credit.listed_name for credit in paper.credits)
