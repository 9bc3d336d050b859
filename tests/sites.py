"""Graphs and sites for the tests of publishing: the example, and one with every field and hostile text."""

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kg.build import build
from kg.publish.publication import Published, publish
from kg.publish.settings import Settings
from kg.reading import Reading
from kg.records import (
    Author,
    Credit,
    Entry,
    Organization,
    Paper,
    ReadingList,
    Snapshot,
    Topic,
    TopicScheme,
    Venue,
)
from kg.text import obedient, one_line

BASE = "https://example.org/kg/"
DAY = "2026-01-02"
SHARED = Path(__file__).parent.parent.parent / "shared"

SCRIPTS = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)> <svg/onload=alert(3)>",
    "<b>Mallory</b>",
    "<i>Homo sapiens</i> CO<sub>2</sub> &amp; x &lt;b&gt; < 5 <img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\" onmouseover=\"alert(4)\" x='",
    "--><!--<script>alert(5)</script>",
    "javascript:alert(6)",
    "\u202egnp.exe",
    "<!-- <script> ]]> &#0; \u2028 \\u003c/script>",
)
"""Titles that run, or turn the page about, where a page is made by pasting."""


def settings(**said: str | None) -> Settings:
    """Return settings of a site, some of them as given."""
    plain: dict[str, str | None] = {
        "title": "Papers & people", "description": "A <small> collection.", "base": BASE, "url": BASE,
        "licence": "https://creativecommons.org/licenses/by/4.0/", "keeper": "The keepers",
    }
    found = {**plain, **said}
    return Settings(
        title=found["title"] or "", description=found["description"] or "", base=found["base"] or "",
        url=found["url"] or "", licence=found["licence"], keeper=found["keeper"],
    )


def naughty() -> list[str]:
    """Return hostile strings that are titles under the text policy, those of other people as well."""
    path = SHARED / "nasty" / "strings.json"
    found = [*SCRIPTS, *(json.loads(path.read_text(encoding="utf-8")) if path.is_file() else [])]
    cleaned = (one_line(obedient(one)) for one in found)
    return list(dict.fromkeys(one[:500].strip() for one in cleaned if one))


def paper(number: int, title: str, *names: str, **fields: object) -> Paper:
    """Return an invented paper."""
    plain = Paper(
        title, tuple(Credit(place, name, Author(name)) for place, name in enumerate(names, 1)),
        identifiers=(f"arxiv:2101.{number:05}",), date=f"20{10 + number % 12}-03", year=2010 + number % 12,
    )
    return msgspec.structs.replace(plain, **fields)


def reading_list(key: str, papers: list[Paper]) -> ReadingList:
    """Return an invented list of papers."""
    snapshot = Snapshot("0" * 63 + "1", f"{key}.md")
    entries = tuple(
        Entry(place, one, line=2 * place, text=f"- [{one.title}](https://example.org/{place})",
              topic=one.topics[0] if one.topics else None, snapshot=snapshot)
        for place, one in enumerate(papers, 1)
    )
    return ReadingList(key, f"List {key}", snapshot, entries=entries)


def hostile(titles: Sequence[str]) -> list[ReadingList | Paper]:
    """Return records with every field, with hostile text wherever text may be, and papers with these titles."""
    scheme = TopicScheme("odd", "Odd <script>alert(1)</script>")
    outer = Topic(scheme, (SCRIPTS[0],), definition=SCRIPTS[1], definition_sources=("https://example.org/a?b=c&d='",))
    inner = Topic(scheme, (SCRIPTS[0], "C++ & <b>"), broader=outer)
    venue = Venue(SCRIPTS[2], "conference", (SCRIPTS[0],), ("issn:2049-3630",))
    place = Organization("Institute of </title>", ("ror:05a28rw58",))
    known = Author(SCRIPTS[5], identifiers=("orcid:0000-0002-1825-0097",), alternate_names=("<i>x</i>",))
    full = Paper(
        "Everything & <more>", (Credit(1, SCRIPTS[0], known, (place,)), Credit(2, "Ada Invented", Author("Ada Invented"))),
        further_authors=True, identifiers=("doi:10.1234/x", "arxiv:2101.99999"), url="https://example.org/?a=1&b=2",
        copies=("https://example.org/x.pdf",), code=("https://github.com/example/x",), related=("https://example.org/v",),
        date="2021-01-13", year=2021, venue=venue, topics=(inner,), abstract=SCRIPTS[0] * 9, language="en",
        licence="https://creativecommons.org/licenses/by/4.0/", open_access="https://example.org/free",
        references=("arxiv:2101.00001",), same_work=("doi:10.1234/y",),
    )
    crowd = [f"Author {number} Invented" for number in range(1, 14)]
    titled = [
        paper(number, title, title, "Ada Invented", topics=(outer,) if number % 3 else ())
        for number, title in enumerate(titles, 1)
    ]
    return [reading_list("odd", [full, paper(0, "A crowd", *crowd, topics=(inner,)), *titled])]


def build_records(records: list[ReadingList | Paper], folder: Path) -> Path:
    """Build the graph of some records."""
    return build(Reading(records), folder, BASE).folder


def publish_to(folder: Path, site: Path, day: str = DAY, **said: str | None) -> Published:
    """Publish a graph as tests do."""
    return publish(folder, site, settings(**said), day)
