"""The queries for other programs and for readers: RDF as the SIB writes its examples, JSON, Markdown.

The RDF form is that of https://github.com/sib-swiss/sparql-examples, so that its tools read ours.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urljoin

from kg.queries.forms import markdown_cell, markdown_text
from kg.queries.header import TYPES
from kg.queries.library import Query
from kg.queries.naming import Naming
from kg.queries.pattern import mermaid
from kg.queries.reach import form
from kg.queries.tokens import spoken
from kg.stores.answers import Statements, Table, statements
from kg.stores.writing import serialized
from kg.vocabulary import Literal, NamedNode, Triple, iri

SPEX = "https://purl.expasy.org/sparql-examples/ontology#"
EXECUTABLES = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": ("SPARQLExecutable", "select"),
}
SHOWN = 10
"""Rows of an answer on a page."""


def turtle(queries: Sequence[Query], target: str) -> str:
    """Return queries as executable SPARQL in Turtle, for the endpoint that they are meant for."""
    return serialized(examples(queries, target), "turtle").decode()


def examples(queries: Sequence[Query], target: str) -> Statements:
    """Return the statements that describe queries."""
    folder = urljoin(target, ".well-known/sparql-examples/")
    about = [
        Triple(NamedNode(folder + query.name), NamedNode(predicate), value)
        for query in queries for predicate, value in described(query, target)
    ]
    everything = NamedNode(f"{folder}prefixes")
    for query in queries:
        about.append(Triple(NamedNode(folder + query.name), NamedNode(iri("sh:prefixes")), everything))
        for prefix, namespace in declared(query.body):
            one = NamedNode(f"{folder}prefix-{prefix}")
            about += [
                Triple(everything, NamedNode(iri("sh:declare")), one),
                Triple(one, NamedNode(iri("sh:prefix")), Literal(prefix)),
                Triple(one, NamedNode(iri("sh:namespace")), Literal(namespace, datatype=NamedNode(iri("xsd:anyURI")))),
            ]
    return statements(about)


def declared(text: str) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that a query declares, with their namespaces."""
    said = spoken(text)
    for number, token in enumerate(said[:-2]):
        if token.is_word("PREFIX"):
            yield said[number + 1].text.removesuffix(":"), said[number + 2].text[1:-1]


def described(query: Query, target: str) -> Iterator[tuple[str, NamedNode | Literal]]:
    """Yield what is said of one query: predicate and value."""
    kind, text = EXECUTABLES[form(query.text, query.file)]
    yield iri("rdf:type"), NamedNode(iri("sh:SPARQLExecutable"))
    yield iri("rdf:type"), NamedNode(iri(f"sh:{kind}"))
    yield iri("rdfs:comment"), Literal(query.header.summary or query.name, language="en")
    yield iri(f"sh:{text}"), Literal(query.body)
    yield iri("schema:target"), NamedNode(target)
    for tag in query.header.tags:
        yield iri("schema:keywords"), Literal(tag)
    if query.header.endpoint:
        yield f"{SPEX}federatesWith", NamedNode(query.header.endpoint)


def as_json(queries: Sequence[Query], _target: str) -> str:
    """Return all that queries say about themselves, and their text, as JSON."""
    whole = [
        {
            "name": query.name,
            "question": query.header.summary,
            "description": query.header.description,
            "tags": query.header.tags,
            "parameters": [
                {"name": one.name, "type": one.type, "about": one.about, "values": one.values,
                 "default": query.slots[one.name].default}
                for one in query.header.parameters
            ],
            "columns": query.header.columns,
            "endpoint": query.header.endpoint,
            "query": query.body,
        }
        for query in queries
    ]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def markdown(queries: Sequence[Query], _target: str) -> str:
    """Return queries as one page of Markdown."""
    return "\n".join(page(query) for query in queries)


def page(query: Query, answer: Table | None = None, naming: Naming | None = None) -> str:
    """Return a query as a page: the question, how to ask it, its text, its picture, an answer."""
    said = query.header
    lines = [f"# {query.name}", "", markdown_cell(said.summary)]
    if said.description:
        lines += ["", markdown_cell(said.description)]
    lines += ["", "```console", f"$ kg query {query.name}", "```", ""]
    if said.endpoint:
        lines += [f"It asks <{said.endpoint}> by SERVICE, so it needs `--allow-service`.", ""]
    if said.parameters:
        lines += ["| parameter | meaning | given as | default |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{one.name}` | {markdown_cell(one.about)} | {markdown_cell(TYPES[one.type])} "
            f"| `{query.slots[one.name].default}` |"
            for one in said.parameters
        ]
        lines.append("")
    lines += ["| column | meaning |", "| --- | --- |"]
    lines += [f"| `{name}` | {markdown_cell(meaning)} |" for name, meaning in said.columns.items()]
    lines += ["", "```sparql", query.body.rstrip("\n"), "```", "", "```mermaid", mermaid(query.body), "```", ""]
    if answer is not None:
        lines += answered(answer, naming or Naming())
    lines.append(f"Tags: {', '.join(said.tags)}")
    return "\n".join(lines) + "\n"


def answered(answer: Table, naming: Naming) -> list[str]:
    """Return the first rows of an answer."""
    number = len(answer.rows)
    if not number:
        return ["On the example the answer has no row.", ""]
    first = Table(answer.columns, answer.rows[:SHOWN])
    some = f"the first {SHOWN} of {number} rows" if number > SHOWN else f"{number} row{'s' * (number > 1)}"
    return [f"On the example the answer has {some}:" if number <= SHOWN else f"On the example, {some}:", "",
            markdown_text(first, naming)]


def pages(queries: Sequence[Query], answers: Mapping[str, Table], naming: Naming) -> dict[str, str]:
    """Return a page for each query by its file name, and one that leads to them by their tags."""
    found = {f"{query.name}.md": page(query, answers.get(query.name), naming) for query in queries}
    return {"README.md": contents(queries), **found}


def contents(queries: Sequence[Query]) -> str:
    """Return the page that leads to all others."""
    tags = sorted({tag for query in queries for tag in query.header.tags})
    lines = ["# The bundled questions", "",
             f"{len(queries)} questions, each a file of SPARQL in `queries/`.", "",
             "Made by `kg queries --to markdown -g GRAPH -o docs/queries`; do not edit.", ""]
    lines += ["| query | question | parameters |", "| --- | --- | --- |"]
    lines += [
        f"| [{query.name}]({query.name}.md) | {markdown_cell(query.header.summary)} "
        f"| {', '.join(one.name for one in query.header.parameters)} |"
        for query in queries
    ]
    lines += ["", "## By tag", ""]
    for tag in tags:
        named = [query.name for query in queries if tag in query.header.tags]
        lines.append(f"- {tag}: {', '.join(f'[{name}]({name}.md)' for name in named)}")
    return "\n".join(lines) + "\n"


BUNDLES: dict[str, Callable[[Sequence[Query], str], str]] = {"turtle": turtle, "markdown": markdown, "json": as_json}
"""Every form of the bundle."""
