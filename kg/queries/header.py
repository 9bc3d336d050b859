"""The header of a query: what it asks, what it can be told, and what its answer means.

It stands at the top of the file in comments that begin with `#+`, as grlc writes them
(https://github.com/CLARIAH/grlc#decorator-syntax), so that the file is valid SPARQL as it stands.
The text behind `#+` is YAML; of YAML only what follows is read, and anything else is an error:

    #+ summary: Which papers did an author write?
    #+ description: One row for each paper,
    #+   continued on deeper lines.
    #+ tags: [authors, papers]
    #+ parameters:
    #+   - name: author
    #+     type: author
    #+     about: whose papers are asked for
    #+     values: top-authors
    #+ columns:
    #+   paper: the paper
    #+   title: its title
    #+ expect:
    #+   edge-ml: 5
"""

import re
from typing import NoReturn

import msgspec

from kg.errors import WrongUsage

MARK = "#+"
LINE = re.compile(r"#\+(?P<indent> *)(?P<dash>- )?(?P<text>\S.*?)\s*$")
KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*):(?:\s+(?P<value>\S.*))?")
WORD = re.compile(r"[a-z0-9][a-z0-9-]*")
TOP, INNER, DEEP = 1, 3, 5
"""The blanks before a key, before a key or a dash below it, and before the other keys of an item."""

TYPES = {
    "string": "any text",
    "integer": "a whole number",
    "decimal": "a number such as 0.5",
    "doi": "a DOI, or an arXiv number",
    "arxiv": "an arXiv number",
    "iri": "an IRI, or a CURIE of a known prefix",
    "author": "an author's name, or the author's IRI",
    "paper": "a paper's title, an identifier such as arxiv:1801.04381, or its IRI",
    "topic": "a topic's label, or its IRI",
    "list": "a reading list's title, the last part of its IRI, or its IRI",
    "venue": "a venue's name, or its IRI",
    "snapshot": "a snapshot's sha256 or the start of it, its file name, or its IRI",
    "limit": "how many rows at most",
}
"""What a parameter may be, and how it is given."""

