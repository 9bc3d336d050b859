"""Lots: the input cut into what makes one part of the output, by the sizes of files alone.

A lot is a run of whole files, or a range of one large file of lines. Whoever works on it cuts it into
the same blocks, and the next lot begins a new part, so that the parts of an output are the same
whether one process makes them in turn or a thousand machines at once.
"""

from collections.abc import Iterator
from itertools import pairwise

import msgspec

from kg import streams
from kg.bulk import documents
from kg.streams import Block, Part

LOT = 64 << 20
"""Bytes of lines in a lot; about 110 MB of N-Triples, and a second or two of work."""

USUAL_RATIO = 10
"""How much larger than its packed file JSON is, about."""


class Range(msgspec.Struct, frozen=True):
    """The lines of a file that begin in a range of its bytes."""

    file: str
    start: int = 0
    end: int | None = None
    """`None` for all of the file, however it is packed."""


class Lot(msgspec.Struct, frozen=True):
    """Ranges of files, in the order of the source."""

    ranges: tuple[Range, ...]


def lots(parts: list[Part], size: int = LOT) -> Iterator[Lot]:
    """Yield the lots of files: small files together, large ones of lines in ranges of one size.

    Raises `UnreadableInput` if a file cannot be read.
    """
    waiting: list[Range] = []
    weight = 0
    for part in parts:
        packed = streams.packed(part.name)
        own = part.size * USUAL_RATIO if packed else part.size
        if waiting and weight + own > size:
            yield Lot(tuple(waiting))
            waiting, weight = [], 0
        if own > size and not packed and not documents.holds_document(part.name):
            yield from (Lot((one,)) for one in cut(part, size))
        else:
            waiting.append(Range(part.name))
            weight += own
    if waiting:
        yield Lot(tuple(waiting))


def cut(part: Part, size: int) -> Iterator[Range]:
    """Yield ranges of about the same length, none above a size.

    >>> [(one.start, one.end) for one in cut(Part("works.jsonl", 250), 100)]
    [(0, 83), (83, 166), (166, 250)]
    """
    number = -(-part.size // size)
    edges = [part.size * at // number for at in range(number + 1)]
    for start, end in pairwise(edges):
        yield Range(part.name, start, end)


def blocks_of(lot: Lot, size: int) -> Iterator[Block]:
    """Yield the blocks of a lot, always cut at the same places; the first of them opens a part.

    Raises `UnreadableInput` and `LimitReached` as `streams.blocks` does.
    """
    opens = True
    for one in lot.ranges:
        found = documents.blocks(one.file, size) if one.end is None else streams.ranges(one.file, size, one.start, one.end)
        for block in found:
            yield msgspec.structs.replace(block, opens=opens)
            opens = False
