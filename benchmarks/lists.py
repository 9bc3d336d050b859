"""Reading lists and what only people know: the part of a graph that dumps of records lack.

Two states of one list and another list, with topics in two levels and their definitions, headings
that name no topic, papers without identifier and papers that share one, by-lines that print a name
otherwise, and people under two spellings, some of them marked as perhaps the same. All invented from a seed.
"""

import hashlib
import random
from collections.abc import Iterator
from itertools import accumulate

from kg.records import (
    Author,
    Credit,
    Entry,
    IdentityCandidate,
    Paper,
    ReadingList,
    Record,
    Snapshot,
    Topic,
    TopicScheme,
)

SUBJECTS = ("Sensors", "Networks", "Soil", "Light", "Water", "Compost", "Tools", "Seeds")
KINDS = ("Field Studies", "Models", "Surveys")
LISTS = {"spring": range(19), "autumn": range(1, 20), "meadow": range(0, 20, 3)}
"""The lists, and which twentieths of the papers each has."""


def records(papers: int) -> Iterator[Record]:
    """Yield lists over so many papers, and all that they lead to."""
    chance = random.Random(papers)
    people = [person(number) for number in range(max(20, papers))]
    weights = list(accumulate(1 / (place + 10) for place in range(len(people))))
    schemes = {key: TopicScheme(key, key.title()) for key in LISTS}
    topics = {key: topics_of(scheme) for key, scheme in schemes.items()}
    made = []
    for number in range(papers):
        under = tuple(topics[key][number % 32] for key in LISTS if holds(key, number) and number % 40)
        by = dict.fromkeys(chance.choices(people, cum_weights=weights, k=chance.randint(1, 8)))
        made.append(paper(number, tuple(by), under, chance.randint(2005, 2024)))
    for key in LISTS:
        snapshot = Snapshot(hashlib.sha256(key.encode()).hexdigest(), f"{key}.md")
        entries = tuple(entry(place, key, made[number], snapshot)
                        for place, number in enumerate((one for one in range(papers) if holds(key, one)), 1))
        yield ReadingList(key, key.title(), snapshot, entries=entries)
        yield from (schemes[key], snapshot, *topics[key])
    yield from made
    yield from people
    for one, other in zip(people[::20], people[1::20], strict=False):
        yield IdentityCandidate(one, other, f"0.{len(one.name) % 10}", ("first and last name are equal",))


def holds(key: str, number: int) -> bool:
    """Tell whether a list has a paper."""
    return number % 20 in LISTS[key]


def person(number: int) -> Author:
    """Return an author; each odd one of twenty has the name of the one before, with an initial."""
    twin = number % 20 == 1
    first = number - twin
    initial = f" {chr(65 + first % 26)}." if twin else ""
    return Author(f"Given{chr(65 + first % 26)}{first % 97}{initial} Family{first}")


def topics_of(scheme: TopicScheme) -> list[Topic]:
    """Return the topics of a list: subjects, and the kinds of papers below each."""
    found = []
    for subject in SUBJECTS:
        broad = Topic(scheme, (subject,), definition=f"All about {subject.lower()}.",
                      definition_sources=(f"https://words.example.org/{subject.lower()}",))
        found += [broad, *(Topic(scheme, (subject, kind), broader=broad) for kind in KINDS)]
    return found


def paper(number: int, by: tuple[Author, ...], topics: tuple[Topic, ...], year: int) -> Paper:
    """Return a paper; of a hundred one shares its DOI with the one before, and ten have no identifier."""
    signed = tuple(
        Credit(place, one.name if (number + place) % 9 else f"G. {one.name.split()[-1]}", one)
        for place, one in enumerate(by, 1)
    )
    shared = number % 100 == 1
    known = number % 10 != 5
    return Paper(
        f"Paper {number} of the lists", signed, date=str(year), year=year, topics=topics,
        identifiers=(f"doi:10.5555/list.{number - shared}",) if known else (),
        key=f"list-{number}" if shared or not known else None,
    )


def entry(place: int, key: str, listed: Paper, snapshot: Snapshot) -> Entry:
    """Return the entry of a paper in a list."""
    topic = next((one for one in listed.topics if one.scheme.reading_list == key), None)
    return Entry(place, listed, place + 10, f"- {listed.title}", topic, headings=topic.path if topic else ("Others",),
                 snapshot=snapshot)
