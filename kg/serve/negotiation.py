"""Which of several representations a client wants: https://www.rfc-editor.org/rfc/rfc9110#name-accept."""

import re
from collections.abc import Sequence

import msgspec

RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
QUALITY = re.compile(r"(?i);\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)")


class Range(msgspec.Struct, frozen=True):
    """One media range of an Accept header."""

    type: str
    subtype: str
    quality: float

    def fit(self, media: str) -> int:
        """Return how closely it fits a media type: 0 not at all, 3 exactly."""
        kind, _, rest = media.partition("/")
        if self.type == "*":
            return 1
        if self.type != kind:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == rest else 0


def ranges(accept: str) -> list[Range]:
    """Read an Accept header; what is no media range is passed over."""
    found = []
    for part in accept.split(","):
        match = RANGE.match(part)
        if match:
            quality = QUALITY.search(match[3])
            found.append(Range(match[1].lower(), match[2].lower(), float(quality[1]) if quality else 1.0))
    return found


def chosen(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that a client likes best, the first of equals, or `None` if it takes none.

    >>> chosen("text/html;q=0.8, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    >>> chosen("text/*;q=0.5, text/html;q=0", ["text/html", "text/turtle"])
    'text/turtle'
    >>> chosen("image/png", ["text/html"]) is None
    True
    """
    wanted = ranges(accept) if accept else []
    if not wanted:
        return offers[0]
    best, best_quality = None, 0.0
    for offer in offers:
        fits = [(one.fit(offer), one.quality) for one in wanted if one.fit(offer)]
        quality = max(fits)[1] if fits else 0.0
        if quality > best_quality:
            best, best_quality = offer, quality
    return best
