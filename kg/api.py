"""kg from Python: open a graph and ask it.

>>> import kg
>>> graph = kg.open("out")  # doctest: +SKIP
>>> [row.name for row in graph.query("coauthors", author="Song Han")]  # doctest: +SKIP
['Han Cai', 'Ji Lin', 'Zhijian Liu']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, overload

from kg.errors import WrongUsage
from kg.queries import asking, library
from kg.queries.naming import Naming
from kg.stores.answers import Answer, Statements, Table, Term, Verdict
from kg.stores.embedded import Embedded
from kg.stores.opening import Engine, Opened, found_base, open_graphs
from kg.vocabulary import Literal, iri

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import rdflib

Value: TypeAlias = str | int | float | bool | Decimal | None
Given: TypeAlias = str | int | float | Decimal

WHOLE = {iri(f"xsd:{name}") for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")}
DECIMALS = {iri("xsd:decimal")}
FLOATING = {iri("xsd:double"), iri("xsd:float")}
TRUTH = {"true": True, "1": True, "false": False, "0": False}
WHOLE_TEXT = re.compile(r"[+-]?[0-9]{1,4000}")
DECIMAL_TEXT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
FLOAT_TEXT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
SHOWN = 20
"""Rows that a notebook shows."""


def open_(
    source: str | Path | rdflib.Graph, *more: str | Path, engine: Engine = "oxigraph", allow_service: bool = False,
) -> Graph:
    """Open a build's folder, files of RDF, or an rdflib graph; several are one graph.

    With `allow_service`, queries may use SERVICE and FROM, which reach other servers.

    Raises `UnreadableInput` if there is nothing of that name, or nothing that can be read.
    """
    if isinstance(source, str | Path):
        return Graph(open_graphs([Path(source), *map(Path, more)], engine), allow_service=allow_service)
    from kg.stores.graphs import RdflibGraph  # noqa: PLC0415 -- rdflib loads only when it is wanted

    store = RdflibGraph(source)
    return Graph(Opened(store, found_base(store), "an rdflib graph"), allow_service=allow_service)


class Graph:
    """A graph that answers questions: bundled ones by name, one's own by the path of a file."""

    def __init__(self, opened: Opened, *, allow_service: bool = False) -> None:
        self.opened = opened
        self.allow_service = allow_service

    def __repr__(self) -> str:
        """Say what was opened."""
        return f"<graph {self.opened.name}>"

    def query(self, query: str, /, **values: Given) -> Rows:
        """Return the rows of a SELECT, with values for the query's parameters.

        A parameter whose name is a word of Python is given as `**{"from": "Song Han"}`.
        """
        answer = self.answer(query, values)
        if not isinstance(answer, Table):
            raise WrongUsage(f"{query} is no SELECT; use ask() for yes and no, construct() for statements")
        return Rows(answer, self.opened.base)

    def ask(self, query: str, /, **values: Given) -> bool:
        """Return the answer to an ASK."""
        answer = self.answer(query, values)
        if not isinstance(answer, Verdict):
            raise WrongUsage(f"{query} is no ASK; use query() for rows")
        return answer.yes

    def construct(self, query: str, /, **values: Given) -> rdflib.Graph:
        """Return the statements of a CONSTRUCT or DESCRIBE as an rdflib graph."""
        from kg.stores.graphs import graph_of  # noqa: PLC0415 -- as above

        answer = self.answer(query, values)
        if not isinstance(answer, Statements):
            raise WrongUsage(f"{query} is no CONSTRUCT or DESCRIBE; use query() for rows")
        return graph_of(answer.triples)

    def answer(self, query: str, values: Mapping[str, Given]) -> Answer:
        """Return whatever a query answers."""
        given = {name: str(value) for name, value in values.items()}
        store = self.opened.store
        bound = asking.prepare(library.find(query), given, store, base=self.opened.base, far=self.allow_service)
        return asking.ask(bound, store)

    def to_rdflib(self) -> rdflib.Graph:
        """Return the graph as rdflib's; a copy, unless it was opened from one."""
        from kg.stores.graphs import RdflibGraph, graph  # noqa: PLC0415 -- as above

        store = self.opened.store
        if isinstance(store, RdflibGraph):
            return store.graph
        assert isinstance(store, Embedded)
        return graph(store.quads())


