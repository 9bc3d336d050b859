"""By-lines inside running text: where the names begin and where they end."""

import re
from functools import lru_cache

import msgspec

from kg.names import (
    ASIDE,
    FURTHER,
    HAN,
    INITIALS,
    MAX_LENGTH,
    PARTICLES,
    SUFFIX,
    ByLine,
    byline,
    is_group,
    likeness,
    word_kind,
)
from kg.sources.markdown.flat import HOLE
from kg.sources.markdown.imprint import imprint
from kg.sources.markdown.venues import ACRONYM, known

STOP = re.compile(rf"[{HOLE}|:★☆⭐⮕→\"“”«»《》\[\]{{}}]|[(（]|\s[-–—~·•]+\s|\s—|—\s|\s//\s|\s/\s|。")
"""Where a by-line cannot go on."""
PIECE = re.compile(r"・(?=[\u3400-\u9fff]{1,3}\s[\u3400-\u9fff]{1,3}(?:[・,，、\s]|$))|\s*(?:[,;，、；]\s*(?:(?:and|&)\s+)?|\s(?:and|und)\s+|\s?[&＆]\s?)", re.IGNORECASE)
"""What stands between two names."""
FULL_STOP = re.compile(r"\.(?=\s|$)|\.(?=[A-Z][a-z]{3})|。")
WORD_STOP = re.compile(r"(?<![A-Z])\.(?=\s|$)|。")
"""A full stop that ends no initial."""
ET_AL = re.compile(r"^(?:(?:and|&)\s+)?(?:et\.?\s*al\b\.?|others\b\.?|colleagues\b|\d+\s+(?:more|others|authors)\b|等人?|ほか|他(?=\s|$)|\.\.\.|…)", re.IGNORECASE)
SENTENCE_END = re.compile(r"\.(?=\s+[A-Z(\[]|$)")
LAST_INITIALS = re.compile(r"[^.]*\w{2,}[^.]*\s[A-Z](?:\s?[A-Z]){0,2}")
"""`De Hauwere Y M`: initials without full stops, so that the next full stop ends the by-line."""
ELLIPSIS = re.compile(r"\s*(?:\.{3}|…)\s*(?:&\s*)?(?=[^\W\d_])")
"""What stands for the names in the middle of a long by-line."""
LAST_OF_INITIALS = re.compile(r"(\s*[^\s.,]{2,}(?:\s[^\s.,]{2,})?\s[A-Z]{1,3})\.(?:\s|$)")
"""The last name of a by-line of such names, whose full stop ends it."""
INITIALS_DATED = re.compile(r"((?:[A-Z]\.[\s-]?){1,3})\s(?:19|20)\d\d[a-z]?[.,]?\s*$")
"""Initials that a year follows without brackets, as in Harvard style: `Example, A. 2012, ...`."""
ENDS_IN_INITIAL = re.compile(r"[A-Z]$")
BY = re.compile(r"^(?:written\s+)?(?:by|authors?\s*:|from)\s+|^by:?\s+", re.IGNORECASE)
"""Words that announce a by-line."""
SURE, LIKELY, POSSIBLE = 0.85, 0.6, 0.35
"""How much a name has to look like one: by itself, among others, or where a by-line is expected."""


AHEAD = 3
"""How many pieces ahead a full name shows that a by-line goes on."""


class Lead(msgspec.Struct, frozen=True, gc=False):
    """A by-line at the beginning of a text."""

    byline: ByLine
    end: int
    """Where the rest of the text begins."""
    certainty: float
    """From 0 to 1."""


NONE = Lead(ByLine(), 0, 0.0)


