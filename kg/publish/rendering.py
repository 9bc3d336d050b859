"""Templates to HTML (https://html.spec.whatwg.org): every value is escaped by the engine."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg.jsontext import gathered
from kg.publish.metadata import Head
from kg.publish.settings import Settings
from kg.publish.views import Card

HERE = Path(__file__).parent

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may load: https://www.w3.org/TR/CSP3/. Nothing of it comes from another host."""

QUERY_POLICY = POLICY + "; worker-src 'self'"
"""The query page also starts a worker, which fetches the engine and the data from this site."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")

def month(date: str) -> str:
    """Return a date as people write it.

    >>> month("2018"), month("2018-01"), month("2018-01-13")
    ('2018', 'January 2018', '13 January 2018')
    """
    parts = date.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:  # noqa: PLR2004 -- year, month, day
        return date
    names = [parts[0]]
    if len(parts) > 1 and 1 <= int(parts[1]) <= len(MONTHS):
        names.insert(0, MONTHS[int(parts[1]) - 1])
    if len(parts) > 2:  # noqa: PLR2004 -- the day
        names.insert(0, str(int(parts[2])))
    return " ".join(names)


INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Mn", "Me"}
"""Categories of Unicode that leave no ink of their own."""


def seen(text: str) -> str:
    r"""Return a text, or a word for it where nobody would see it.

    >>> seen("A title"), seen("\ufeff")
    ('A title', '(nothing visible)')
    """
    if any(unicodedata.category(character) not in INVISIBLE for character in text):
        return text
    return "(nothing visible)"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the engine: everything escaped, nothing undefined."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )
    found.filters["month"] = month
    found.filters["seen"] = seen
    return found


class Renderer:
    """Renders the pages of one site."""

    def __init__(self, site: Settings, navigation: tuple[tuple[str, str], ...], card: Callable[[str], Card]) -> None:
        """Remember what all pages share."""

        @lru_cache(maxsize=1 << 11)
        def inner(name: str, up: str, most: int) -> Markup:
            # A paper stands on a dozen pages: what they all show of it is rendered once.
            text = environment().get_template("card.html").render(card=card(name), up=up, most=most)
            return Markup(text)  # noqa: S704 -- the template engine escaped it

        self.shared = {"site": site, "navigation": navigation, "inner": inner}

    def page(self, template: str, path: str, head: Head, values: dict[str, object]) -> bytes:
        """Render the page at a path without ending.

        Values may set its `policy`, or `up`, which leads from it to the root of the site.
        """
        return b"".join(self.stream(template, path, head, values))

    def stream(self, template: str, path: str, head: Head, values: dict[str, object]) -> Iterator[bytes]:
        """Yield the same in pieces, so that a page may be longer than memory holds."""
        plain = {"up": "../" * path.count("/"), "policy": POLICY}
        parts = environment().get_template(template).generate(
            {**self.shared, **plain, "head": head, "here": path, "path": path, **values})
        yield from (one.encode() for one in gathered(parts))
        yield b"\n"
