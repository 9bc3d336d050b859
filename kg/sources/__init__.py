"""What kg reads: one module a format, and the table that names them all."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec

from kg.errors import WrongUsage
from kg.files import SourceFile
from kg.findings import Account, Finding
from kg.records import ListSettings, Paper, ReadingList
from kg.sources import arxiv, crossref, openalex
from kg.sources.jsonlines import LineReader

if TYPE_CHECKING:
    from kg.sources.markdown import Explanation

Read = Callable[[SourceFile, ListSettings], Iterator[ReadingList | Paper | Finding | Account]]
Explain = Callable[[SourceFile, ListSettings], "Iterator[Explanation]"]


def read_list(file: SourceFile, settings: ListSettings) -> Iterator[ReadingList | Paper | Finding | Account]:
    """Read a list; the stages of its reader are many, and are loaded when there is a list."""
    from kg.sources import markdown  # noqa: PLC0415 -- files of records do without them

    return markdown.read(file, settings)


def explain_list(file: SourceFile, settings: ListSettings) -> "Iterator[Explanation]":
    """Tell how each entry of a list was read."""
    from kg.sources import markdown  # noqa: PLC0415 -- as above

    return markdown.explain(file, settings)


class Source(msgspec.Struct, frozen=True):
    """All that is known about one format of input."""

    name: str
    title: str
    extensions: tuple[str, ...]
    media_types: tuple[str, ...]
    read: Read
    explain: Explain | None = None
    """How each entry was read, where that is a question."""
    lines: Callable[[], LineReader[Any]] | None = None
    """Makes what reads it line by line, where it can be larger than memory."""
    sign: str | None = None
    """A pattern that the beginning of such a file matches."""


SOURCES = (
    Source("markdown", "Markdown reading list", ("md", "markdown", "mdown", "mkd", "txt"), ("text/markdown",),
           read_list, explain_list),
    Source("openalex", "OpenAlex works, JSON lines", (), (), openalex.read, lines=openalex.OpenAlex,
           sign=r'"id"\s*:\s*"https://openalex\.org/W'),
    Source("arxiv", "arXiv metadata, JSON lines", (), (), arxiv.read, lines=arxiv.Arxiv,
           sign=r'"authors_parsed"\s*:|"id"\s*:\s*"(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})"'),
    Source("crossref", "Crossref works, JSON lines", (), (), crossref.read, lines=crossref.Crossref,
           sign=r'"DOI"\s*:'),
)
"""Every format that kg reads."""

HEAD = 1 << 16
"""Bytes at the beginning of a file that are searched for the sign of its format."""


def source_named(text: str) -> Source | None:
    """Return the source with this name, extension or media type."""
    wanted = text.lower().removeprefix(".").partition(";")[0].strip()
    for known in SOURCES:
        if wanted in {known.name, *known.extensions, *known.media_types}:
            return known
    return None


def source_of(path: str, chosen: str | None = None, head: bytes = b"") -> Source:
    """Return the source that reads a file: the chosen one, or the one that its name or its beginning tells.

    Raises `WrongUsage` where nothing tells.
    """
    suffixes = [suffix for suffix in PurePath(path).suffixes if suffix not in {".gz", ".zst"}]
    found = source_named(chosen or (suffixes[-1] if suffixes else ""))
    if found is None and chosen is None:
        found = source_signed(head) or (source_named("markdown") if path == "-" else None)
    if found is None:
        names = "|".join(source.name for source in SOURCES)
        raise WrongUsage(f"cannot tell what {chosen or path} is; say --from {names}")
    return found


def source_signed(head: bytes) -> Source | None:
    """Return the source that the beginning of a file tells, if it begins as JSON.

    >>> source_signed(b'{"DOI": "10.1000/1"}').name
    'crossref'
    """
    beginning = head[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning.startswith((b"{", b"[")):
        return None
    text = beginning.decode(errors="replace")
    return next((known for known in SOURCES if known.sign and re.search(known.sign, text)), None)
