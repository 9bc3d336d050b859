"""Finding queries: the bundled ones by name, the user's own by path."""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

import msgspec

from kg.errors import UnreadableInput, WrongUsage
from kg.queries import header
from kg.queries.header import Header, Parameter
from kg.queries.slots import Slot, slots
from kg.resources import folder

SUFFIX = ".rq"


class Query(msgspec.Struct, frozen=True):
    """One question: its file, what its header says, and where its parameters stand."""

    name: str
    file: str
    """What messages call it."""
    text: str
    header: Header
    slots: dict[str, Slot]

    def parameter(self, name: str) -> Parameter:
        """Return a parameter; raise `WrongUsage` with those that there are."""
        for parameter in self.header.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(one.name for one in self.header.parameters) or "none"
        raise WrongUsage(f"{self.name} has no parameter {name!r}; it has: {known}")

    @property
    def body(self) -> str:
        """Return the query without its header."""
        return "".join(line for line in self.text.splitlines(keepends=True) if not line.startswith(header.MARK))


def read(path: Path, file: str | None = None) -> Query:
    """Read a query file; raise a `KgError` with file, line and column if its header is broken."""
    shown = file or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableInput(f"{shown}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{shown}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    said = header.parse(text, shown)
    return Query(path.stem, shown, text, said, slots(text, said, shown))


@cache
def bundled(below: str = "") -> tuple[Query, ...]:
    """Return the queries that kg brings, or those of one of its sub-folders, by name.

    >>> {"coauthors", "top-authors"} <= {query.name for query in bundled()}
    True
    """
    place = folder("queries") / below
    return tuple(read(path, f"queries/{path.relative_to(folder('queries'))}") for path in sorted(place.glob(f"*{SUFFIX}")))


def find(name: str) -> Query:
    """Return the query of this name, or of this path if it ends in `.rq`.

    >>> find("coauthors").header.summary.endswith("?")
    True
    """
    if name.endswith(SUFFIX):
        return read(Path(name))
    known = {query.name: query for query in bundled()}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`kg queries` lists them all"
    raise WrongUsage(f"no query is named {name!r}; {hint} A file of your own ends in {SUFFIX}")
