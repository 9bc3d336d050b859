"""Records one a line: what is read of them, what is said of bad ones, and that nothing stops the reading."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.files import SourceFile
from kg.findings import Account, Finding
from kg.identifiers import mended, url, web_iri
from kg.mapping import CORE
from kg.records import ListSettings, Paper
from kg.sources import SOURCES, Source, source_of, source_signed
from kg.sources.jsonlines import LineReader, Rejected
from kg.text import BAD, obeys
from kg.triples import triples
from tests.commands import ROOT

LINES = [known for known in SOURCES if known.lines is not None]
SHARED = ROOT.parent / "shared"


def read(data: bytes, name: str) -> tuple[list[Paper], list[Finding], Account]:
    """Read bytes as one file."""
    found = list(source_of("x", name).read(SourceFile(name="x", data=data), ListSettings()))
    *others, account = found
    assert isinstance(account, Account)
    assert account.records_in == account.accepted + account.rejected + account.skipped
    papers = [one for one in others if isinstance(one, Paper)]
    assert len(papers) == account.accepted
    return papers, [one for one in others if isinstance(one, Finding)], account


def work(**fields: object) -> bytes:
    """Return an OpenAlex work with these fields."""
    return json.dumps({"id": "https://openalex.org/W1", "title": "One", **fields}).encode()


def only(data: bytes, name: str = "openalex") -> Paper:
    """Return the one paper of a file that is read without a finding."""
    papers, findings, _ = read(data, name)
    assert findings == []
    (paper,) = papers
    return paper


def test_an_openalex_work_is_read_with_all_that_the_graph_can_say() -> None:
    paper = only(work(
        doi="https://doi.org/10.1000/ABC", publication_date="2020-02-03", publication_year=2020, language="en",
        ids={"pmid": "https://pubmed.ncbi.nlm.nih.gov/123", "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/77"},
        primary_location={"landing_page_url": "https://doi.org/10.1000/ABC", "license": "cc-by", "source": {
            "id": "https://openalex.org/S5", "display_name": "Things", "issn_l": "2049-3630", "type": "journal"}},
        authorships=[{"author": {"id": "https://openalex.org/A2", "display_name": "Ada One",
                                 "orcid": "https://orcid.org/0000-0002-1825-0097"},
                      "raw_author_name": "One, Ada",
                      "institutions": [{"id": "https://openalex.org/I3", "display_name": "Uni", "ror":
                                        "https://ror.org/05a28rw58"}]}],
        topics=[{"id": "https://openalex.org/T4", "display_name": "Nets", "subfield": {"display_name": "AI"},
                 "field": {"display_name": "CS"}, "domain": {"display_name": "Physical Sciences"}}],
        referenced_works=["https://openalex.org/W9"],
        abstract_inverted_index={"world": [1], "Hello": [0, 2]},
    ))

    assert paper.identifiers == ("doi:10.1000/abc", "pmid:123", "pmcid:pmc77", "openalex:w1")
    assert paper.key == "openalex-w1"
    assert (paper.date, paper.year, paper.abstract) == ("2020-02-03", 2020, "Hello world Hello")
    assert paper.references == ("openalex:w9",)
    assert paper.licence == "https://openalex.org/licenses/cc-by"
    (credit,) = paper.credits
    assert (credit.listed_name, credit.author.name) == ("One, Ada", "Ada One")
    assert credit.author.identifiers == ("openalex:a2", "orcid:0000-0002-1825-0097")
    assert credit.affiliations[0].identifiers == ("openalex:i3", "ror:05a28rw58")
    assert paper.topics[0].path == ("Physical Sciences", "CS", "AI", "Nets")
    assert paper.topics[0].broader is not None
    assert paper.venue is not None
    assert (paper.venue.kind, paper.venue.identifiers) == ("journal", ("openalex:s5", "issn:2049-3630"))


def test_an_arxiv_record_links_its_published_version_and_never_fuses_it() -> None:
    paper = only(json.dumps({
        "id": "math/0309136", "title": "A Title\n  in two lines", "doi": "10.1000/x", "categories": "math.CO hep-ph",
        "authors_parsed": [["One", "Ada", "Jr."]], "abstract": " A\ntext.\n",
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
    }).encode(), "arxiv")

    assert paper.title == "A Title in two lines"
    assert (paper.identifiers, paper.same_work) == (("arxiv:math/0309136",), ("doi:10.1000/x",))
    assert (paper.date, paper.abstract) == ("2007-04-02", "A text.")
    assert paper.credits[0].listed_name == "Ada One Jr."
    assert [topic.path for topic in paper.topics] == [("math", "math.CO"), ("hep-ph",)]


def test_a_crossref_work_keeps_markup_out_and_dates_as_exact_as_they_are() -> None:
    paper = only(json.dumps({
        "DOI": "10.1002/(SICI)1097<693::AID>3.0.CO;2-O", "title": ["<i>Homo</i> &amp; CO<sub>2</sub> < 5"],
        "author": [{"given": "Ada", "family": "One", "ORCID": "http://orcid.org/0000-0002-1825-0097"},
                   {"name": "The Group"}],
        "issued": {"date-parts": [[2014, 2]]}, "abstract": "<jats:p>Some text.</jats:p>",
        "reference": [{"key": "a", "DOI": "10.1000/1"}, {"key": "b"}],
        "container-title": ["Things"], "ISSN": ["2049-3630"], "type": "journal-article",
    }).encode(), "crossref")

    assert paper.title == "Homo & CO2 < 5"
    assert paper.identifiers == ("doi:10.1002/(sici)1097<693::aid>3.0.co;2-o",)
    assert url(paper.identifiers[0]) == "https://doi.org/10.1002/(sici)1097%3C693::aid%3E3.0.co;2-o"
    assert [credit.author.kind for credit in paper.credits] == ["person", "group"]
    assert (paper.date, paper.year, paper.abstract) == ("2014-02", 2014, "Some text.")
    assert paper.references == ("doi:10.1000/1",)


DATES: list[Any] = [
    [[None]], [[]], [], None, "2020", [[2020, 13, 40]], [["2020", "2"]], [[-44]], [[2020.5]], [[10**25]], [[True]],
]


@pytest.mark.parametrize("parts", DATES, ids=str)
def test_no_date_is_better_than_a_wrong_one(parts: object) -> None:
    papers, _, _ = read(json.dumps({"DOI": "10.1000/1", "title": ["T"], "issued": {"date-parts": parts}}).encode(),
                        "crossref")

    assert [(paper.date, paper.year) for paper in papers] == [(None, None)]


BAD_LINES = {
    "not-json": b'{"id":', "not-utf8": b'{"id":"https://openalex.org/W1","title":"\xff"}', "no-object": b'"text"',
    "no-title": b'{"id":"https://openalex.org/W1"}', "no-id": b'{"id":"https://openalex.org/A1","title":"T"}',
    "bad-record": b'{"id":7,"title":"T"}', "too-deep": b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("code", BAD_LINES)
def test_a_bad_line_costs_that_line(code: str) -> None:
    papers, findings, _ = read(b"\n".join([work(), BAD_LINES[code], work()]), "openalex")

    assert len(papers) == 2
    assert [(one.line, one.kind, one.code) for one in findings if one.kind == "rejected"] == [(2, "rejected", code)]


def test_a_bad_field_costs_that_field() -> None:
    (paper,), findings, _ = read(work(publication_date=7, language=["en"], publication_year=2020), "openalex")

    assert (paper.year, paper.date, paper.language) == (2020, None, None)
    assert sorted(one.message.split()[0] for one in findings) == ["language", "publication_date"]


BOMBS: list[Any] = [{"a": [0], "b": [2_000_000_000]}, {"a": [-5]}, {"b": ["x"]}, {"c": [1.5]}, {"c": [10**30]}]


@pytest.mark.parametrize("index", BOMBS, ids=str)
def test_an_abstract_whose_places_are_no_places_is_dropped(index: object) -> None:
    (paper,), (finding,), _ = read(work(abstract_inverted_index=index), "openalex")

    assert paper.abstract is None
    assert finding.code == "bad-field"


def test_an_abstract_with_gaps_keeps_its_order() -> None:
    assert only(work(abstract_inverted_index={"c": [900_000], "a": [3], "b": [10, 11]})).abstract == "a b b c"
    assert only(work(abstract_inverted_index={"a": [0], "c": [3], "b": [1]})).abstract == "a b c"


def test_lines_end_at_line_feeds_and_nowhere_else() -> None:
    papers, _, account = read('{"id":"https://openalex.org/W1","title":"a\u2028b"}\r\n\n'.encode() + work(), "openalex")

    assert [paper.title for paper in papers] == ["a b", "One"]
    assert account.lines == {"record": 2, "blank": 1}


def test_a_document_that_wraps_its_records_is_read_as_well() -> None:
    for wrapped in (b'{"items": [%s, %s]}', b'{"status": "ok", "message": {"items": [%s, %s]}}', b"[%s,\n%s]"):
        papers, _, account = read(wrapped % (b'{"DOI": "10.1000/1", "title": ["T"]}',
                                             b'{"DOI": "10.1000/2", "title": ["U"]}'), "crossref")

        assert [paper.title for paper in papers] == ["T", "U"]
        assert account.records_in == 2


def test_the_first_record_tells_the_format() -> None:
    assert [one and one.name for one in map(source_signed, (
        work(), b'{"id":"0704.0001","submitter":"A"}', b'{"indexed":{},"DOI":"10.1/1"}', b"# List", b'{"id":"x"}',
    ))] == ["openalex", "arxiv", "crossref", None, None]


@pytest.mark.parametrize("source", LINES, ids=lambda source: str(source.name))
def test_real_samples_are_read_and_every_record_has_a_meaning(source: Source) -> None:
    folder = SHARED / "samples" / {"arxiv": "arxiv-kaggle-jsonl"}.get(source.name, f"{source.name}-json")
    if not folder.is_dir():
        pytest.skip(f"no samples at {folder}")
    accepted = 0
    for path in sorted(folder.iterdir()):
        if ".zotero." not in path.name and "_out" not in path.name:
            papers, _, account = read(path.read_bytes(), source.name)
            accepted += account.accepted
            for paper in papers:
                assert list(triples(paper, "https://example.org/kg/", CORE))
    assert accepted >= 6


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["https://openalex.org/W1", "https://openalex.org/A1", "10.1000/1", "2020-01-01", "0704.0001"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("source", LINES, ids=lambda source: str(source.name))
@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_line_is_a_paper_or_rejected(source: Source, data: st.DataObject) -> None:
    assert source.lines is not None
    reader: LineReader[Any] = source.lines()
    fields = sorted(reader.fields)
    line = data.draw(
        st.binary(max_size=40)
        | st.dictionaries(st.sampled_from(fields), json_values).map(lambda found: json.dumps(found).encode()),
    )

    found = reader.parse(line)

    assert isinstance(found, Paper | Rejected)
    if isinstance(found, Paper):
        list(triples(found, "https://example.org/kg/", CORE))


HOSTS = st.text("abz09.-:", max_size=70)
PATHS = st.text("aZ9/:@!$&'()*+,;=._~?-#%[]\\ \u00fc<>", max_size=12)


@given(st.builds("{}://{}{}".format, st.sampled_from(["http", "https"]), HOSTS, PATHS))
@settings(max_examples=500)
def test_the_quick_way_to_an_address_says_what_the_long_way_says(address: str) -> None:
    assert web_iri(address) == mended(address)


@given(st.text() | st.text("a\u0301\u00e9\x07\ufffe\U0001fffe\u2028\ud800"))
def test_a_string_that_obeys_holds_nothing_forbidden(value: str) -> None:
    if obeys(value):
        assert BAD.search(value) is None


