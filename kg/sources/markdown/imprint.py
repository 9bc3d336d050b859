"""Imprints: venue and date as a citation prints them (`Nature 521.7553 (2015): 436-444`)."""

import re
from functools import lru_cache

import msgspec

from kg.sources.markdown.links import EMOJI, SHORTCODE
from kg.sources.markdown.venues import ACRONYM, hinted, known
from kg.text import one_line

YEAR = re.compile(r"(?<![\d./#-])(?P<year>1[89]\d\d|20[0-4]\d)(?:[a-h]\b)?(?![\d%]|\.\d{4}|[a-zA-Z]{2})")
"""A year of four digits that is part of no longer number."""
LETTER_YEAR = re.compile(r"(?<=[A-Za-z])[-_]?(?P<year>19[5-9]\d|20[0-4]\d)(?!\d)")
"""A year written to an acronym: `CVPR2020`."""
QUOTE_YEAR = re.compile(r"(?<=[A-Za-z\s-])['’‘`´]\s?(?P<year>\d\d)(?!\d)")
"""`ICML'20`."""
BARE_YEAR = re.compile(r"(?<=[A-Z])[ -]?(?P<year>[0129]\d)(?=$|[\s,.)\]])")
"""`ICS 22`: only behind an acronym."""
DATE = re.compile(
    r"(?<![\d.])(?P<year>19[5-9]\d|20[0-4]\d)[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月](?:0?[1-9]|[12]\d|3[01])日?)?月?(?!\d)"
    r"|(?<![\d.])(?:0?[1-9]|1[0-2])/(?:(?:0?[1-9]|[12]\d|3[01])/)?(?P<late>19[5-9]\d|20[0-4]\d)(?!\d)",
)
"""`2021.03`, `2021-03-15`, `03/2021`."""
SHORT_DATE = re.compile(r"(?<![\d.])(?P<year>[0129]\d)[./](?:0[1-9]|1[0-2])(?:[./](?:0[1-9]|[12]\d|3[01]))?(?![\d.]\d|\d)")
"""`17.01` for January 2017: only in brackets or beside a preprint server."""
MONTH = re.compile(
    r"(?:(?<![\w.])\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{1,2})?\s+(?:of\s+)?)?\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|spring|summer|autumn|fall|winter)\b\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{1,2})?(?![\w.:(]))?[\s/-]*",
    re.IGNORECASE,
)
"""A month, with the day beside it."""
DAY_PREFIX = re.compile(rf"^(?:{MONTH.pattern}|\d{{1,2}}\s+)+\s*(?:\([^()\d]{{1,40}}\)\s*)?[:,.–—-]+\s*|^(?:week|day|session|lecture|part|no)\.?\s\d{{1,2}}\s*[:.–—-]+\s*", re.IGNORECASE)
"""A day or session before an entry: `14 Feb:`, `Week 3 -`."""
CUT = re.compile(
    r"[\s,;.:(\[]*(?:\b(?:vol(?:ume)?|no|num(?:ber)?|issue|pp?|pages?|art(?:icle)?(?:\sno)?|chap(?:ter)?|eprint)\b\.?\s*[\dA-Z]"
    r"|,\s*(?:invited|also|extended|best|oral|spotlight|poster)\b|\barxiv:\s?\S*\d|\babs/\S+|\bdoi\b|\d+\s*[(:]\s*[\d(]|(?<=[\s.,(])\(?\d+\)?(?:\.\d+)*\s*(?=$|[\s.:(,)\[–-])|e\d{4,})",
    re.IGNORECASE,
)
"""Where volume, number and pages begin."""
LEAD = re.compile(
    r"^(?:(?:published|appear(?:s|ed|ing)?|presented|accepted|to appear|in press|forthcoming|also|submitted|(?:currently\s)?under (?:review|submission))\b[\s:]*)*"
    r"(?:\b(?:in|at|by|to|on|as)\b\s*:?\s*)?(?=\S)",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"[\s,;:.(\[]*\b(?:oral|spotlight|poster|best (?:student )?paper(?: award)?|highlight|award|accepted|to appear|in press|talk)\b"
    r"[\s)\]!]*$",
    re.IGNORECASE,
)
PUBLISHER_TAIL = re.compile(r"(?<=\w{3})[.,]\s*(?:IEEE|ACM|Springer|PMLR|USENIX|Elsevier|AAAI Press|Curran Associates|Association for [A-Z]\w+ \w+)\s*$")
SENTENCE = frozenset(
    ["is", "are", "was", "were", "be", "been", "we", "you", "it", "its", "this", "that", "these", "those", "they", "he", "she", "which", "who", "whose", "there", "has", "have", "had", "do", "does", "can", "could", "should", "would", "will", "may", "might", "must", "not", "describes", "describe", "introduces", "presents", "proposes", "shows", "explains", "discusses", "provides", "paper", "papers", "how", "why", "what", "when", "because", "also", "very", "more", "most", "great", "good", "nice", "best", "classic", "well", "see", "read", "good", "your", "my", "our", "used", "using", "use", "uses", "based", "via"],
)
"""Words of remarks that a venue's name does not hold."""
EDGE = " \t\n.,;:|/·•–—-_*\ufffc()[]{}（）【】<>`'\"“”，。、；：★☆⮕→"
LONGEST = 22
"""Words beyond which a text is no venue."""
SHORT = 9
"""Words up to which a text beside a year is a venue without further signs."""
EARLY_CENTURY = 50
"""Two digits up to this are of this century."""


