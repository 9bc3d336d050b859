"""IRIs from records: the same record gives the same IRI, and two things never share one.

All functions return the part behind the base. Entities take a slash (`paper/…`), their parts
a hash on the parent's document, so that static hosting works. Only ASCII letters, digits,
dot, hyphen and low line occur in a key: whatever a key cannot show is in a hash behind it.
"""

import hashlib
import re
import unicodedata
from base64 import b32encode
from collections.abc import Callable, Iterable
from functools import lru_cache

from kg import identifiers, names
from kg.records import (
    Author,
    Credit,
    Entry,
    IdentityCandidate,
    Organization,
    Paper,
    ReadingList,
    Record,
    Snapshot,
    Topic,
    TopicScheme,
    Venue,
)

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?<!\.)")
SHOWN = re.compile("[A-Za-z0-9:]*+")
"""CURIEs whose slugs show all of them, if each has one colon."""
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters that have no decomposition in Unicode."""
TITLE_WORDS = 6
ANYTHING = "u"
"""What a key reads as when nothing of its text is ASCII."""


def digest(text: str, length: int) -> str:
    """Return the first characters of the base-32 SHA-256 of a text, in lower case."""
    return b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()[:length]


def ascii_fold(text: str) -> str:
    """Reduce a folded text to ASCII letters, digits and single hyphens."""
    bare = unicodedata.normalize("NFKD", text.translate(PLAIN)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", bare))


@lru_cache(maxsize=1 << 16)
def name_slug(name: str) -> str:
    """Return the slug of a personal name; equal slugs mean equal name keys.

    >>> name_slug("Laurens van der Maaten"), name_slug("王刚")
    ('laurens-van-der-maaten', 'u-r2u4ba')
    """
    return slug_of_key(names.key(name))


def slug_of_key(key: str) -> str:
    """Return the key with hyphens if it is plain ASCII, else what is ASCII in it and a hash."""
    folded = ascii_fold(key)
    if folded and folded == key.replace(" ", "-"):
        return folded
    return f"{folded or ANYTHING}-{digest(key, 6)}"


@lru_cache(maxsize=1 << 12)
def label_slug(label: str) -> str:
    """Return the slug of a heading or a venue, where punctuation counts (`C` is not `C++`).

    >>> label_slug("Network Pruning"), label_slug("C++")
    ('network-pruning', 'c-z3nrxl')
    """
    key = " ".join(unicodedata.normalize("NFKC", label).casefold().replace("-", " ").split())
    return slug_of_key(key)


def identifier_slug(identifier: str) -> str:
    """Return the slug of a CURIE, which shows as much of the identifier as a key may hold.

    >>> identifier_slug("arxiv:1801.04381"), identifier_slug("doi:10.1109/cvpr.2018.00474")
    ('arxiv-1801.04381', 'doi-10.1109-cvpr.2018.00474')
    """
    scheme, _, value = identifier.partition(":")
    if value.isalnum() and value.isascii():
        return f"{scheme}-{value}"
    key = f"{scheme}-{value.replace('/', '-', 1)}"
    if SAFE.fullmatch(key):
        return key
    shown = "-".join(re.findall(r"[A-Za-z0-9.]+", value)).strip(".")
    return f"{scheme}-{shown or ANYTHING}-{digest(identifier, 6)}"


def paper_slug(record: Paper) -> str:
    """Return the key of a paper: decided > identifier > address > title.

    >>> paper_slug(Paper("A Title", identifiers=("arxiv:1801.04381",)))
    'arxiv-1801.04381'
    """
    if record.key:
        return record.key
    if record.identifiers:
        return identifier_slug(record.identifiers[0])
    if record.url:
        return f"web-{digest(identifiers.url_key(record.url), 10)}"
    key = names.key(record.title)
    words = ascii_fold(" ".join(key.split()[:TITLE_WORDS]))
    return f"title-{words or ANYTHING}-{digest(key, 6)}"


def paper(record: Paper) -> str:
    """Return the IRI of a paper."""
    return f"paper/{paper_slug(record)}"


def paper_of(identifier: str) -> str:
    """Return the IRI of the paper that an identifier decides."""
    return f"paper/{identifier_slug(identifier)}"


def papers_of(curies: tuple[str, ...]) -> tuple[str, ...]:
    """Return the IRIs of the papers that these identifiers decide.

    >>> papers_of(("openalex:w1", "doi:10.1/a"))
    ('paper/openalex-w1', 'paper/doi-10.1-a')
    """
    if not curies:
        return ()
    whole = "".join(curies)
    if whole.count(":") == len(curies) and SHOWN.fullmatch(whole):  # as when all are numbers
        text = "\npaper/".join(curies)
        return tuple(f"paper/{text}".replace(":", "-").split("\n"))
    return tuple([f"paper/{identifier_slug(one)}" for one in curies])


def author(record: Author) -> str:
    """Return the IRI of an author: decided > identifier > name."""
    if record.key:
        return f"author/{record.key}"
    if record.identifiers:
        return f"author/{identifier_slug(record.identifiers[0])}"
    return f"author/{name_slug(record.name)}"


def organization(record: Organization) -> str:
    """Return the IRI of an institution."""
    if record.identifiers:
        return f"organization/{identifier_slug(record.identifiers[0])}"
    return f"organization/{label_slug(record.name)}"


def venue(record: Venue) -> str:
    """Return the IRI of a venue."""
    if record.identifiers:
        return f"venue/{identifier_slug(record.identifiers[0])}"
    return f"venue/{label_slug(record.name)}"


def topic(record: Topic) -> str:
    """Return the IRI of a topic: its list, then the headings that lead to it."""
    return "/".join(("topic", record.scheme.reading_list, *map(label_slug, record.path)))


def topic_scheme(record: TopicScheme) -> str:
    """Return the IRI of all topics of a list."""
    return f"list/{record.reading_list}#topics"


def reading_list(record: ReadingList) -> str:
    """Return the IRI of a list."""
    return f"list/{record.key}"


def snapshot(record: Snapshot) -> str:
    """Return the IRI of a file's state: the first 16 digits of its digest."""
    return f"snapshot/{record.sha256[:16]}"


