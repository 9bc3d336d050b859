"""The forms in which an answer is written for programs: one function each, and the table of them.

CSV, TSV, JSON and XML follow the W3C's result formats for SPARQL 1.1; Markdown is for pages.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import msgspec

from kg.errors import WrongUsage
from kg.queries.naming import Naming, is_number
from kg.stores.answers import BlankNode, Table, Term, Verdict
from kg.vocabulary import NamedNode, Triple, iri

RESULTS = "http://www.w3.org/2005/sparql-results#"
PLAIN = {iri("xsd:string"), iri("rdf:langString")}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP ASVS 5.0, 1.2.10)."""


def csv_text(table: Table, naming: Naming) -> str:
    """Return a table as CSV: plain values, lines that end in CRLF.

    https://www.w3.org/TR/sparql11-results-csv-tsv/
    """
    return delimited(table.columns, [[naming.plain(term) for term in row] for row in table.rows])


def spreadsheet_csv(table: Table, naming: Naming) -> str:
    """Return a table as CSV whose cells no spreadsheet runs as a formula."""
    rows = [
        [disarmed(naming.plain(term)) if not is_number(term) else naming.plain(term) for term in row]
        for row in table.rows
    ]
    return delimited(tuple(map(disarmed, table.columns)), rows)


def delimited(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    """Return rows as RFC 4180 has them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def disarmed(cell: str) -> str:
    """Return a cell with a quote before what would begin a formula.

    >>> disarmed("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def tsv_text(table: Table, _naming: Naming) -> str:
    """Return a table as TSV: terms as in Turtle.

    https://www.w3.org/TR/sparql11-results-csv-tsv/
    """
    lines = ["\t".join(f"?{name}" for name in table.columns)]
    lines += ["\t".join("" if term is None else turtle_term(term) for term in row) for row in table.rows]
    return "".join(f"{line}\n" for line in lines)


def turtle_term(term: Term) -> str:
    """Return a term on one line without a tab."""
    return str(term).replace("\t", "\\t")


def json_text(table: Table, _naming: Naming) -> str:
    """Return a table as SPARQL results in JSON: https://www.w3.org/TR/sparql11-results-json/."""
    bindings = [
        {name: json_term(term) for name, term in zip(table.columns, row, strict=True) if term is not None}
        for row in table.rows
    ]
    whole = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def json_term(term: Term) -> dict[str, object]:
    """Return a term as an object of the JSON results."""
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Triple():
            parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
            return {"type": "triple", "value": {name: json_term(part) for name, part in parts}}
    shown: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language is not None:
        shown["xml:lang"] = term.language
    elif term.datatype.value not in PLAIN:
        shown["datatype"] = term.datatype.value
    return shown


XML_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml_text(table: Table, _naming: Naming) -> str:
    """Return a table as SPARQL results in XML: https://www.w3.org/TR/rdf-sparql-XMLres/."""
    text = io.StringIO()
    out = XMLGenerator(text, encoding="utf-8", short_empty_elements=True)
    out.startDocument()
    start(out, "sparql", {"xmlns": RESULTS})
    start(out, "head")
    for name in table.columns:
        start(out, "variable", {"name": name})
        out.endElement("variable")
    out.endElement("head")
    start(out, "results")
    for row in table.rows:
        start(out, "result")
        for name, term in zip(table.columns, row, strict=True):
            if term is not None:
                start(out, "binding", {"name": name})
                xml_term(out, term)
                out.endElement("binding")
        out.endElement("result")
    out.endElement("results")
    out.endElement("sparql")
    return text.getvalue() + "\n"


def start(out: XMLGenerator, tag: str, attributes: dict[str, str] | None = None) -> None:
    """Begin an element."""
    out.startElement(tag, AttributesImpl(attributes or {}))


def xml_term(out: XMLGenerator, term: Term) -> None:
    """Write a term as an element."""
    if isinstance(term, Triple):
        raise WrongUsage("the XML form knows no triple terms (RDF 1.2); use --format json")
    if XML_FORBIDDEN.search(term.value):
        raise WrongUsage(f"XML cannot hold the control characters of {term.value[:60]!r}; use --format json")
    tag, attributes = "literal", {}
    if isinstance(term, NamedNode):
        tag = "uri"
    elif isinstance(term, BlankNode):
        tag = "bnode"
    elif term.language is not None:
        attributes = {"xml:lang": term.language}
    elif term.datatype.value not in PLAIN:
        attributes = {"datatype": term.datatype.value}
    start(out, tag, attributes)
    # A bare carriage return would be read back as a line feed.
    first, *others = term.value.split("\r")
    out.characters(first)
    for part in others:
        out.ignorableWhitespace("&#13;")
        out.characters(part)
    out.endElement(tag)


MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|&#~$!])")


def markdown_text(table: Table, naming: Naming) -> str:
    """Return a table as Markdown, every character of the data plain text."""
    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cells)} |\n"

    rows = [[markdown_cell(naming.short(term)) for term in row] for row in table.rows]
    heading = line([markdown_cell(name) for name in table.columns])
    return heading + line(["---"] * len(table.columns)) + "".join(map(line, rows))


def markdown_cell(text: str) -> str:
    r"""Return a text that Markdown shows as it is.

    >>> markdown_cell("a|b <i>")
    'a\\|b \\<i\\>'
    """
    return " ".join(MARKDOWN_SPECIAL.sub(r"\\\1", text).split())


class Form(msgspec.Struct, frozen=True):
    """One form of a table, and what a yes or no looks like in it."""

    name: str
    media_type: str
    write: Callable[[Table, Naming], str]
    verdict: Callable[[Verdict], str]


def word(verdict: Verdict) -> str:
    """Return a verdict as one word."""
    return "true\n" if verdict.yes else "false\n"


def json_verdict(verdict: Verdict) -> str:
    """Return a verdict as JSON results."""
    return json.dumps({"head": {}, "boolean": verdict.yes}) + "\n"


def xml_verdict(verdict: Verdict) -> str:
    """Return a verdict as XML results."""
    text = io.StringIO()
    out = XMLGenerator(text, encoding="utf-8", short_empty_elements=True)
    out.startDocument()
    start(out, "sparql", {"xmlns": RESULTS})
    start(out, "head")
    out.endElement("head")
    start(out, "boolean")
    out.characters("true" if verdict.yes else "false")
    out.endElement("boolean")
    out.endElement("sparql")
    return text.getvalue() + "\n"


FORMS = {
    form.name: form for form in (
        Form("csv", "text/csv", csv_text, word),
        Form("tsv", "text/tab-separated-values", tsv_text, word),
        Form("json", "application/sparql-results+json", json_text, json_verdict),
        Form("xml", "application/sparql-results+xml", xml_text, xml_verdict),
        Form("markdown", "text/markdown", markdown_text, word),
    )
}
"""Every form of a table but the one for the terminal."""
