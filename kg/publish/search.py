"""The index that the search box looks through: one small script, read when it is first needed."""

from collections.abc import Iterable

from kg.dump import Dump
from kg.publish.metadata import escaped
from kg.publish.views import bylines, label

OPENING = b"self.kgSearch="
"""A script, not JSON, because pages opened from a disk may load only scripts."""

SHOWN_AUTHORS = 3


def index(dump: Dump, papers: Iterable[str], authors: Iterable[tuple[str, int]], topics: Iterable[str]) -> bytes:
    """Return the index: topics, authors, papers, each as name, path and what is shown below it.

    Kinds stand one after the other, so that an entry needs not say its own.
    """
    found = {
        "topic": [(label(dump.node(one)), dump.local(one), "") for one in topics],
        "author": [
            (label(dump.read(one)), dump.local(one), f"{count} paper" + ("" if count == 1 else "s"))
            for one, count in authors
        ],
        "paper": [paper(dump, one) for one in papers],
    }
    return OPENING + escaped(found).encode() + b";\n"


def paper(dump: Dump, name: str) -> tuple[str, str | None, str]:
    """Return a paper's title, path, and its year and first authors."""
    node = dump.node(name)
    signed = [one.listed_name for one in bylines(dump, name)]
    people = ", ".join(signed[:SHOWN_AUTHORS]) + (" et al." if len(signed) > SHOWN_AUTHORS else "")
    year = node.one("kg:year")
    return label(node), dump.local(name), " · ".join(part for part in (year, people) if part)
