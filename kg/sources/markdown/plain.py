"""Plain citations: where the title begins and ends when no style marks it."""

import re
from functools import lru_cache

import msgspec

from kg.names import word_kind
from kg.sources.markdown.bylines import LIKELY, POSSIBLE, SURE, Lead, leading
from kg.sources.markdown.flat import HOLE
from kg.sources.markdown.imprint import DATE, DAY_PREFIX, imprint
from kg.sources.markdown.links import EMOJI, SHORTCODE
from kg.sources.markdown.rest import ABBREVIATION, GROUP, OPENERS, cited, in_bracket
from kg.sources.markdown.titles import MARKER, is_imprint
from kg.sources.markdown.venues import hinted, known

END = re.compile(
    rf"(?P<hole>{HOLE})|(?P<group>\s?[(\[（【<])|(?P<bar>\s\|\s?|\s?‖\s?|\t)|(?P<dash>\s[-–—·•~/]+\s|\s?—\s?|\s--\s)"
    r"|(?P<stop>\.(?=\s|$|[\"”])|。)|(?P<mark>[?!？！](?=\s+(?:[A-Z]|\w+[xX]iv\b)))|(?P<by>\s(?:by|By|BY)\s+(?=[A-Z\u4e00-\u9fff]))|(?P<comma>,\s|，|;\s|；)|(?P<colon>:\s)",
)
"""Where a plain title may end."""
SENTENCE_STOP = re.compile(rf"[.?!](?=\s|$)|[{HOLE}|]")
PREFIX = re.compile(r"^(?:(?:\d{1,2}/)?(?:19|20)\d\d(?:[-/.]\d{1,2}){0,2}|n\.d\.)\s*[:,.–—|-]?\s+")
"""A date before an entry."""


class Where(msgspec.Struct, frozen=True):
    """What is known of a list when the end of a title is looked for."""

    after_authors: bool = False
    """Whether the authors are already read, so that no names end the title."""
    by_names: bool = True
    """Whether "by" and one name end a title (and are no part of it, as in `Learning by Example`)."""
    italic: tuple[int, ...] = ()
    """Where text in italics begins that can be a venue or a by-line."""

    def gap(self, text: str, place: int) -> str | None:
        """Return what stands between a place and the next italics, or `None` where a statement ends between."""
        ahead = next((start for start in self.italic if start >= place), None)
        between = text[place:ahead].strip(' "”’\'') if ahead is not None else "."
        return None if SENTENCE_STOP.search(between) or imprint(between).year is not None or imprint(between).sure else between


NOWHERE = Where()


class Split(msgspec.Struct, frozen=True, gc=False):
    """Where the title of a plain citation stands."""

    start: int
    end: int
    authors_first: bool = False


def prefix(text: str) -> int:
    """Return the length of what stands before a citation: numbers, emoji, dates and brackets with an imprint."""
    place = 0
    while place < len(text):
        rest = text[place:]
        match = (
            re.match(rf"{SHORTCODE.pattern}|{EMOJI.pattern}", rest)
            or re.match(rf"(?:[\s{HOLE}*_|,.>~–—-]|:(?![a-z0-9_+-]+:))+", rest)
            or MARKER.match(rest)
            or PREFIX.match(rest)
            or DAY_PREFIX.match(rest)
            or DATE.match(rest)
        )
        group = None if match else GROUP.match(rest)
        if group and (is_imprint(group[0][1:-1]) or not group[0][1:-1].strip(HOLE + OPENERS) or (len(group[0].split()) == 1 and rest[group.end():group.end() + 1].isspace())) and group.end() < len(rest.rstrip()):
            match = group
        if not match or not match.end():
            break
        place += match.end()
    return place


