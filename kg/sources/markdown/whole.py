"""Paragraphs that are an entry by themselves: a whole citation, or a title with lines of details below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.sources.markdown.bylines import LIKELY, POSSIBLE, leading
from kg.sources.markdown.glance import EDGE, is_detail
from kg.sources.markdown.plain import author_lead, between, prefix, split
from kg.sources.markdown.titles import likeness, looks_like_byline

if TYPE_CHECKING:
    from kg.sources.markdown.flat import Flat

DATED = re.compile(r"(?<![\d-])(?:19|20)\d\d[a-z]?(?!\d)|['’]\d\d\b|\b(?:in press|n\.d\.|forthcoming|to appear|arxiv|submitted)\b", re.IGNORECASE)
"""What a citation says of its time."""
TITLE = 0.6
"""From this likeness on a text can be a title."""


def is_whole_citation(text: str) -> bool:
    """Tell whether a text is a citation and no sentence that cites.

    >>> is_whole_citation("Example, A., & Sample, B. (2019). A plain title. Journal of Examples, 3, 1-9.")
    True
    >>> is_whole_citation("Example and Sample (2019) show that a plain title is enough.")
    False
    """
    return begins_with_authors(text) or title_before_authors(text)


def begins_with_authors(text: str) -> bool:
    """Tell whether a text is authors, a title and a date, in which no verb goes on behind the authors."""
    start = prefix(text)
    lead = author_lead(text[start:])
    if lead.certainty < LIKELY or not DATED.search(text):
        return False
    start += lead.end
    start += between(text[start:])
    if text[start:start + 1].islower():
        return False
    found = split(text, authors_first=True)
    return found.authors_first and likeness(text[found.start:found.end]) >= TITLE


def title_before_authors(text: str) -> bool:
    """Tell whether a text is a title, several authors, and little more."""
    found = split(text, authors_first=False)
    behind = text[found.end:].strip(EDGE)
    lead = leading(behind)
    several = len(lead.byline.names) > 1 or lead.byline.further
    return lead.certainty >= POSSIBLE and several and likeness(text[found.start:found.end]) >= TITLE and len(behind[lead.end:].split()) <= 12  # noqa: PLR2004 -- venue, date, remark


def is_title_with_details(lines: list[Flat]) -> bool:
    """Tell whether lines are a title and, line by line, its details."""
    return (
        len(lines) > 1
        and likeness(lines[0].text) >= TITLE
        and not looks_like_byline(lines[0].text)
        and all(map(is_detail, lines[1:]))
        and (len(lines) > 2 or looks_like_byline(lines[1].text.strip(EDGE)))  # noqa: PLR2004 -- names at least, or more lines
    )
