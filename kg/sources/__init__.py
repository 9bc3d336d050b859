"""What kg reads: one module a format, and the table that names them all."""

from collections.abc import Callable, Iterator
from pathlib import PurePath

import msgspec

from kg.errors import WrongUsage
from kg.files import SourceFile
from kg.findings import Account, Finding
from kg.records import ListSettings, Paper, ReadingList
from kg.sources import markdown

Read = Callable[[SourceFile, ListSettings], Iterator[ReadingList | Paper | Finding | Account]]


Explain = Callable[[SourceFile, ListSettings], Iterator[markdown.Explanation]]


class Source(msgspec.Struct, frozen=True):
    """All that is known about one format of input."""

    name: str
    title: str
    extensions: tuple[str, ...]
    media_types: tuple[str, ...]
    read: Read
    explain: Explain | None = None
    """How each entry was read, where that is a question."""


SOURCES = (
    Source("markdown", "Markdown reading list", ("md", "markdown", "mdown", "mkd", "txt"), ("text/markdown",),
           markdown.read, markdown.explain),
)
"""Every format that kg reads."""


def source_named(text: str) -> Source | None:
    """Return the source with this name, extension or media type."""
    wanted = text.lower().removeprefix(".").partition(";")[0].strip()
    for known in SOURCES:
        if wanted in {known.name, *known.extensions, *known.media_types}:
            return known
    return None


def source_of(path: str, chosen: str | None = None) -> Source:
    """Return the source that reads a file: the chosen one, or the one that its extension names.

    Raises `WrongUsage` where neither tells.
    """
    suffixes = [suffix for suffix in PurePath(path).suffixes if suffix not in {".gz", ".zst"}]
    found = source_named(chosen or (suffixes[-1] if suffixes else "markdown" if path == "-" else ""))
    if found is None:
        names = "|".join(source.name for source in SOURCES)
        raise WrongUsage(f"cannot tell what {chosen or path} is; say --from {names}")
    return found
