"""Titles: where an entry can have its title, and how much each place looks like one."""

import re
from functools import lru_cache

import msgspec

from kg.sources.markdown.bylines import LIKELY, leading
from kg.sources.markdown.flat import HOLE, Flat, Mark
from kg.sources.markdown.imprint import DAY_PREFIX, MONTH, NOT_YET, imprint
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.links import EMOJI, SHORTCODE, is_paper_address, label_role
from kg.sources.markdown.venues import known
from kg.text import one_line

MARKER = re.compile(r"^[\s*_]*(?:\[\s?[A-Za-z]{0,4}\d{1,4}[a-z]?\s?\]|\(\d{1,3}\)|\d{1,3}[.)](?=\s)|№\s?\d+|#\d+)[\s:.]*")
"""A number before an entry: `[12]`, `(3)`, `4.`."""
WORD = re.compile(r"[^\W_]+")
TRAILING_YEAR = re.compile(r"(?<=\w),\s*((?:19|20)\d\d)$")
TRAILING_GROUP = re.compile(r"[\s,.]*[(\[（【]([^()\[\]（）【】]*)[)\]）】][\s.]*$")
LEADING_GROUP = re.compile(r"^\s*[(\[（【]([^()\[\]（）【】]*)[)\]）】][\s:.,-]*")
ENCLOSING = (('"', '"'), ("“", "”"), ("«", "»"), ("《", "》"), ("「", "」"), ("'", "'"), ("‘", "’"), ("``", "''"), ("„", "“"))
STRENGTH = {"quote": 1.1, "link": 1.0, "bold": 1.0, "italic": 0.75, "code": 0.5, "plain": 0.9}
"""How much a style is one of titles, before the list has voted."""
FEW_WORDS = {0: 0.0, 1: 0.3, 2: 0.6, 3: 0.9}
"""How much a text of few words looks like a title; longer ones look like one in full."""


PAPER_KIND = re.compile(r"(?:short|long|full|regular|demo|tool|poster|workshop|position|invited|best|best student)(?:\spaper)|poster|oral|spotlight|invited talk|to appear|in press", re.IGNORECASE)
"""What a bracket behind a title says of the paper and is no part of its title."""


class Slot(msgspec.Struct, gc=False):
    """A place of an entry that can hold its title."""

    flat: Flat
    start: int
    end: int
    kind: str
    score: float

    @property
    def key(self) -> str:
        """What the entries of a list vote on: which part, and which style in it."""
        return f"{self.flat.place} {self.kind}"

    @property
    def text(self) -> str:
        """The text of the place."""
        return self.flat.text[self.start:self.end]


class Title(msgspec.Struct, frozen=True, gc=False):
    """A title, and what stood in brackets with it."""

    text: str
    before: str = ""
    behind: str = ""


@lru_cache(maxsize=8192)
def likeness(text: str, *, linked: bool = False, quoted: bool = False) -> float:
    """Tell how much a text looks like a title, from 0 to 1.

    `linked` if it leads to a paper, `quoted` if it stands in quotation marks, as names never do.

    >>> likeness("Deep residual learning for image recognition"), likeness("pdf"), likeness("CVPR 2020")
    (1.0, 0.0, 0.0)
    """
    text = text.strip().strip(HOLE)
    if not text or (text[0] in "(（" and text[-1] in ")）") or text.startswith("http") or keyed(text):
        return 0.0
    words = WORD.findall(text)
    if any(ord(character) > 0x2E7F for character in text):  # noqa: PLR2004 -- CJK has no blanks between words
        count = len(text) // 2 if quoted or not leading(text).byline.names else 1
    else:
        count = len(words)
    if text[0] == "[" and text[-1] == "]" and count <= 2:  # noqa: PLR2004 -- a label
        return 0.0
    if is_day(text) or label_role(text) is not None or known(text) == "conference" or (len(words) == 1 and known(text) and text.isupper()) or not any(character.isalpha() for character in text):
        return 0.0
    found = imprint(text)
    if (found.sure and (found.year is not None or (not linked and is_short_venue(text, words)))) or MARKER.fullmatch(text + " "):
        return 0.0
    if is_citation(text):
        return 0.1
    if quoted:
        return FEW_WORDS.get(count, 1.0)
    return FEW_WORDS.get(count, 1.0) * ((0.6 if is_one_name(text) else 0.25) if looks_like_byline(text) else 1.0)


DAY = re.compile(rf"\W*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[\s.,]*)?(?:{MONTH.pattern}|\d{{1,2}}[./-]\d{{1,2}}[./-]?)*\W*", re.IGNORECASE)


def is_day(text: str) -> bool:
    """Tell whether a text is a day of the year and nothing else: `2 Nov`, `Thu 8/26`."""
    return len(text) < 24 and DAY.fullmatch(text) is not None  # noqa: PLR2004 -- no day is as long


def is_citation(text: str) -> bool:
    """Tell whether a text is names and a year: `Example et al. (2019)`."""
    lead = leading(text)
    tail = imprint(text[lead.end:].strip(" .,;:()[]")) if lead.byline.further or len(lead.byline.names) > 1 else None
    return tail is not None and tail.year is not None and tail.venue is None


def is_short_venue(text: str, words: list[str]) -> bool:
    """Tell whether a text without a year is a venue: known by its whole name, or short and so worded."""
    return len(words) < 8 and (" in " not in text.casefold() or words[0].casefold() in {"proceedings", "proc", "in"})  # noqa: PLR2004 -- a title may hold "workshop"


