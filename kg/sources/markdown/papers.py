"""Stage 8: which readings are papers, and what the others are."""

import re
from collections import defaultdict

import msgspec

from kg.sources.markdown.fields import Reading
from kg.sources.markdown.links import host, host_role, is_in_page, is_paper_address
from kg.sources.markdown.no_papers import HEADING, PAPERS
from kg.sources.markdown.roles import Found
from kg.sources.markdown.state import State
from kg.sources.markdown.venues import hinted
from kg.text import one_line

TITLE_KIND = re.compile(r"\b(?P<course>course|lecture series|MOOC)\b|\b(?P<blog>blog)\b|\b(?P<list>awesome[- ]\w+|reading list)\b|^(?P<navigation>back to)\b|\b(?P<people>(?:mailing list|reading group|discord|slack)\b)", re.IGNORECASE)
KIND_BEFORE = re.compile(r"\b(?:(?P<blog>blog(?: ?post)?)|(?P<talk>video|talk|lecture|podcast|slides)|(?P<course>course|class)|(?P<book>book|textbook)|(?P<tool>tool|code|library|dataset)|(?P<people>reading group))(?:(?:\s\w+){0,3}\s*:|\sat)\s*$", re.IGNORECASE)
"""What an entry is called right before its title: `Blog: ...`, `Course at Example: ...`."""
ENOUGH, NONE = 1.0, 0.0
"""From `ENOUGH` on a reading is a paper; at `NONE` or below it is not; between them its neighbours decide."""
MAJORITY, MOST, NEARLY_ALL = 0.5, 0.66, 0.8
LONG_TITLE = 4
PLAIN_WORDS = range(3, 21)
"""How many words a title has that stands all alone."""
FEW = 3
"""So many neighbours show a habit."""


LEADING = re.compile(r"^\W+")
"""Marks before a text."""


class Neighbours(msgspec.Struct):
    """What the entries of one heading, table or file have in common."""

    linked: list[bool] = []
    """For each entry with links that is decided by itself, whether it is a paper."""
    papers: list[bool] = []
    """For each entry, whether it is a paper by itself."""
    told: list[bool] = []
    """For each paper by itself, whether it prints authors, date or venue."""

    def add(self, reading: Reading, weight: float) -> None:
        """Count one entry."""
        self.papers.append(weight >= ENOUGH)
        if reading.links and (weight >= ENOUGH or weight <= NONE):
            self.linked.append(weight >= ENOUGH)
        if weight >= ENOUGH:
            self.told.append(tells(reading))


def judge(state: State) -> None:
    """Fill `verdicts`: for each reading `None` for a paper, or what it is instead."""
    weights = [weigh(reading) for reading in state.readings]
    around: defaultdict[object, Neighbours] = defaultdict(Neighbours)
    for reading, (weight, _) in zip(state.readings, weights, strict=True):
        for place in (None, id(reading.candidate.heading), reading.candidate.shape):
            around[place].add(reading, weight)
    for reading, (weight, kind) in zip(state.readings, weights, strict=True):
        near, table = around[id(reading.candidate.heading)], around[reading.candidate.shape]
        share = mean(near.linked, mean(around[None].linked, 1.0))
        paper = weight >= ENOUGH or (weight > NONE and share >= MAJORITY)
        if is_named_title(reading):
            paper = paper or (weight >= LEAST and mean(table.papers, 0.0) >= MOST)
        elif is_plain_title(reading):
            paper = paper or (len(near.papers) >= FEW and mean(near.papers, 0.0) >= MOST)
        elif not reading.links and not tells(reading):
            paper = paper and is_no_notice(reading.title)
        elif weight < ENOUGH and not tells(reading):
            told = near.told if len(near.told) >= FEW else around[None].told
            paper = paper and (len(told) < FEW or mean(told, 0.0) < NEARLY_ALL)
        state.verdicts.append(None if paper else kind)


LEAST = -1.0
"""The weight from which on a row that names its title can be a paper."""


def is_named_title(reading: Reading) -> bool:
    """Tell whether the title of a row stands in the column of titles."""
    return bool(reading.title) and any(part.name == "title" and reading.title in one_line(part.text) for part in reading.candidate.parts) and is_no_notice(reading.title)


def is_plain_title(reading: Reading) -> bool:
    """Tell whether an entry is one plain text that can be a title, and nothing else."""
    parts = reading.candidate.parts
    return len(parts) == 1 and not parts[0].links and reading.title == LEADING.sub("", one_line(parts[0].text)) and is_no_notice(reading.title)


def is_no_notice(title: str) -> bool:
    """Tell whether a text is as long as a title, and begins and ends like one."""
    return bool(title) and len(title.split()) in PLAIN_WORDS and not title[0].islower() and title[-1] not in ".:,;!"


