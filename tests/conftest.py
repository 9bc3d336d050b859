"""What all tests share: one build of the example, and rewriting what is expected."""

from pathlib import Path

import pytest

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