@lru_cache(maxsize=8192)
def leading(text: str, *, expected: bool = False) -> Lead:
    """Read the by-line that a text begins with; `expected` where there has to be one.

    >>> lead = leading("Michael Bowling and Manuela Veloso, 2002.")
    >>> [name.printed for name in lead.byline.names]
    ['Michael Bowling', 'Manuela Veloso']
    """
    stop = STOP.search(text)
    while stop and stop[0] in "(（" and (aside := re.match(r"[(（][^()（）]{0,60}[)）]\s*(?=[,;&]|and\b|et\b)", text[stop.start():])):
        stop = STOP.search(text, stop.start() + len(aside[0]))
    limit = stop.start() if stop else len(text)
    pieces, end, certain = scan(text, limit)
    if not pieces and expected:
        first = WORD_STOP.search(text, 0, limit)
        end = first.start() if first else limit
        if imprint(text[:end]).year or not any(character.isalpha() for character in text[:end]):
            return NONE
        pieces, certain = [text[:end]], POSSIBLE
    if not pieces:
        return NONE
    read = byline(text[:end])
    if not read.names:
        return NONE
    return Lead(read, end, certain if expected and certain <= POSSIBLE else certain * certainty(read))


def scan(text: str, limit: int) -> tuple[list[str], int, float]:
    """Walk over the pieces of a text while they are names; return them, their end, and how well they end."""
    pieces: list[str] = []
    ends: list[int] = []
    position = 0
    further = broken = False
    while position < limit:
        match = PIECE.search(text, position, limit)
        stop = match.start() if match else limit
        piece = text[position:stop]
        behind = text[match.end():min(limit, match.end() + FURTHER_ON)] if match else ""
        if match and pieces and piece.strip() in ELLIPSES and is_full_name(behind):
            position = match.end()
            continue
        length, more = name_length(piece, text[stop:min(limit, stop + FURTHER_ON)], pieces)
        if match and not more and (not pieces or not length) and is_name_by_place(piece, behind, first=not pieces):
            length = len(piece)
        if length and pieces and begins_title(pieces, text, position, match, limit):
            break
        if not length and not more:
            broken = pieces != [] and text[:position].rstrip().endswith(("and", "&"))
            break
        if length:
            pieces.append(piece[:length])
            ends.append(position + length)
        if more:
            ends.append(position + more)
            further = True
            break
        if length < len(piece.rstrip()) or match is None or closes(pieces, text[max(0, position - WINDOW):position], behind):
            break
        position = match.end()
    pieces, ends = without_venue(pieces, ends, text, further=further)
    if not pieces:
        return [], 0, 0.0
    return pieces, ends[-1], 0.4 if broken else 1.0


def closes(pieces: list[str], before: str, behind: str) -> bool:
    """Tell whether a full name behind "and" closes the by-line, so that no further comma goes on with it."""
    if not AND_BEFORE.search(before) or " " not in pieces[-1].strip() or "," in pieces[-1]:
        return False
    following = PIECE.split(behind, maxsplit=1)[0].strip()
    if ET_AL.match(following) or INITIALS.fullmatch(following) or SUFFIX.fullmatch(following) or AND_NEXT.search(behind[: len(following) + 8]):
        return False
    return all(" " in piece.strip() for piece in pieces)


def name_length(piece: str, behind: str, others: list[str]) -> tuple[int, int]:
    """Return how many characters of a piece are a name, and at which a "there are more" ends.

    A piece may go on behind the name (`Le. Nature 2012`), where only its beginning counts. An
    initial's full stop ends a name only where venue and year follow (`Littman M L. ICML, 1994`).
    """
    gap = ELLIPSIS.match(piece)
    if gap and others:
        length, more = name_length(piece[gap.end():], behind, others)
        return (length + gap.end(), more) if length else (0, gap.end())
    said = ET_AL.match(piece.strip())
    if said and others:
        return 0, len(piece) - len(piece.lstrip()) + said.end()
    inside = FURTHER.search(piece[:2 * MAX_LENGTH])
    named = ASIDE.sub("", piece[: inside.start()]).strip() if inside else ""
    if inside and named and (likeness(named) >= POSSIBLE or (others and INITIALS.fullmatch(named))):
        return inside.start(), inside.end()
    last = last_by_form(piece, others)
    if last:
        return last, 0
    bare = ASIDE.sub("", piece).strip() if len(piece) < 4 * MAX_LENGTH else piece
    return (len(piece) if is_name(bare, first=not others) else before_stop(piece, behind, others)), 0


