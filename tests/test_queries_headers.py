"""The header of a query: what is read, and that anything else is told with its place."""

from pathlib import Path

import pytest

from kg.errors import WrongUsage
from kg.queries.header import TYPES, parse
from kg.queries.library import find, read

GOOD = """\
#+ summary: Which papers are there?
#+ description: All of them,
#+   and in order.
#+ tags: [papers, all]
#+ parameters:
#+   - name: year
#+     type: integer
#+     about: the year
#+     values: papers-per-year
#+ columns:
#+   paper: the paper
#+ expect:
#+   edge-ml: 3
SELECT ?paper WHERE { VALUES ?year { 2019 } ?paper <http://example.org/year> ?year } ORDER BY ?paper
"""


def written(folder: Path, text: str) -> Path:
    """Write a query file."""
    file = folder / "mine.rq"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_header_says_what_its_query_asks(tmp_path: Path) -> None:
    query = read(written(tmp_path, GOOD))
    said = query.header

    assert said.summary == "Which papers are there?"
    assert said.description == "All of them, and in order."
    assert said.tags == ("papers", "all")
    assert said.parameters[0].name == "year"
    assert said.parameters[0].values == "papers-per-year"
    assert said.columns == {"paper": "the paper"}
    assert said.expect == {"edge-ml": 3}
    assert query.slots["year"].default == "2019"
    assert query.body.startswith("SELECT")


def test_a_file_without_a_header_is_a_query_without_parameters(tmp_path: Path) -> None:
    query = read(written(tmp_path, "ASK {}"))

    assert query.header.parameters == ()
    assert query.body == "ASK {}"


@pytest.mark.parametrize(("change", "place", "message"), [
    (("#+ tags:", "#+ tag:"), 4, "unknown key tag"),
    (("#+ tags: [papers, all]", "#+ tags: papers"), 4, "lower-case words"),
    (("#+ tags: [papers, all]", "#+ tags: [Papers]"), 4, "lower-case words"),
    (("#+ summary: Which papers are there?", "#+ summary: Papers"), 1, "a question"),
    (("#+ summary: Which papers are there?\n", ""), 1, "needs a summary"),
    (("#+ summary:", "#+ summary"), 1, "expected `key: value`"),
    (("#+     type: integer", "#+     type: number"), 6, "unknown type number"),
    (("#+     about: the year\n", ""), 6, "has name, type, about"),
    (("#+   - name: year", "#+  - name: year"), 6, "indented by 3 or 5"),
    (("#+   paper: the paper", "#+   - paper: the paper"), 10, "columns has a line"),
    (("#+   edge-ml: 3", "#+   edge-ml: three"), 12, "a number of rows"),
    (("#+ tags: [papers, all]", "#+ tags: [papers]\n#+ tags: [papers]"), 5, "said twice"),
    (("#+ tags: [papers, all]", "#+ tags: [papers]\n#+"), 5, "an empty header line"),
    (("#+ tags: [papers, all]", "#+ endpoint: yes # no"), 4, "YAML would not read this"),
    (("SELECT ?paper", "# plain\n#+ endpoint: late\nSELECT ?paper"), 15, "stand together"),
    (("VALUES ?year { 2019 }", ""), 6, "needs one line `VALUES ?year { default }`"),
    (("VALUES ?year { 2019 }", "VALUES ?year { 2019 2020 }"), 6, "found 0"),
    (("VALUES ?year { 2019 }", "VALUES ?year { 2019 } VALUES ?year { 2020 }"), 6, "found 2"),
    (("type: integer", "type: limit"), 6, "has to end in `LIMIT 10`"),
    (("{ 2019 }", "{ 'x' }"), 14, "is no default for a parameter of type integer"),
], ids=lambda value: value[1][:30] if isinstance(value, tuple) else None)
def test_a_broken_header_is_told_with_its_place(
    tmp_path: Path, change: tuple[str, str], place: int, message: str,
) -> None:
    file = written(tmp_path, GOOD.replace(*change, 1))

    with pytest.raises(WrongUsage) as caught:
        read(file)

    assert str(caught.value).startswith(f"{file}:{place}:")
    assert message in str(caught.value)


def test_every_type_of_parameter_is_explained() -> None:
    assert all(TYPES.values())


def test_a_name_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(WrongUsage, match="did you mean coauthors"):
        find("coauthor")


def test_text_is_read_as_yaml_reads_it_or_not_at_all() -> None:
    with pytest.raises(WrongUsage, match="YAML"):
        parse("#+ summary: What: this?", "x.rq")
