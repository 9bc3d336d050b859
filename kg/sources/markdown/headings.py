"""Headings: cleaned for reading, and what each means for the entries below it."""

import re

from kg.sources.markdown.imprint import imprint
from kg.sources.markdown.links import EMOJI, SHORTCODE
from kg.sources.markdown.state import Heading
from kg.sources.markdown.titles import likeness
from kg.sources.markdown.venues import known
from kg.text import one_line

NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d+)*[.)]?|[A-Z](?:\.\d+)+[.)]?|[IVX]+\.|[一二三四五六七八九十]+、|\(\d+\)|§\s?\d+)\s+(?=\S)")
"""A section number."""
CONTAINERS = frozenset(
    ["papers paper", "paper list", "list of papers", "papers list", "research papers", "all papers", "publications", "articles", "article", "the list", "list", "contents", "content", "table of contents", "references", "bibliography", "literature", "reading list", "readings", "awesome list", "paper collection", "selected papers", "the papers", "papers and code", "papers & code", "paper & code", "papers with code", "full list", "more", "show more", "see more", "click to expand", "expand", "details", "click to show", "show", "click me", "toggle", "abstract", "论文", "论文列表", "论文清单", "参考文献", "目录", "must-read papers", "must read papers", "resources", "entries", "overview"],
) | {"papers", "paper"}
"""Headings that only hold what is below them."""
RESIDUAL = frozenset(
    ["others", "other", "misc", "misc.", "miscellaneous", "miscellanea", "uncategorized", "uncategorised", "unsorted", "general", "various", "etc", "etc.", "other papers", "others papers", "other topics", "the rest", "rest", "unclassified", "not classified", "further papers", "more papers", "additional papers", "todo", "其他", "其它", "杂项", "未分类"],
)
"""Headings that name no subject."""
CONTENTS = frozenset(
    ["contents", "content", "table of contents", "table of content", "toc", "overview", "index", "outline", "目录", "menu", "navigation", "categories", "quick links", "sections", "catalogue", "catalog", "quick navigation"],
)
"""Headings of tables of contents."""
YEAR_WORDS = frozenset(
    ["paper", "papers", "year", "in", "from", "published", "since", "before", "until", "after", "and", "earlier", "later", "older", "prior", "to", "up", "pre", "the", "of", "onwards", "onward", "present", "now", "or", "-", "–", "~", "&", "+", "年", "以前", "之前"],
)
"""Words that may stand beside the year in a heading that is a year or a range of years."""
PERIOD = re.compile(r"(?:19|20)\d\d")
MONTH_YEAR = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:19|20)\d\d|(?:19|20)\d\d[-./年]\d{1,2}月?|(?:19|20)\d\d\s+q[1-4]|"
    r"(?:19|20)\d\d\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*",
    re.IGNORECASE,
)
BRACKETED = re.compile(r"[(\[（【](?P<before>[^()\[\]（）【】]+)[)\]）】](?P<title>.+)|(?P<head>.+)[(\[（【](?P<behind>[^()\[\]（）【】]+)[)\]）】]")
"""A text with a bracket before or behind it."""
TWO_WORDS = 0.6
"""The likeness to a title that a text of two words has."""
COUNT = re.compile(r"\s*[(\[（]\s*\d{1,3}\s*(?:papers?|篇)?\s*[)\]）]\s*$")
"""How many papers follow."""


def clean(label: str) -> str:
    """Return a heading for reading: without emoji, section number and trailing marks.

    >>> clean("🔥 1.2 Deep Belief Network(DBN) :star:"), clean("3D Vision")
    ('Deep Belief Network(DBN)', '3D Vision')
    """
    label = one_line(SHORTCODE.sub(" ", EMOJI.sub(" ", label)))
    label = label.strip(" #*_:|~-–—•")
    return NUMBER.sub("", label).strip() or label


def classify(heading: Heading) -> None:
    """Fill in what a heading means."""
    label = COUNT.sub("", heading.label)
    folded = label.casefold().strip(" .:")
    if folded in CONTAINERS:
        heading.kind = "container"
    elif folded in RESIDUAL:
        heading.kind = "residual"
    elif is_time(label):
        heading.kind = "time"
        found = set(PERIOD.findall(label))
        single = len(found) == 1 and not re.search(r"before|earlier|older|prior|until|since|after|pre|later|<|>|≤|≥|以前|之前|\ds\b|'s|\+|-\s*$|present|now", label, re.IGNORECASE)
        heading.year = int(found.pop()) if single else None
    elif is_venue(label):
        found_imprint = imprint(label)
        heading.kind, heading.year, heading.venue = "venue", found_imprint.year, found_imprint.venue


def is_time(label: str) -> bool:
    """Tell whether a heading is a date, a year or a range of years.

    >>> is_time("2020 and before"), is_time("Papers of 2021"), is_time("Vision 2020")
    (True, True, False)
    """
    if MONTH_YEAR.fullmatch(label):
        return True
    words = [word for word in re.split(r"[\s,/()（）<>=≤≥:–~-]+|(?<=\d)(?='?s\b|年)", label.casefold()) if word]
    return any(PERIOD.fullmatch(word) for word in words) and all(
        PERIOD.fullmatch(word) or word in YEAR_WORDS or word in {"s", "'s", "’s"} for word in words
    )


def is_dated_title(label: str) -> bool:
    """Tell whether a heading is a title with an imprint in brackets before or behind it.

    >>> is_dated_title("A Paper of Examples (CVPR 2020)"), is_dated_title("CVPR 2020 (oral)"), is_dated_title("ICLR (2020)")
    (True, False, False)
    """
    match = BRACKETED.fullmatch(label)
    if match is None:
        return False
    inside, outside = imprint(match["before"] or match["behind"]), (match["title"] or match["head"]).strip()
    return inside.year is not None and likeness(outside) > TWO_WORDS and not imprint(f"{outside} 2000").sure


def is_venue(label: str) -> bool:
    """Tell whether a heading is a venue, with or without a year.

    >>> is_venue("CVPR 2020"), is_venue("Workshop papers"), is_venue("Nature")
    (True, False, False)
    """
    found = imprint(label)
    if found.venue is None or is_dated_title(label):
        return False
    if found.year is not None:
        return len(found.venue.split()) <= 6 and (found.sure or len(found.venue.split()) == 1)  # noqa: PLR2004 -- a short name
    bare = label.strip(" .:")
    return known(bare) == "conference" and bare.isupper() and " " not in bare
