"""What the reader of Markdown lists does with one thing at a time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.files import SourceFile
from kg.findings import Account, Finding
from kg.records import Entry, ListSettings, ReadingList
from kg.sources.markdown import STAGES, explain, read


def run(text: str | bytes, name: str = "list.md", given_settings: ListSettings | None = None) -> tuple[ReadingList | None, list[Finding], Account]:
    """Read a text and sort what came of it."""
    data = text.encode() if isinstance(text, str) else text
    found = list(read(SourceFile(name=name, data=data), given_settings or ListSettings()))
    account = found[-1]
    assert isinstance(account, Account)
    lists = [one for one in found if isinstance(one, ReadingList)]
    assert len(lists) <= 1
    return lists[0] if lists else None, [one for one in found if isinstance(one, Finding)], account


def only(text: str) -> Entry:
    """Read a text that holds one paper."""
    found = run(text)[0]
    assert found is not None
    assert len(found.entries) == 1
    return found.entries[0]


SEED = """# Papers

## Reviews

Reviews tell what others did.<sup><a href="https://example.org/source">Source</a></sup> See [more](https://example.org/more).

- [A title: with a subtitle](https://arxiv.org/abs/1901.00001). Ann Lee, Bo Ek

## Others

What is left.

- [Another title of a paper](https://arxiv.org/abs/1902.00002). Cy Young
"""


def test_an_entry_has_its_fields() -> None:
    found = run(SEED)[0]
    assert found is not None

    entry = found.entries[0]
    assert entry.paper.title == "A title: with a subtitle"
    assert [credit.author.name for credit in entry.paper.credits] == ["Ann Lee", "Bo Ek"]
    assert [credit.position for credit in entry.paper.credits] == [1, 2]
    assert entry.paper.identifiers == ("arxiv:1901.00001",)
    assert entry.paper.url == "https://arxiv.org/abs/1901.00001"
    assert entry.text == "- [A title: with a subtitle](https://arxiv.org/abs/1901.00001). Ann Lee, Bo Ek"
    assert (entry.line, entry.position) == (7, 1)


def test_an_arxiv_number_dates_the_paper_but_prints_no_year() -> None:
    entry = only("# L\n\n- [A title of a paper](https://arxiv.org/abs/1901.00001) by Ann Lee")

    assert entry.year is None
    assert (entry.paper.year, entry.paper.date) == (2019, "2019-01")


def test_the_earlier_of_two_dates_counts() -> None:
    entry = only("# L\n\n- [A title of a paper](https://arxiv.org/abs/1901.00001) by Ann Lee, ICML 2020")
    assert (entry.year, entry.paper.year, entry.paper.date) == (2020, 2019, "2019-01")

    entry = only("# L\n\n- [A title of a paper](https://arxiv.org/abs/1901.00001) by Ann Lee, Nature, 1999")
    assert (entry.year, entry.paper.year, entry.paper.date) == (1999, 1999, "1999")


def test_a_topic_is_a_heading_with_its_definition() -> None:
    found = run(SEED)[0]
    assert found is not None

    topic = found.entries[0].topic
    assert topic is not None
    assert topic.path == ("Reviews",)
    assert topic.definition == "Reviews tell what others did. See more."
    assert topic.definition_sources == ("https://example.org/source",)
    assert topic.see_also == ("https://example.org/more",)
    assert topic.scheme.reading_list == found.key == "list"


def test_a_residual_heading_is_no_topic_but_stays_with_its_entries() -> None:
    found = run(SEED)[0]
    assert found is not None

    entry = found.entries[1]
    assert entry.topic is None
    assert entry.headings == ("Others",)
    assert entry.heading_note == "What is left."
    assert [section.topic is None for section in found.sections] == [False, True]


def test_headings_nest() -> None:
    entry = only("# L\n\nText.\n\n## A\n\n### 1.2 B :star:\n\n- [A title of a paper](https://arxiv.org/abs/1901.00001)\n")

    assert entry.headings == ("A", "B")
    assert entry.topic is not None
    assert entry.topic.broader is not None
    assert entry.topic.broader.path == ("A",)


@pytest.mark.parametrize(
    ("heading", "year", "venue"),
    [("2021", 2021, None), ("CVPR 2020", 2020, "CVPR"), ("Papers of 2019", 2019, None), ("2018 and before", None, None)],
)
def test_years_and_venues_are_no_topics(heading: str, year: int | None, venue: str | None) -> None:
    entry = only(f"# L\n\nText.\n\n## {heading}\n\n- [A title of a paper](https://example.org/a.pdf)\n")

    assert (entry.headings, entry.year, entry.venue) == ((), year, venue)


def test_links_have_roles() -> None:
    entry = only(
        "# L\n\n- [A title of a paper](https://arxiv.org/abs/1901.00001) [[pdf](https://arxiv.org/pdf/1901.00001)]"
        " [[code](https://github.com/a/b)] [[video](https://youtu.be/abc)] [[notes](https://example.org/notes)]",
    )

    assert [link.role for link in entry.links] == ["paper", "copy", "code", "related", "other"]
    assert entry.paper.copies == ("https://arxiv.org/pdf/1901.00001",)
    assert entry.paper.code == ("https://github.com/a/b",)
    assert entry.paper.related == ("https://youtu.be/abc",)


def test_a_relative_link_is_kept_as_printed_and_makes_no_address() -> None:
    entry = only("# L\n\n- [A title of a paper](papers/a.pdf) (1997)")

    assert [link.url for link in entry.links] == ["papers/a.pdf"]
    assert entry.paper.url is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@example.org"])
def test_a_harmful_link_is_left_out_and_reported(url: str) -> None:
    _, findings, _ = run(f"# L\n\n- [A title of a paper]({url}) by Ann Lee, 2019\n")

    assert ("harmful-address", 3) in [(finding.code, finding.line) for finding in findings if finding.kind == "warning"]


def test_entries_in_comments_are_none() -> None:
    found, findings, _ = run("# L\n\n- [A title of a paper](https://example.org/a.pdf)\n\n<!--\n- [Hidden](https://example.org/b.pdf)\n-->\n")

    assert found is not None
    assert [entry.paper.title for entry in found.entries] == ["A title of a paper"]
    assert ("in-comment", 6) in [(finding.code, finding.line) for finding in findings]


def test_tools_and_talks_are_skipped_by_name() -> None:
    _, findings, account = run(
        "# L\n\n## Papers\n\n- [A title of a paper](https://example.org/a.pdf)\n\n## Tools\n\n- [tool](https://github.com/a/tool) - a tool\n"
        "\n## Talks\n\n- [A talk about it](https://youtu.be/abc)\n",
    )

    assert [finding.code for finding in findings] == ["not-a-paper:tool", "not-a-paper:talk"]
    assert (account.accepted, account.skipped) == (1, 2)


def test_a_table_of_contents_is_skipped() -> None:
    _, findings, _ = run("# L\n\n## Contents\n\n- [A](#a)\n  - [B](#b)\n\n## A\n\n- [A title of a paper](https://example.org/a.pdf)\n")

    assert [(finding.code, finding.line) for finding in findings] == [("table-of-contents", 5)]


def test_two_papers_in_one_item_are_two_entries() -> None:
    found = run("# L\n\n- [One system for all data](a.pdf) (2003) and [Two systems for more data](b.pdf) (2006): both good.\n")[0]
    assert found is not None

    assert [(entry.paper.title, entry.year) for entry in found.entries] == [
        ("One system for all data", 2003), ("Two systems for more data", 2006),
    ]


def test_a_file_without_papers_is_rejected() -> None:
    found, findings, account = run("# Nothing\n\nJust text.\n")

    assert found is None
    assert [(finding.kind, finding.code, finding.line) for finding in findings] == [("rejected", "no-papers", None)]
    assert account.records_in == 0


def test_a_file_that_is_no_text_is_rejected() -> None:
    found, findings, account = run(b"# L\n\xff")

    assert found is None
    assert findings[0].code == "not-text"
    assert "byte 4" in findings[0].message
    assert account.lines == {}


def test_line_ends_and_bom_mean_nothing() -> None:
    plain = run(SEED)[0]
    other = run("\ufeff" + SEED.replace("\n", "\r\n"))[0]
    assert plain is not None
    assert other is not None

    assert [(entry.paper.title, entry.text, entry.line) for entry in plain.entries] == [
        (entry.paper.title, entry.text, entry.line) for entry in other.entries
    ]
    assert plain.snapshot.sha256 != other.snapshot.sha256


def test_forbidden_characters_are_reported_with_their_line() -> None:
    found, findings, _ = run("# L\n\n- [A title\x07 of a paper](https://example.org/a.pdf)\n")
    assert found is not None

    assert found.entries[0].paper.title == "A title of a paper"
    assert ("forbidden-characters", 3) in [(finding.code, finding.line) for finding in findings]


def test_front_matter_names_the_list() -> None:
    found, findings, _ = run("---\ntitle: Good papers\nlang: de\nkey: good\nlayout: !!python/object x\n---\n" + SEED)
    assert found is not None

    assert (found.title, found.language, found.key) == ("Good papers", "de", "good")
    assert [(finding.code, finding.line) for finding in findings] == [("front-matter", 5)]


def test_settings_win_over_the_file() -> None:
    found = run(SEED, given_settings=ListSettings(key="mine", title="Mine", language="fr", licence="https://example.org/l", url="https://example.org/"))[0]
    assert found is not None

    assert (found.key, found.title, found.language, found.licence, found.url) == (
        "mine", "Mine", "fr", "https://example.org/l", "https://example.org/",
    )


@pytest.mark.parametrize(("name", "key"), [("folder/edge-ml.md", "edge-ml"), ("README.md", "papers"), ("index.md", "papers")])
def test_a_list_is_named_after_its_file_or_its_title(name: str, key: str) -> None:
    found = run(SEED, name=name)[0]
    assert found is not None

    assert found.key == key
    assert found.snapshot.name == name.rpartition("/")[2]


def test_what_is_nested_too_deep_is_reported() -> None:
    text = "".join(f"{'  ' * depth}- [A title of paper {depth}](https://example.org/{depth}.pdf)\n" for depth in range(100))
    _, findings, account = run(text)

    assert ("rejected", "too-deep") in [(finding.kind, finding.code) for finding in findings]
    assert sum(account.lines.values()) == 100
    assert account.lines["unread"] > 0


def test_an_entry_is_explained() -> None:
    explanations = list(explain(SourceFile(name="list.md", data=SEED.encode()), ListSettings()))

    assert [one.line for one in explanations] == [7, 13]
    assert all(one.style == "paragraph 1 link" and one.evidence and 0 < one.confidence <= 1 for one in explanations)


def test_a_doubtful_entry_is_reported() -> None:
    _, findings, _ = run("# L\n\n- [One](https://example.org/1)\n")

    assert [finding.code for finding in findings] == ["unsure"]


def test_every_stage_has_one_signature() -> None:
    assert all(stage.__annotations__ == {"state": stage.__annotations__["state"], "return": None} for _, stage in STAGES)


PIECES = st.sampled_from([
    "# ", "## 2020\n", "- ", "1. ", "  - ", "> ", "[", "](https://arxiv.org/abs/1901.00001)", "](#a)", "**", "*", "`", "```\n",
    "| a | b |\n|---|---|\n", "| ", "<table><tr><td>", "</td>", "<details><summary>", "</summary>", "<!--", "-->", "et al.", "by ",
    "Ann Lee", ", ", "(2019)", '"', "A title of a paper", "\n", "\n\n", "    ", "\\", "&lt;", "《", "》", "http://", "\x00", "\u2028", "é",
])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_and_every_line_is_accounted_for(text: str) -> None:
    found, _, account = run(text)

    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert len(lines) - (lines[-1] == "") == sum(account.lines.values())
    assert account.records_in == account.accepted + account.rejected + account.skipped
    assert account.accepted == (len(found.entries) if found else 0)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000 + " [x](https://example.org/)\n" + "[" * 20_000,
        "- A title by " + "by A " * 5_000,
        "- [A title of it](https://example.org/a.pdf) by " + "Ann Lee, " * 20_000,
        "<div>" * 20_000 + "<b>x</b>",
        "*a " * 20_000,
        "- [A title](https://example.org/a.pdf) " + "(" * 20_000,
        "- " + "A. B. " * 10_000,
        "- " + "Vol. 1, " * 10_000,
    ],
    ids=range(8),
)
def test_a_hostile_line_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    run(text)

    assert time.perf_counter() - start < 5


def test_an_identifier_printed_without_a_link_is_the_papers() -> None:
    text = "# P\n\n- Halder, G. et al. (2016). Soft fingers. arXiv:1601.01234.\n- Brenner, A., & Castell, B. (2019). Dense nets. Nature, 3(2), 1-10. doi:10.9999/abc.5.\n"
    found = next(one for one in read(SourceFile(name="p.md", data=text.encode()), ListSettings()) if isinstance(one, ReadingList))

    assert [entry.paper.identifiers for entry in found.entries] == [("arxiv:1601.01234",), ("doi:10.9999/abc.5",)]
    assert not any(entry.links for entry in found.entries)
