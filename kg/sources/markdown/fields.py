"""Stage 7: candidates to readings: title, authors, year, venue, links and notes of each."""

from collections import defaultdict

import msgspec

from kg.names import ByLine, Name, byline
from kg.sources.markdown.bylines import LIKELY, POSSIBLE, leading
from kg.sources.markdown.flat import HOLE, Flat
from kg.sources.markdown.imprint import SENTENCE, SHORT, imprint, is_name_of_venue, venue_name
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.links import EMOJI, SHORTCODE
from kg.sources.markdown.plain import DATED, NICKNAME, author_lead, prefix
from kg.sources.markdown.rest import (
    GROUP,
    OPENERS,
    PHD,
    Facts,
    clause,
    read_bracket,
    read_rest,
    take_byline,
    take_imprint,
)
from kg.sources.markdown.roles import Found, roles
from kg.sources.markdown.state import Candidate, State
from kg.sources.markdown.titles import Slot, tidy
from kg.sources.markdown.vote import Draft, Style, choose, vote
from kg.text import one_line

HALF = 0.5
QUOTE_MARKS = "\"“”«»《》「」„`'’"


class Reading(msgspec.Struct, eq=False):
    """What was read of one candidate."""

    candidate: Candidate
    title: str
    facts: Facts
    links: list[Found]
    style: str = ""
    score: float = 0.0
    """How much the place of the title looks like one."""

    @property
    def authors(self) -> ByLine:
        """The by-line; empty where there is none."""
        return self.facts.authors or ByLine()


def fields(state: State) -> None:
    """Fill `readings`."""
    shapes: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in state.candidates:
        shapes[candidate.shape].append(candidate)
    found: dict[int, Reading] = {}
    for candidates in shapes.values():
        style, drafts = vote(candidates)
        for draft in drafts:
            found[id(draft.candidate)] = read(draft, style)
    state.readings = [found[id(candidate)] for candidate in state.candidates]


def read(draft: Draft, style: Style) -> Reading:
    """Read one candidate in the style of its list."""
    slot = choose(draft, style)
    facts = Facts(cited=style.cited)
    if slot is None:
        for part in draft.candidate.parts:
            read_part(facts, part, style)
        return Reading(draft.candidate, "", facts, roles(draft.candidate, None, facts))
    title = tidy(slot.text, dated=DATED.search(slot.flat.text[:slot.start]) is not None)
    facts.evidence.append(f"title: {slot.kind} text in {slot.flat.place}")
    for part in draft.candidate.parts:
        facts.in_remark = facts.colon = False
        if part is slot.flat:
            around(facts, slot, style)
            for bracket in (title.before, title.behind):
                if bracket.strip(HOLE + " "):
                    read_bracket(facts, bracket)
        else:
            read_part(facts, part, style)
    two_last_names(facts, style)
    inherit(facts, draft.candidate)
    shown = slot.key + (", authors first" if style.authors_first >= HALF else "")
    weight = slot.score * (HALF + min(style.weights.get(slot.key, 0.0), 1.0) / 2)
    return Reading(draft.candidate, title.text, facts, roles(draft.candidate, slot, facts), shown, min(weight, 1.0))


def two_last_names(facts: Facts, style: Style) -> None:
    """Take `Dorn, Halvorsen` for two names in a list that prints no last name first."""
    if style.inverted or facts.authors is None or len(facts.authors.names) != 1:
        return
    pieces = facts.authors.names[0].printed.split(", ")
    if len(pieces) == 2 and all(" " not in piece and "." not in piece for piece in pieces):  # noqa: PLR2004 -- last and first
        names = tuple(Name(printed=piece, reading=piece) for piece in pieces)
        facts.authors = ByLine(names=names, further=facts.authors.further)


def around(facts: Facts, slot: Slot, style: Style) -> None:
    """Read what stands before and behind the title in its line."""
    text = slot.flat.text
    label = keyed(text)
    begin = label[1] if label and label[1] <= slot.start else 0
    read_before(facts, fenced(slot.flat, begin, slot.start), expected=style.surnames or style.before >= HALF or style.authors_first >= HALF)
    read_rest(facts, fenced(slot.flat, slot.end).lstrip(QUOTE_MARKS), expected=style.behind >= HALF)
    if facts.venue is None or facts.venue.casefold() in {"in press", "preprint"}:
        venue_in_italics(facts, slot)
    if facts.venue is None:
        venue_behind_dated(facts, slot)


def venue_behind_dated(facts: Facts, slot: Slot) -> None:
    """Take the statement behind a title for the venue where authors and year stand before it, as in APA style."""
    before, behind = slot.flat.text[:slot.start], slot.flat.text[slot.end:].lstrip(OPENERS + QUOTE_MARKS + "?!")
    if facts.authors is None or DATED.search(before) is None or slot.flat.text[slot.end:slot.end + 1] not in {".", "?", "!", "]", ")", ","}:
        return
    head = behind[:clause(behind)]
    name = venue_name(head)
    if is_name_of_venue(name) and len(name.split()) <= SHORT and name[0].isupper() and not PHD.match(name) and SENTENCE.isdisjoint(name.casefold().split()):
        facts.venue = name
        facts.evidence.append("venue behind a dated title")


