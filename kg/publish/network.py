"""Who wrote with whom, laid out when the site is made, so that a page only has to draw it.

Forces as Fruchterman and Reingold set them (1991, https://doi.org/10.1002/spe.4380211102), in which only
near nodes repel each other; no chance is involved, so that equal graphs give equal drawings.
"""

import math
from collections import Counter, defaultdict
from itertools import combinations

import msgspec

from kg.dump import Dump
from kg.publish.metadata import escaped
from kg.publish.views import Link, heaviest, label

OPENING = b"self.kgNetwork="
MOST_AUTHORS = 240
LARGEST_BYLINE = 25
"""Longer by-lines tell little about who works with whom."""

ROUNDS = 90
REACH = 3
"""Beyond so many ideal distances nodes do not repel each other."""

TURN = math.pi * (3 - math.sqrt(5))
"""The golden angle, which spreads the first places evenly."""

Place = tuple[float, float]


class Drawn(msgspec.Struct, frozen=True):
    """One node of the drawing."""

    name: str
    path: str
    size: int
    """Its number of papers."""
    group: int
    """The place of its topic in the list of topics; `-1` for none."""
    x: float
    y: float
    kind: str = "author"


class Row(msgspec.Struct, frozen=True):
    """One author as the table shows the drawing."""

    author: Link
    topic: Link | None
    partners: tuple[Link, ...]


class Network(msgspec.Struct, frozen=True):
    """The drawing, and the table that says the same."""

    nodes: tuple[Drawn, ...]
    edges: tuple[tuple[int, int, int], ...]
    """From, to, and how many papers."""
    rows: tuple[Row, ...]
    topics: tuple[Link, ...]
    total: int
    """All authors, of whom the most connected are drawn."""

    def script(self) -> bytes:
        """Return the drawing as a script."""
        return OPENING + escaped({"nodes": self.nodes, "edges": self.edges}).encode() + b";\n"


class Together(msgspec.Struct):
    """What the papers say about who works with whom, and on what."""

    papers: Counter[str] = msgspec.field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    topics: defaultdict[str, Counter[str]] = msgspec.field(default_factory=lambda: defaultdict(Counter))


def gathered(dump: Dump, papers: Counter[str]) -> Together:
    """Read who wrote with whom among some authors, whose numbers of papers are given."""
    chosen = set(papers)
    found = Together(papers=papers)
    seen: set[str] = set()
    for name in sorted(chosen):
        for paper in dump.leading_to(name, "schema:author"):
            if paper in seen:
                continue
            seen.add(paper)
            node = dump.node(paper)
            authors = node.all("schema:author")
            near = sorted(chosen.intersection(authors))
            for topic in node.all("schema:about"):
                for one in near:
                    found.topics[one][topic] += 1
            if len(authors) <= LARGEST_BYLINE:
                found.pairs.update(combinations(near, 2))
    return found


def network(dump: Dump, papers: Counter[str], total: int) -> Network:
    """Return the drawing of some of all authors, their topics, and who wrote with whom."""
    found = gathered(dump, papers)
    topics = Counter(topic for counts in found.topics.values() for topic in counts)
    order = [name for name, _ in heaviest(topics, None)]
    authors = sorted(found.papers)
    names = [*authors, *order]
    number = {name: place for place, name in enumerate(names)}
    edges = [(number[one], number[other], count) for (one, other), count in sorted(found.pairs.items())]
    ties = [(number[one], number[topic], count) for one in authors for topic, count in sorted(found.topics[one].items())]
    places = laid_out(len(names), edges + ties)
    drawn = []
    for place, name in enumerate(names):
        counts = found.topics.get(name, Counter({name: 1}))
        main = heaviest(counts, 1)
        drawn.append(Drawn(
            label(dump.node(name)), dump.local(name) or "", found.papers.get(name, topics[name]),
            order.index(main[0][0]) if main else -1, *places[place], "author" if name in found.papers else "topic",
        ))
    return Network(
        tuple(drawn), tuple(edges + ties), rows(dump, found), tuple(link_of(dump, one, topics[one]) for one in order),
        total)


def rows(dump: Dump, found: Together) -> tuple[Row, ...]:
    """Return the drawing as a table: each author with the main topic and with whom they wrote."""
    partners: dict[str, Counter[str]] = defaultdict(Counter)
    for (one, other), count in found.pairs.items():
        partners[one][other] += count
        partners[other][one] += count
    table = []
    for name, count in heaviest(found.papers, None):
        main = heaviest(found.topics[name], 1)
        table.append(Row(
            link_of(dump, name, count),
            link_of(dump, main[0][0], main[0][1]) if main else None,
            tuple(link_of(dump, *pair) for pair in heaviest(partners[name], None)),
        ))
    return tuple(table)


def link_of(dump: Dump, name: str, count: int) -> Link:
    """Return a pointer to a node with its number."""
    return Link(label(dump.node(name)), dump.local(name) or "", count)


def laid_out(number: int, edges: list[tuple[int, int, int]]) -> list[Place]:
    """Return a place for each node: tied nodes near each other, no two at one place.

    >>> one, two, three = laid_out(3, [(0, 1, 1)])
    >>> math.dist(one, two) < math.dist(one, three)
    True
    """
    places = [(math.sqrt(one + 0.5) * math.cos(one * TURN), math.sqrt(one + 0.5) * math.sin(one * TURN))
              for one in range(number)]
    for turn in range(ROUNDS):
        heat = 1.2 * (1 - turn / ROUNDS) + 0.01
        forces = repulsion(places)
        for one, other, weight in edges:
            attract(places, forces, one, other, weight)
        places = [moved(place, force, heat) for place, force in zip(places, forces, strict=True)]
    return [(round(x, 3), round(y, 3)) for x, y in places]


def repulsion(places: list[Place]) -> list[list[float]]:
    """Return the force on each node by the nodes near it, and a slight one to the middle."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for one, (x, y) in enumerate(places):
        cells[int(x // REACH), int(y // REACH)].append(one)
    forces = [[-0.02 * x, -0.02 * y] for x, y in places]
    for (column, line), inside in cells.items():
        near = [other for across in (-1, 0, 1) for down in (-1, 0, 1)
                for other in cells.get((column + across, line + down), ())]
        for one in inside:
            x, y = places[one]
            force = forces[one]
            for other in near:
                apart_x, apart_y = x - places[other][0], y - places[other][1]
                square = apart_x * apart_x + apart_y * apart_y
                if 0 < square < REACH * REACH:
                    force[0] += apart_x / square
                    force[1] += apart_y / square
    return forces


def attract(places: list[Place], forces: list[list[float]], one: int, other: int, weight: int) -> None:
    """Pull two nodes towards each other."""
    apart_x, apart_y = places[one][0] - places[other][0], places[one][1] - places[other][1]
    pull = 0.15 * math.sqrt(weight) * math.hypot(apart_x, apart_y)
    for node, sign in ((one, -1), (other, 1)):
        forces[node][0] += sign * pull * apart_x
        forces[node][1] += sign * pull * apart_y


def moved(place: Place, force: list[float], heat: float) -> Place:
    """Move a node by a force, no further than the heat allows."""
    size = math.hypot(*force) or 1.0
    step = min(size, heat) / size
    return place[0] + force[0] * step, place[1] + force[1] * step
