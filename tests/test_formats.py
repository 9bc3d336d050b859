"""The law: what any reader finds in any syntax is what the reference says."""

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.formats import FORMATS, find_format, format_of
from kg.mapping import CORE
from kg.profiles import PROFILES
from kg.records import Record
from kg.rows import Kind
from kg.triples import triples
from tests import strategies
from tests.readers import READERS, assert_same_graph, plain

BASE = "https://example.org/kg/"
GRAPH = "https://example.org/kg/graph"


def test_every_format_has_two_independent_readers() -> None:
    assert list(READERS) == [known.name for known in FORMATS]
    assert all(len(readers) == 2 for readers in READERS.values())


@pytest.mark.parametrize(
    ("name", "reader"), [(name, reader) for name, readers in READERS.items() for reader in readers],
)
@pytest.mark.parametrize("profile", PROFILES)
@given(record=strategies.records, named=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_is_read_back_is_what_the_reference_says(
    name: str, reader: str, profile: str, record: Record, named: bool,
) -> None:
    known = find_format(name)
    assert known is not None
    graph = GRAPH if named and known.graphs else None

    data = b"".join(known.write([record], BASE, PROFILES[profile], graph))

    assert_same_graph(plain(triples(record, BASE, PROFILES[profile])), READERS[name][reader](data))


@given(record=strategies.records)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_sorted_lines_are_the_canonical_form(record: Record) -> None:
    known = find_format("ntriples")
    assert known is not None
    data = b"".join(known.write([record], BASE, CORE, None)).decode()
    ours = "".join(sorted({line + "\n" for line in data.split("\n") if line}))


    assert ours == rdfc(data)


def rdfc(data: str) -> str:
    """Return the canonical N-Quads of a graph, by pyoxigraph."""
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(data.encode(), pyoxigraph.RdfFormat.N_TRIPLES))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    assert lines is not None
    return "".join(sorted(line + "\n" for line in lines.decode().split("\n") if line))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_predicate_stands_in_one_row_of_an_entity(profile: str) -> None:
    for entity in PROFILES[profile]:
        predicates = [row.predicate for row in entity.rows if not isinstance(row, Kind)]
        assert len(predicates) == len(set(predicates)), entity.record


def test_a_file_name_tells_its_format() -> None:
    found = {name: known.name for name in ("a.ttl", "a.nt.gz", "a.nq.zst", "a.jsonld", "a.rdf", "a.trig")
             if (known := format_of(name))}

    assert found == {
        "a.ttl": "turtle", "a.nt.gz": "ntriples", "a.nq.zst": "nquads", "a.jsonld": "jsonld", "a.rdf": "rdfxml",
        "a.trig": "trig",
    }
    assert format_of("a.docx") is None
