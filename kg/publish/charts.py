"""Where the bars of a chart stand; templates draw them as SVG."""

from collections.abc import Sequence

import msgspec

WIDTH, HEIGHT = 360, 150
HEAD, FOOT = 20, 20
"""Room for the values above the bars and for the names below them."""
NAME_WIDTH = 34
"""What a year needs beside the next."""
MOST_LABELLED = 16
"""Up to so many bars carry their value."""


class Bar(msgspec.Struct, frozen=True):
    """One bar in the units of the drawing."""

    name: str
    value: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    shown: bool
    """Whether there is room for its name."""
    labelled: bool
    """Whether its value stands above it."""


class Chart(msgspec.Struct, frozen=True):
    """A column chart."""

    width: int
    height: int
    bars: tuple[Bar, ...]


def columns(pairs: Sequence[tuple[object, int]]) -> Chart | None:
    """Lay out a column for each pair of name and value; one column alone tells nothing.

    >>> [round(bar.height) for bar in columns([(2019, 1), (2020, 2)]).bars]
    [55, 110]
    """
    if len(pairs) < 2:  # noqa: PLR2004 -- a chart compares
        return None
    most = max(value for _, value in pairs) or 1
    step = WIDTH / len(pairs)
    every = max(1, -(-NAME_WIDTH * len(pairs) // WIDTH))
    bars = []
    for place, (name, value) in enumerate(pairs):
        tall = round(max((HEIGHT - HEAD - FOOT) * value / most, 1), 1)
        wide = round(min(step * 0.72, 46), 1)
        middle = round((place + 0.5) * step, 1)
        bars.append(Bar(
            str(name), value, round(middle - wide / 2, 1), round(HEIGHT - FOOT - tall, 1), wide, tall, middle,
            shown=(len(pairs) - 1 - place) % every == 0, labelled=value > 0 and len(pairs) <= MOST_LABELLED,
        ))
    return Chart(WIDTH, HEIGHT, tuple(bars))
