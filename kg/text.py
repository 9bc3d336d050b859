"""The text policy: what every string obeys before any writer sees it.

Unicode NFC; no C0 or C1 control but tab and line feed; no lone surrogate; no
noncharacter. RDF/XML cannot hold the rest, and stores change it in silence.
"""

import re
import unicodedata

BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]",
)
"""Characters that no output may hold."""

ORDINARY = re.compile("[\t\n -~\u00a0-\u02ff\u0400-\u0482\u2010-\u2027\u2030-\u205e\u4e00-\u9fff]*+")
"""Text of which each character obeys the policy whatever stands beside it: most that is not ASCII is such."""

LINE_END = re.compile("\r\n?")
SPACE = re.compile(r"\s+")


def obeys(value: str) -> bool:
    r"""Tell whether a string already obeys the policy.

    >>> obeys("plain"), obeys("a\x07b")
    (True, False)
    """
    if value.isascii():
        return value.isprintable() or BAD.search(value) is None
    return ORDINARY.fullmatch(value) is not None or (
        BAD.search(value) is None and unicodedata.is_normalized("NFC", value)
    )


def is_plain_line(value: str) -> bool:
    """Tell whether a string obeys the policy, is one line and holds no markup; `False` where that takes longer to tell.

    >>> is_plain_line("plain"), is_plain_line("a <b>"), is_plain_line("a  b")
    (True, False, False)
    """
    return (
        value.isprintable() and "<" not in value and "&" not in value and "  " not in value
        and (value.isascii() or ORDINARY.fullmatch(value) is not None)
    )


def obedient(value: str) -> str:
    r"""Return the string in NFC, its line ends as line feeds, without forbidden characters.

    >>> obedient("Go\u0308del\r\n\x07")
    'Gödel\n'
    """
    if obeys(value):
        return value
    return unicodedata.normalize("NFC", BAD.sub("", LINE_END.sub("\n", value)))


def one_line(value: str) -> str:
    r"""Collapse white space to single blanks and trim the ends.

    >>> one_line("  a\n  b ")
    'a b'
    """
    if value.isprintable() and "  " not in value:
        return value.strip(" ")  # no white space but single blanks is printable: most strings end here
    return SPACE.sub(" ", value).strip()
