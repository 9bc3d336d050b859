"""SPARQL cut into tokens: enough to find a line of VALUES, or a word that dials out.

It follows the terminals of SPARQL 1.1, section 19.8, and keeps every character: the tokens of a
text joined are the text. It judges nothing else; whether a query is valid, an engine says.
"""

import re
from typing import Literal

import msgspec

Kind = Literal[
    "blank", "comment", "iri", "string", "variable", "number", "language", "name", "word", "sign", "other",
]

ESCAPED = r"%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?#@%]"
"""What may stand for any other character in the local part of a name."""

PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("blank", r"[ \t\r\n]+"),
    ("comment", r"\#[^\r\n]*"),
    ("iri", r'<[^<>"{}|^`\\\x00-\x20]*>'),
    ("string", r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"),
    ("string", r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'"),
    ("variable", r"[?$]\w+"),
    ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("name", rf"(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:]|{ESCAPED})(?:(?:[\w.:-]|{ESCAPED})*(?:[\w:-]|{ESCAPED}))?)?"),
    ("name", r"_:\w(?:[\w.-]*[\w-])?"),
    ("number", r"(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?"),
    ("word", r"\w+"),
    ("sign", r"\^\^|&&|\|\||!=|<=|>=|[][(){}.,;=<>!+*/|^?-]"),
    ("other", r"."),
)
TOKEN = re.compile(
    "|".join(f"(?P<t{place}>{pattern})" for place, (_, pattern) in enumerate(PATTERNS)), re.DOTALL,
)
SILENT: frozenset[Kind] = frozenset({"blank", "comment"})


class Token(msgspec.Struct, frozen=True):
    """A piece of a query and where it begins."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where the next token begins."""
        return self.start + len(self.text)

    def is_word(self, word: str) -> bool:
        """Tell whether this is a keyword, in any case."""
        return self.kind == "word" and self.text.upper() == word


def tokens(text: str) -> list[Token]:
    """Cut a query into tokens, blanks and comments as well.

    >>> [token.text for token in tokens("ASK { ?s ?p 'a#b' } # c") if token.kind not in SILENT]
    ['ASK', '{', '?s', '?p', "'a#b'", '}']
    """
    found = []
    for match in TOKEN.finditer(text):
        group = match.lastgroup
        assert group is not None
        found.append(Token(PATTERNS[int(group[1:])][0], match[0], match.start()))
    return found


def spoken(text: str) -> list[Token]:
    """Cut a query into the tokens that mean something."""
    return [token for token in tokens(text) if token.kind not in SILENT]


def place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of a character, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def unescaped(text: str) -> str:
    r"""Replace codepoint escapes, which SPARQL allows everywhere (section 19.2).

    >>> unescaped(r"\u0053ERVICE")
    'SERVICE'
    """
    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number <= 0x10FFFF else match[0]  # noqa: PLR2004 -- the end of Unicode

    return CODEPOINT.sub(character, text)