def last_by_form(piece: str, others: list[str]) -> int:
    """Return where the last name of a by-line ends that has the form of the others, or of Harvard style."""
    closing = LAST_OF_INITIALS.match(piece)
    if closing and len(others) > 1 and all(LAST_INITIALS.fullmatch(other.strip()) for other in others[-2:]):
        return closing.end(1)
    dated = INITIALS_DATED.match(piece)
    return dated.end(1) if dated and others else 0


def before_stop(piece: str, behind: str, others: list[str]) -> int:
    """Return where a name ends at a full stop inside a piece, or 0."""
    for match in reversed(list(FULL_STOP.finditer(piece, 0, MAX_LENGTH))):
        head = piece[: match.start()].strip()
        if not is_name(head, first=not others):
            continue
        if not ENDS_IN_INITIAL.search(head):
            return match.start()
        rest = piece[match.end():]
        if others and (closes_inverted(head, others, rest) or (not INITIALS.fullmatch(head) and is_venue(sentence(rest + behind).strip()))):
            return match.end()
        if LAST_INITIALS.fullmatch(head) and ends_initials(others, rest, behind):
            return match.end() if others and " " not in others[-1].strip() else match.start()
    return 0


def ends_initials(others: list[str], rest: str, behind: str) -> bool:
    """Tell whether a full stop behind initials without such (`Littman M L.`) ends the by-line."""
    if not others and is_sentence(rest):
        return True
    alike = bool(others) and all(LAST_INITIALS.fullmatch(other.strip()) for other in others[:AHEAD])
    return alike or imprint(sentence(rest + behind)).year is not None


def closes_inverted(head: str, others: list[str], behind: str) -> bool:
    """Tell whether initials close a by-line of last names first, as in `Example, A. & Sample, B. A title`."""
    if not INITIALS.fullmatch(head + "."):
        return False
    if " " in others[-1].strip() and not any(word in PARTICLES for word in others[-1].split()):
        return False
    return INITIALS.fullmatch(others[1].strip()) is not None if len(others) > 1 else is_sentence(behind)


def is_venue(text: str) -> bool:
    """Tell whether a sentence is the name of a venue."""
    return imprint(text).sure or (bool(text) and text.rsplit(maxsplit=1)[-1].strip(".").casefold() in JOURNAL_ENDS)


def is_sentence(text: str) -> bool:
    """Tell whether a text has the length of a title and words that no name holds."""
    words = text.split()
    return len(words) > 3 and sum(not word_kind(word) for word in words) > 1  # noqa: PLR2004 -- a title's length


def sentence(text: str) -> str:
    """Return the first sentence of a text."""
    match = SENTENCE_END.search(text)
    return text[: match.start()] if match else text


def is_given(text: str) -> bool:
    """Tell whether a text begins with a given name or initials, as behind `He, `."""
    piece = PIECE.split(text, maxsplit=1)[0].strip(" .")
    return INITIALS.fullmatch(piece) is not None or word_kind(piece) == "weak" or (likeness(piece) >= POSSIBLE and known(piece) is None)


def is_full_name(text: str) -> bool:
    """Tell whether a text begins with a name, so that an ellipsis before it left out others in the middle."""
    return likeness(WORD_STOP.split(PIECE.split(text, maxsplit=1)[0].strip(" &") + " ", maxsplit=1)[0].strip()) >= POSSIBLE


def is_full(name: str) -> bool:
    """Tell whether a name has a given name before the last name, and not just a particle (`De Vries`)."""
    return " " in name.strip() and name.split(maxsplit=1)[0].casefold() not in PARTICLES


def begins_title(pieces: list[str], text: str, start: int, match: re.Match[str] | None, limit: int) -> bool:
    """Tell whether a single word behind full names is no name but begins what follows (`Rise and Shine: ...`)."""
    piece = text[start:match.start() if match else limit].strip()
    if " " in piece or HAN.search(piece) or not all(is_full(one) for one in pieces) or INITIALS.fullmatch(piece) or SUFFIX.fullmatch(piece):
        return False
    if re.search(r"(?:\band|&)\s*$", text[:start], re.IGNORECASE):
        return False
    if match is None:
        return limit < len(text) and text[limit] == ":"
    following = [one.strip() for one in PIECE.split(text[match.end():limit], maxsplit=AHEAD)[:AHEAD]]
    return not any(likeness(one) >= LIKELY or ET_AL.match(one) for one in following) and not INITIALS.fullmatch(following[0])


