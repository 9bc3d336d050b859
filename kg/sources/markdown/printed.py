"""Identifiers that an entry prints without a link: `arXiv:1601.01234`, `doi:10.1234/example`."""

import re

from kg.identifiers import parse
from kg.sources.markdown.flat import trimmed
from kg.sources.markdown.labels import keyed
from kg.sources.markdown.state import Candidate

PRINTED = re.compile(
    r"\barxiv[:\s]\s?(?P<arxiv>\d{4}\.\d{4,5}(?:v\d+)?\b|[a-z-]+(?:\.[A-Z]{2})?/\d{7}\b)|(?:\bdoi[:\s]\s?|(?<![\w/.]))(?P<doi>10\.\d{4,9}/[^\s\"<>\ufffc]+)",
    re.IGNORECASE,
)
"""An arXiv number behind its name, and a DOI with or without."""
REMARKS = frozenset({"note", "other", "code", "related"})
"""Fields in which other papers may be mentioned."""


def printed_identifiers(candidate: Candidate) -> tuple[str, ...]:
    """Return the identifiers printed in an entry, outside remarks; none where they name several papers."""
    found: dict[str, str] = {}
    for part in candidate.parts:
        label = keyed(part.text)
        if (part.name or (label[0] if label else "")) in REMARKS:
            continue
        for match in PRINTED.finditer(part.text):
            kind = match.lastgroup or ""
            identifier = parse(f"{kind}:{trimmed(match[kind])}")
            if identifier and found.setdefault(kind, identifier) != identifier:
                return ()
    return tuple(found.values())
