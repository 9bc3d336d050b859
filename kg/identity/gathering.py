"""Each entity once: collect what records lead to, and merge what has one IRI."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import get_type_hints

import msgspec

from kg import mint
from kg.findings import Finding
from kg.identity.candidates import candidates
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


def gather(records: Iterable[Record], files: Mapping[str, str] | None = None) -> Gathered:
    """Collect records, all that they lead to, and guesses at authors that may be one.

    Needs to see everything before the first is final.

    `files` tells the path of the file with a given SHA-256, for findings to name it.
    """
    gathered = Gathered({}, [])
    titles: Titles = {}
    for given in records:
        record, file = given, ""
        if isinstance(given, ReadingList):
            file = (files or {}).get(given.snapshot.sha256) or given.snapshot.name or given.key
            record, clashes = apart(given, titles, file)
            gathered.findings.extend(clashes)
        for found in reached(record):
            iri = mint.IRIS[type(found)](found)
            known = gathered.entities.get(iri)
            gathered.entities[iri] = found if known is None or known == found else merged(known, found)
        if isinstance(record, ReadingList):
            gathered.findings.extend(differences(record, gathered.entities, file))
    for guess in candidates(one for one in gathered.of(Paper) if isinstance(one, Paper)):
        gathered.entities[mint.identity_candidate(guess)] = guess
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


def differences(reading_list: ReadingList, entities: dict[str, Record], file: str) -> Iterator[Finding]:
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
                    file=file,
                    line=entry.line,
                    code="listed-differently",
                    message=f"this paper is listed twice, and the {what} differs: kept {there!r}, "
                    f"here it is {here!r}; correct the one that is wrong",
                )


def names(paper: Paper) -> str:
    """Return a by-line as text."""
    return ", ".join(credit.listed_name for credit in paper.credits)