WINDOW = 80
"""Characters before a name that tell whether it closes a by-line."""
FURTHER_ON = 300
"""Characters behind a name that tell what it is."""
COMMON_LAST = re.compile(r"\s*[A-Z][a-z’'-]+\s*")
INITIALS_NEXT = re.compile(r"(?:[A-Z]\.[\s-]?){1,4}(?=[\s,;&(]|$)")
"""Initials, before which any one word is a last name: `Step, A.`."""
ELLIPSES = frozenset(["...", "…", "....", ". . ."])
AND_BEFORE = re.compile(r"(?:\band|&|\bund)\s*$", re.IGNORECASE)
AND_NEXT = re.compile(r"\s(?:and|&)\s")


def is_name_by_place(piece: str, behind: str, *, first: bool) -> bool:
    """Tell whether a piece is a name by what follows it: a weak word before initials, or any before a full name."""
    if COMMON_LAST.fullmatch(piece) and INITIALS_NEXT.match(behind):
        return True
    if first:
        return word_kind(piece.strip()) == "weak" and is_given(behind)
    return is_odd_name(piece, behind)


def is_odd_name(piece: str, behind: str) -> bool:
    """Tell whether a piece between two names has to be one too, whatever it looks like."""
    words = piece.split()
    following = PIECE.split(behind, maxsplit=1)[0].strip()
    return (
        0 < len(words) <= 4 and not re.search(r"\d|\.\s", piece) and words[0][0].isupper() and words[-1][0].isupper()  # noqa: PLR2004 -- a name's length
        and not imprint_like(piece) and likeness(following) >= LIKELY
    )


def is_name(text: str, *, first: bool) -> bool:
    """Tell whether a piece of a by-line is a name or a part of one."""
    if not text or imprint_like(text):
        return False
    if not first and (SUFFIX.fullmatch(text) or INITIALS.fullmatch(text) or word_kind(text) == "weak"):
        return True
    return likeness(text) >= POSSIBLE


JOURNAL_ENDS = frozenset(["annals", "transactions", "letters", "magazine", "journal", "proceedings", "symposium", "conference", "workshop", "bulletin", "quarterly", "findings", "review", "reviews"])
"""Last words of venues that look like names: `ISPRS Annals`."""


def imprint_like(text: str) -> bool:
    """Tell whether a piece is a venue that looks like a name (`Nature`), or ends in one (`Littman M. ICML`)."""
    words = text.split()
    if len(words) > 1:
        last = words[-1]
        return last.casefold() in JOURNAL_ENDS or (len(last) > 2 and ACRONYM.fullmatch(last) is not None and known(last) is not None)  # noqa: PLR2004 -- longer than initials
    return known(text) is not None and not is_group(text)


def without_venue(pieces: list[str], ends: list[int], text: str, *, further: bool) -> tuple[list[str], list[int]]:
    """Drop a last piece of one word before a year where the others are full names: it is the venue."""
    if further or len(pieces) < 2 or " " in pieces[-1].strip() or INITIALS.fullmatch(pieces[-1].strip()):  # noqa: PLR2004 -- at least one other
        return pieces, ends
    behind = text[ends[-1]: ends[-1] + 12]
    if len(pieces) > 1 and all(" " in piece.strip() for piece in pieces[:-1]) and re.match(r"[\s,.'’(]*(?:19|20)?\d\d\b", behind) \
            and not re.search(r"(?:and|&)\s*$", text[: ends[-1] - len(pieces[-1])], re.IGNORECASE):
        return pieces[:-1], ends[:-1]
    return pieces, ends


def certainty(read: ByLine) -> float:
    """Tell from 0 to 1 how sure it is that these are names."""
    scores = [likeness(name.reading) for name in read.names]
    if read.further:
        return max(SURE, *scores)
    mean = sum(scores) / len(scores)
    initials = any(re.search(r"(?:^|[\s.])[A-Z]\.", name.printed) for name in read.names)
    if len(scores) > 1 or initials:
        return min(1.0, mean + 0.05 * min(len(scores) - 1, 4) + 0.1 * initials)
    return mean * 0.8
