"""Stage 1: bytes to lines, under the text policy, and the front matter read and set aside."""

import re

from kg.sources.markdown.state import State
from kg.text import obedient, obeys

KEYS = {
    "title": "title",
    "lang": "language",
    "language": "language",
    "licence": "licence",
    "license": "licence",
    "url": "url",
    "key": "key",
    "base": "base",
}
"""Front matter that is understood, and what it is called here."""

SIMPLE = re.compile(r"(?P<key>[A-Za-z_]+):[ \t]+(?P<value>[^!&*|>{\[].*?)\s*")
"""A line `key: value` whose value is plain text: no YAML tag, anchor, block or collection."""


def decode(state: State) -> None:
    """Turn the bytes into lines."""
    try:
        text = state.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        state.find(
            "rejected", "not-text", None,
            f"byte {error.start} is not UTF-8 ({error.reason}); save the file as UTF-8 and read it again",
        )
        state.stop = True
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    state.lines = [one_line_policy(state, number, line) for number, line in enumerate(split(text), 1)]
    if any(line != obedient(line) for line in state.lines):
        state.find("note", "nfc", None, "the text was brought to Unicode normal form C")
        state.lines = [obedient(line) for line in state.lines]
    front_matter(state)


def split(text: str) -> list[str]:
    r"""Split at line feeds alone; a final line feed ends the last line and begins no other.

    >>> split("a\n\nb\n")
    ['a', '', 'b']
    """
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def one_line_policy(state: State, number: int, line: str) -> str:
    """Drop what the text policy forbids, and say on which line it stood."""
    if obeys(line):
        return line
    kept = "".join(character for character in line if obeys(character) or obedient(character))
    if kept != line:
        state.find(
            "warning", "forbidden-characters", number,
            f"{len(line) - len(kept)} control or other forbidden characters were left out",
        )
    return kept


def front_matter(state: State) -> None:
    """Read the block between two lines `---` at the very top, as plain `key: value` lines."""
    if not state.lines or state.lines[0].rstrip() != "---":
        return
    end = next((place for place, line in enumerate(state.lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        return
    ignored = []
    for number, line in enumerate(state.lines[1:end], 2):
        match = SIMPLE.fullmatch(line)
        if match and match["key"].lower() in KEYS:
            state.front.setdefault(KEYS[match["key"].lower()], match["value"].strip("\"'"))
        elif line.strip():
            ignored.append(number)
    if ignored:
        lines = ", ".join(map(str, ignored))
        state.find("note", "front-matter", ignored[0], f"front matter on line {lines} was ignored: only title, lang, licence, url, key and base are read, as plain text")
    state.mark(1, end + 1, "front-matter")
