"""What all tests share: one build of the example, and rewriting what is expected."""

from pathlib import Path

import pytest

from tests import sites
from tests.commands import EXAMPLE, run


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to rewrite the expected files of cases; the difference is reviewed like code."""
    parser.addoption("--update-golden", action="store_true", help="write what kg gives as what is expected")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the example."""
    folder = tmp_path_factory.mktemp("build") / "graph"
    assert run("build", EXAMPLE, "-o", folder, "-q").code == 0
    return folder


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the example."""
    place = tmp_path_factory.mktemp("site") / "site"
    sites.publish_to(built, place)
    return place


@pytest.fixture(scope="session")
def odd_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a graph with every field and hostile text."""
    return sites.build_records(sites.hostile(sites.naughty()), tmp_path_factory.mktemp("odd") / "graph")


@pytest.fixture(scope="session")
def odd_site(odd_graph: Path) -> Path:
    """Return the site of a graph with every field and hostile text."""
    place = odd_graph.parent / "site"
    sites.publish_to(odd_graph, place)
    return place
