"""Venues: what is known of them by name, and how their names are built."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Literal

KINDS: dict[str, Literal["journal", "conference", "series"]] = {
    "conference": "conference", "journal": "journal", "preprint": "series", "publisher": "series",
}

HINTS: dict[str, str] = {
    "journal": "journal", "transactions": "journal", "trans": "journal", "letters": "journal", "magazine": "journal",
    "quarterly": "journal", "bulletin": "journal", "gazette": "journal", "annals": "journal", "acta": "journal",
    "zeitschrift": "journal", "revue": "journal", "phys": "journal", "j": "journal", "lett": "journal",
    "archives": "journal", "newsletter": "journal", "学报": "journal", "期刊": "journal",
    "conference": "conference", "conf": "conference", "symposium": "conference", "symp": "conference",
    "workshop": "conference", "workshops": "conference", "proceedings": "conference", "proc": "conference",
    "congress": "conference", "colloquium": "conference", "convention": "conference", "meeting": "conference",
    "lncs": "series", "preprint": "series", "arxiv": "series", "biorxiv": "series", "press": "series",
    "findings": "conference", "advances": "series", "会议": "conference", "track": "conference",
}
"""Words by which a name is that of a venue, and its kind."""
FIRST_ONLY = frozenset({"advances", "findings", "j", "track"})
"""Words that tell a venue only at its beginning."""
HINT_PAIRS = re.compile(r"current opinion|technical report|tech(?:nical)?\.? rep|lecture notes|springer|elsevier|学会|論文誌|学报|研究報告|発表会|シンポジウム", re.IGNORECASE)
ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:[-/&+][A-Za-z]+)*|[A-Z]{2,}[a-z]?(?:[-/&+][A-Z][A-Za-z]+)*|[1-9]DV")
"""A word with two capitals or more: `NeurIPS`, `SSPR/SPR`."""


def load() -> dict[str, str]:
    """Read the lexicon: folded name to kind."""
    text = files("kg.sources.markdown").joinpath("venues.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name.casefold(): kind for name, kind in rows}


LEXICON = load()


@lru_cache(maxsize=8192)
def known(name: str) -> str | None:
    """Return the kind under which the lexicon has a name, or its first or last word alone as an acronym.

    >>> known("CVPR"), known("CVPR Workshop"), known("Nobody")
    ('conference', 'conference', None)
    """
    folded = name.strip(" .,").casefold()
    if folded in LEXICON:
        return LEXICON[folded]
    words = [word.strip(".,:()'’") for word in name.split()]
    for word in words[:2] + words[-1:]:
        kind_of = LEXICON.get(word.casefold())
        if kind_of and len(word) > 2 and (kind_of == "preprint" or word.isupper() or ACRONYM.fullmatch(word)):  # noqa: PLR2004 -- two letters are too common
            return kind_of
    return None


@lru_cache(maxsize=8192)
def hinted(name: str) -> str | None:
    """Return the kind that the words of a name tell.

    >>> hinted("Zeitschrift für Beispiele"), hinted("Some Words")
    ('journal', None)
    """
    for place, word in enumerate(re.findall(r"[^\W\d_]+", name.casefold())):
        if word in HINTS and (place == 0 or word not in FIRST_ONLY):
            return HINTS[word]
    return "series" if HINT_PAIRS.search(name) else None


def kind(name: str) -> Literal["journal", "conference", "series"]:
    """Return what kind of venue a name is; `series` where nothing tells.

    >>> kind("ICML"), kind("Journal of Examples"), kind("Anything")
    ('conference', 'journal', 'series')
    """
    return KINDS.get(hinted(name) or known(name) or "", "series")
