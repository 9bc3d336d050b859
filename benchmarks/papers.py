"""Makes works as OpenAlex has them, always the same ones: `python benchmarks/papers.py 100000 papers.jsonl`.

Invented people and words; what is kept of the real data is its shape. Few authors write much and
many write little, a part has an ORCID, topics lie in three levels above them, abstracts come as an
index from words to places, papers cite earlier ones, and names and titles are not all ASCII.
"""

import random
import sys
from itertools import accumulate
from pathlib import Path

import msgspec

SYLLABLES = [
    "ka", "lo", "mi", "ra", "ne", "to", "su", "vi", "da", "pe", "no", "ri", "sa", "te", "hu", "ma", "ke", "li", "bo", "ju",
]
STRANGE = ["é", "ü", "ø", "ñ", "ș", "ł", "å"]
FAMILY_CHINESE = "王李张刘陈杨赵黄周吴"
GIVEN_CHINESE = "伟芳娜敏静丽强磊军洋勇艳杰娟涛"
KINDS = ["journal", "journal", "journal", "conference", "repository"]
LICENCES = ["cc-by", "cc-by-nc-nd", "cc0", None, None]


def check_digit(digits: str) -> str:
    """Return the last character of an ORCID (ISO 7064 mod 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def issn(number: int) -> str:
    """Return a valid ISSN."""
    digits = f"{number:07}"
    rest = -sum(int(digit) * (8 - place) for place, digit in enumerate(digits)) % 11
    return f"{digits[:4]}-{digits[4:]}{'X' if rest == 10 else rest}"


class World:
    """Everything that papers share: words, authors, institutions, venues, topics."""

    def __init__(self, papers: int, seed: int = 7) -> None:
        """Make a world that fits a number of papers."""
        self.random = random.Random(seed)
        self.words = sorted({self.word() for _ in range(6000)})
        self.weights = list(accumulate(1 / (place + 10) for place in range(len(self.words))))
        self.institutions = [self.institution(number) for number in range(max(20, papers // 200))]
        self.authors = [self.author(number) for number in range(max(50, papers * 2 // 3))]
        self.venues = [self.venue(number) for number in range(max(10, papers // 100))]
        self.topics = [self.topic(number) for number in range(4000)]

    def word(self) -> str:
        """Return an invented word, at times with a letter beyond ASCII."""
        made = "".join(self.random.choices(SYLLABLES, k=self.random.randint(1, 4)))
        return made + self.random.choice(STRANGE) if self.random.random() < 0.03 else made

    def some(self, number: int) -> list[str]:
        """Return words of a text, frequent ones more often."""
        return self.random.choices(self.words, cum_weights=self.weights, k=number)

    def skewed(self, pool: list[dict[str, object]]) -> dict[str, object]:
        """Return one of a pool: few of them very often, most of them seldom."""
        return pool[int(len(pool) * self.random.random() ** 2.5)]

    def author(self, number: int) -> dict[str, object]:
        """Return an author."""
        if self.random.random() < 0.08:
            name = self.random.choice(FAMILY_CHINESE) + "".join(self.random.choices(GIVEN_CHINESE, k=2))
        else:
            middle = f" {self.random.choice('ABCDEFGHJKLMNPRSTW')}." if self.random.random() < 0.3 else ""
            name = f"{self.word().title()}{middle} {self.word().title()}"
        base = f"0000{number:011}"
        orcid = f"{base[:4]}-{base[4:8]}-{base[8:12]}-{base[12:]}{check_digit(base)}"
        return {
            "author": {
                "id": f"https://openalex.org/A{5000000000 + number}",
                "display_name": name,
                "orcid": f"https://orcid.org/{orcid}" if self.random.random() < 0.4 else None,
            },
            "institution": self.random.choice(self.institutions),
        }

    def institution(self, number: int) -> dict[str, object]:
        """Return an institution."""
        return {
            "id": f"https://openalex.org/I{100000 + number}",
            "display_name": f"University of {self.word().title()}",
            "ror": f"https://ror.org/0{number:06}{number % 90 + 10}",
            "country_code": "XX", "type": "education",
        }

    def venue(self, number: int) -> dict[str, object]:
        """Return a venue."""
        return {
            "id": f"https://openalex.org/S{1000 + number}",
            "display_name": f"Journal of {' '.join(self.some(2)).title()}",
            "issn_l": issn(number), "issn": [issn(number)], "type": self.random.choice(KINDS), "is_oa": False,
        }

    def topic(self, number: int) -> dict[str, object]:
        """Return a topic with those that it lies in."""
        return {
            "id": f"https://openalex.org/T{10000 + number}",
            "display_name": f"{' '.join(self.some(3)).title()} {number}",
            "score": 0.9,
            "subfield": {"id": f"https://openalex.org/subfields/{number // 16}",
                         "display_name": f"Subfield {number // 16}"},
            "field": {"id": f"https://openalex.org/fields/{number // 160}", "display_name": f"Field {number // 160}"},
            "domain": {"id": f"https://openalex.org/domains/{number // 1000}",
                       "display_name": f"Domain {number // 1000}"},
        }

    def paper(self, number: int) -> dict[str, object]:
        """Return one work."""
        pick = self.random.random
        year = 1990 + int(35 * pick() ** 0.5)
        doi = f"https://doi.org/10.{1000 + number % 8000}/kg.{number}"
        people = [self.skewed(self.authors) for _ in range(1 + int(5 * pick() ** 1.5))]
        abstract: dict[str, list[int]] = {}
        for place, word in enumerate(self.some(self.random.randint(40, 120))):
            abstract.setdefault(word, []).append(place)
        title = " ".join(self.some(self.random.randint(4, 12))).capitalize()
        free = pick() < 0.4
        address = f"https://papers.example.org/{year}/{number}.pdf"
        return {
            "id": f"https://openalex.org/W{2000000000 + number}",
            "doi": doi, "title": title, "display_name": title,
            "publication_year": year,
            "publication_date": f"{year}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}",
            "ids": {"openalex": f"https://openalex.org/W{2000000000 + number}", "doi": doi},
            "language": "en", "type": "article",
            "primary_location": {
                "is_oa": free, "landing_page_url": doi, "pdf_url": address if free else None,
                "source": self.skewed(self.venues),
                "license": self.random.choice(LICENCES), "license_id": None, "version": "publishedVersion",
            },
            "open_access": {"is_oa": free, "oa_status": "gold", "oa_url": address if free else None},
            "authorships": [
                {
                    "author_position": "middle", "author": person["author"], "raw_author_name":
                    person["author"]["display_name"], "institutions": [person["institution"]],
                    "countries": ["XX"], "is_corresponding": False,
                }
                for person in people
            ],
            "cited_by_count": int(100 * pick() ** 4), "is_retracted": False,
            "biblio": {"volume": str(year - 1989), "issue": "1", "first_page": str(number % 900), "last_page": None},
            "topics": [self.skewed(self.topics) for _ in range(self.random.randint(1, 3))],
            "referenced_works": sorted({
                f"https://openalex.org/W{2000000000 + int(number * pick())}" for _ in range(self.random.randint(0, 8))
            }) if number else [],
            "abstract_inverted_index": abstract,
            "counts_by_year": [{"year": 2024, "cited_by_count": 3}], "updated_date": "2025-01-01",
        }


def make(count: int, path: Path) -> None:
    """Write a number of works, one a line, if the file is not there."""
    world = World(count)
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for number in range(count):
            file.write(encode(world.paper(number)) + b"\n")


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
