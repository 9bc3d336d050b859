"""JSON of any length, written as its parts are made: https://www.rfc-editor.org/rfc/rfc8259."""

import json
from collections.abc import Callable, Iterable, Iterator

PIECE = 1 << 16
"""Characters that are written at once."""

COMPACT = (",", ":")


class Made(list[object]):
    """A list whose items are made when it is written, one at a time.

    It is a list because `json` writes nothing else as an array.
    """

    def __init__(self, number: int, make: Callable[[], Iterable[object]]) -> None:
        """Say how many items there are and what makes them."""
        super().__init__()
        self.number = number
        self.make = make

    def __len__(self) -> int:
        """Return how many items there are."""
        return self.number

    def __iter__(self) -> Iterator[object]:
        """Make the items."""
        return iter(self.make())


def pieces(value: object, indent: int | None = None) -> Iterator[str]:
    """Yield a value as JSON, with a line for each item where it is indented."""
    encoder = json.JSONEncoder(ensure_ascii=False, indent=indent, separators=COMPACT if indent is None else None)
    return gathered(encoder.iterencode(value))


def gathered(parts: Iterable[str]) -> Iterator[str]:
    """Yield parts of a text in larger ones."""
    waiting: list[str] = []
    size = 0
    for one in parts:
        waiting.append(one)
        size += len(one)
        if size >= PIECE:
            yield "".join(waiting)
            waiting.clear()
            size = 0
    yield "".join(waiting)
