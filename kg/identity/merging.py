"""Two records of one thing become one, by rules that do not depend on which came first.

Names and other single values that differ are decided by the values themselves, so that merging
in any order and any grouping ends the same. Papers are the exception: their title is that of the
first mention, which the gathering reports where another differs.
"""

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from kg import identifiers
from kg.records import Author, Organization, Paper, Record, Snapshot, Topic, Venue

Named = TypeVar("Named", Author, Venue)


def merged(first: Record, second: Record) -> Record:
    """Return one record that says what both say."""
    merge = MERGES.get(type(first))
    return merge(first, second) if merge else first


def fullest(one: str, other: str) -> str:
    """Return the fuller of two spellings: longer, else fewer capitals, else first in the alphabet.

    >>> fullest("H.T. Kung", "H. T. Kung"), fullest("YANN LECUN", "Yann LeCun")
    ('H. T. Kung', 'Yann LeCun')
    """
    return min(one, other, key=lambda name: (-len(name), sum(map(str.isupper, name)), name))


def union(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """Return all values, each once, in the order of first mention."""
    return tuple(dict.fromkeys(value for group in groups for value in group))


def earliest(one: str | None, other: str | None) -> str | None:
    """Return the date of the earlier year, and within a year the more exact one.

    >>> earliest("2018", "2018-01"), earliest(None, "2019"), earliest("2018-02", "2018-01")
    ('2018-01', '2019', '2018-01')
    """
    known = [date for date in (one, other) if date]
    return min(known, key=lambda date: (date[:4], -len(date), date), default=None)


def named(first: Named, second: Named) -> Named:
    """Merge names: the fullest is the name, the others are alternates."""
    name = fullest(first.name, second.name)
    others = {first.name, second.name, *first.alternate_names, *second.alternate_names} - {name}
    return replace(
        first,
        name=name,
        alternate_names=tuple(sorted(others)),
        identifiers=identifiers.strongest(union(first.identifiers, second.identifiers)),
    )


def author(first: Author, second: Author) -> Author:
    """Merge two mentions of one author; called a person once, it is one."""
    return replace(named(first, second), kind=max(first.kind, second.kind))


def venue(first: Venue, second: Venue) -> Venue:
    """Merge two mentions of one venue; a kind that is known wins over `series`."""
    return replace(named(first, second), kind=min(first.kind, second.kind))


def organization(first: Organization, second: Organization) -> Organization:
    """Merge two mentions of one institution."""
    return replace(
        first,
        name=fullest(first.name, second.name),
        identifiers=identifiers.strongest(union(first.identifiers, second.identifiers)),
    )


def topic(first: Topic, second: Topic) -> Topic:
    """Merge two headings with one path: their definitions stand one after the other."""
    definitions = union(tuple(text for text in (first.definition, second.definition) if text))
    return replace(
        first,
        definition=" ".join(definitions) or None,
        definition_sources=union(first.definition_sources, second.definition_sources),
        see_also=union(first.see_also, second.see_also),
    )


def paper(first: Paper, second: Paper) -> Paper:
    """Merge two mentions of one paper: the longer by-line, the earliest date, all else together."""
    longer = second if len(second.credits) > len(first.credits) else first
    years = [year for year in (first.year, second.year) if year is not None]
    url = first.url or second.url
    other_url = (second.url,) if second.url and second.url != url else ()
    return replace(
        first,
        credits=longer.credits,
        further_authors=longer.further_authors,
        identifiers=identifiers.strongest(union(first.identifiers, second.identifiers)),
        url=url,
        copies=union(first.copies, other_url, second.copies),
        code=union(first.code, second.code),
        related=union(first.related, second.related),
        date=earliest(first.date, second.date),
        year=min(years, default=None),
        venue=first.venue or second.venue,
        topics=tuple(dict.fromkeys(first.topics + second.topics)),
        abstract=first.abstract or second.abstract,
        language=first.language or second.language,
        licence=first.licence or second.licence,
        open_access=first.open_access or second.open_access,
        references=union(first.references, second.references),
        same_work=union(first.same_work, second.same_work),
    )


def snapshot(first: Snapshot, second: Snapshot) -> Snapshot:
    """Merge two files of equal bytes: of two names, the first in the alphabet."""
    names = sorted(name for name in (first.name, second.name) if name)
    return replace(first, name=names[0] if names else None, commit=first.commit or second.commit)


MERGES: dict[type[Record], Callable[..., Record]] = {
    Author: author,
    Organization: organization,
    Paper: paper,
    Snapshot: snapshot,
    Topic: topic,
    Venue: venue,
}
"""How each kind merges; a kind that is not here keeps its first mention."""
