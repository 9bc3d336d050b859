"""By-lines: no name is lost, none is merged with another, and no person becomes a group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import byline, is_group, key, likeness, reading

BYLINES = {
    "Zhenzhong Lan, Mingda Chen": ["Zhenzhong Lan", "Mingda Chen"],
    "Ann Lee and Bo Ek": ["Ann Lee", "Bo Ek"],
    "Ann Lee, ..., Bo Ek": ["Ann Lee", "Bo Ek"],
    "Lee, A., … Ek, B.": ["Lee, A.", "Ek, B."],
    "遠野 明・石田 蓮": ["遠野 明", "石田 蓮"],
    "Ann Lee + 5 authors": ["Ann Lee"],
    "Ann Lee ほか": ["Ann Lee"],
    "Ann Lee, Bo Ek, and Cy Young": ["Ann Lee", "Bo Ek", "Cy Young"],
    "Ann Lee & Bo Ek": ["Ann Lee", "Bo Ek"],
    "Ann Lee; Bo Ek": ["Ann Lee", "Bo Ek"],
    "张三、李四": ["张三", "李四"],
    "张三，李四等": ["张三", "李四"],
    "Marat Lund,Kim Hazel": ["Marat Lund", "Kim Hazel"],
    "Last, Y., Other, B., & Third, G.": ["Last, Y.", "Other, B.", "Third, G."],
    "van den Oever, A., Lee, B.": ["van den Oever, A.", "Lee, B."],
    "Peters, Peter W and Hamm, Jessica B and others": ["Peters, Peter W", "Hamm, Jessica B"],
    "Silver, Felipe Leno da; Coast, Anna Helena Reali": ["Silver, Felipe Leno da", "Coast, Anna Helena Reali"],
    "Hintz, Geoffrey E., Simon Osind, and Yee-Why Teo": ["Hintz, Geoffrey E.", "Simon Osind", "Yee-Why Teo"],
    "Lund, Yann, Bergo, Yosh, and Hint, Geoff": ["Lund, Yann", "Bergo, Yosh", "Hint, Geoff"],
    "Oever, Aaron van den, Nal Kal, and Kora Kav": ["Oever, Aaron van den", "Nal Kal", "Kora Kav"],
    "Tesar, Gerald": ["Tesar, Gerald"],
    "Liu, Yang, and Chen": ["Liu", "Yang", "Chen"],
    "Dellar and Yen-Chen": ["Dellar", "Yen-Chen"],
    "Low R, Wu Y, Tam A, et al.": ["Low R", "Wu Y", "Tam A"],
    "Shao Zang*, Xi Wang*†, and Ying Wen": ["Shao Zang", "Xi Wang", "Ying Wen"],
    "Ann Lee¹, Bo Ek²": ["Ann Lee", "Bo Ek"],
    "Ann Lee (MIT), Bo Ek (*: equal contribution)": ["Ann Lee", "Bo Ek"],
    "Martin L. King, Jr., John Smith, PhD, Jane Doe": ["Martin L. King, Jr.", "John Smith", "Jane Doe"],
    "CMS Collaboration": ["CMS Collaboration"],
    "Laurens van der Maat, Blaise Agüera y Arcas": ["Laurens van der Maat", "Blaise Agüera y Arcas"],
    "M.G. Sarwar Mur, H.T. Kung": ["M.G. Sarwar Mur", "H.T. Kung"],
    "Ó Séagh, D.": ["Ó Séagh, D."],
    "He, Kai, et al.": ["He, Kai"],
    "by Ann Lee": ["Ann Lee"],
}


@pytest.mark.parametrize("text", BYLINES)
def test_a_byline_is_split_into_its_names(text: str) -> None:
    assert [name.printed for name in byline(text).names] == BYLINES[text]


@pytest.mark.parametrize(
    "text", ["Ann Lee et al.", "Ann Lee, et al", "Ann Lee and others", "Ann Lee, ...", "张三等", "Ann Lee and 12 others"],
)
def test_a_byline_says_that_there_are_more(text: str) -> None:
    assert byline(text).further
    assert len(byline(text).names) == 1


def test_a_byline_without_more_says_nothing() -> None:
    assert not byline("Ann Lee, Etta Alder").further


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Last, Yann", "Yann Last"),
        ("van den Oever, Aaron", "Aaron van den Oever"),
        ("King, Martin L., Jr.", "Martin L. King Jr."),
        ("Jean Labbé", "Jean Labbé"),
    ],
)
def test_a_name_is_turned_into_reading_order(printed: str, read: str) -> None:
    assert reading(printed) == read


def test_initials_behind_all_names_are_turned_as_well() -> None:
    assert [name.reading for name in byline("Low R, Wu Y").names] == ["R Low", "Y Wu"]


@pytest.mark.parametrize("name", ["Jean Labbé", "Marie Counts", "Teamrat Ghezzehei", "Grant Institoris", "Ai Miyazaki"])
def test_a_person_is_no_group_for_a_part_of_a_word(name: str) -> None:
    assert not is_group(name)
    assert byline(name).names[0].kind == "person"


@pytest.mark.parametrize("name", ["CMS Collaboration", "Gemini Team", "OpenAI", "Google Brain", "University of Nowhere"])
def test_a_group_is_known_by_its_whole_words(name: str) -> None:
    assert byline(name).names[0].kind == "group"


@pytest.mark.parametrize("title", ["Graph Attention Networks", "Learning to Rank", "A Survey", "of things", "2019", "pdf"])
def test_words_of_titles_are_no_names(title: str) -> None:
    assert likeness(title) == 0


@pytest.mark.parametrize("name", ["Bo An", "In So Kweon", "K. He", "Ó Séaghdha", "O'Neil", "Jean-Loup Guillaume"])
def test_odd_names_are_names(name: str) -> None:
    assert likeness(name) > 0.3


FULL_NAME = st.builds(
    lambda first, last: f"{first} {last}",
    st.sampled_from(["Ann", "Bo", "Carla", "Dmitri", "Élise", "Jean-Luc", "H.T.", "Q. V."]),
    st.sampled_from(["Lee", "van der Berg", "O'Neil", "Müller", "Agüera y Arcas", "Smith-Jones", "Øst"]),
)


@given(st.lists(FULL_NAME, min_size=1, max_size=30), st.sampled_from([", ", "; ", " and ", ",", " & "]))
def test_no_name_is_lost_or_merged(names: list[str], separator: str) -> None:
    assert [name.printed for name in byline(separator.join(names)).names] == names


@given(st.text(max_size=200))
def test_any_text_can_be_a_byline(text: str) -> None:
    for name in byline(text).names:
        assert name.printed
        assert name.reading
        assert key(name.printed) is not None


def test_many_authors_take_no_time() -> None:
    names = [f"Ann Lee{'abcdefghij'[number % 10]}" for number in range(3000)]

    assert len(byline(", ".join(names)).names) == len(names)


@pytest.mark.parametrize("text", ["Dense Rewards", "Sparse Gates", "Siamese Networks", "GeoFormer-XL", "Learning by Doing"])
def test_a_phrase_of_common_words_is_no_name(text: str) -> None:
    assert likeness(text) < 0.35


@pytest.mark.parametrize("text", ["Will Young", "T. Step", "Ann Span"])
def test_a_common_word_is_a_last_name_behind_a_first_name(text: str) -> None:
    assert likeness(text) >= 0.35