def venue_in_italics(facts: Facts, slot: Slot) -> None:
    """Take text in italics behind a plain or quoted title for the venue: no citation style sets anything else so."""
    if slot.kind not in {"plain", "quote"} or facts.authors is None:
        return
    for mark in slot.flat.marks:
        if mark.kind == "italic" and mark.start >= slot.end and mark.anchor is None:
            name = venue_name(slot.flat.text[mark.start:mark.end])
            between = slot.flat.text[slot.end:mark.start].strip(OPENERS + QUOTE_MARKS + "?!").casefold()
            if between in {"", "in", "in:"} and is_name_of_venue(name) and leading(name).certainty < LIKELY:
                facts.venue = name
                facts.evidence.append("venue in italics")
            return


def fenced(flat: Flat, start: int, stop: int | None = None) -> str:
    """Return a line between two places, with brackets around text in backticks, which stands alone as they do."""
    text, end = "", start
    stop = len(flat.text) if stop is None else stop
    for mark in flat.marks:
        if mark.kind == "code" and mark.start >= end and mark.end <= stop:
            text += f"{flat.text[end:mark.start]}[{flat.text[mark.start:mark.end]}]"
            end = mark.end
    return text + flat.text[end:stop]


def read_before(facts: Facts, text: str, *, expected: bool) -> None:
    """Read what stands before a title: numbers, date and venue, authors, a nickname."""
    begin = prefix(text)
    nickname = NICKNAME.match(text, begin)
    if nickname and leading(text[nickname.end():]).certainty >= LIKELY:
        begin = nickname.end()
    for match in GROUP.finditer(text[:begin]):
        take_imprint(facts, match[0][1:-1], "before the title")
    outside = GROUP.sub(" ", text[:begin] if not nickname else "").strip(OPENERS)
    if imprint(outside).year is not None and imprint(outside).venue is None:
        take_imprint(facts, outside, "before the title")
    rest = text[begin:].lstrip(OPENERS + QUOTE_MARKS + "([").rstrip(OPENERS.replace(".", "") + QUOTE_MARKS + "([")
    if not rest:
        return
    lead = author_lead(rest) if "(" in rest else leading(rest)
    if not lead.byline.names and ": " in rest:
        nick, _, behind = rest.partition(": ")
        lead, rest = leading(behind), behind
        facts.notes.append(one_line(nick.replace(HOLE, " ")))
    several = len(lead.byline.names) > 1 or any("," in name.printed for name in lead.byline.names)
    tail = imprint(rest[lead.end:].strip(OPENERS + "()"))
    whole = (several or lead.byline.further) and (not rest[lead.end:].strip(OPENERS) or (tail.year is not None and tail.venue is None))
    if lead.certainty >= (POSSIBLE if expected or whole else LIKELY):
        take_byline(facts, lead.byline, "before the title")
        rest = rest[lead.end:].strip(OPENERS)
    if rest and not take_imprint(facts, rest.strip("()[]"), "before the title") and len(rest) > 1:
        facts.notes.append(one_line(rest.replace(HOLE, " ")))


def read_part(facts: Facts, part: Flat, style: Style) -> None:
    """Read a line, cell or sub-item beside the one with the title."""
    label = keyed(part.text) if part.name in {"", "title"} else (part.name, 0)
    if label is None:
        expected = style.places.get(part.place, 0.0) >= HALF
        read_rest(facts, fenced(part, 0).lstrip(OPENERS), expected=expected, forced=expected)
        return
    field, text = label[0], part.text[label[1]:].strip(OPENERS)
    if field == "authors" and facts.authors is None:
        read = byline(text.replace(HOLE, " "))
        if read.names:
            take_byline(facts, read, "by label")
    elif field in {"date", "venue", "imprint"}:
        labelled_imprint(facts, field, SHORTCODE.sub(" ", EMOJI.sub(" ", part.text[label[1]:])).strip(OPENERS))
    elif field in {"note", "code", "related", "other", "paper"}:
        note = one_line(part.text.replace(HOLE, " ")).strip(" []()|,")
        if note and text.replace(HOLE, "").strip(OPENERS + "[]()"):
            facts.notes.append(note)


def labelled_imprint(facts: Facts, field: str, text: str) -> None:
    """Read a text that a label calls date or venue."""
    if take_imprint(facts, text, "by label") or field != "venue" or facts.venue is not None:
        return
    name = venue_name(text.replace(HOLE, " "))
    if name and is_name_of_venue(name) and name.casefold() not in {"no", "none", "n/a", "na", "unknown", "tba"}:
        facts.venue, facts.venue_sure = name, True
        facts.evidence.append("venue by label")


def inherit(facts: Facts, candidate: Candidate) -> None:
    """Take year and venue from the label or heading above, where the entry prints none."""
    for nearest in (candidate.group, candidate.heading):
        place = nearest
        while place is not None:
            if facts.year is None and place.year is not None:
                facts.year = place.year
                facts.evidence.append("year of the heading")
            if facts.venue is None and place.venue is not None:
                facts.venue = place.venue
                facts.evidence.append("venue of the heading")
            place = place.parent
