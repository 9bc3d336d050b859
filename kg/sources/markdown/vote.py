"""The vote: what all candidates of one shape show together about the style of their list.

A list is mostly consistent. Each entry alone may be ambiguous ("Graph Attention Networks, Deep
Learning"), but a list in which nine of ten titles are links has its tenth title in a link too.
"""

import re
from collections import defaultdict

import msgspec

from kg.names import ByLine
from kg.sources.markdown.bylines import ET_AL, LIKELY, POSSIBLE, leading
from kg.sources.markdown.flat import HOLE, Flat, Mark
from kg.sources.markdown.glance import EDGE
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.plain import Split, Where, author_lead, between, prefix, split
from kg.sources.markdown.rest import GROUP, cited
from kg.sources.markdown.state import Candidate
from kg.sources.markdown.titles import Slot, begins, likeness, looks_like_byline, slots

STYLED = 0.5
"""A styled place with this score makes the plain text around it an unlikely title."""
PLAIN = 0.9
NAMED = frozenset({"heading", "summary"})
"""Parts that hold the title wherever they are."""
WHOLE = 25
"""Words up to which a heading or a cell of a title column is a title and nothing else."""
MANY_WORDS = 45
"""Words beyond which a plain text is no title."""
BASE = 0.25
"""How much a place counts that no other entry uses."""
TITLE_COLUMN = 2.0
"""How much more a column counts whose header names titles."""
OTHER_COLUMN = 0.15
"""How much a column counts whose header or label names something else."""


BY_NAMES = re.compile(r"\bby\s+[A-Z\u4e00-\u9fff]")
"""Names behind "by"."""


class Draft(msgspec.Struct, eq=False):
    """A candidate with all places where its title can be."""

    candidate: Candidate
    slots: list[Slot]


class Habits(msgspec.Struct, frozen=True):
    """Where the entries of a list have their authors, before it is known where they have their titles."""

    authors_first: bool
    authors_elsewhere: bool
    """On a line of their own, as this entry has them."""
    by_names: bool
    """Behind "by"."""


class Style(msgspec.Struct):
    """What the vote of one shape came to."""

    weights: dict[str, float]
    """For each place and style of text, how much it looks like the place of titles."""
    authors_first: float = 0.0
    """The share of plain entries that begin with names."""
    places: dict[str, float] = {}
    """For each part, the share of entries in which it is a by-line."""
    behind: float = 0.0
    """The share of entries with names right behind the title."""
    before: float = 0.0
    """The share of entries with names before a styled title."""
    surnames: bool = False
    """Whether entries begin with nothing but last names, as in `Example, Sample - [A title](...)`."""
    cited: bool = False
    """Whether entries cite authors and year in brackets behind the title."""
    inverted: bool = True
    """Whether by-lines print last names first, so that `Last, First` is one name."""


def vote(candidates: list[Candidate]) -> tuple[Style, list[Draft]]:
    """Count the votes of the candidates of one shape."""
    first = sum(begins_with_authors(candidate.parts[0]) for candidate in candidates)
    authors_first = first / len(candidates)
    elsewhere = [any(is_byline_line(part.text) for part in candidate.parts[1:]) for candidate in candidates]
    by = sum(BY_NAMES.search(candidate.parts[0].text) is not None for candidate in candidates)
    drafts = [
        Draft(candidate, all_slots(candidate, Habits(authors_first >= 0.4, own_line, 3 * by >= len(candidates))))  # noqa: PLR2004 -- nearly half
        for candidate, own_line in zip(candidates, elsewhere, strict=True)
    ]
    weights: defaultdict[str, float] = defaultdict(float)
    for draft in drafts:
        for key, score in best_by_key(draft.slots).items():
            weights[key] += score / len(drafts)
    style = Style(dict(weights), authors_first)
    count_names(style, drafts)
    return style, drafts


def begins_with_authors(part: Flat) -> bool:
    """Tell whether a line begins with a by-line that is followed by more."""
    return author_lead(part.text[prefix(part.text):]).certainty >= 0.8  # noqa: PLR2004 -- nothing but names


def best_by_key(found: list[Slot]) -> dict[str, float]:
    """Return for each kind of place its best score in one candidate."""
    best: dict[str, float] = {}
    for slot in found:
        best[slot.key] = max(best.get(slot.key, 0.0), slot.score)
    return best


def all_slots(candidate: Candidate, habits: Habits) -> list[Slot]:
    """Return all places of a candidate that can hold its title."""
    found: list[Slot] = []
    named = [part for part in candidate.parts if part.place in NAMED]
    for part in named or candidate.parts:
        label = keyed(part.text)
        field = part.name or (label[0] if label else "")
        here = slots(part)
        if field not in {"note", "index"} and not any(slot.score >= STYLED or stands_alone(slot) for slot in here):
            plain = plain_slot(part, label[1] if label and not part.name else 0, habits)
            here += [plain] if plain else []
        factor = TITLE_COLUMN if field == "title" else OTHER_COLUMN if field else 1.0
        for slot in here:
            slot.score *= factor
        found += here
    return found


