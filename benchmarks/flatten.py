"""What the peers need before they can begin: `flatten.py RECORDS FOLDER` makes their tables from the records.

Written to be quick: records are not checked, texts not cleaned, and all entities held in memory.
The tables are those of `tables.py`, which says what they mean.
"""

import csv
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from kg.mint import label_slug

BASE = "https://example.org/kg/"
WORK = len("https://openalex.org/")
PAPER = "Paper_ScholarlyArticle"
VENUES = {"journal": "Periodical", "conference": "PublicationEvent"}


class Tables:
    """Writers of CSV files by name."""

    def __init__(self, folder: Path) -> None:
        """Write into a folder, with the columns that `tables.json` names."""
        self.folder = folder
        self.columns = {
            one["file"].removesuffix(".csv"): ["s", *(column["name"] for column in one["columns"])]
            for one in msgspec.json.decode((folder / "tables.json").read_bytes())
        }
        self.rows: dict[str, Any] = {}
        self.files = []
        for name, columns in self.columns.items():
            file = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            self.files.append(file)
            self.rows[name] = csv.writer(file, lineterminator="\n").writerow
            self.rows[name](columns)

    def wide(self, table: str, /, **values: object) -> None:
        """Write a row by the names of its columns."""
        self.rows[table]([values.get(column) for column in self.columns[table]])


class Flat:
    """Takes records apart."""

    def __init__(self, tables: Tables) -> None:
        """Write to tables."""
        self.tables = tables
        self.rows = tables.rows
        self.entities: set[str] = set()

    def record(self, work: dict[str, Any]) -> None:
        """Write the rows of one record."""
        number = work["id"][WORK:].lower()
        paper = f"{BASE}paper/openalex-{number}"
        place = work["primary_location"]
        words = sorted((at, word) for word, places in work["abstract_inverted_index"].items() for at in places)
        self.tables.wide(
            PAPER, s=paper, name=work["title"], url=place["landing_page_url"], datePublished=work["publication_date"],
            year=work["publication_year"], isPartOf=self.venue(place["source"]), authorCount=len(work["authorships"]),
            abstract=" ".join(word for _, word in words), inLanguage=work["language"], encoding=place["pdf_url"],
            archivedAt=work["open_access"]["oa_url"],
            license=place["license"] and f"https://openalex.org/licenses/{place['license']}",
        )
        doi = work["doi"][len("https://doi.org/"):].lower()
        self.both(PAPER, paper, [f"doi:{doi}", f"openalex:{number}"],
                  [f"https://doi.org/{doi}", f"https://openalex.org/{number.upper()}"])
        for topic in dict.fromkeys(map(self.topic, work["topics"])):
            self.rows[f"{PAPER}-about"]([paper, topic])
        for cited in work["referenced_works"]:
            self.rows[f"{PAPER}-citation"]([paper, f"{BASE}paper/openalex-{cited[WORK:].lower()}"])
        people = [self.author(one["author"]) for one in work["authorships"]]
        for author in dict.fromkeys(people):
            self.rows[f"{PAPER}-author"]([paper, author])
        for position, (one, author) in enumerate(zip(work["authorships"], people, strict=True), 1):
            credit = f"{paper}#author-{position}"
            self.rows[f"{PAPER}-authorship"]([paper, credit])
            self.tables.wide("Authorship", s=credit, position=position, agent=author,
                             listedName=one["raw_author_name"], affiliation=self.organization(one["institutions"][0]))

    def new(self, iri: str) -> bool:
        """Tell whether an entity is met for the first time."""
        if iri in self.entities:
            return False
        self.entities.add(iri)
        return True

    def both(self, table: str, subject: str, identifiers: list[str], addresses: list[str]) -> None:
        """Write the identifiers of an entity and their addresses."""
        for identifier, address in zip(identifiers, addresses, strict=True):
            self.rows[f"{table}-identifier"]([subject, identifier])
            self.rows[f"{table}-sameAs"]([subject, address])

    def author(self, value: dict[str, str | None]) -> str:
        """Return the IRI of an author, described at the first meeting."""
        number = str(value["id"])[WORK:].lower()
        iri = f"{BASE}author/openalex-{number}"
        if self.new(iri):
            key = " ".join(re.sub(r"[\W_]+", " ", str(value["display_name"]).casefold()).split())
            self.tables.wide("Author_Person", s=iri, name=value["display_name"], nameKey=key,
                             identityBasis="identifier")
            orcid = value["orcid"] and value["orcid"][len("https://orcid.org/"):]
            self.both("Author_Person", iri, [f"openalex:{number}", *([f"orcid:{orcid}"] if orcid else [])],
                      [f"https://openalex.org/{number.upper()}", *([f"https://orcid.org/{orcid}"] if orcid else [])])
        return iri

    def organization(self, value: dict[str, str]) -> str:
        """Return the IRI of an institution, described at the first meeting."""
        number, ror = value["id"][WORK:].lower(), value["ror"][len("https://ror.org/"):]
        iri = f"{BASE}organization/openalex-{number}"
        if self.new(iri):
            self.tables.wide("Organization", s=iri, name=value["display_name"])
            self.both("Organization", iri, [f"openalex:{number}", f"ror:{ror}"],
                      [f"https://openalex.org/{number.upper()}", f"https://ror.org/{ror}"])
        return iri

    def venue(self, value: dict[str, Any]) -> str:
        """Return the IRI of a venue, described at the first meeting."""
        number, issn = value["id"][WORK:].lower(), value["issn_l"]
        iri = f"{BASE}venue/openalex-{number}"
        if self.new(iri):
            table = VENUES.get(value["type"], "CreativeWorkSeries")
            self.tables.wide(table, s=iri, name=value["display_name"])
            self.both(table, iri, [f"openalex:{number}", f"issn:{issn}"],
                      [f"https://openalex.org/{number.upper()}", f"https://portal.issn.org/resource/ISSN/{issn}"])
        return iri

    def topic(self, value: dict[str, Any]) -> str:
        """Return the IRI of a topic, described at the first meeting with those that it lies in."""
        scheme = f"{BASE}list/openalex#topics"
        if self.new(scheme):
            self.tables.wide("ConceptScheme", s=scheme, prefLabel="OpenAlex topics")
        iri, above = f"{BASE}topic/openalex", None
        for level in (value["domain"], value["field"], value["subfield"], value):
            iri = f"{iri}/{label_slug(level['display_name'])}"
            if self.new(iri):
                self.tables.wide("Topic_Concept", s=iri, prefLabel=level["display_name"], seeAlso=level["id"],
                                 broader=above, inScheme=scheme, topConceptOf=None if above else scheme)
            above = iri
        return iri


def main(source: Path, folder: Path) -> None:
    """Take all records of a file apart."""
    tables = Tables(folder)
    flat = Flat(tables)
    decode = msgspec.json.Decoder().decode
    with source.open("rb") as lines:
        for line in lines:
            flat.record(decode(line))
    for file in tables.files:
        file.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
