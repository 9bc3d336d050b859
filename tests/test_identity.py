"""Each entity once: what merges, and what is said where it does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.identity.gathering import gather
from kg.identity.merging import merged
from kg.records import Author, Credit, Entry, IdentityCandidate, Paper, ReadingList, Record, Snapshot, Venue
from tests import strategies

SNAPSHOT = Snapshot(sha256="0" * 64, name="list.md")


def paper(*names: str, title: str = "A Title") -> Paper:
    """Return a paper with this by-line."""
    byline = tuple(Credit(place, name, Author(name)) for place, name in enumerate(names, 1))
    return Paper(title, credits=byline, identifiers=("arxiv:2001.00001",))


def listing(*papers: Paper) -> ReadingList:
    """Return a list of papers, one a line."""
    entries = tuple(
        Entry(place, one, line=place, text=one.title, snapshot=SNAPSHOT) for place, one in enumerate(papers, 1)
    )
    return ReadingList("list", "List", SNAPSHOT, entries=entries)


def test_two_spellings_of_one_key_are_one_author_with_the_fuller_name() -> None:
    found = gather([paper("H.T. Kung"), paper("H. T. Kung")]).of(Author)

    assert found == [Author("H. T. Kung", alternate_names=("H.T. Kung",))]


def test_two_names_of_different_keys_stay_two_authors() -> None:
    assert len(gather([paper("Andrew Howard", "Andrew G. Howard")]).of(Author)) == 2


def test_a_paper_listed_twice_is_one_paper_with_the_longer_by_line() -> None:
    gathered = gather([listing(paper("A. One"), paper("A. One", "B. Two"))])

    assert [len(one.credits) for one in gathered.of(Paper) if isinstance(one, Paper)] == [2]


def test_a_paper_listed_differently_is_a_finding_at_the_line_that_lost() -> None:
    gathered = gather([listing(paper("A. One"), paper("A. One", title="A Titel"))])

    (finding,) = gathered.findings
    assert (finding.line, finding.code) == (2, "listed-differently")
    assert "'A Titel'" in finding.message


def test_two_titles_with_nothing_in_common_under_one_link_are_two_papers() -> None:
    gathered = gather([listing(paper("A. One"), paper("B. Two", title="Nothing of That Kind"))])

    (finding,) = gathered.findings
    assert (finding.line, finding.code) == (2, "one-link-two-papers")
    assert [one.title for one in gathered.of(Paper) if isinstance(one, Paper)] == ["A Title", "Nothing of That Kind"]


def test_what_is_known_of_a_venue_wins_over_what_is_not() -> None:
    assert merged(Venue("ICML"), Venue("ICML", kind="conference")) == Venue("ICML", kind="conference")


@given(st.permutations([Author("H.T. Kung"), Author("H. T. KUNG"), Author("h t kung"), Author("H. T. Kung")]))
def test_merging_authors_does_not_depend_on_their_order(authors: list[Author]) -> None:
    one = authors[0]
    for other in authors[1:]:
        found = merged(one, other)
        assert isinstance(found, Author)
        one = found

    assert one == Author("H. T. Kung", alternate_names=("H. T. KUNG", "H.T. Kung", "h t kung"))


def test_two_spellings_with_shared_co_authors_are_a_guess_and_two_authors() -> None:
    gathered = gather([
        Paper("One", credits=paper("Ada Brenner", "Bo Castell", "Cy Dorn").credits),
        Paper("Two", credits=paper("Ada Brener", "Bo Castell", "Cy Dorn").credits),
        Paper("Three", credits=paper("Ada Brenner").credits),
    ])

    (guess,) = gathered.of(IdentityCandidate)
    assert isinstance(guess, IdentityCandidate)
    assert (guess.author.name, guess.other.name, guess.decision) == ("Ada Brener", "Ada Brenner", "open")
    assert guess.evidence[1] == "2 shared co-authors: Bo Castell, Cy Dorn"
    assert len(gathered.of(Author)) == 4


@given(record=strategies.records)
@settings(max_examples=50, deadline=None)
def test_gathering_again_changes_nothing(record: Record) -> None:
    once = gather([record])
    twice = gather(once.entities.values())

    assert list(twice.entities) == list(once.entities)
