r"""How far a query may reach: SERVICE, FROM and LOAD make an engine open connections and files.

Parsers are lenient: pyoxigraph takes `trueSERVICE<http://x>` and `SERVICESILENT`, rdflib replaces
`\u0053` before it reads. So a query is refused if the words occur anywhere outside strings, comments,
IRIs, variables and local names, glued to others or not, before or after escapes are replaced.
"""

from collections.abc import Iterator
from itertools import pairwise

from kg.errors import WrongUsage
from kg.queries.tokens import Token, place, spoken, tokens, unescaped
from kg.vocabulary import NamedNode

FAR = ("service", "from", "load")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
PROLOGUE = ("BASE", "PREFIX")


def far_words(text: str) -> Iterator[Token]:
    """Yield the tokens by which a query would reach beyond the graph."""
    before: Token | None = None
    for token in tokens(text):
        shown = loose(token, before)
        if any(word in shown.casefold() for word in FAR):
            yield token
        before = token


def loose(token: Token, before: Token | None) -> str:
    """Return what of a token a lenient parser could take for a keyword."""
    match token.kind:
        case "word":
            return token.text
        case "name":
            # `SERVICE:b` and `a:b.SERVICE` are names, but not to every parser.
            prefix, _, local = token.text.partition(":")
            return f"{prefix} {local.partition('.')[2]}"
        case "variable" if before and (before.kind in {"name", "iri", "word"} or before.text == ")"):
            # `a:b?SERVICE`: the question mark may be taken for the end of a property path.
            return token.text
    return ""


def stay_near(text: str, name: str) -> None:
    """Raise `WrongUsage` if a query could reach beyond the graph it is asked of."""
    for version in dict.fromkeys((text, unescaped(text))):
        for token in far_words(version):
            line, column = place(version, token.start)
            raise WrongUsage(
                f"{name}:{line}:{column}: {token.text} could make the engine read other servers or files; "
                "say --allow-service if you want that",
            )


def form(text: str, name: str) -> str:
    """Return the form of a query (`SELECT`, ...); raise `WrongUsage` if it is none that only reads."""
    found = iter(spoken(text))
    for token in found:
        word = token.text.upper()
        if word in FORMS:
            return word
        if word not in PROLOGUE:
            line, column = place(text, token.start)
            raise WrongUsage(
                f"{name}:{line}:{column}: {token.text} is where SELECT, ASK, CONSTRUCT or DESCRIBE is expected; "
                "kg query only reads",
            )
        # A prefix has a name and an IRI, a base has only an IRI.
        for _ in range(PROLOGUE.index(word) + 1):
            next(found, None)
    raise WrongUsage(f"{name}: this file holds no query")


def redirected(text: str, url: str, name: str) -> str:
    """Return a query whose SERVICE asks another address.

    >>> redirected("SELECT * { SERVICE <urn:a> { ?s ?p ?o } }", "urn:b", "x.rq")
    'SELECT * { SERVICE <urn:b> { ?s ?p ?o } }'
    """
    try:
        address = str(NamedNode(url))
    except ValueError as error:
        raise WrongUsage(f"{url}: {error}; it takes the address of an endpoint") from error
    said = [token for token in spoken(text) if not token.is_word("SILENT")]
    places = [after for word, after in pairwise(said) if word.is_word("SERVICE") and after.kind == "iri"]
    if not places:
        raise WrongUsage(f"{name}: no SERVICE names an address that could be replaced")
    for token in reversed(places):
        text = text[: token.start] + address + text[token.end :]
    return text