SEVERITIES = ("Violation", "Warning", "Info")


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a query can be told."""

    name: str
    type: str
    about: str
    values: str | None = None
    """The query whose answer shows values to choose from."""
    line: int = 0


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """All that a query says about itself."""

    summary: str = ""
    """The question in plain language."""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: dict[str, str] = {}
    """What each column means, in the order of the answer."""
    expect: dict[str, int] = {}
    """How many rows the answer has on each example."""
    endpoint: str | None = None
    """The endpoint that a SERVICE of the query reaches."""
    severity: str | None = None
    """For a check: how grave a row is."""
    message: str | None = None
    """For a check: what is wrong."""
    mend: str | None = None
    """For a check: how to mend it."""


class Field(msgspec.Struct):
    """One key of a header and what stands below it."""

    key: str
    value: str
    line: int
    inner: list["Field"]
    items: list[list["Field"]]


def parse(text: str, name: str) -> Header:
    r"""Read the header of a query; raise `WrongUsage` with file, line and column if it is broken.

    >>> parse("#+ summary: How many?\nASK {}", "x.rq").summary
    'How many?'
    """
    fields: dict[str, Field] = {}
    for field in read_fields(text, name):
        if field.key in fields:
            broken(name, field.line, f"{field.key} is said twice")
        if field.key not in READERS:
            broken(name, field.line, f"unknown key {field.key}; known are {', '.join(READERS)}")
        fields[field.key] = field
    if fields and "summary" not in fields:
        broken(name, 1, "a header needs a summary: the question in plain language")
    return msgspec.convert({key: READERS[key](field, name) for key, field in fields.items()}, Header)


def read_fields(text: str, name: str) -> list[Field]:
    """Read the lines of a header into fields."""
    fields: list[Field] = []
    over = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith(MARK):
            over = True
            continue
        if over:
            broken(name, number, "header lines stand together at the top of the file")
        match = LINE.match(line)
        if match is None:
            broken(name, number, "an empty header line")
        add_line(fields, match, number, name)
    return fields


def add_line(fields: list[Field], match: re.Match[str], number: int, name: str) -> None:
    """Put one line where its indentation says."""
    indent, text = len(match["indent"]), match["text"]
    if indent == TOP and not match["dash"]:
        fields.append(new_field(text, number, name))
        return
    if not fields or indent not in {INNER, DEEP}:
        broken(name, number, "expected `#+ key: value`, or deeper lines indented by 3 or 5 blanks", column=3 + indent)
    last = fields[-1]
    if match["dash"] and indent == INNER and not last.value:
        last.items.append([new_field(text, number, name)])
    elif indent == DEEP and last.items:
        last.items[-1].append(new_field(text, number, name))
    elif indent == INNER and last.value and not match["dash"]:
        last.value = f"{last.value} {plain(text, number, name)}"
    elif indent == INNER and not last.items and not match["dash"]:
        last.inner.append(new_field(text, number, name))
    else:
        broken(name, number, f"this line does not fit below {last.key}", column=3 + indent)


def new_field(text: str, number: int, name: str) -> Field:
    """Read `key: value`."""
    match = KEY.fullmatch(text)
    if match is None:
        broken(name, number, f"expected `key: value`, found {text[:40]!r}")
    value = match["value"] or ""
    return Field(match["key"], plain(value, number, name), number, [], [])


def plain(value: str, number: int, name: str) -> str:
    """Return a value as written; refuse what YAML would read otherwise."""
    listed = value.startswith("[") and value.endswith("]")
    if ": " in value or " #" in value or value.endswith(":") or (value[:1] in "\"'&*!|>%@`{}[],?-" and value and not listed):
        broken(name, number, f"YAML would not read this as plain text: {value[:40]!r}; reword it")
    return value


def scalar(field: Field, name: str) -> str:
    """Return the value of a field that has nothing below."""
    if not field.value or field.inner or field.items:
        broken(name, field.line, f"{field.key} is one text")
    return field.value


def question(field: Field, name: str) -> str:
    """Return the summary."""
    text = scalar(field, name)
    if not text.endswith(("?", ".")):
        broken(name, field.line, "the summary is a question, or a sentence")
    return text


def words(field: Field, name: str) -> tuple[str, ...]:
    """Return the words of `[one, two]`."""
    text = scalar(field, name)
    found = tuple(word.strip() for word in text[1:-1].split(",")) if text.startswith("[") else ()
    if not found or not all(WORD.fullmatch(word) for word in found):
        broken(name, field.line, f"{field.key} are lower-case words, as in [authors, papers]")
    return found


def meanings(field: Field, name: str) -> dict[str, str]:
    """Return what each key below a field means."""
    if field.value or field.items or not field.inner:
        broken(name, field.line, f"{field.key} has a line `name: meaning` for each column")
    found: dict[str, str] = {}
    for one in field.inner:
        if one.key in found:
            broken(name, one.line, f"{one.key} is said twice")
        found[one.key] = scalar(one, name)
    return found


def numbers(field: Field, name: str) -> dict[str, int]:
    """Return the number of rows for each example."""
    found = meanings(field, name)
    for key, value in found.items():
        if not value.isdecimal():
            broken(name, field.line, f"expect has a number of rows for each example; {key} has {value!r}")
    return {key: int(value) for key, value in found.items()}


def parameters(field: Field, name: str) -> tuple[Parameter, ...]:
    """Return the parameters."""
    if field.value or field.inner or not field.items:
        broken(name, field.line, "parameters is a list, each item with `- name:`, `type:` and `about:`")
    found: list[Parameter] = []
    for item in field.items:
        said = {one.key: scalar(one, name) for one in item}
        line = item[0].line
        if len(said) < len(item) or not {"name", "type", "about"} <= said.keys() <= {"name", "type", "about", "values"}:
            broken(name, line, "a parameter has name, type, about, and perhaps values, each once")
        if said["type"] not in TYPES:
            broken(name, line, f"unknown type {said['type']}; known are {', '.join(TYPES)}")
        if said["name"] in {one.name for one in found}:
            broken(name, line, f"two parameters are named {said['name']}")
        found.append(Parameter(
            name=said["name"], type=said["type"], about=said["about"], values=said.get("values"), line=line,
        ))
    return tuple(found)


def severity(field: Field, name: str) -> str:
    """Return how grave a check's rows are."""
    text = scalar(field, name)
    if text not in SEVERITIES:
        broken(name, field.line, f"severity is one of {', '.join(SEVERITIES)}")
    return text


READERS = {
    "summary": question,
    "description": scalar,
    "tags": words,
    "parameters": parameters,
    "columns": meanings,
    "expect": numbers,
    "endpoint": scalar,
    "severity": severity,
    "message": scalar,
    "mend": scalar,
}
"""Every key that a header may have, and what reads it."""


def broken(name: str, line: int, message: str, column: int = 1) -> NoReturn:
    """Stop at a broken header."""
    raise WrongUsage(f"{name}:{line}:{column}: {message}")
