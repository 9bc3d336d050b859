"""How terms are shown: IRIs in full, as CURIEs, or by the label of what they name."""

from collections.abc import Iterable

import msgspec

from kg.queries.binding import FOLDERS, bind_terms
from kg.queries.library import bundled
from kg.stores.answers import Answer, BlankNode, Queryable, Table, Term
from kg.vocabulary import DEFAULT_BASE, Literal, NamedNode, Triple, curie, iri

CHUNK = 500
"""How many IRIs are asked about in one query."""


class Naming(msgspec.Struct, frozen=True):
    """A way of showing terms."""

    base: str = DEFAULT_BASE
    labels: dict[str, str] = {}
    """The label of each IRI that is shown by it."""

    def plain(self, term: Term | None) -> str:
        """Return the text of a term for programs: an IRI in full unless labels are asked for."""
        match term:
            case None:
                return ""
            case NamedNode():
                return self.labels.get(term.value, term.value)
            case BlankNode() | Triple():
                return str(term)
        return term.value

    def short(self, term: Term | None) -> str:
        """Return the text of a term for people: IRIs as labels or as CURIEs.

        >>> Naming().short(NamedNode("https://example.org/kg/author/song-han"))
        'author:song-han'
        """
        if isinstance(term, NamedNode):
            return self.labels.get(term.value) or short_iri(term.value, self.base)
        return self.plain(term)


def short_iri(full: str, base: str = DEFAULT_BASE) -> str:
    """Shorten an IRI by the prefixes of the data and of the vocabularies, if it is one of theirs."""
    if full.startswith(base):
        folder, slash, rest = full.removeprefix(base).partition("/")
        if slash and folder in FOLDERS:
            return f"{folder}:{rest}"
    return curie(full) or full


def is_number(term: Term | None) -> bool:
    """Tell whether a term is a number."""
    return isinstance(term, Literal) and term.datatype.value in NUMBERS


NUMBERS = {iri(f"xsd:{name}") for name in ("integer", "decimal", "double", "float", "int", "long")}


def labels(terms: Iterable[Term | None], store: Queryable) -> dict[str, str]:
    """Return the label of each IRI among terms that has one."""
    wanted = sorted({term.value for term in terms if isinstance(term, NamedNode)})
    found: dict[str, str] = {}
    (query,) = (one for one in bundled("lookups") if one.name == "labels")
    for start in range(0, len(wanted), CHUNK):
        nodes = [NamedNode(one) for one in wanted[start : start + CHUNK]]
        answer = store.query(bind_terms(query, {"node": nodes}))
        assert isinstance(answer, Table)
        for node, label in answer.rows:
            if isinstance(node, NamedNode) and isinstance(label, Literal):
                found.setdefault(node.value, label.value)
    return found


def label_of(answer: Answer, store: Queryable) -> dict[str, str]:
    """Return the labels of all that a table names."""
    return labels((term for row in answer.rows for term in row), store) if isinstance(answer, Table) else {}
