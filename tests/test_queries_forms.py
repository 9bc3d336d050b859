"""Every form of an answer is read back by another reader, or shown safely."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kg.errors import WrongUsage
from kg.queries.forms import FORMS, spreadsheet_csv
from kg.queries.library import read
from kg.queries.naming import Naming
from kg.stores.answers import BlankNode, Table, Term, Verdict, statements
from kg.stores.writing import RDF_NAMES, serialized
from kg.vocabulary import Literal, NamedNode, RdfFormat, Triple, parse
from tests.commands import run

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r"))
TERMS = st.one_of(
    st.none(),
    TEXT.map(Literal),
    TEXT.map(lambda text: Literal(text, language="en")),
    st.integers().map(lambda value: Literal(str(value), datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))),
    st.integers(min_value=0).map(lambda value: NamedNode(f"http://example.org/{value}")),
    st.integers(min_value=0).map(lambda value: BlankNode(f"b{value}")),
)
TABLES = st.lists(st.tuples(TERMS, TERMS), max_size=4).map(lambda rows: Table(("first", "second"), tuple(rows)))
READERS = {"json": QueryResultsFormat.JSON, "tsv": QueryResultsFormat.TSV}


@pytest.mark.parametrize("name", READERS)
@given(table=TABLES)
@settings(max_examples=100, deadline=None)
def test_a_table_is_read_back_as_it_was(name: str, table: Table) -> None:
    text = FORMS[name].write(table, Naming())
    found = parse_query_results(text.encode(), READERS[name])

    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == ["first", "second"]
    # Blank nodes may be renamed by a reader.
    assert [list(map(unnamed, row)) for row in found] == [list(map(unnamed, row)) for row in table.rows]


def unnamed(term: Term | None) -> object:
    """Return a term, a blank node without its name."""
    return "blank" if isinstance(term, BlankNode) else term


@given(table=TABLES)
@settings(max_examples=100, deadline=None)
def test_xml_holds_every_value_as_it_was(table: Table) -> None:
    # Not read by pyoxigraph, which trims the text of a literal.
    names = {"w": "http://www.w3.org/2005/sparql-results#"}
    whole = ET.fromstring(FORMS["xml"].write(table, Naming()))  # noqa: S314 -- our own
    found = [
        {one.attrib["name"]: (one[0].tag.partition("}")[2], one[0].text or "") for one in row}
        for row in whole.iterfind("w:results/w:result", names)
    ]

    assert found == [
        {name: (tag(term), getattr(term, "value", "")) for name, term in zip(table.columns, row, strict=True) if term}
        for row in table.rows
    ]


def tag(term: Term) -> str:
    """Return the element that holds a term."""
    return {NamedNode: "uri", BlankNode: "bnode"}.get(type(term), "literal")


@given(table=TABLES)
@settings(max_examples=100, deadline=None)
def test_csv_is_plain_values_that_another_reader_gets_whole(table: Table) -> None:
    text = FORMS["csv"].write(table, Naming())
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))

    assert rows == [["first", "second"], *([Naming().plain(term) for term in row] for row in table.rows)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_safe_csv_begins_a_formula_and_raw_csv_is_raw(text: str) -> None:
    table = Table(("x",), ((Literal(text),),))

    assert next(csv.reader(io.StringIO(FORMS["csv"].write(table, Naming()).partition("\r\n")[2], newline=""))) == [text]
    assert spreadsheet_csv(table, Naming()).partition("\r\n")[2].lstrip('"').startswith("'")


def test_a_negative_number_stays_a_number_in_a_safe_csv() -> None:
    number = Literal("-5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))

    assert spreadsheet_csv(Table(("x",), ((number,),)), Naming()) == "x\r\n-5\r\n"


def test_markdown_shows_every_sign_as_it_is() -> None:
    table = Table(("a|b",), ((Literal("<script>alert(1)</script> [x](javascript:y) | `z`\nnext"),),))

    assert FORMS["markdown"].write(table, Naming()) == (
        "| a\\|b |\n| --- |\n"
        "| \\<script\\>alert(1)\\</script\\> \\[x\\](javascript:y) \\| \\`z\\` next |\n"
    )


def test_xml_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(WrongUsage, match="use --format json"):
        FORMS["xml"].write(Table(("x",), ((Literal("\x07"),),)), Naming())


@pytest.mark.parametrize(("name", "expected"), [
    ("csv", "true\n"), ("json", '{"head": {}, "boolean": true}\n'), ("markdown", "true\n"),
])
def test_a_yes_is_written_in_every_form(name: str, expected: str) -> None:
    assert FORMS[name].verdict(Verdict(yes=True)) == expected


def test_a_yes_in_xml_is_read_back() -> None:
    assert bool(parse_query_results(FORMS["xml"].verdict(Verdict(yes=True)).encode(), QueryResultsFormat.XML))


@pytest.mark.parametrize(("name", "reader"), [
    ("turtle", "turtle"), ("ntriples", "nt"), ("nquads", "nquads"), ("trig", "trig"), ("jsonld", "json-ld"),
    ("rdfxml", "xml"),
])
def test_statements_are_read_by_another_parser_in_every_syntax(name: str, reader: str) -> None:
    answer = statements([
        Triple(NamedNode("http://example.org/s"), NamedNode("https://schema.org/name"), Literal('a "quoted" ä\nline')),
        Triple(NamedNode("http://example.org/s"), NamedNode("https://schema.org/name"), Literal("b", language="en")),
    ])
    read_back = rdflib.Dataset(default_union=True).parse(data=serialized(answer, name), format=reader)

    assert {str(value) for value in read_back.objects()} == {'a "quoted" ä\nline', "b"}
    assert name in RDF_NAMES


def test_labels_take_the_place_of_addresses() -> None:
    naming = Naming(labels={"http://example.org/a": "A name"})

    assert naming.short(NamedNode("http://example.org/a")) == "A name"
    assert naming.short(NamedNode("https://example.org/kg/paper/x")) == "paper:x"
    assert naming.short(NamedNode("https://example.org/kg/list/x#y")) == "list:x#y"


def test_the_bundle_is_turtle_that_holds_each_query(tmp_path: Path) -> None:
    ran = run("queries", "--to", "turtle", "--target", "https://example.org/data/sparql")
    select = NamedNode("http://www.w3.org/ns/shacl#select")
    texts = [quad.object.value for quad in parse(ran.out.encode(), RdfFormat.TURTLE) if quad.predicate == select]

    assert ran.code == 0
    assert len(texts) >= 29
    for number, text in enumerate(texts):
        file = tmp_path / f"{number}.rq"
        file.write_text(str(text), encoding="utf-8")
        assert read(file).body == text
