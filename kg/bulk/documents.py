"""Blocks of any file of records: JSON lines as they are, a document that wraps its records as lines of them."""

import re
from collections.abc import Iterator

import msgspec

from kg import streams
from kg.errors import LimitReached
from kg.sources.jsonlines import records_in
from kg.streams import BLOCK, Block

HEAD = 1 << 16
LARGEST_DOCUMENT = 256 << 20
"""Bytes of a document that is read whole."""

WRAPS = re.compile(rb'\s*\{\s*"(?:items|results|message|status|meta)"\s*:')


def blocks(name: str, size: int = BLOCK) -> Iterator[Block]:
    """Yield the blocks of a file.

    Raises `UnreadableInput` and `LimitReached` as `streams.blocks` does.
    """
    if holds_document(name):
        yield from document(name)
    else:
        yield from streams.blocks(name, size)


def holds_document(name: str) -> bool:
    """Tell whether a file is one JSON document."""
    return is_document(streams.head(name, HEAD))


def is_document(head: bytes) -> bool:
    r"""Tell from its beginning whether a file is one JSON document and not one a line.

    >>> is_document(b'{"id": 1}\n{"id": 2}'), is_document(b'{\n  "id": 1\n}'), is_document(b'{"items": [')
    (False, True, True)
    """
    beginning = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(b"[") or WRAPS.match(beginning):
        return True
    first, end, rest = beginning.partition(b"\n")
    return first.startswith(b"{") and bool(end) and not rest.lstrip().startswith(b"{") and not whole(first)


def whole(line: bytes) -> bool:
    """Tell whether a line is JSON."""
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def document(name: str) -> Iterator[Block]:
    """Yield the records of a document, one a line; the number of a line is that of the record."""
    data = b""
    behind = 0
    for block in streams.blocks(name):
        data += block.read()
        behind = block.behind
        if len(data) > LARGEST_DOCUMENT:
            raise LimitReached(f"{name}: one JSON document of more than {LARGEST_DOCUMENT >> 20} MB; "
                               "write one record a line")
    records = records_in(data)
    lines = data if records is None else b"\n".join(one_line(record) for record in records)
    if lines:
        yield Block(name, 0, len(lines), behind, lines)


def one_line(record: bytes) -> bytes:
    """Return a record on one line."""
    return msgspec.json.format(record, indent=-1)