NOT_YET = frozenset(["in press", "to appear", "forthcoming", "submitted", "accepted", "in preparation", "under review", "n.d"])
"""What stands in the place of a year."""
NUMBERED = re.compile(r"^\s*(arxiv)[:\s]\s?(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7}).*", re.IGNORECASE)
"""A preprint server with the number of a preprint."""
REVISED = frozenset(["rev", "revised", "updated", "last updated", "written", "v1", "v2", "version"])
"""What stands beside a year and is no venue."""
VOLUME = re.compile(r"\d\s?\(\d+(?:[-–]\d+)?\)[:,]\s?\d|\s\d+\s?[,:]\s?(?:pp?\.?\s?)?\d+\s?[-–]\s?\d+")
"""Volume and pages, which only a journal has: `43(2): 1`, `43, 101-110`."""


class Imprint(msgspec.Struct, frozen=True, gc=False):
    """Venue and year of one text."""

    venue: str | None = None
    year: int | None = None
    sure: bool = False
    """Whether the venue is one by its name or words, and not only by its place beside a year."""


def years(text: str) -> tuple[int | None, str]:
    """Return the first year of a text and the text without its dates.

    >>> years("Preprint, October 2023"), years("ICML'20"), years("arXiv:1906.10816")
    ((2023, 'Preprint,'), (2020, 'ICML'), (None, 'arXiv:1906.10816'))
    """
    year: int | None = None
    for pattern in (DATE, YEAR, LETTER_YEAR, QUOTE_YEAR):
        match = pattern.search(text)
        while match:
            found = match["year"] or match.groupdict().get("late")
            year = full(str(found)) if year is None else year
            text = f"{text[: match.start()]} {text[match.end():].removeprefix('年')}"
            match = pattern.search(text)
    if year is None:
        match = BARE_YEAR.search(text)
        if match and (known(text[: match.start()]) or ACRONYM.fullmatch(text[: match.start()].strip(EDGE))):
            year, text = full(match["year"]), f"{text[: match.start()]} {text[match.end():]}"
    if year is None:
        match = SHORT_DATE.search(text)
        if match and (known(text[: match.start()].strip(EDGE)) or not text.replace(match[0], "").strip(EDGE)):
            year, text = full(match["year"]), f"{text[: match.start()]} {text[match.end():]}"
    if year is not None:
        text = MONTH.sub(" ", text)
    return year, one_line(text)


def full(digits: str) -> int:
    """Return a year of two digits as one of four.

    >>> full("98"), full("17")
    (1998, 2017)
    """
    number = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 -- already four digits
        return number
    return number + (2000 if number < EARLY_CENTURY else 1900)


def venue_name(text: str) -> str:
    """Return a venue's name without what surrounds it in a citation.

    >>> venue_name("Nature 521.7553 (): 436-444"), venue_name("ICML. Vol. 14.")
    ('Nature', 'ICML')
    """
    text = NUMBERED.sub(r"\1", EMOJI.sub(" ", SHORTCODE.sub(" ", text)))
    text = TAIL.sub("", LEAD.sub("", text.strip(EDGE)))
    match = CUT.search(text)
    if match and match.start() > 0:
        text = text[: match.start()]
    text = without_place(PUBLISHER_TAIL.sub("", text))
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text).replace("\ufffc", " ")
    stripped = one_line(text).strip(EDGE.replace(")", "").replace("]", ""))
    return balanced(stripped)


def without_place(text: str) -> str:
    """Drop the town behind a venue that is known or an acronym: `Proc. ICPT, Oslo, Norway`."""
    name, *places = text.split(", ")
    if places and (known(name) or hinted(name) == "conference" or ACRONYM.fullmatch(name.rpartition(" ")[2])) \
            and all(re.fullmatch(r"(?:[^\W\d_][\w'-]*\.?\s?){1,3}", place) and place[0].isupper() and not hinted(place) and not known(place) for place in places):
        return name
    return text


def balanced(text: str) -> str:
    """Cut a bracket that was left without its partner.

    >>> balanced("Some Venue (SV"), balanced("A (B)")
    ('Some Venue', 'A (B)')
    """
    for left, right in ("()", "[]"):
        if text.count(left) != text.count(right):
            place = text.rfind(left) if text.count(left) > text.count(right) else text.find(right)
            text = text[:place].strip(EDGE.replace(")", "").replace("]", ""))
    return text


def is_name_of_venue(name: str) -> bool:
    """Tell whether a text can be a venue where a year beside it makes one likely."""
    words = name.split()
    if not words or len(words) > LONGEST:
        return False
    bare = [word.strip(EDGE) for word in words]
    small = {word for word in bare if word.islower()} | ({bare[0].casefold()} - {"paper", "papers"})
    if not SENTENCE.isdisjoint(small) or small == {"in"}:
        return False
    return not name[0].islower() or known(words[0]) is not None or hinted(words[0]) is not None


@lru_cache(maxsize=8192)
def imprint(text: str) -> Imprint:
    """Read a text that may be venue and date, and may be neither.

    >>> imprint("NeurIPS 2020"), imprint("(1997)").year, imprint("a remark").venue
    (Imprint(venue='NeurIPS', year=2020, sure=True), 1997, None)
    """
    if len(text) > 300 or text.strip(EDGE).casefold() in NOT_YET:  # noqa: PLR2004 -- no venue is as long
        return Imprint()
    year, body = years(text.strip())
    name = venue_name(body)
    if not name or name.casefold() in REVISED or not any(character.isalpha() for character in name):
        return Imprint(None, year, sure=year is not None)
    sure = len(name.split()) <= LONGEST and (known(name) is not None or hinted(name) is not None) and is_name_of_venue(name)
    if sure or ((year is not None or VOLUME.search(body)) and is_name_of_venue(name) and "," not in name and len(name.split()) <= SHORT):
        return Imprint(name, year, sure=sure or (year is not None and ACRONYM.fullmatch(name.split()[0]) is not None))
    return Imprint()
