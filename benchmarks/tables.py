"""A graph as the tables that mapping engines read: `tables(graph, folder)` writes CSV files and says what they mean.

From the N-Triples that kg wrote: one wide table for each class, with a column for each predicate
that has one value at most, and a table of two columns for each predicate with more. IRIs are there
as they shall be written, so that an engine has nothing to mint, to check or to merge.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LINE = re.compile(r'<([^>]*)> <([^>]*)> (?:<([^>]*)>|(".*")(?:@([a-z-]+)|\^\^<([^>]*)>)?) \.\n')


class Column(msgspec.Struct, frozen=True):
    """One predicate and what its values are."""

    name: str
    predicate: str
    kind: str
    """`iri`, `string`, `@en`, or the IRI of a datatype."""


class Table(msgspec.Struct):
    """A CSV file whose first column `s` holds subjects."""

    file: str
    types: list[str]
    """Classes that all subjects have; empty in tables of two columns."""
    columns: list[Column]


Values = dict[str, list[str]]


def tables(graph: Path, folder: Path) -> list[Table]:
    """Write the tables of a graph and return what they mean."""
    subjects: dict[tuple[str, ...], dict[str, Values]] = defaultdict(dict)
    kinds: dict[str, str] = {}
    with graph.open(encoding="utf-8", newline="\n") as lines:
        at, types, values = "", [], defaultdict(list)
        for line in lines:
            match = LINE.fullmatch(line)
            assert match is not None, line
            subject, predicate, iri, text, language, datatype = match.groups()
            if subject != at:
                subjects[tuple(types)][at] = values
                at, types, values = subject, [], defaultdict(list)
            if predicate == TYPE:
                types.append(iri)
                continue
            kinds[predicate] = "iri" if iri else f"@{language}" if language else datatype or "string"
            values[predicate].append(iri or msgspec.json.decode(text))
        subjects[tuple(types)][at] = values
    del subjects[()]
    return [table for classes, nodes in subjects.items() for table in of_class(list(classes), nodes, kinds, folder)]


def of_class(classes: list[str], nodes: dict[str, Values], kinds: dict[str, str], folder: Path) -> list[Table]:
    """Write the tables of the nodes with the same classes."""
    most: dict[str, int] = {}
    for values in nodes.values():
        for predicate, found in values.items():
            most[predicate] = max(most.get(predicate, 0), len(found))
    name = "_".join(local(one) for one in classes)
    single = [Column(local(predicate), predicate, kinds[predicate]) for predicate in most if most[predicate] == 1]
    wide = Table(f"{name}.csv", classes, single)
    write(folder / wide.file, ["s", *(one.name for one in single)], (
        [subject, *("".join(values.get(one.predicate, ())) for one in single)] for subject, values in nodes.items()
    ))
    made = [wide]
    for predicate, number in most.items():
        if number > 1:
            column = Column(local(predicate), predicate, kinds[predicate])
            made.append(Table(f"{name}-{column.name}.csv", [], [column]))
            write(folder / made[-1].file, ["s", column.name], (
                [subject, value] for subject, values in nodes.items() for value in values.get(predicate, ())
            ))
    return made


def local(iri: str) -> str:
    """Return the last part of an IRI."""
    return re.split(r"[/#]", iri)[-1]


def write(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
