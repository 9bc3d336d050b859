"""The index that the search box looks through: one small script, read when it is first needed."""

from collections.abc import Iterator

from kg.dump import Dump
from kg.jsontext import Made, pieces
from kg.publish.metadata import harmless
from kg.publish.register import Register
from kg.publish.views import label

OPENING = b"self.kgSearch="
"""A script, not JSON, because pages opened from a disk may load only scripts."""

SHOWN_AUTHORS = 3


def index(dump: Dump, register: Register) -> Iterator[bytes]:
    """Yield the index: topics, authors, papers, each as name, path and what is shown below it.

    Kinds stand one after the other, so that an entry needs not say its own.
    """
    found = {
        "topic": [(label(dump.node(one)), dump.local(one), "") for one in dump.of_class("kg:Topic")],
        "author": Made(register.authors, lambda: (
            (one.name, one.path, f"{one.count} paper" + ("" if one.count == 1 else "s")) for _, one in register.heaviest())),
        "paper": Made(register.papers, lambda: (paper(register, one) for one in register.newest())),
    }
    yield OPENING
    yield from (harmless(one).encode() for one in pieces(found))
    yield b";\n"


def paper(register: Register, name: str) -> tuple[str, str, str]:
    """Return a paper's title, path, and its year and first authors."""
    card = register.card(name)
    signed = [one.name for one in card.authors]
    people = ", ".join(signed[:SHOWN_AUTHORS]) + (" et al." if len(signed) > SHOWN_AUTHORS else "")
    year = "" if card.year is None else str(card.year)
    return card.title, card.path, " · ".join(part for part in (year, people) if part)
