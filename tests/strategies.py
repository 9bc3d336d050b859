"""Records as Hypothesis draws them: every field, with the strings that break writers."""

import string
from typing import TypeVar

from hypothesis import strategies as st

from kg.identifiers import strongest
from kg.records import (
    Author,
    Credit,
    Entry,
    IdentityCandidate,
    Organization,
    Paper,
    ReadingList,
    Record,
    Snapshot,
    Topic,
    TopicScheme,
    Venue,
)
from kg.text import obedient

Drawn = TypeVar("Drawn")

HARD = (
    "\\", "\\\\", '"', "'", '"""', "\\n", "\n", "\t", "\u2028", "\u0301", "é", "\u202e", "😀", "{{x}}", "<b>",
    "</script>", "&amp;", "&", "]]>", "\\textbf{x}", "$\\alpha$", "@en", "^^<x>", " .", "王刚", "\u00a0", "%", "#",
)
"""Pieces that some writer or reader of RDF has got wrong."""

texts = st.lists(st.sampled_from(HARD) | st.text(max_size=5), max_size=6).map("".join).map(obedient)
"""Any string that obeys the text policy."""

filled = texts.map(lambda text: f"x{text}y".strip())
"""A string that is not empty and has no outer blanks."""

slugs = st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,8}[a-z0-9])?", fullmatch=True)
addresses = st.builds(
    "https://example.org/{}?{}={}#{}".format,
    st.text(string.ascii_letters + string.digits + "/-._~!$&'()*+,;=:@", max_size=12),
    slugs,
    st.text(string.ascii_letters + string.digits + "&'(),;=%20".replace("%", ""), max_size=6),
    slugs,
)
languages = st.sampled_from(["en", "de", "zh-hans", "pt-br"])
arxiv = st.from_regex(r"arxiv:(1[0-9]|2[0-5])(0[1-9]|1[0-2])\.[0-9]{5}", fullmatch=True)
doi = st.from_regex(r"doi:10\.[0-9]{4}/[a-z0-9().;<>&_/:-]{1,12}", fullmatch=True)
identifiers = st.lists(arxiv | doi, max_size=2).map(tuple).map(strongest)
orcids = st.just("orcid:0000-0002-1825-0097")


def some(strategy: st.SearchStrategy[Drawn], most: int = 3) -> st.SearchStrategy[tuple[Drawn, ...]]:
    """Draw a tuple of a few."""
    return st.lists(strategy, max_size=most).map(tuple)


def maybe(strategy: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn | None]:
    """Draw a value or nothing."""
    return st.none() | strategy


organizations = st.builds(Organization, name=filled, identifiers=st.sampled_from([(), ("ror:05a28rw58",)]))
authors = st.builds(
    Author,
    name=filled,
    kind=st.sampled_from(["person", "group"]),
    identifiers=st.lists(orcids, max_size=1).map(tuple),
    alternate_names=some(filled, 2),
    key=maybe(slugs),
)
venues = st.builds(
    Venue,
    name=filled,
    kind=st.sampled_from(["journal", "conference", "book", "series"]),
    alternate_names=some(filled, 2),
    identifiers=st.sampled_from([(), ("issn:2049-3630",)]),
)
schemes = st.builds(TopicScheme, reading_list=slugs, title=filled, language=languages)
top_topics = st.builds(
    Topic,
    scheme=schemes,
    path=st.tuples(filled),
    language=languages,
    definition=maybe(filled),
    definition_sources=some(addresses),
    see_also=some(addresses),
)
topics = top_topics | st.builds(
    lambda broader, label: Topic(scheme=broader.scheme, path=(*broader.path, label), broader=broader),
    top_topics,
    filled,
)
snapshots = st.builds(
    Snapshot,
    sha256=st.from_regex("[0-9a-f]{64}", fullmatch=True),
    name=maybe(filled),
    commit=maybe(st.from_regex("[0-9a-f]{40}", fullmatch=True)),
)


@st.composite
def bylines(draw: st.DrawFn) -> tuple[Credit, ...]:
    """Draw the credits of one by-line, in which an author may stand twice."""
    people = draw(st.lists(authors, max_size=3))
    twice = draw(st.booleans())
    if people and twice:
        people.append(people[0])
    return tuple(
        Credit(
            position=place,
            listed_name=draw(filled),
            author=person,
            affiliations=draw(some(organizations, 2)),
        )
        for place, person in enumerate(people, 1)
    )


papers = st.builds(
    Paper,
    title=filled,
    credits=bylines(),
    further_authors=st.booleans(),
    identifiers=identifiers,
    url=maybe(addresses),
    copies=some(addresses),
    code=some(addresses),
    related=some(addresses),
    date=maybe(st.sampled_from(["2018", "2018-01", "2018-01-13"])),
    year=maybe(st.integers(1500, 2100)),
    venue=maybe(venues),
    topics=some(topics, 2),
    abstract=maybe(texts),
    language=maybe(languages),
    licence=maybe(addresses),
    open_access=maybe(addresses),
    references=some(arxiv | doi),
    same_work=some(doi),
    snapshot=maybe(snapshots),
    key=maybe(slugs),
)
entries = st.builds(
    Entry,
    position=st.integers(1, 9),
    paper=papers,
    line=st.integers(1, 10_000),
    text=texts,
    topic=maybe(topics),
    headings=some(filled, 2),
    heading_note=maybe(filled),
    year=maybe(st.integers(1500, 2100)),
    venue=maybe(filled),
    snapshot=maybe(snapshots),
    notes=some(texts),
)
reading_lists = st.builds(
    ReadingList,
    key=slugs,
    title=filled,
    snapshot=snapshots,
    language=languages,
    description=maybe(texts),
    licence=maybe(addresses),
    url=maybe(addresses),
    entries=some(entries, 2),
)
candidates = st.builds(
    IdentityCandidate,
    author=authors,
    other=authors,
    confidence=st.sampled_from(["0.0", "0.92", "1.0"]),
    evidence=st.lists(filled, min_size=1, max_size=2).map(tuple),
)

records: st.SearchStrategy[Record] = st.one_of(
    papers, reading_lists, authors, organizations, venues, topics, schemes, snapshots, candidates,
)
"""Any record that is a node of its own."""
