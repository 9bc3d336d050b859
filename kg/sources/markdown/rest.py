"""The rest of an entry: by-line, venue, year and remarks in what stands around its title."""

import re

import msgspec

from kg.names import ByLine, word_kind
from kg.sources.markdown.bylines import BY, JOURNAL_ENDS, LIKELY, POSSIBLE, Lead, leading
from kg.sources.markdown.flat import HOLE
from kg.sources.markdown.imprint import SENTENCE, imprint, is_name_of_venue, venue_name
from kg.sources.markdown.venues import ACRONYM
from kg.text import one_line

OPENERS = " \t\n.,;:|/·•–—-_*~>&，。、；：⮕→" + HOLE
"""What may stand between two facts."""
GROUP = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|（[^（）]*）|【[^【】]*】|<[^<>]*>")
"""Text in brackets."""
CLAUSE_END = re.compile(
    rf"{HOLE}|\s\|\s?|\s[-–—·•~]+\s|\s—|—\s|\s/\s|(?<!\s[A-Z])(?<!^[A-Z])\.(?=\s+[^\s\d(a-z–-]|\s*$)|。|;\s|；|\?\s|!\s|\s?:(?=\s+[A-Za-z])",
)
"""Where a statement ends."""
ABBREVIATION = re.compile(
    r"(?:\b(?:proc|conf|int|intl|trans|j|vol|no|pp|ed|eds|dept|univ|phys|rev|lett|chem|biol|mol|biosci|front|sci|math|appl|comput"
    r"|comp|inf|eng|soc|assoc|am|amer|nat|ann|symp|workshop|adv|sys|syst|res|stat|mech|med|biophys|acad|commun|sig|artif|intell"
    r"|pattern|anal|mach|netw|neural|e\.g|i\.e|vs|cf|etc|st|dr|mr|ms|prof|al|fig|sec|ch|bull|opin|struct|curr|acc|mater)|\b[A-Z])$",
    re.IGNORECASE,
)
"""Words before a full stop that ends no sentence."""
CHAINED = re.compile(r"[A-Z][a-z]{0,5}\.,?")
"""A short word with a full stop."""
PHD = re.compile(r"^(?:(?:ph\.?\s?d\.?|master'?s?|doctoral|bachelor'?s?|m\.?sc\.?)\s*)?(?:thesis|dissertation)\b", re.IGNORECASE)


class Facts(msgspec.Struct):
    """What is known of one entry beside its title."""

    authors: ByLine | None = None
    year: int | None = None
    venue: str | None = None
    venue_sure: bool = False
    notes: list[str] = []
    evidence: list[str] = []
    cited: bool = False
    """Whether the list cites authors and year in brackets."""
    colon: bool = False
    """Whether a colon stood before what is read now."""
    in_remark: bool = False
    """Whether a remark has begun, behind which nothing but brackets is a fact."""


def take_byline(facts: Facts, read: ByLine, why: str) -> None:
    """Note the authors."""
    facts.authors = read
    facts.evidence.append(f"{len(read.names)} authors {why}")


def take_imprint(facts: Facts, text: str, why: str) -> bool:
    """Note venue and year if a text is an imprint; the first of each counts."""
    found = imprint(text)
    if found.venue is None and found.year is None:
        return False
    if facts.year is None and found.year is not None:
        facts.year = found.year
        facts.evidence.append(f"year {why}")
    generic = facts.venue is not None and facts.venue.casefold() in {"preprint", "in press"}
    if found.venue is not None and (facts.venue is None or (found.sure and (not facts.venue_sure or generic))):
        facts.venue, facts.venue_sure = found.venue, found.sure
        facts.evidence.append(f"venue {why}")
    return True


def read_rest(facts: Facts, text: str, *, expected: bool = False, forced: bool = False) -> None:
    """Read the text behind a title (or a line of its own) from left to right.

    `expected` says that the entries of the list have their authors here, `forced` that this
    line can hold nothing else.
    """
    text = announce(facts, text)
    while text:
        step = bracket(facts, text) or announced(facts, text) \
            or names(facts, text, expected=expected or forced, forced=forced) or statement(facts, text)
        forced = False
        text = announce(facts, text[step:])


def announce(facts: Facts, text: str) -> str:
    """Drop what stands before the next fact; a colon announces a remark or authors, but no venue by its place."""
    rest = text.lstrip(OPENERS + ")]）】}").rstrip(OPENERS.replace(".", ""))
    facts.colon = facts.colon or ":" in text[: len(text) - len(text.lstrip(OPENERS + ")]）】}"))]
    return rest


