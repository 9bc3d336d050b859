"""JSON lines (https://jsonlines.org/): one record a line, typed as far as its fields are used.

A line that is no JSON, no UTF-8 or no such record costs that line. A field of another type than
it should have costs that field: the line is read again without it.
"""

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from datetime import date
from typing import Generic, TypeVar

import msgspec

from kg.files import SourceFile
from kg.findings import Account, Finding, Kind
from kg.identifiers import curie, web_iri
from kg.records import ListSettings, Paper
from kg.text import BAD, LINE_END, is_plain_line, obedient, obeys, one_line

Line = TypeVar("Line", bound=msgspec.Struct)
Key = TypeVar("Key")
Entity = TypeVar("Entity")

AT_FIELD = re.compile(r"at `\$\.([\w-]+)")
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
BLOCK = re.compile(r"</?(?:jats:)?(?:p|title|sec|br|list|list-item|div|li)\b[^<>]*>")
EARLIEST, LATEST = 1500, 2100
REMEMBERED = 1 << 16
"""Entities of a kind that a reader keeps at hand: enough for those that many papers share."""


class Remark(msgspec.Struct, frozen=True):
    """What there is to say about one line; the caller knows which line it is."""

    code: str
    message: str
    kind: Kind = "warning"


class Rejected(msgspec.Struct, frozen=True):
    """Why a line is no paper."""

    code: str
    message: str


class LineReader(ABC, Generic[Line]):
    """Reads one line after the other; `remarks` holds what the last one gave rise to.

    Sources derive from it and say how their typed line becomes a paper.
    """

    def __init__(self, kind: type[Line]) -> None:
        """Read lines of one kind."""
        self.kind = kind
        self.decode = msgspec.json.Decoder(kind).decode
        self.fields = {field.encode_name for field in msgspec.structs.fields(kind)}
        self.remarks: list[Remark] = []
        self.days: dict[str, str] = {}

    @abstractmethod
    def paper(self, line: Line) -> Paper | Rejected:
        """Return the paper of a typed line."""

    def parse(self, data: bytes) -> Paper | Rejected:
        """Return the paper of one line, or why there is none."""
        if self.remarks:
            self.remarks = []
        try:
            typed = self.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return self.mended(data.removesuffix(b"\n"), error)
        return self.paper(typed)

    def mended(self, data: bytes, error: Exception) -> Paper | Rejected:
        """Tell why a line is no record, or read it again without the fields that are not what they should be."""
        try:
            data.decode()
            loose = msgspec.json.decode(data)
        except UnicodeDecodeError as wrong:
            return Rejected("not-utf8", f"no UTF-8 at byte {wrong.start + 1} of the line ({wrong.reason})")
        except msgspec.DecodeError as wrong:
            return Rejected("not-json", f"no JSON: {wrong}")
        except RecursionError:
            return Rejected("too-deep", "the JSON is nested too deeply")
        if not isinstance(loose, dict):
            return Rejected("no-object", f"a JSON object was expected: {error}")
        reason: Exception = error
        for _ in self.fields:
            found = AT_FIELD.search(str(reason))
            if found is None or loose.pop(found[1], None) is None:
                break
            self.remarks.append(Remark("bad-field", f"{found[1]} was dropped: {reason}"))
            try:
                typed = msgspec.convert(loose, self.kind)
            except msgspec.ValidationError as another:
                reason = another
            else:
                return self.paper(typed)
        return Rejected("bad-record", f"not the expected fields: {reason}")

    def remark(self, code: str, message: str) -> None:
        """Say something about the line."""
        self.remarks.append(Remark(code, message))

    def text(self, value: str) -> str:
        """Return a string as the text policy wants it; what that drops is said."""
        if obeys(value):
            return value
        kept = obedient(value)
        if BAD.search(LINE_END.sub("\n", value)):
            self.remark("bad-characters", f"characters that no output may hold were dropped: {kept[:60]!r}")
        return kept

    def label(self, value: str | None) -> str | None:
        """Return a name as one line of plain text, or `None` if nothing is left of it."""
        if value and is_plain_line(value):
            return value.strip(" ") or None
        return (one_line(plain_text(self.text(value))) or None) if value else None

    def title(self, value: str | None) -> str | None:
        """Return a title as one line of plain text without a full stop at its end."""
        plain = self.label(value)
        if plain and plain[-1] == "." and not plain.endswith(".."):
            return plain[:-1].rstrip() or None
        return plain

    def identifier(self, scheme: str, value: str) -> tuple[str, ...]:
        """Return an identifier in a tuple, or an empty one and a remark where it is none."""
        found = curie(scheme, value)
        if found is None:
            self.remark("bad-identifier", f"{value!r} is no {scheme.upper()}; it was dropped")
            return ()
        return (found,)

    def address(self, value: str) -> str | None:
        """Return a valid address, or `None` and a remark."""
        found = web_iri(value)
        if found is None:
            self.remark("bad-address", f"{value!r} is no http(s) address; it was dropped")
        return found

    def year(self, value: int) -> int | None:
        """Return a year in which papers were published."""
        if EARLIEST <= value <= LATEST:
            return value
        self.remark("bad-date", f"{value} is no year of a paper; it was dropped")
        return None

    def day(self, value: str) -> str | None:
        """Return a date `YYYY-MM-DD` if there is such a day in the calendar."""
        known = self.days.get(value)
        if known:
            return known
        try:
            return keep(self.days, value, date.fromisoformat(value).isoformat())
        except ValueError:
            self.remark("bad-date", f"{value!r} is no date; it was dropped")
            return None


    def at_hand(self, known: dict[Key, Entity], value: Key, made: Entity, said: int) -> Entity:
        """Keep an entity at hand, unless there was more to say since so many remarks.

        Each line that has such an entity says so again; else the account would depend on who read which line.
        """
        return keep(known, value, made) if len(self.remarks) == said else made


