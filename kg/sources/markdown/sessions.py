"""Schedules: the day and the presenter before an entry are those of a meeting, and no part of the citation."""

import re

from kg.sources.markdown.divide import sub_flat
from kg.sources.markdown.flat import Flat

MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?,?"
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}/\d{{1,2}}|\d{{1,2}}\.\d{{1,2}}\.)"
SESSION = re.compile(rf"[\W_]*(?:{WEEKDAY}\s+{DAY}|{DAY})(?![\w/]|,?\s+(?:19|20)\d\d)(?:\s*\([^()]{{1,40}}\)(?=\s*:))?[\s:,.–—|*-]*", re.IGNORECASE)
"""A day without a year, and the presenter in brackets before a colon."""


def without_session(lines: list[Flat]) -> list[Flat]:
    """Cut the day, and the presenter with it, off the first line.

    >>> [line.text for line in without_session([Flat("14 Dec (Ann): A title", 1, "line 1")])]
    ['A title']
    """
    match = SESSION.match(lines[0].text) if lines else None
    if match is None or not lines[0].text[match.end():].strip():
        return lines
    return [sub_flat(lines[0], match.end(), len(lines[0].text)), *lines[1:]]