@lru_cache(maxsize=4096)
def author_lead(text: str) -> Lead:
    """Return the by-line at the very beginning of a citation, if what follows it can follow one."""
    lead = leading(text)
    behind = text[lead.end:].lstrip()
    if not lead.byline.names or not behind or (behind[0].isalpha() and not lead.byline.further and not text[:lead.end].rstrip().endswith(".")):
        return Lead(lead.byline, 0, 0.0)
    head = imprint(re.split(r"[,，]", behind.strip(OPENERS)[:40], maxsplit=1)[0])
    if behind[0] in ",，" and (head.year is not None or head.sure):
        return Lead(lead.byline, 0, 0.0)
    if re.match(r"\((?:19|20)\d\d[a-z]?[,)]", behind):
        return Lead(lead.byline, lead.end, max(lead.certainty, SURE))
    if title_follows(lead, behind):
        return Lead(lead.byline, lead.end, max(lead.certainty, SURE))
    strong = len(lead.byline.names) > 1 or lead.byline.further or "," in lead.byline.names[0].printed or re.search(r"\b[A-Z]\.", text[: lead.end])
    if lead.certainty < POSSIBLE:
        return Lead(lead.byline, 0, 0.0)
    return lead if strong or behind[0] in "(:" else Lead(lead.byline, lead.end, lead.certainty * 0.6)


def title_follows(lead: Lead, behind: str) -> bool:
    """Tell whether a full name and a stop stand before words that no name holds, and these before an imprint or link."""
    if lead.certainty < POSSIBLE or len(lead.byline.names) > 1:
        return False
    inverted = "," in lead.byline.names[0].printed
    rest = re.sub(r"^(?:19|20)\d\d[a-z]?[.,]\s", "", behind.lstrip(".,，: "))
    stop = re.search(rf"[.,?!{HOLE}](?=\s|$|{HOLE})|{HOLE}", rest)
    if behind[0] not in (".,，:" if inverted else ".,，") or " " not in lead.byline.names[0].printed or stop is None or not stop.start():
        return False
    words = re.findall(r"[^\W\d_][\w'’-]*", rest[: stop.start()])
    lead_names = all(word_kind(word) in {"name", "initial", "particle"} for word in lead.byline.names[0].printed.split())
    return lead_names and len(words) > 2 and any(not word_kind(word) for word in words) and not imprint(rest[: stop.start()]).sure  # noqa: PLR2004 -- a title's length


NICKNAME = re.compile(r"[^\s(),]+(?:\s[^\s(),]+)?\s\((?:19|20)\d\d\)[,:]\s+")
"""A nickname with its year before a by-line: `SomeNet (2020), A. Example, ...`."""


def names_and_title(text: str) -> bool:
    """Tell whether a text is a by-line and then a title, so that what stands before is no title."""
    lead = leading(text)
    behind = first_clause(text[lead.end:].lstrip(OPENERS))
    return lead.certainty >= LIKELY and len(behind.split()) > 3 and not imprint(behind).sure  # noqa: PLR2004 -- a title's length


def split(text: str, *, authors_first: bool, where: Where = NOWHERE) -> Split:
    """Find the title in a plain citation; the flags say how the list has it.

    >>> text = "Example, A. (2019). A plain title. Journal of Examples."
    >>> found = split(text, authors_first=True)
    >>> text[found.start:found.end]
    'A plain title'
    """
    begin = prefix(text)
    nickname = NICKNAME.match(text, begin)
    if nickname and names_and_title(text[nickname.end():]):
        begin = nickname.end()
    lead = author_lead(text[begin:])
    if lead.end and (lead.certainty >= (POSSIBLE if authors_first else 0.8)):
        start = begin + lead.end
        start += between(text[start:])
        end = title_end(text, start, msgspec.structs.replace(where, after_authors=True))
        if text[start:end].strip(OPENERS):
            return Split(start, end, authors_first=True)
    return Split(begin, title_end(text, begin, where))


def between(text: str) -> int:
    """Return the length of what stands between by-line and title: a year in brackets, stops."""
    place = 0
    while place < len(text):
        rest = text[place:]
        match = re.match(rf"[\s.,:;{HOLE}–—-]+", rest) or re.match(r"(?:19|20)\d\d[a-z]?(?=[.,:]\s)", rest)
        group = None if match else GROUP.match(rest)
        if group and (is_imprint(group[0][1:-1]) or re.fullmatch(r"\W*(?:19|20)\d\d[a-z]\W*|.*\beds?\.?\W*|\W*(?:n\.d\.|in press|forthcoming|to appear|accepted|submitted|under review)\W*", group[0], re.IGNORECASE)):
            match = group
        if not match or not match.end():
            break
        place += match.end()
    return place