def keep(known: dict[Key, Entity], value: Key, made: Entity) -> Entity:
    """Keep an entity at hand; when there are too many, begin anew."""
    if len(known) >= REMEMBERED:
        known.clear()
    known[value] = made
    return made


def plain_text(value: str) -> str:
    """Return text without HTML or JATS tags and with its entities decoded once.

    >>> plain_text("<i>Homo sapiens</i> CO<sub>2</sub> &amp; x < 5")
    'Homo sapiens CO2 & x < 5'
    """
    if "<" in value:
        value = MARKUP.sub("", BLOCK.sub(" ", value))
    return obedient(html.unescape(value)) if "&" in value else value


def lines_of(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each line that is not blank with its number: LF ends a line and nothing else does."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line and not line.isspace():
            yield number, line


class Envelope(msgspec.Struct):
    """A document that holds many records, as the answers of the services do."""

    items: list[msgspec.Raw] | None = None
    results: list[msgspec.Raw] | None = None
    message: msgspec.Raw = msgspec.Raw()


def records_in(data: bytes) -> list[bytes] | None:
    """Return the records of a JSON document that wraps them, or `None` if it is none.

    >>> records_in(b'{"status": "ok", "message": {"items": [{"DOI": "10.1/a"}]}}')
    [b'{"DOI": "10.1/a"}']
    """
    try:
        wrapped = msgspec.json.decode(data, type=list[msgspec.Raw] | Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if isinstance(wrapped, list):
        return [bytes(one) for one in wrapped]
    for found in (wrapped.items, wrapped.results):
        if found is not None:
            return [bytes(one) for one in found]
    inner = bytes(wrapped.message)
    if inner:
        return records_in(inner) or [inner]
    return [data]


def read(file: SourceFile, reader: LineReader[Line]) -> Iterator[Paper | Finding | Account]:
    """Yield the papers of a whole file: JSON lines, or one document that wraps its records."""
    whole = records_in(file.data) if file.data.strip() else []
    numbered = list(lines_of(file.data)) if whole is None else list(enumerate(whole, 1))
    accepted = rejected = 0
    for number, line in numbered:
        found = reader.parse(line)
        for remark in reader.remarks:
            yield Finding(file=file.name, line=number, kind=remark.kind, code=remark.code, message=remark.message)
        if isinstance(found, Rejected):
            rejected += 1
            yield Finding(file=file.name, line=number, kind="rejected", code=found.code, message=found.message)
        else:
            accepted += 1
            yield found
    total = len(numbered) if whole is not None else file.data.count(b"\n") + (not file.data.endswith(b"\n"))
    yield Account(
        file=file.name, records_in=len(numbered), accepted=accepted, rejected=rejected, skipped=0,
        lines={"record": len(numbered), "blank": total - len(numbered)},
    )


Read = Callable[[SourceFile, ListSettings], Iterator[Paper | Finding | Account]]


def whole_file(make: Callable[[], LineReader[Line]]) -> Read:
    """Return the function that reads a whole file with readers made by `make`."""

    def read_file(file: SourceFile, _settings: ListSettings) -> Iterator[Paper | Finding | Account]:
        """Yield the papers of a file, what there is to say about it, and its account."""
        return read(file, make())

    return read_file
