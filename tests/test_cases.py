"""Cases as folders: `input.md`, and the `expected.ttl` and `findings.txt` that it gives.

`python -m pytest tests/test_cases.py --update-golden` writes what kg gives now.
"""

from pathlib import Path

import pytest

from tests.commands import run
from tests.readers import READERS, assert_same_graph

CASES = Path(__file__).parent / "cases" / "build"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_case_gives_the_graph_and_the_findings_that_are_expected(
    case: Path, request: pytest.FixtureRequest,
) -> None:
    done = run("convert", "input.md", "--verbose", cwd=case)
    expected, findings = case / "expected.ttl", case / "findings.txt"

    if request.config.getoption("--update-golden"):
        expected.write_text(done.out, encoding="utf-8")
        findings.write_text(done.err, encoding="utf-8")

    read = READERS["turtle"]["pyoxigraph"]
    assert done.err == findings.read_text(encoding="utf-8")
    assert_same_graph(read(expected.read_bytes()), read(done.out.encode()))
    assert done.out == expected.read_text(encoding="utf-8")
