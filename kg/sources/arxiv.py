"""arXiv's metadata as JSON lines (https://www.kaggle.com/datasets/Cornell-University/arxiv).

The DOI of such a record is that of the published version, which is linked and never fused.
"""

import re
from email.utils import parsedate_to_datetime

import msgspec

from kg.identifiers import arxiv_month, curie
from kg.records import Author, Credit, Paper, Topic, TopicScheme
from kg.sources.jsonlines import LineReader, Rejected, keep, whole_file
from kg.text import one_line

SCHEME = TopicScheme("arxiv", "arXiv categories")
CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]+(?:-[A-Za-z]+)*)?")


class Version(msgspec.Struct, gc=False):
    """One submission of the paper."""

    created: str | None = None


class Eprint(msgspec.Struct, gc=False):
    """The fields of a record that the graph speaks of."""

    id: str
    title: str | None = None
    authors: str | None = None
    authors_parsed: list[list[str]] | None = None
    categories: str | None = None
    abstract: str | None = None
    doi: str | None = None
    license: str | None = None
    versions: list[Version] | None = None


class Arxiv(LineReader[Eprint]):
    """Reads e-prints."""

    def __init__(self) -> None:
        """Begin with nothing at hand."""
        super().__init__(Eprint)
        self.topics: dict[str, Topic] = {}

    def paper(self, line: Eprint) -> Paper | Rejected:
        """Return the paper of an e-print."""
        own = curie("arxiv", line.id)
        if own is None:
            return Rejected("no-id", f"{line.id!r} is no arXiv number")
        title = self.title(line.title)
        if title is None:
            return Rejected("no-title", f"the e-print {line.id} has no title")
        date = self.submitted(line.versions) or arxiv_month(own)
        abstract = self.text(line.abstract) if line.abstract else ""
        return Paper(
            title=title,
            credits=self.credits(line.authors_parsed or []),
            identifiers=(own,),
            url=f"https://arxiv.org/abs/{own.removeprefix('arxiv:')}",
            date=date,
            year=int(date[:4]) if date else None,
            topics=self.categories(line.categories) if line.categories else (),
            abstract=one_line(abstract) or None,
            licence=self.address(line.license) if line.license else None,
            open_access=f"https://arxiv.org/pdf/{own.removeprefix('arxiv:')}",
            same_work=self.dois(line.doi) if line.doi else (),
        )

    def submitted(self, versions: list[Version] | None) -> str | None:
        """Return the day of the first submission."""
        if not versions or not versions[0].created:
            return None
        try:
            return parsedate_to_datetime(versions[0].created).date().isoformat()
        except ValueError:
            self.remark("bad-date", f"{versions[0].created!r} is no date; it was dropped")
            return None

    def credits(self, names: list[list[str]]) -> tuple[Credit, ...]:
        """Return the credits of names that are split into family name, given names and suffix."""
        byline = []
        for position, parts in enumerate(names, 1):
            family, given, suffix = (*parts[:3], "", "", "")[:3]
            name = self.label(" ".join(part for part in (given, family, suffix) if part.strip()))
            if name is None:
                self.remark("no-author-name", f"the author at place {position} has no name and was left out")
                continue
            byline.append(Credit(position, name, Author(name)))
        return tuple(byline)

    def categories(self, value: str) -> tuple[Topic, ...]:
        """Return categories as topics, the primary one first."""
        found = []
        for name in dict.fromkeys(value.split()):
            topic = self.topics.get(name)
            if topic is None:
                if not CATEGORY.fullmatch(name):
                    self.remark("bad-category", f"{name!r} is no arXiv category; it was dropped")
                    continue
                archive, dot, _ = name.partition(".")
                above = Topic(SCHEME, (archive,)) if dot else None
                path = (archive, name) if dot else (archive,)
                topic = keep(self.topics, name, Topic(SCHEME, path, above))
            found.append(topic)
        return tuple(found)

    def dois(self, value: str) -> tuple[str, ...]:
        """Return the DOIs of the published versions: the field may hold several."""
        return tuple(dict.fromkeys(found for one in value.split() for found in self.identifier("doi", one)))


read = whole_file(Arxiv)
