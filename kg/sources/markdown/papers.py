"""Stage 8: which readings are papers, and what the others are."""

import re
from collections import defaultdict

from kg.sources.markdown.fields import Reading
from kg.sources.markdown.links import host, host_role, is_in_page, is_paper_address
from kg.sources.markdown.no_papers import HEADING, PAPERS
from kg.sources.markdown.roles import Found
from kg.sources.markdown.state import State
from kg.sources.markdown.venues import hinted

TITLE_KIND = re.compile(r"\b(?P<course>course|lecture series|MOOC)\b|\b(?P<blog>blog)\b|\b(?P<list>awesome[- ]\w+|reading list)\b|^(?P<navigation>back to)\b", re.IGNORECASE)
ENOUGH, NONE = 1.0, 0.0
"""From `ENOUGH` on a reading is a paper; at `NONE` or below it is not; between them its neighbours decide."""
MAJORITY = 0.5
LONG_TITLE = 4


def judge(state: State) -> None:
    """Fill `verdicts`: for each reading `None` for a paper, or what it is instead."""
    weights = [weigh(reading) for reading in state.readings]
    shares: defaultdict[int, list[bool]] = defaultdict(list)
    for reading, (weight, _) in zip(state.readings, weights, strict=True):
        if reading.links and (weight >= ENOUGH or weight <= NONE):
            shares[id(reading.candidate.heading)].append(weight >= ENOUGH)
    overall = mean([decided for decisions in shares.values() for decided in decisions], 1.0)
    near = {heading: mean(decisions, overall) for heading, decisions in shares.items()}
    for reading, (weight, kind) in zip(state.readings, weights, strict=True):
        share = near.get(id(reading.candidate.heading), overall)
        paper = weight >= ENOUGH or (weight > NONE and share >= MAJORITY)
        state.verdicts.append(None if paper else kind)


def mean(decisions: list[bool], otherwise: float) -> float:
    """Return the share of papers among what is decided."""
    return sum(decisions) / len(decisions) if decisions else otherwise


def weigh(reading: Reading) -> tuple[float, str]:
    """Weigh the evidence that a reading is a paper, and name what it would be otherwise."""
    facts = reading.facts
    weight = 0.0
    own = [found for found in reading.links if found.role != "other"]
    paper_links = [found for found in own if found.role in {"paper", "copy"}]
    if any(is_paper_address(found.link.anchor.url) for found in own):
        weight += 2.0
    elif any(found.link.role == "paper" for found in paper_links):
        weight += 1.5
    elif paper_links and all(host_role(found.link.anchor.url) == "paper" for found in paper_links):
        weight += 0.5
    weight += (1.0 if facts.authors else 0.0) + (1.5 if facts.venue and facts.venue_sure else 0.5 if facts.venue else 0.0)
    weight += 1.0 if facts.year is not None else 0.0
    kind = "text" if not reading.links else "link"
    if own and not any(is_paper_address(found.link.anchor.url) for found in own):
        elsewhere = next((what for what in map(place_kind, own) if what), "")
        if elsewhere and (not paper_links or place_kind(paper_links[0])):
            weight, kind = weight - 2.0, elsewhere
    weight, kind = by_heading(reading, weight, kind)
    if hinted(reading.title) == "conference" and not any(is_paper_address(found.link.anchor.url) for found in own):
        weight, kind = weight - 1.5, "event"
    match = TITLE_KIND.search(reading.title)
    if match and match.lastgroup and not facts.venue_sure:
        weight, kind = weight - 1.0, match.lastgroup
    if not reading.links and not facts.authors and (facts.year is None or len(reading.title.split()) < 2):  # noqa: PLR2004 -- a word is no title
        weight -= 1.0
    if len(reading.title.split()) < LONG_TITLE and not facts.authors and not facts.year and not paper_links:
        weight -= 0.25
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
    ("tool", ("github.com", "gitlab.com", "bitbucket.org", "pypi.org", "npmjs.com", "crates.io", "sourceforge.net", "readthedocs.io")),
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