def title_end(text: str, start: int, where: Where) -> int:
    """Return where the title that begins at `start` ends."""
    for match in END.finditer(text, start, start + LONGEST):
        if match.start() == start or not text[start:match.start()].strip(OPENERS):
            continue
        kind = match.lastgroup or ""
        if kind != "group" and in_bracket(text[start:match.start() + 1], match.start() - start):
            continue
        if ENDS[kind](text, match, start, where):
            return match.start() + (1 if kind == "mark" else 0)
    return len(text)


DATED = re.compile(r"[(\s](?:19|20)\d\d[a-z]?[).,]*\s*$")
"""A year right before a title, behind which a second year in brackets belongs to the title."""
AHEAD = 300
"""How many characters behind a place are looked at to tell whether the title ends there."""
LONGEST = 600
"""Characters that a plain title has at most."""


def always(text: str, match: re.Match[str], start: int, where: Where) -> bool:  # noqa: ARG001 -- one signature
    """End at a link or a bar."""
    return True


def at_group(text: str, match: re.Match[str], start: int, where: Where) -> bool:
    """End at brackets that hold an imprint, a link, authors, or the last word of the line."""
    group = GROUP.match(text, match.end() - 1, match.end() + AHEAD)
    if not group:
        return False
    inside = group[0][1:-1]
    if where.after_authors and inside.isdigit() and DATED.search(text[:start]):
        return False
    if is_imprint(inside) or not inside.strip(HOLE + OPENERS) or group[0][0] in "[【<":
        return True
    return cited(inside, expected=False) is not None


def at_dash(text: str, match: re.Match[str], start: int, where: Where) -> bool:  # noqa: ARG001
    """End at a dash before names, an imprint, a link, a bracket or a remark; a subtitle goes on."""
    behind = text[match.end():match.end() + AHEAD].strip().rstrip(" -–—")
    lead = leading(behind)
    found = imprint(first_clause(behind))
    if not behind:
        return True
    if behind_dash(behind):
        return False
    if behind[0] in HOLE + "([（【" or lead.certainty >= POSSIBLE or found.sure or (found.year and not found.venue):
        return True
    return bool(re.match(r"(?:a|an|the|this|it|in|we|from|for|by)\b", behind)) or len(first_clause(behind).split()) > 12  # noqa: PLR2004 -- a remark


def behind_dash(text: str) -> bool:
    """Tell whether names stand only behind the next dash, so that the title goes up to there."""
    first, dash, rest = re.sub(r"\s[–—]\s", " - ", text).partition(" - ")
    if not dash or HOLE in first or first[0] in "([（【" or leading(first).certainty >= POSSIBLE or imprint(first).year is not None or imprint(first).sure:
        return False
    lead = leading(rest)
    return lead.certainty >= LIKELY and (len(lead.byline.names) > 1 or lead.byline.further)


def at_stop(text: str, match: re.Match[str], start: int, where: Where) -> bool:
    """End at a full stop that is none of an abbreviation."""
    before, behind = text[start:match.start()], text[match.end():match.end() + AHEAD].lstrip(' "”')
    if where.after_authors and len(before.split()) == 1 and len(before) < 3:  # noqa: PLR2004 -- a stray initial
        return False
    if ABBREVIATION.search(before) and not (leading(behind).certainty >= LIKELY or imprint(first_clause(behind)).sure):
        return False
    return not behind[:1].islower() or known_start(behind)


def known_start(text: str) -> bool:
    """Tell whether a text begins with a venue that is written small (`arXiv`)."""
    return imprint(first_clause(text)).sure


def at_mark(text: str, match: re.Match[str], start: int, where: Where) -> bool:  # noqa: ARG001
    """End behind a question mark where names or an imprint follow, and no subtitle."""
    behind = text[match.end():match.end() + AHEAD].strip(' "”’\'')
    gap = where.gap(text, match.end())
    if gap is not None:
        return gap.casefold() in ITALIC_LEAD
    head = first_clause(behind)
    pieces = head.split(", ")
    if leading(behind).certainty >= LIKELY or imprint(pieces[0]).sure or re.match(r"In:?\s", behind):
        return True
    if venue_in(pieces[1:]):
        return False
    if imprint(head).sure:
        return True
    rest = behind[len(head):].strip(OPENERS)
    if sum(any(character.isalpha() for character in piece) for piece in pieces) > 1:
        return False
    followed = rest[:1].isalpha() and not SOURCE.match(rest)
    return where.after_authors and (not followed or imprint(head).year is not None) and (len(pieces[0].split()) < SUBTITLE or re.search(r"\d", head) is not None)