def tells(reading: Reading) -> bool:
    """Tell whether an entry itself prints authors, date or venue."""
    facts = reading.facts
    year = facts.year is not None and INHERITED not in facts.evidence
    return bool(facts.authors) or year or (facts.venue is not None and "venue of the heading" not in facts.evidence)


INHERITED = "year of the heading"


def mean(decisions: list[bool], otherwise: float) -> float:
    """Return the share of papers among what is decided."""
    return sum(decisions) / len(decisions) if decisions else otherwise


def weigh(reading: Reading) -> tuple[float, str]:
    """Weigh the evidence that a reading is a paper, and name what it would be otherwise."""
    facts = reading.facts
    own = [found for found in reading.links if found.role != "other"]
    sure = any(is_paper_address(found.link.anchor.url) for found in own)
    weight = by_links(own) + (1.0 if facts.authors else 0.0) + (1.5 if facts.venue and facts.venue_sure else 0.5 if facts.venue else 0.0)
    if facts.year is not None:
        weight += 1.0 if own or tells(reading) else 0.25
    kind = "text" if not reading.links else "link"
    papers = [found for found in own if found.role in {"paper", "copy"}]
    elsewhere = next((what for what in map(place_kind, own) if what), "")
    if elsewhere and not sure and (not papers or place_kind(papers[0])):
        weight, kind = weight - 2.0, elsewhere
    weight, kind = by_heading(reading, weight, kind)
    weight, kind = by_words(reading, weight, kind, sure=sure)
    if not reading.links and not facts.authors and (facts.year is None or len(reading.title.split()) < 2):  # noqa: PLR2004 -- a word is no title
        weight -= 1.0
    if len(reading.title.split()) < LONG_TITLE and not facts.authors and not facts.year and not papers:
        weight -= 0.25
    return weight, kind


def by_links(own: list[Found]) -> float:
    """Weigh where the links of an entry lead, and what they are called."""
    if any(is_paper_address(found.link.anchor.url) for found in own):
        return 2.0
    papers = [found for found in own if found.role in {"paper", "copy"}]
    if any(found.link.role == "paper" for found in papers):
        return 1.5
    return 0.5 if papers and all(host_role(found.link.anchor.url) == "paper" for found in papers) else 0.0


def by_words(reading: Reading, weight: float, kind: str, *, sure: bool) -> tuple[float, str]:
    """Weigh what a title says of itself, and what is said before it."""
    facts = reading.facts
    if hinted(reading.title) == "conference" and not sure:
        weight, kind = weight - 1.5, "event"
    match = TITLE_KIND.search(reading.title)
    if match and match.lastgroup and not facts.venue_sure:
        weight, kind = weight - 1.0, match.lastgroup
    before = reading.candidate.parts[0].text.partition(reading.title)[0] if reading.title else ""
    match = KIND_BEFORE.search(before)
    if match and match.lastgroup and not sure:
        weight, kind = weight - 1.5, match.lastgroup
    return weight, kind


def by_heading(reading: Reading, weight: float, kind: str) -> tuple[float, str]:
    """Weigh the headings above a reading."""
    place = reading.candidate.heading
    while place is not None:
        for what, pattern, minus in HEADING:
            if place.kind in {"topic", "residual"} and pattern.fullmatch(place.label) and not PAPERS.search(place.label):
                return weight - minus, what
        place = place.parent
    return weight, kind


KIND_OF_HOST: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tool", ("github.com", "gitlab.com", "bitbucket.org", "sourceforge.net", "readthedocs.io")),
    ("notebook", ("colab.research.google.com", "kaggle.com")),
    ("talk", ("youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "slideshare.net", "speakerdeck.com")),
    ("course", ("coursera.org", "edx.org", "udacity.com", "udemy.com", "ocw.mit.edu")),
    ("blog", ("medium.com", "substack.com", "wordpress.com", "blogspot.com", "towardsdatascience.com", "quora.com", "reddit.com", "twitter.com", "x.com", "linkedin.com", "zhihu.com", "csdn.net", "discord.gg", "discord.com", "slack.com")),
    ("book", ("amazon.com", "oreilly.com", "manning.com")),
)
"""Hosts that hold no papers, and what they hold."""


def place_kind(found: Found) -> str:
    """Return what the address of a link holds, or "" where it can be a paper."""
    url = found.link.anchor.url
    place = host(url)
    if is_in_page(url):
        return "navigation"
    for kind, hosts in KIND_OF_HOST:
        if any(place == one or place.endswith("." + one) for one in hosts):
            return kind
    return "blog" if place.startswith("blog.") or "/blog/" in url else ""