def is_one_name(text: str) -> bool:
    """Tell whether a by-line is one name without initials, which as well can be a short title."""
    names = leading(text.strip()).byline.names
    return len(names) == 1 and "." not in text.strip().rstrip(".") and "," not in text and not leading(text.strip()).byline.further


@lru_cache(maxsize=8192)
def looks_like_byline(text: str) -> bool:
    """Tell whether a text is names and nothing else."""
    lead = leading(text.strip())
    whole = not text.strip()[lead.end:].strip(" .,;:")
    return whole and lead.certainty >= LIKELY and (len(lead.byline.names) > 1 or lead.byline.further or lead.certainty > 0.7)  # noqa: PLR2004 -- one full name


def slots(flat: Flat) -> list[Slot]:
    """Return the places of a line that can hold a title, in order."""
    found = []
    styled = [mark for mark in flat.marks if not inside_other(mark, flat)]
    for mark in styled:
        linked = mark.anchor is not None and is_paper_address(mark.anchor.url)
        text = flat.text[mark.start:mark.end]
        score = likeness(text, linked=linked, quoted=mark.kind == "quote") * STRENGTH[mark.kind]
        if linked:
            score = max(score, 0.55 if WORD.search(text) and score > 0 else score)
        if mark.kind in {"italic", "code"} and not begins(flat, mark):
            score *= 0.3
        if in_square(flat, mark) and (mark.kind != "link" or len(text.split()) <= 2 or not begins(flat, mark)):  # noqa: PLR2004 -- a label
            score *= 0.2
        if mark.kind == "bold" and is_one_name(text):
            score *= 0.7
        if score > 0:
            found.append(Slot(flat, mark.start, mark.end, mark.kind, score))
    return found


def in_square(flat: Flat, mark: Mark) -> bool:
    """Tell whether a mark is a label in square brackets: `[**pre.**]`."""
    return flat.text[: mark.start].rstrip().endswith("[") and flat.text[mark.end:].lstrip()[:1] == "]"


def inside_other(mark: Mark, flat: Flat) -> bool:
    """Tell whether a mark is a word in quotes, a bold word and so on inside a longer mark."""
    for other in flat.marks:
        if other is mark or not (other.start <= mark.start and mark.end <= other.end):
            continue
        around = flat.text[other.start:mark.start] + flat.text[mark.end:other.end]
        if len(WORD.findall(around)) > 0 or (other.kind == "quote" and mark.kind != "quote"):
            return True
        if other.kind in {mark.kind, "link"}:
            return mark.kind != "quote"
    return False


def begins(flat: Flat, mark: Mark) -> bool:
    """Tell whether nothing but numbers, dates and a by-line stands before a mark."""
    before = DAY_PREFIX.sub("", MARKER.sub("", flat.text[: mark.start])).strip(" .,:;-–—|" + HOLE)
    if not before:
        return True
    lead = leading(before)
    behind = before[lead.end:].strip(" .,:;()[]") if lead.certainty >= LIKELY else before
    return not behind or (imprint(behind).year is not None and imprint(behind).venue is None)


def tidy(text: str, *, dated: bool = False) -> Title:
    """Return a title without the marks around it, and the brackets before and behind it apart.

    `dated` where a year stands before the title, so that a year behind it is its own.

    >>> tidy('"A Title (CVPR 2020)."')
    Title(text='A Title', before='', behind='CVPR 2020')
    >>> tidy("A Title, 2020")
    Title(text='A Title', before='', behind='2020')
    """
    text, before, behind = bare(text), "", ""
    match = LEADING_GROUP.match(text)
    if match and match.end() < len(text) and (is_imprint(match[1]) or label_role(match[1])):
        before, text = match[1], bare(text[match.end():])
    match = TRAILING_GROUP.search(text)
    if match and match.start() > 0 and not (dated and match[1].isdigit()) and (is_imprint(match[1]) or PAPER_KIND.fullmatch(match[1].strip()) or not match[1].strip(HOLE + " ")):
        behind, text = match[1], bare(text[: match.start()])
    year = TRAILING_YEAR.search(text)
    if year and not behind and not dated:
        behind, text = year[1], bare(text[: year.start()])
    return Title(text, before, behind)


def is_imprint(text: str) -> bool:
    """Tell whether a text in brackets is venue or date."""
    found = imprint(text)
    return found.year is not None or (found.venue is not None and found.sure) or text.strip(" .").casefold() in NOT_YET


def bare(text: str) -> str:
    """Drop numbers, emoji, separators and enclosing quotation marks around a title."""
    previous = None
    text = one_line(text.replace(HOLE, " "))
    while previous != text:
        previous = text
        text = MARKER.sub("", text)
        text = re.sub(rf"^(?:{SHORTCODE.pattern}|{EMOJI.pattern})+\s*|\s*(?:(?<=\s){SHORTCODE.pattern}|{EMOJI.pattern})+$", "", text)
        text = text.lstrip(" \t,;:|·•–—-*~").rstrip(" \t,:|·•–—-([（【")
        text = text.removesuffix(".").rstrip() if not text.endswith(("...", "etc.", "al.")) else text
        for left, right in ENCLOSING:
            if len(text) > 2 and text.startswith(left) and text.endswith(right) and left not in text[len(left):-len(right)] and right not in text[len(left):-len(right)]:  # noqa: PLR2004 -- more than the marks
                text = text[len(left):-len(right)].strip()
    return text
