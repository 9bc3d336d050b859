"""Quick paths, taken for nearly all data, say what the plain definitions behind them say."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kg import mint, names
from kg.compiler import REMEMBERED, Memo
from kg.identifiers import checked_orcid
from kg.sources.openalex import OpenAlex, number_of
from kg.text import BAD, is_plain_line, obeys, one_line

TEXTS = st.text(st.characters(codec=None), max_size=12) | st.text("aé \u00a0\u0301\u2028ș ̧–中\t<&", max_size=12)


@given(TEXTS)
def test_a_text_obeys_the_policy_where_it_has_no_bad_character_and_is_in_nfc(text: str) -> None:
    assert obeys(text) == (BAD.search(text) is None and unicodedata.is_normalized("NFC", text))


@given(TEXTS)
def test_a_plain_line_is_left_as_it_is(text: str) -> None:
    if is_plain_line(text):
        assert obeys(text)
        assert one_line(text) == text.strip(" ")
        assert OpenAlex().label(text) == (text.strip(" ") or None)


@given(st.text(st.characters(max_codepoint=127), max_size=20))
def test_the_key_of_an_ascii_name_is_made_of_its_letters_and_digits(name: str) -> None:
    kept = "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in name.casefold())

    assert names.key(name) == " ".join(kept.split())


@given(st.lists(st.sampled_from(
    ["openalex:w1", "openalex:w22", "doi:10.1/a", "doi:10.1/é", "arxiv:math/0309136", "x:a:b", "issn:1234-5678", "s2:"],
), max_size=4))
def test_papers_are_named_together_as_one_by_one(curies: list[str]) -> None:
    assert mint.papers_of(tuple(curies)) == tuple(map(mint.paper_of, curies))


WORKS = st.sampled_from([
    "https://openalex.org/W1", "https://openalex.org/W22", "https://openalex.org/W1\nhttps://openalex.org/W2",
    "https://openalex.org/W", "https://openalex.org/A3", "W7", "", "https://openalex.org/W٣", "https://openalex.org/W1\n",
])


@given(st.lists(WORKS, min_size=1, max_size=4))
def test_references_are_read_together_as_one_by_one(works: list[str]) -> None:
    wanted = [f"openalex:{number}" for work in works if (number := number_of(work, "W"))]

    assert OpenAlex().references(works) == tuple(wanted)


@given(st.from_regex(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", fullmatch=True))
def test_an_orcid_is_checked_digit_by_digit(value: str) -> None:
    total = 0
    for digit in value.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11

    right = value.isascii() and value[-1] == ("X" if check == 10 else str(check))
    assert checked_orcid(value) == (value if right else None)


def test_what_is_kept_begins_anew_when_there_is_too_much_of_it() -> None:
    made: list[int] = []
    memo = Memo(lambda value: made.append(value) or b"%d" % value)  # type: ignore[func-returns-value] # notes the call

    assert [memo[value] for value in (1, 2, 1)] == [b"1", b"2", b"1"]
    assert made == [1, 2]
    for value in range(REMEMBERED + 1):
        assert memo[value] == b"%d" % value
    assert len(memo) <= REMEMBERED
