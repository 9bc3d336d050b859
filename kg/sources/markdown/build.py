"""Stage 9: readings to records."""

from kg.identifiers import arxiv_month, from_url, strongest, web_iri
from kg.names import ByLine
from kg.records import (
    Author,
    Credit,
    Entry,
    Link,
    Paper,
    ReadingList,
    Section,
    Snapshot,
    Topic,
    TopicScheme,
    Venue,
)
from kg.sources.markdown import venues
from kg.sources.markdown.fields import Reading
from kg.sources.markdown.links import is_harmful, is_in_page
from kg.sources.markdown.printed import printed_identifiers
from kg.sources.markdown.roles import Found
from kg.sources.markdown.spans import anchors, plain
from kg.sources.markdown.state import Heading, State
from kg.text import one_line


class Builder:
    """Makes the records of one list."""

    def __init__(self, state: State, scheme: TopicScheme) -> None:
        """Begin without topics."""
        self.state = state
        self.scheme = scheme
        self.topics: dict[int, Topic | None] = {}

    def topic(self, heading: Heading | None) -> Topic | None:
        """Return the topic of the nearest heading that names a subject."""
        if heading is None:
            return None
        if id(heading) not in self.topics:
            above = self.topic(heading.parent)
            self.topics[id(heading)] = self.new_topic(heading, above) if heading.kind == "topic" else above
        return self.topics[id(heading)]

    def new_topic(self, heading: Heading, above: Topic | None) -> Topic:
        """Make the topic of a heading."""
        sources, others = definition_links(heading)
        return Topic(
            scheme=self.scheme, path=heading.path, broader=above, language=self.scheme.language,
            definition=description(heading), definition_sources=tuple(sources), see_also=tuple(others),
        )

    def section(self, heading: Heading) -> Section:
        """Make the record of a heading."""
        links = [
            Link(url=anchor.url, label=label, role="other")
            for block in heading.prose
            for anchor, label in anchors(block.spans).items()
            if not is_in_page(anchor.url) and not is_harmful(anchor.url)
        ]
        return Section(
            path=heading.path, line=heading.line, description=description(heading), links=tuple(links),
            topic=self.topic(heading) if heading.kind == "topic" else None,
        )

    def entry(self, reading: Reading, position: int) -> Entry:
        """Make the record of one mention of a paper."""
        candidate, facts = reading.candidate, reading.facts
        near = candidate.heading
        while near is not None and near.kind not in {"topic", "residual"}:
            near = near.parent
        topic = self.topic(near) if near is None or near.kind == "topic" else None
        note = description(near) if near is not None and near.kind == "residual" else None
        return Entry(
            position=position,
            paper=self.paper(reading, topic),
            line=candidate.line,
            text="\n".join(self.state.lines[candidate.line - 1:candidate.end]),
            topic=topic,
            headings=near.path if near else (),
            heading_note=note,
            year=facts.year,
            venue=facts.venue,
            links=tuple(
                Link(url=found.link.anchor.url, label=found.link.label, role=found.role) for found in unique(reading.links)
            ),
            snapshot=snapshot_of(self.state),
            notes=tuple(dict.fromkeys(one_line(note) for note in facts.notes if one_line(note))),
        )

    def paper(self, reading: Reading, topic: Topic | None) -> Paper:
        """Make the record of the paper itself."""
        facts = reading.facts
        valid = self.valid(reading)
        own = [url for role, url in valid if role in {"paper", "copy"}]
        linked = tuple(found for url in own if (found := from_url(url)) is not None)
        identifiers = strongest(linked or printed_identifiers(reading.candidate))
        month = next((found for one in identifiers if (found := arxiv_month(one))), None)
        years = [year for year in (facts.year, int(month[:4]) if month else None) if year is not None]
        dated = month if month and (facts.year is None or int(month[:4]) <= facts.year) else None
        return Paper(
            title=reading.title,
            credits=credits_of(reading.authors),
            further_authors=reading.authors.further,
            identifiers=identifiers,
            url=own[0] if own else None,
            copies=tuple(own[1:]),
            code=tuple(url for role, url in valid if role == "code"),
            related=tuple(url for role, url in valid if role == "related"),
            date=dated or (str(facts.year) if facts.year is not None else None),
            year=min(years, default=None),
            venue=Venue(name=facts.venue, kind=venues.kind(facts.venue)) if facts.venue else None,
            topics=(topic,) if topic else (),
        )

    def valid(self, reading: Reading) -> list[tuple[str, str]]:
        """Return role and address of the links that can be IRIs, each address once, and report the others."""
        found: dict[str, str] = {}
        for one in unique(reading.links):
            url = one.link.anchor.url
            address = web_iri(url)
            if address:
                found.setdefault(address, one.role)
            elif "://" in url or not url.strip():
                self.state.find(
                    "warning", "bad-address", one.link.anchor.line,
                    f"{url[:80]!r} is no valid web address; it is kept as printed and makes no link",
                )
        return [(role, url) for url, role in found.items()]


def unique(links: list[Found]) -> list[Found]:
    """Return the links of an entry, each address once."""
    return list({found.link.anchor.url: found for found in reversed(links)}.values())[::-1]


def credits_of(read: ByLine) -> tuple[Credit, ...]:
    """Make the credits of a by-line."""
    return tuple(
        Credit(position=position, listed_name=name.printed, author=Author(name=name.reading, kind=name.kind))
        for position, name in enumerate(read.names, 1)
    )


def description(heading: Heading) -> str | None:
    """Return the prose of a heading as plain text, without source marks."""
    text = " ".join(plain(block.spans, raised=False) for block in heading.prose)
    return one_line(text) or None


def definition_links(heading: Heading) -> tuple[list[str], list[str]]:
    """Return the valid addresses in the prose of a heading: those in source marks, and the others."""
    sources: dict[str, None] = {}
    others: dict[str, None] = {}
    for block in heading.prose:
        raised = {id(span.anchor) for span in block.spans if span.raised and span.anchor is not None}
        for anchor in anchors(block.spans):
            address = web_iri(anchor.url)
            if address:
                (sources if id(anchor) in raised else others)[address] = None
    return list(sources), [address for address in others if address not in sources]


def sections_of(builder: Builder) -> tuple[Section, ...]:
    """Make the records of all headings that have a place in paths, or prose of their own."""
    return tuple(
        builder.section(heading) for heading in builder.state.headings if heading.kind in {"topic", "residual"} or heading.prose
    )


def list_of(state: State, key: str, title: str, entries: tuple[Entry, ...], builder: Builder) -> ReadingList:
    """Make the record of the list."""
    settings, front = state.settings, state.front
    top = next((heading for heading in state.headings if heading.kind == "title"), None)
    return ReadingList(
        key=key,
        title=title,
        language=builder.scheme.language,
        description=description(top) if top else None,
        licence=settings.licence or web_iri(front.get("licence", "")),
        url=settings.url or web_iri(front.get("url", "")),
        sections=sections_of(builder),
        entries=entries,
        snapshot=snapshot_of(state),
    )


def snapshot_of(state: State) -> Snapshot:
    """Make the record of the file's state."""
    return Snapshot(sha256=state.sha256, name=state.name.rpartition("/")[2] or None)


