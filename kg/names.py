"""Personal names: from a printed by-line to names, and from a name to its key."""

import re
import unicodedata

NOT_NAME = re.compile(r"[\W_]+")


def key(name: str) -> str:
    """Fold a name to the key by which two spellings count as one.

    NFKC, case-folded, and each run of other than letters, digits and marks one blank, so
    that `H.T. Kung` and `H. T. Kung` are equal while `Müller` and `Muller` are not.

    >>> key("H.T. Kung")
    'h t kung'
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(
        "".join(
            character if unicodedata.category(character)[0] in "LNM" else " "
            for character in folded
        ).split(),
    )