def stands_alone(slot: Slot) -> bool:
    """Tell whether a link begins its line and no word goes on behind it, so that it holds the whole title."""
    behind = slot.flat.text[slot.end:].strip()
    return slot.kind == "link" and begins(slot.flat, Mark(slot.start, slot.end, "link")) and not behind[:1].isalpha()


def plain_slot(part: Flat, begin: int, habits: Habits) -> Slot | None:
    """Return the place of a title in plain text."""
    whole = (part.place == "heading" or part.name == "title") and len(part.text.split()) <= WHOLE and HOLE not in part.text
    begin = behind_codes(part, begin)
    where = Where(after_authors=habits.authors_elsewhere, by_names=habits.by_names, italic=italics(part, begin))
    found = Split(0, len(part.text) - begin) if whole else split(part.text[begin:], authors_first=habits.authors_first, where=where)
    ends = [link.start - begin for link in part.links if link.role is None and link.start > begin + found.start]
    found = Split(found.start, min([found.end, *ends]))
    text = part.text[begin + found.start:begin + found.end]
    if len(text.split()) > MANY_WORDS:
        return None
    score = likeness(text) * PLAIN
    return Slot(part, begin + found.start, begin + found.end, "plain", score) if score > 0 else None


def behind_codes(part: Flat, begin: int) -> int:
    """Return where a line begins behind the labels in backticks at its front."""
    for mark in part.marks:
        if mark.kind == "code" and not part.text[begin:mark.start].strip(" ,|[]") and len(part.text[mark.start:mark.end].split()) <= 4:  # noqa: PLR2004 -- a venue and a year
            begin = mark.end
    return begin


def italics(part: Flat, begin: int) -> tuple[int, ...]:
    """Return where text in italics begins that stands by itself: behind a stop, a comma, or "in"."""
    return tuple(
        mark.start - begin for mark in part.marks
        if mark.kind == "italic" and re.search(r"(?:[.,?!;:]|\bin:?)\s*$", part.text[begin:mark.start], re.IGNORECASE)
        and not ET_AL.match(part.text[mark.start:mark.end])
    )


def choose(draft: Draft, style: Style) -> Slot | None:
    """Return the place of the title that list and entry together speak for."""
    return max(
        draft.slots,
        key=lambda slot: slot.score * (BASE + min(style.weights.get(slot.key, 0.0), 1.0)),
        default=None,
    )


def count_names(style: Style, drafts: list[Draft]) -> None:
    """Count in which places by-lines stand, and how they print names."""
    held: defaultdict[str, int] = defaultdict(int)
    names: defaultdict[str, int] = defaultdict(int)
    behind = before = cited = surnames = 0
    read: list[ByLine] = []
    for draft in drafts:
        chosen = choose(draft, style)
        for part in draft.candidate.parts:
            if (chosen and part is chosen.flat) or part.name not in {"", "title"} or keyed(part.text):
                continue
            held[part.place] += 1
            names[part.place] += is_byline_line(part.text)
            read.append(leading(part.text.strip(EDGE)).byline)
        if chosen:
            text = chosen.flat.text
            behind_title = text[chosen.end:].strip(EDGE.replace("(", "") + '"”')
            leads = leading(behind_title[between(behind_title):].strip(EDGE)), leading(text[prefix(text):chosen.start].strip(EDGE + '"“'))
            read += [lead.byline for lead in leads]
            behind += leads[0].certainty >= LIKELY
            lead_text = text[prefix(text):chosen.start].strip(EDGE + '"“')
            before += leads[1].certainty >= LIKELY or (leads[1].certainty >= POSSIBLE and leads[1].end == len(lead_text) and "," in lead_text)
            surnames += chosen.kind == "link" and leads[1].end == len(lead_text) > 0 and "," in lead_text and " " not in lead_text.replace(", ", "").replace(" and ", "")
            cited += cites(text[chosen.end:])
    style.places = {place: names[place] / count for place, count in held.items()}
    style.behind = behind / len(drafts)
    style.before = before / len(drafts)
    style.surnames = surnames > 1
    style.cited = 3 * cited >= len(drafts)
    style.inverted = prints_last_names_first(read)


def cites(text: str) -> bool:
    """Tell whether the text behind a title begins with names in brackets."""
    group = GROUP.match(text.lstrip(' .,;:"”'))
    return group is not None and cited(group[0][1:-1].strip(), expected=True) is not None


def prints_last_names_first(read: list[ByLine]) -> bool:
    """Tell whether by-lines show last names first beyond doubt, or show nothing."""
    clear = sum("," in name.printed and (" " in name.printed.partition(", ")[2] or "." in name.printed or len(one.names) > 1) for one in read for name in one.names)
    straight = sum("," not in name.printed and " " in name.printed for one in read for name in one.names)
    bare = sum(len(one.names) > 1 and all(" " not in name.printed for name in one.names) for one in read)
    return clear > 0 or (straight < 3 and not bare)  # noqa: PLR2004 -- too few to tell


def is_byline_line(text: str) -> bool:
    """Tell whether a line begins with names that take most of it."""
    text = text.strip(EDGE)
    lead = leading(text)
    return looks_like_byline(text) or (lead.certainty >= LIKELY and 2 * lead.end >= len(text))