class Row:
    """One row, whose columns are attributes: `row.name`, or `row["name"]` where Python has the word."""

    __slots__ = ("_columns", "_values")

    def __init__(self, columns: tuple[str, ...], values: tuple[Value, ...]) -> None:
        self._columns = columns
        self._values = values

    def __getattr__(self, name: str) -> Value:
        """Return the value of a column."""
        if name not in self._columns:
            raise AttributeError(f"no column {name!r}; there are {', '.join(self._columns)}")
        return self._values[self._columns.index(name)]

    def __getitem__(self, name: str) -> Value:
        """Return the value of a column."""
        if name not in self._columns:
            raise KeyError(name)
        return self._values[self._columns.index(name)]

    def __iter__(self) -> Iterator[Value]:
        """Yield the values, so that a row can be unpacked."""
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        """Compare columns and values."""
        return isinstance(other, Row) and (self._columns, self._values) == (other._columns, other._values)

    def __hash__(self) -> int:
        """Hash as equality compares."""
        return hash((self._columns, self._values))

    def __repr__(self) -> str:
        """Show columns and values."""
        said = ", ".join(f"{name}={value!r}" for name, value in zip(self._columns, self._values, strict=True))
        return f"Row({said})"


class Rows(Sequence[Row]):
    """The rows of an answer, in their order."""

    def __init__(self, table: Table, base: str) -> None:
        self.table = table
        self.naming = Naming(base)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self.table.columns

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Rows: ...
    def __getitem__(self, place: int | slice) -> Row | Rows:
        """Return a row, or some."""
        if isinstance(place, slice):
            return Rows(Table(self.columns, self.table.rows[place]), self.naming.base)
        return Row(self.columns, tuple(map(value, self.table.rows[place])))

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.table.rows)

    def __repr__(self) -> str:
        """Show the rows as lines."""
        return "\n".join(map(repr, self)) or "no rows"

    def _repr_html_(self) -> str:
        """Show the first rows as a table in a notebook."""
        def line(cells: Sequence[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = "".join(line([self.naming.short(term) for term in row], "td") for row in self.table.rows[:SHOWN])
        more = f"<p>{len(self)} rows</p>" if len(self) > SHOWN else ""
        return f"<table><thead>{line(self.columns, 'th')}</thead><tbody>{body}</tbody></table>{more}"

    def as_dict(self) -> dict[str, list[Value]]:
        """Return the columns as lists."""
        found = [tuple(map(value, row)) for row in self.table.rows]
        return {name: [row[place] for row in found] for place, name in enumerate(self.columns)}

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame of pandas, which the extra `pandas` installs."""
        try:
            import pandas as pd  # noqa: PLC0415 -- an extra
        except ImportError as error:
            raise WrongUsage("pandas is not installed: pip install 'scholarly-kg[pandas]'") from error
        return pd.DataFrame(self.as_dict(), columns=list(self.columns))

    def to_polars(self) -> pl.DataFrame:
        """Return a data frame of Polars, which the extra `polars` installs."""
        try:
            import polars as pl  # noqa: PLC0415 -- an extra
        except ImportError as error:
            raise WrongUsage("Polars is not installed: pip install 'scholarly-kg[polars]'") from error
        return pl.DataFrame(self.as_dict(), schema=list(self.columns), strict=False)


def value(term: Term | None) -> Value:
    """Return a term as a value of Python: numbers as numbers, IRIs and all other literals as text.

    >>> value(Literal(3)), value(Literal("x")), value(None)
    (3, 'x', None)
    """
    if not isinstance(term, Literal):
        return None if term is None else Naming().plain(term)
    kind, text = term.datatype.value, term.value
    if kind in WHOLE and WHOLE_TEXT.fullmatch(text):
        return int(text)
    if kind in DECIMALS and DECIMAL_TEXT.fullmatch(text):
        return Decimal(text)
    if kind in FLOATING and FLOAT_TEXT.fullmatch(text):
        return float(text)
    if kind == iri("xsd:boolean") and text in TRUTH:
        return TRUTH[text]
    # What is no valid number is shown as it stands in the data.
    return text
