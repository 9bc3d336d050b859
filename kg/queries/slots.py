"""The places of a query's parameters: `VALUES ?name { default }` lines and a last `LIMIT n`."""

from collections.abc import Iterator

import msgspec

from kg.queries.header import Header, Parameter, broken
from kg.queries.tokens import Token, place, spoken

NUMBER_TYPES = {"integer", "decimal"}


class Slot(msgspec.Struct, frozen=True):
    """Where the default of a parameter stands in the text."""

    start: int
    end: int
    default: str
    """The characters that stand there: a term, or the number of a LIMIT."""


def slots(text: str, header: Header, name: str) -> dict[str, Slot]:
    """Return the slot of each declared parameter; raise `WrongUsage` where there is not just one."""
    found: dict[str, list[Slot]] = {}
    for variable, slot in values_slots(text):
        found.setdefault(variable, []).append(slot)
    return {one.name: slot_of(one, found.get(one.name, []), text, name) for one in header.parameters}


def slot_of(parameter: Parameter, values: list[Slot], text: str, name: str) -> Slot:
    """Return the one slot of a parameter."""
    if parameter.type == "limit":
        limit = limit_slot(text)
        if limit is None:
            broken(name, parameter.line, f"{parameter.name} is a limit, so the query has to end in `LIMIT 10`, say")
        return limit
    if len(values) != 1:
        broken(
            name, parameter.line,
            f"{parameter.name} needs one line `VALUES ?{parameter.name} {{ default }}` with one term; found {len(values)}",
        )
    slot = values[0]
    if not suits(parameter.type, slot.default):
        line, column = place(text, slot.start)
        broken(name, line, f"{slot.default} is no default for a parameter of type {parameter.type}", column)
    return slot


def suits(kind: str, default: str) -> bool:
    """Tell whether a default is of a parameter's type, as far as its first character tells."""
    if kind in {"string", "doi", "arxiv"}:
        return default[0] in "\"'"
    if kind in NUMBER_TYPES:
        return default[0].isdigit() or default[0] == "."
    return default[0] == "<" or default[0].isalpha()


def values_slots(text: str) -> Iterator[tuple[str, Slot]]:
    """Yield each `VALUES ?name { term }` with just one term."""
    said = spoken(text)
    for number, token in enumerate(said):
        if token.is_word("VALUES") and number + 4 < len(said):
            variable, brace = said[number + 1], said[number + 2]
            inner = inside(said[number + 3 :])
            if variable.kind == "variable" and brace.text == "{" and is_term(inner):
                start, end = inner[0].start, inner[-1].end
                yield variable.text[1:], Slot(start, end, text[start:end])


def inside(said: list[Token]) -> list[Token]:
    """Return the tokens before the next closing brace."""
    end = next((number for number, token in enumerate(said) if token.text == "}"), 0)
    return said[:end]


def is_term(inner: list[Token]) -> bool:
    """Tell whether these tokens are one constant term."""
    match [token.kind for token in inner]:
        case ["iri" | "name" | "string" | "number"] | ["string", "language"]:
            return True
        case ["word"]:
            return inner[0].text.lower() in {"true", "false"}
        case ["string", "sign", "iri" | "name"]:
            return inner[1].text == "^^"
    return False


def limit_slot(text: str) -> Slot | None:
    """Return the number of the LIMIT that ends the query."""
    match spoken(text)[-2:]:
        case [word, number] if word.is_word("LIMIT") and number.kind == "number" and number.text.isdigit():
            return Slot(number.start, number.end, number.text)
    return None