def bracket(facts: Facts, text: str) -> int:
    """Read text in brackets: venue and year, authors, or a remark."""
    match = GROUP.match(text)
    if not match:
        return 0
    inside = match[0][1:-1].strip(OPENERS + "()[]")
    if inside:
        read_bracket(facts, inside)
    return match.end()


def read_bracket(facts: Facts, inside: str) -> None:
    """Read what brackets hold."""
    lead = cited(inside, expected=facts.cited) if facts.authors is None and not facts.in_remark else None
    if lead:
        take_byline(facts, lead.byline, "in brackets")
        take_imprint(facts, inside[lead.end:], "behind the authors")
    elif not take_imprint(facts, inside, "in brackets"):
        facts.notes.append(one_line(inside.replace(HOLE, " ")))


def cited(inside: str, *, expected: bool) -> Lead | None:
    """Return the by-line that brackets hold, as in `(Example and Sample, 2016)`; `expected` where the list has them so."""
    lead = leading(inside)
    if lead.certainty < POSSIBLE or any(name.kind == "group" for name in lead.byline.names):
        return None
    several = len(lead.byline.names) > 1 or lead.byline.further
    tail = inside[lead.end:].strip(" ,.;:")
    dated = imprint(tail.replace(HOLE, " ")).year is not None
    if several:
        return lead if lead.certainty >= LIKELY or dated else None
    initials = re.search(r"(?:^|\s)[A-Z]\.", lead.byline.names[0].printed) is not None
    surname = re.fullmatch(r"\s*[^\W\d_]+(?:[-'’][^\W\d_]+)*,\s+(?:19|20)\d\d[a-z]?\s*", inside) is not None and not ACRONYM.fullmatch(inside.partition(",")[0].strip())
    named = dated and lead.certainty > 0.7 and " " in lead.byline.names[0].printed and inside[lead.end:lead.end + 1] == ","  # noqa: PLR2004 -- a full name
    plain_name = not tail and " " in inside and lead.certainty > 0.7 and all(word_kind(word) == "name" for word in inside.split())  # noqa: PLR2004 -- a full name
    return lead if named or plain_name or (expected and (dated or not tail)) or (not tail and initials) or surname else None


def announced(facts: Facts, text: str) -> int:
    """Read a by-line behind "by"."""
    match = BY.match(text)
    if not match or facts.authors is not None or facts.in_remark:
        return 0
    lead = leading(text[match.end():], expected=True)
    if not lead.byline.names:
        return 0
    take_byline(facts, lead.byline, 'behind "by"')
    return match.end() + lead.end


def names(facts: Facts, text: str, *, expected: bool, forced: bool) -> int:
    """Read a by-line where one can stand."""
    if facts.authors is not None or facts.in_remark:
        return 0
    lead = leading(text, expected=forced)
    enough = POSSIBLE if expected else LIKELY
    if lead.certainty < enough or (not expected and not ends_well(lead, text)):
        return 0
    if is_single_word(lead.byline) and not re.match(r"[\s,.(]*(?:(?:19|20)\d\d\b|$)|[\s.]", text[lead.end:]):
        return 0
    take_byline(facts, lead.byline, "where the list has them" if expected else "by the look of the names")
    return lead.end


def is_single_word(read: ByLine) -> bool:
    """Tell whether a by-line is one word and no more, which can be any word."""
    return len(read.names) == 1 and " " not in read.names[0].printed and not read.further


def ends_well(lead: Lead, text: str) -> bool:
    """Tell whether what follows a by-line can follow one: nothing, a stop, a bracket, a year."""
    behind = text[lead.end:].lstrip()
    return not behind or not behind[0].isalpha() or lead.byline.further or lead.certainty >= 1.0


def clause(text: str) -> int:
    """Return the length of the first statement of a text."""
    for match in CLAUSE_END.finditer(text):
        if match.start() == 0:
            continue
        if match[0].startswith(".") and is_abbreviated(text, match.start()):
            continue
        if match[0].strip() == ":" and text[: match.start()].casefold() == "in":
            continue
        if in_bracket(text, match.start()):
            continue
        return match.start()
    return len(text)


def is_abbreviated(text: str, place: int) -> bool:
    """Tell whether a full stop is that of an abbreviation, known or in a chain (`J. Imag. Horol.`)."""
    if ABBREVIATION.search(text[:place]):
        return True
    behind = text[place + 1:].split(maxsplit=1)
    before = text[:place].split()
    chained = (len(before) > 1 and CHAINED.fullmatch(before[-2]) is not None) or (bool(behind) and CHAINED.fullmatch(behind[0]) is not None)
    return chained and len(before[-1]) <= 7  # noqa: PLR2004 -- longer words are whole


