"""Guesses that two spellings are one author, each with grounds that a person can check.

Alike names alone are wrong more often than right; alike names that share two co-authors and never
stand on one paper were right each time on the list that this was measured on. A guess merges
nothing: somebody decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations

from kg import mint, names
from kg.records import Author, IdentityCandidate, Paper

ALIKE = 0.85
"""How alike two keys must be, from 0 to 1."""
INITIALS = 0.9
"""What names count as that differ by initials alone."""
SHARED = 2
"""Co-authors that two spellings must share."""


class Circle:
    """One author's papers and co-authors, by IRI."""

    def __init__(self, author: Author) -> None:
        """Begin with an author alone."""
        self.author = author
        self.key = names.key(author.name)
        self.papers: set[str] = set()
        self.others: dict[str, str] = {}


def candidates(papers: Iterable[Paper]) -> Iterator[IdentityCandidate]:
    """Yield a guess for each pair of authors that may be one, the rarer spelling first.

    Needs to see all papers; authors are compared only with those that share a first or a last name.
    """
    circles = circles_of(papers)
    pairs = {
        tuple(sorted(pair))
        for group in groups(circles)
        for pair in combinations(group, 2)
    }
    for one, other in sorted(pairs):
        guess = compared(circles[one], circles[other])
        if guess is not None:
            yield guess


def circles_of(papers: Iterable[Paper]) -> dict[str, Circle]:
    """Return each author with papers and co-authors."""
    circles: dict[str, Circle] = {}
    for paper in papers:
        byline = {mint.author(credit.author): credit.author for credit in paper.credits}
        for iri, author in byline.items():
            circle = circles.setdefault(iri, Circle(author))
            circle.papers.add(mint.paper(paper))
            circle.others.update({other: person.name for other, person in byline.items() if other != iri})
    return circles


def groups(circles: dict[str, Circle]) -> Iterator[list[str]]:
    """Yield authors that share a first or a last name."""
    by_word: defaultdict[str, list[str]] = defaultdict(list)
    for iri, circle in circles.items():
        words = circle.key.split()
        for word in {words[0], words[-1]} if words else set():
            by_word[word].append(iri)
    return iter(by_word.values())


def compared(one: Circle, other: Circle) -> IdentityCandidate | None:
    """Return a guess if two spellings have enough in common and never stand on one paper."""
    shared = sorted(one.others.keys() & other.others.keys())
    if len(shared) < SHARED or one.papers & other.papers:
        return None
    likeness, ground = alike(one.key, other.key)
    if likeness < ALIKE:
        return None
    rarer, commoner = sorted((one, other), key=lambda circle: (len(circle.papers), -len(circle.key), circle.key))
    people = sorted(one.others[iri] for iri in shared)
    return IdentityCandidate(
        author=rarer.author,
        other=commoner.author,
        confidence=f"{likeness * len(shared) / (len(shared) + 1):.2f}",
        evidence=(
            f"{ground}: {rarer.key} / {commoner.key}",
            f"{len(shared)} shared co-authors: {', '.join(people)}",
        ),
    )


def alike(one: str, other: str) -> tuple[float, str]:
    """Tell how alike two name keys are, and in what.

    >>> alike("andrew g howard", "andrew howard")
    (0.9, 'name keys differ by initials')
    """
    if initials_agree(one.split(), other.split()):
        return INITIALS, "name keys differ by initials"
    if Counter(one) == Counter(other):
        return 1.0, "name keys have the same letters in another order"
    return SequenceMatcher(None, one, other, autojunk=False).ratio(), "name keys are alike"


def initials_agree(one: list[str], other: list[str]) -> bool:
    """Tell whether one name is the other with given names cut to initials or left out."""
    if one[-1:] != other[-1:] or one == other or min(len(one), len(other)) < 2:  # noqa: PLR2004 -- given and family
        return False
    shorter, longer = sorted((one[:-1], other[:-1]), key=len)
    rest = iter(longer)
    return fits(shorter[0], longer[0]) and all(any(fits(word, given) for given in rest) for word in shorter)


def fits(one: str, other: str) -> bool:
    """Tell whether two given names agree, one of them perhaps an initial."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
