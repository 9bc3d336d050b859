"""Asking: a query, its values, and a store become an answer."""

import re
import threading
from collections.abc import Mapping

import msgspec

from kg.errors import KgError, RemoteFailure, UnreadableInput, WrongUsage
from kg.queries.binding import bind
from kg.queries.header import broken
from kg.queries.library import Query
from kg.queries.lookup import Names
from kg.queries.reach import form, redirected, stay_near
from kg.stores.answers import Answer, Queryable, Table
from kg.vocabulary import DEFAULT_BASE

WHERE = re.compile(r"error at (\d+):(\d+): ")


class Bound(msgspec.Struct, frozen=True):
    """A query that is ready to be asked."""

    query: Query
    text: str
    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""


def prepare(
    query: Query, given: Mapping[str, str], store: Queryable, *, base: str = DEFAULT_BASE, far: bool = False,
) -> Bound:
    """Bind a query and see that it only reads, and only this graph unless `far` allows more."""
    kind = form(query.text, query.file)
    if not far:
        stay_near(query.text, query.file)
    return Bound(query, bind(query, given, Names(store, base), base), kind)


def sent_to(url: str, bound: Bound) -> Bound:
    """Return a query whose SERVICE asks another address than the one that it names."""
    return msgspec.structs.replace(bound, text=redirected(bound.text, url, bound.query.file))


def ask(bound: Bound, store: Queryable) -> Answer:
    """Ask a store; errors say file, line and column.

    Raises `WrongUsage` if the query is no SPARQL or its header names other columns than it has.
    """
    query = bound.query
    try:
        answer = store.query(bound.text)
    except WrongUsage as error:
        # Binding keeps every line in its place, so the engine's place is that of the file.
        match = WHERE.match(str(error))
        if match is None:
            raise WrongUsage(f"{query.file}: {error}") from error
        raise WrongUsage(f"{query.file}:{match[1]}:{match[2]}: {WHERE.sub('', str(error), count=1)}") from error
    if isinstance(answer, Table) and query.header.columns and answer.columns != tuple(query.header.columns):
        broken(query.file, 1, f"the header's columns are {', '.join(query.header.columns)}; "
                              f"the query's are {', '.join(answer.columns)}")
    return answer


def ask_in_time(bound: Bound, store: Queryable, seconds: float) -> Answer:
    """Ask a query that reaches other servers, which the engines wait for without end.

    Raises `RemoteFailure` if one of them fails or takes too long; the engine is then left to itself.
    """
    answers: list[Answer] = []
    failures: list[KgError] = []

    def work() -> None:
        try:
            answers.append(ask(bound, store))
        except UnreadableInput as error:
            failures.append(RemoteFailure(str(error)))
        except KgError as error:
            failures.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if failures:
        raise failures[0]
    if not answers:
        raise RemoteFailure(f"{bound.query.file}: the other server gave no answer within {seconds:g} s")
    return answers[0]