def identity_candidate(record: IdentityCandidate) -> str:
    """Return the IRI of a guess: a part of the author that it is about."""
    return f"{author(record.author)}#candidate-{author(record.other).removeprefix('author/')}"


class Numbered(dict[int, str]):
    """Fragments with a number, of which there are few: made once each."""

    def __missing__(self, number: int) -> str:
        """Make a fragment."""
        return self.setdefault(number, f"author-{number}")


AUTHOR_AT = Numbered()


def credit_fragments(byline: Iterable[Credit]) -> list[str]:
    """Return what follows the hash in the IRIs of a paper's credits."""
    return [AUTHOR_AT[credit.position] for credit in byline]


def entry_fragments(entries: Iterable[Entry]) -> list[str]:
    """Return what follows the hash in the IRIs of a list's entries: the key of the paper.

    A paper that is listed again takes its topic behind it, and a number if that is not enough.
    """
    fragments: dict[str, None] = {}
    for entry in entries:
        plain = paper_slug(entry.paper)
        fragment = plain
        if fragment in fragments and entry.topic is not None:
            fragment = f"{plain}--{'--'.join(map(label_slug, entry.topic.path))}"
        counted, number = fragment, 2
        while fragment in fragments:
            fragment = f"{counted}--{number}"
            number += 1
        fragments[fragment] = None
    return list(fragments)


IRIS: dict[type[Record], Callable[..., str]] = {
    Paper: paper,
    Author: author,
    Organization: organization,
    Venue: venue,
    Topic: topic,
    TopicScheme: topic_scheme,
    ReadingList: reading_list,
    Snapshot: snapshot,
    IdentityCandidate: identity_candidate,
}
"""How each entity gets its IRI."""

FRAGMENTS: dict[type[Record], Callable[..., list[str]]] = {
    Credit: credit_fragments,
    Entry: entry_fragments,
}
"""How each part gets the fragment of its IRI, for all parts of one parent at once."""