def in_bracket(text: str, place: int) -> bool:
    """Tell whether a place of a text is inside brackets."""
    return text.count("(", 0, place) > text.count(")", 0, place) or text.count("[", 0, place) > text.count("]", 0, place)


def statement(facts: Facts, text: str) -> int:
    """Read one statement: venue and year, a venue whose year follows, or a remark."""
    length = clause(text)
    head = text[:length]
    behind = text[length:].lstrip(OPENERS)
    if not facts.in_remark and facts.authors is None and imprint_before_names(facts, head):
        return max(length, 1)
    believed = not facts.colon or imprint(head).sure
    if not facts.in_remark and believed and take_imprint(facts, head, "behind the title"):
        return max(length, 1)
    if not facts.in_remark and not facts.colon and facts.year is None and facts.venue is None and venue_before(facts, head, behind):
        return max(length, 1)
    if not facts.in_remark and facts.authors is not None and facts.venue is None and is_journal(head) and not behind.strip():
        facts.venue = venue_name(head)
        facts.evidence.append("venue by its last word")
        return max(length, 1)
    if not facts.in_remark and facts.authors is None and names_behind_comma(facts, head):
        return max(length, 1)
    if facts.authors is None:
        head = without_by(facts, head)
    match = GROUP.search(head)
    short = len(head.split()) <= 12 and SENTENCE.isdisjoint(head.casefold().split())  # noqa: PLR2004 -- no sentence
    if match and short and not facts.in_remark and match.start() > 0 and take_imprint(facts, match[0], "in brackets"):
        head = head[: match.start()] + head[match.end():]
    remark = one_line(head.replace(HOLE, " ")).strip()
    if remark and not PHD.match(remark):
        facts.in_remark = facts.in_remark or len(remark.split()) > 3  # noqa: PLR2004 -- longer than a label
    if remark.strip(OPENERS):
        facts.notes.append(remark)
    return max(length, 1)


def is_journal(head: str) -> bool:
    """Tell whether a statement is capitalised throughout and ends as journals' names do: `Some Science Review`."""
    words = [word for word in head.split() if word not in {"of", "and", "&", "in", "for", "the", "on"}]
    return 1 < len(words) <= 7 and words[-1].strip(".").casefold() in JOURNAL_ENDS and all(word[0].isupper() for word in words)  # noqa: PLR2004 -- a name's length


def imprint_before_names(facts: Facts, head: str) -> bool:
    """Take a statement that is venue or year and then names (`ICML 2020, A. Example, B. Sample`)."""
    first, comma, behind = head.partition(", ")
    lead = leading(behind) if comma and imprint(first).year is not None else None
    if lead is None or lead.certainty < LIKELY or behind[lead.end:].strip(OPENERS) or not (len(lead.byline.names) > 1 or lead.byline.further):
        return False
    take_imprint(facts, first, "behind the title")
    take_byline(facts, lead.byline, "behind the venue")
    return True


def without_by(facts: Facts, head: str) -> str:
    """Take the names with which a remark ends (`a classic, by A. Example`), and return what is before."""
    place = head.rfind("by ")
    match = re.compile(r"(?<=[\s,.(])by\s+(?=[A-Z])").match(head, place) if place > 0 else None
    lead = leading(head[match.end():]) if match else None
    if match is None or lead is None or lead.certainty < LIKELY or head[match.end() + lead.end:].strip(OPENERS + ")"):
        return head
    take_byline(facts, lead.byline, 'behind "by" in a remark')
    return head[: match.start()].rstrip(OPENERS)


def names_behind_comma(facts: Facts, head: str) -> bool:
    """Take a statement that is a few words and then names (`A Tutorial, G. Example`)."""
    few, comma, behind = head.partition(", ")
    lead = leading(behind) if comma and len(few.split()) <= 4 else None  # noqa: PLR2004 -- a subtitle
    if lead is None or lead.certainty < LIKELY + 0.2 or behind[lead.end:].strip(OPENERS):
        return False
    facts.notes.append(one_line(few))
    take_byline(facts, lead.byline, "behind a subtitle")
    return True


def venue_before(facts: Facts, head: str, behind: str) -> bool:
    """Take a statement for the venue where the next is its publisher with the year, or the year."""
    name = venue_name(head)
    follows = imprint(behind[: clause(behind)])
    if follows.year is None or not is_name_of_venue(name) or len(name.split()) > 12:  # noqa: PLR2004 -- a long sentence
        return False
    if not SENTENCE.isdisjoint(head.casefold().split()):
        return False
    facts.venue, facts.venue_sure = name, True
    facts.evidence.append("venue before a year")
    return True
