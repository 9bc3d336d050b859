"""The picture of a query: its triple patterns as a Mermaid flowchart.

It reads tokens, not grammar: enough for queries of triples, OPTIONAL, UNION, NOT EXISTS and
sub-queries, which is what the bundled ones are made of.
"""

from collections.abc import Iterator

import msgspec

from kg.queries.tokens import Token, spoken

TERMS = {"iri", "name", "variable", "string", "number"}
ENDS = {".", "}", "{"}
SKIPPED = {"FILTER", "BIND"}
PASSED_TO = {"SELECT": "{", "GROUP": "}", "ORDER": "}", "LIMIT": "}", "HAVING": "}", "VALUES": "}"}
"""Words that no triple pattern follows before the next such brace."""
STEPS = {"/", "|", "*", "+", "^", "(", ")", "?"}


class Edge(msgspec.Struct, frozen=True):
    """One triple pattern."""

    subject: str
    predicate: str
    value: str
    mood: str = ""
    """`optional` or `not`, where it stands in such a group."""


def edges(text: str) -> list[Edge]:
    """Return the triple patterns of a query in their order.

    >>> edges("SELECT * { ?a a <urn:B> ; <urn:p> ?c , 1 . OPTIONAL { ?c <urn:q> ?d } }")[2:]
    [Edge(subject='?a', predicate='<urn:p>', value='1', mood=''), \
Edge(subject='?c', predicate='<urn:q>', value='?d', mood='optional')]
    """
    return list(dict.fromkeys(Reader(spoken(text)).read()))


class Reader:
    """Walks over the tokens of a query."""

    def __init__(self, said: list[Token]) -> None:
        # An empty token at the end, so that the next one can always be looked at.
        self.said = [*said, Token("other", "", 0)]
        self.at = 0
        self.end = len(said)
        self.moods: list[str] = []
        self.coming = ""

    def read(self) -> Iterator[Edge]:
        """Yield the triple patterns."""
        self.skip_to("{")
        while self.at < self.end:
            token = self.said[self.at]
            word = token.text.upper()
            if token.text == "{":
                self.moods.append(self.coming or (self.moods[-1] if self.moods else ""))
                self.coming = ""
                self.at += 1
            elif token.text == "}":
                self.moods.pop()
                self.at += 1
                if not self.moods:
                    return
            elif word in PASSED_TO:
                self.skip_to(PASSED_TO[word])
                # The brace that ends VALUES is its own; the others belong to a group.
                self.at += word == "VALUES"
            elif word in SKIPPED:
                self.skip_condition()
            elif word == "OPTIONAL":
                self.coming = "optional"
                self.at += 1
            elif token.kind in TERMS and not token.is_word("UNION"):
                yield from self.triples()
            else:
                self.at += 1

    def skip_to(self, sign: str) -> None:
        """Go on to the next such sign."""
        while self.at < self.end and self.said[self.at].text != sign:
            self.at += 1

    def skip_condition(self) -> None:
        """Pass over `FILTER (…)` and `BIND (…)`; what NOT EXISTS holds is read."""
        self.at += 1
        if self.said[self.at].is_word("NOT") or self.said[self.at].is_word("EXISTS"):
            self.coming = "not" if self.said[self.at].is_word("NOT") else ""
            self.skip_to("{")
            return
        self.skip_to("(")
        depth = 0
        while self.at < self.end:
            depth += {"(": 1, ")": -1}.get(self.said[self.at].text, 0)
            self.at += 1
            if depth == 0:
                return

    def triples(self) -> Iterator[Edge]:
        """Yield the triples of one subject."""
        subject, predicate = self.said[self.at].text, ""
        mood = self.moods[-1]
        self.at += 1
        while self.at < self.end and self.said[self.at].text not in ENDS:
            sign = self.said[self.at].text
            if sign == ";":
                predicate = ""
                self.at += 1
            elif sign == ",":
                self.at += 1
            elif not predicate:
                predicate = self.path()
            elif self.said[self.at].kind in TERMS or sign.lower() in {"true", "false"}:
                yield Edge(subject, predicate, sign, mood)
                self.at += 1
            else:
                return

    def path(self) -> str:
        """Return a predicate or a property path."""
        parts = [self.said[self.at].text]
        self.at += 1
        while self.at < self.end and (self.said[self.at].text in STEPS or parts[-1] in {"/", "|", "^", "("}):
            parts.append(self.said[self.at].text)
            self.at += 1
        return "".join(parts)


def mermaid(text: str) -> str:
    """Return the triple patterns of a query as a Mermaid flowchart."""
    found = edges(text)
    numbers: dict[str, str] = {}
    lines = ["flowchart LR"]
    for edge in found:
        for term in (edge.subject, edge.value):
            if term not in numbers:
                numbers[term] = f"n{len(numbers)}"
                left, right = ("([", "])") if term.startswith("?") else ("[", "]")
                lines.append(f'  {numbers[term]}{left}"{quoted(term)}"{right}')
    for edge in found:
        said = {"optional": "optional: ", "not": "not: "}.get(edge.mood, "") + edge.predicate
        arrow = "-.->" if edge.mood else "-->"
        lines.append(f'  {numbers[edge.subject]} {arrow}|"{quoted(said)}"| {numbers[edge.value]}')
    return "\n".join(lines)


def quoted(text: str) -> str:
    """Return a text that Mermaid shows as it is, shortened if it is an IRI."""
    short = text[1:-1].rpartition("/")[2] if text.startswith("<") else text
    return short.replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
