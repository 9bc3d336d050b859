"""The questions that one list cannot answer: two lists, two states of one, and what no list says."""

from pathlib import Path

import pytest

from kg.errors import WrongUsage
from kg.queries.asking import ask, prepare
from kg.queries.forms import tsv_text
from kg.queries.library import bundled, find
from kg.queries.lookup import Names
from kg.queries.naming import Naming
from kg.stores.answers import Table
from kg.stores.opening import Engine, Opened, open_graphs
from tests.commands import ROOT, run

SECOND = ROOT / "examples" / "second"
GOLDEN = Path(__file__).parent / "queries" / "second"
LISTS = ("garden-2024.md", "garden-2025.md", "water.md")

GIVEN = {
    "byline": {"paper": "doi:10.5555/kg.301"},
    "changes-between-snapshots": {"from": "garden-2024.md", "to": "garden-2025.md"},
    "coauthors": {"author": "Mira Okafor"},
    "links-between-authors": {"from": "Mira Okafor", "to": "Pía Castell"},
    "papers-of-author": {"author": "Mira Okafor"},
    "papers-of-topic": {"topic": "topic:garden-2025/soil"},
    "source-of-paper": {"paper": "A Quiet Network for Wet Ground"},
    "author-pairs": {"min": "2"},
    "identity-candidates": {"min": "0.1"},
}
LOCAL = [query for query in bundled() if query.header.endpoint is None]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the three lists."""
    folder = tmp_path_factory.mktemp("second") / "graph"
    assert run("build", *(SECOND / name for name in LISTS), "-o", folder, "-q").code == 0
    return folder


def opened(second: Path, engine: Engine) -> Opened:
    """Open the lists together with what no list says."""
    return open_graphs([second, SECOND / "enriched.ttl"], engine)


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def graph(request: pytest.FixtureRequest, second: Path) -> Opened:
    """Return the graph in each engine."""
    return opened(second, request.param)


@pytest.mark.parametrize("query", LOCAL, ids=lambda query: query.name)
def test_every_question_has_an_answer_here(
    query: object, graph: Opened, request: pytest.FixtureRequest,
) -> None:
    name = getattr(query, "name", "")
    bound = prepare(find(name), GIVEN.get(name, {}), graph.store, base=graph.base)
    answer = ask(bound, graph.store)
    file = GOLDEN / f"{name}.tsv"
    assert isinstance(answer, Table)
    if request.config.getoption("--update-golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(tsv_text(answer, Naming()), encoding="utf-8", newline="")

    assert answer.rows
    assert file.read_bytes().decode() == tsv_text(answer, Naming())


def test_what_changed_between_two_states_is_told(second: Path) -> None:
    ran = run("query", "changes-between-snapshots", "-g", second, "-f", "csv",
              "-p", "from=garden-2024.md", "-p", "to=garden-2025.md")

    assert [line.split(",")[::2] for line in ran.out.splitlines()] == [
        ["change", "title"],
        ["added", "A Year of Light on One Balcony"],
        ["added", "Slow Fire: Learning to Predict Compost Temperature"],
        ["removed", "Heat Maps of a Compost Heap"],
    ]


def test_a_name_of_several_things_is_told_with_the_choices(second: Path) -> None:
    here = opened(second, "oxigraph")

    with pytest.raises(WrongUsage, match="may be any of 2 topics") as caught:
        Names(here.store, here.base)("topic", "Compost")

    assert "topic:garden-2024/soil/compost (Compost)" in str(caught.value)


@pytest.mark.parametrize(("kind", "name", "iri"), [
    ("author", "I. Marchetti", "author/orcid-0000-0002-1825-0097"),
    ("author", "0000-0002-1825-0097", "author/orcid-0000-0002-1825-0097"),
    ("author", "https://orcid.org/0000-0002-1825-0097", "author/orcid-0000-0002-1825-0097"),
    ("venue", "journal of small gardens", "venue/journal-of-small-gardens"),
    ("paper", "https://doi.org/10.5555/KG.102", "paper/doi-10.5555-kg.102"),
    ("paper", "A Quiet Network for Wet Ground", "paper/doi-10.5555-kg.102"),
    ("paper", "a quiet network for WET ground", "paper/doi-10.5555-kg.102"),
    ("list", "water", "list/water"),
])
def test_a_name_leads_to_the_thing_that_bears_it(second: Path, kind: str, name: str, iri: str) -> None:
    here = opened(second, "oxigraph")
    names = Names(here.store, here.base)
    if name.startswith("http"):
        query = find({"author": "coauthors", "paper": "byline"}[kind])

        assert here.base + iri in prepare(query, {kind: name}, here.store, base=here.base).text
    else:
        assert names(kind, name).value == here.base + iri
