"""What pages need to know of all papers, authors and entries at once.

It stands in a database on disk (https://www.sqlite.org/), so that memory does not grow with the graph,
and each paper is read once however many pages show it.
"""

import sqlite3
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec

from kg.dump import Dump
from kg.publish.views import Card, Link, card_of, label, surname

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE papers (iri TEXT PRIMARY KEY, date TEXT, year INTEGER, title TEXT, card BLOB) WITHOUT ROWID;
CREATE TABLE signed (author TEXT);
CREATE TABLE authors (iri TEXT PRIMARY KEY, papers INTEGER, surname TEXT, folded TEXT, name TEXT) WITHOUT ROWID;
CREATE TABLE entries (list TEXT, position INTEGER, iri TEXT, paper TEXT, topic TEXT, heading TEXT, line INTEGER);
BEGIN;
"""

ORDERS = """
DROP TABLE signed;
CREATE INDEX newest ON papers (date DESC, title, iri);
CREATE INDEX weight ON authors (papers DESC, iri);
CREATE INDEX alphabet ON authors (surname, folded, iri);
CREATE INDEX listed ON entries (list, position, iri);
"""

RECENT = 1024
"""Cards that are kept in memory."""

Row = tuple[object, ...]


class Listed(msgspec.Struct, frozen=True):
    """One entry of a list."""

    iri: str
    position: int
    paper: str
    topic: str | None
    heading: str | None
    line: int | None


class Register:
    """All papers, authors and entries in the orders in which pages show them."""

    def __init__(self, dump: Dump, place: Path | None = None) -> None:
        """Say where the database is to stand for other processes to read as well, if it is."""
        self.dump = dump
        self.place = place
        self.kept: sqlite3.Connection | None = None
        self.ready = False
        self.card = lru_cache(maxsize=RECENT)(self.found)

    @property
    def base(self) -> sqlite3.Connection:
        """Return the database, which is made when it is first asked."""
        if self.kept is None:
            self.kept = sqlite3.connect(self.place or "") if self.ready else self.made()
            self.ready = True
        return self.kept

    def close(self) -> None:
        """Let go of the database; if it has a place, whoever asks next opens it again, and so a forked process may."""
        if self.kept is not None:
            self.kept.close()
        self.kept = None

    def remove(self) -> None:
        """Remove the database from its place."""
        self.close()
        if self.place is not None:
            self.place.unlink(missing_ok=True)

    def made(self) -> sqlite3.Connection:
        """Read the graph once and note what pages ask for."""
        dump = self.dump
        base = sqlite3.connect(self.place or "", isolation_level=None)
        base.executescript(TABLES)
        for name in dump.of_class("kg:Paper"):
            node = dump.read(name)
            card = card_of(dump, node)
            base.execute("INSERT INTO papers VALUES (?, ?, ?, ?, ?)", (
                name, card.date or (str(card.year) if card.year else ""), card.year, card.title.casefold(),
                msgspec.msgpack.encode(card)))
            base.executemany("INSERT INTO signed VALUES (?)", ((one,) for one in node.all("schema:author")))
        for name, papers in base.execute("SELECT author, COUNT(*) FROM signed GROUP BY author"):
            known = label(dump.read(name))
            base.execute("INSERT INTO authors VALUES (?, ?, ?, ?, ?)",
                         (name, papers, surname(known), known.casefold(), known))
        for name in dump.of_class("kg:ReadingList"):
            base.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", entries_of(dump, name))
        base.executescript(ORDERS)
        return base

    def found(self, name: str) -> Card:
        """Return a paper as lists of papers show it."""
        if self.ready:
            for (data,) in self.base.execute("SELECT card FROM papers WHERE iri = ?", (name,)):
                return msgspec.msgpack.decode(data, type=Card)
        return card_of(self.dump, self.dump.node(name))

    @cached_property
    def papers(self) -> int:
        """Return how many papers there are."""
        return self.number("SELECT COUNT(*) FROM papers")

    @cached_property
    def authors(self) -> int:
        """Return how many authors signed a paper."""
        return self.number("SELECT COUNT(*) FROM authors")

    def number(self, question: str, *values: str) -> int:
        """Return the one number that a question asks for."""
        (found,) = self.base.execute(question, values).fetchone()
        assert isinstance(found, int)
        return found

    def years(self) -> dict[int, int]:
        """Return how many papers there are of each year."""
        return dict(self.base.execute(
            "SELECT year, COUNT(*) FROM papers WHERE year IS NOT NULL GROUP BY year ORDER BY year"))

    def newest(self, most: int = -1, start: int = 0) -> Iterator[str]:
        """Yield papers, the newest first, those of one day by title."""
        asked = "SELECT iri FROM papers ORDER BY date DESC, title, iri LIMIT ? OFFSET ?"
        return (name for (name,) in self.base.execute(asked, (most, start)))

    def latest(self, most: int) -> list[str]:
        """Return the newest papers, those of one day by IRI."""
        return [name for (name,) in self.base.execute("SELECT iri FROM papers ORDER BY date DESC, iri LIMIT ?", (most,))]

    def heaviest(self, most: int = -1) -> Iterator[tuple[str, Link]]:
        """Yield the authors of most papers, each IRI with its name and their number."""
        asked = "SELECT iri, name, papers FROM authors ORDER BY papers DESC, iri LIMIT ?"
        return ((name, self.link(name, known, papers)) for name, known, papers in self.base.execute(asked, (most,)))

    def alphabet(self, most: int, start: int) -> list[Link]:
        """Return authors in the order of their last words."""
        asked = "SELECT iri, name, papers FROM authors ORDER BY surname, folded, iri LIMIT ? OFFSET ?"
        return [self.link(*found) for found in self.base.execute(asked, (most, start))]

    def link(self, name: str, known: str, papers: int) -> Link:
        """Return a pointer to the page of an author."""
        return Link(known, self.dump.local(name) or "", papers)

    def entries(self, reading_list: str) -> Iterator[Listed]:
        """Yield the entries of a list in their order."""
        asked = "SELECT iri, position, paper, topic, heading, line FROM entries WHERE list = ? ORDER BY position, iri"
        return (Listed(*found) for found in self.base.execute(asked, (reading_list,)))

    def length(self, reading_list: str) -> int:
        """Return how many entries a list has."""
        return self.number("SELECT COUNT(*) FROM entries WHERE list = ?", reading_list)

    def listed(self, reading_list: str) -> Iterator[str]:
        """Yield the papers that a list names, each once, in its order."""
        asked = "SELECT paper FROM entries WHERE list = ? GROUP BY paper ORDER BY MIN(position)"
        return (name for (name,) in self.base.execute(asked, (reading_list,)))


def entries_of(dump: Dump, reading_list: str) -> Iterator[Row]:
    """Yield the entries of a list as the graph has them."""
    for name in dump.objects(reading_list, "schema:itemListElement"):
        node = dump.read(name)
        paper = node.one("schema:item")
        if paper is not None:
            yield (reading_list, node.number("schema:position") or 0, name, paper, node.one("kg:underTopic"),
                   node.one("kg:heading"), node.number("kg:sourceLine"))