SOURCE = re.compile(r"(?:DOI|PMID|URL|Available|Retrieved|Accessed|Cited|Vol|No|Pp?)\b", re.IGNORECASE)
"""What may stand behind a venue and is none."""
ITALIC_LEAD = frozenset(["", "in", "in:", "in: "])
"""What may stand between a title and a venue in italics."""
SUBTITLE = 4
"""Words from which on a text behind a question mark is more likely a subtitle than a venue's name."""


def venue_in(pieces: list[str]) -> bool:
    """Tell whether one of the pieces between commas is surely a venue, so that those before it are none."""
    return any(imprint(piece).sure and imprint(piece).venue and (known(piece) != "publisher" or hinted(piece)) for piece in pieces)


def at_by(text: str, match: re.Match[str], start: int, where: Where) -> bool:  # noqa: ARG001
    """End before "by" and names."""
    lead = leading(text[match.end():match.end() + AHEAD])
    names = [name.printed for name in lead.byline.names]
    if len(names) > 1 and " " not in names[0] and all(" " in name for name in names[1:]):
        return False
    if len(names) == 1 and re.fullmatch(r"[^\s,]+, (?:[A-Z]\.\s?)+[^\W\d_].*", names[0]):
        return False
    if not where.by_names and len(lead.byline.names) == 1 and not lead.byline.further:
        return False
    return lead.certainty >= (POSSIBLE if len(lead.byline.names) > 1 or lead.byline.further else LIKELY)


def at_comma(text: str, match: re.Match[str], start: int, where: Where) -> bool:  # noqa: ARG001
    """End at a comma before a by-line or an imprint."""
    behind = text[match.end():match.end() + AHEAD].strip()
    lead = leading(behind)
    strong = len(lead.byline.names) > 1 or lead.byline.further
    year_next = lead.end and re.match(rf"[\s,.(\[]*(?:(?:19|20)\d\d\b|$|{HOLE})", behind[lead.end:])
    if not where.after_authors and lead.certainty >= LIKELY and (strong or year_next or re.search(r"\b[A-Z]\.", behind[: lead.end])):
        return True
    gap = where.gap(text, match.end())
    if gap is not None:
        return gap.casefold() in ITALIC_LEAD
    pieces = first_clause(behind).split(", ")
    if not imprint(pieces[0]).sure and venue_in(pieces[1:]):
        return False
    found = imprint(first_clause(behind))
    if found.venue and "," in found.venue and imprint(first_clause(behind).rpartition(", ")[2]).venue:
        return False
    if found.year is not None and not found.sure and found.venue and ("(" in first_clause(behind) or len(found.venue.split()) > 6):  # noqa: PLR2004 -- more likely the title
        return False
    return found.year is not None or (found.sure and len(first_clause(behind).split()) <= 8)  # noqa: PLR2004 -- no subordinate clause


def at_colon(text: str, match: re.Match[str], start: int, where: Where) -> bool:  # noqa: ARG001
    """End at a colon before a link alone."""
    return text[match.end():].lstrip()[:1] == HOLE


def first_clause(text: str) -> str:
    """Return a text up to its first link, bar or sentence end."""
    match = re.search(rf"{HOLE}|\s[-–—·•|/]\s|\.\s+(?=[A-Z]|\w+[xX]iv\b)(?<![A-Z]\.\s)", text)
    return (text[: match.start()] if match else text)[:160].rstrip(" [(")


ENDS = {
    "hole": always, "bar": always, "group": at_group, "dash": at_dash, "stop": at_stop, "mark": at_mark, "by": at_by,
    "comma": at_comma, "colon": at_colon,
}
"""What decides at each kind of place whether the title ends there."""
