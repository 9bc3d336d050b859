"""The account of a run: what came in, what became of it, and what there is to say about it."""

import msgspec

from kg import __version__
from kg.findings import Finding
from kg.identity.gathering import Gathered
from kg.reading import Reading, SourceAccount
from kg.records import Author, IdentityCandidate, Organization, Paper, ReadingList, Record, Topic, Venue

COUNTED: dict[str, type[Record]] = {
    "lists": ReadingList,
    "papers": Paper,
    "authors": Author,
    "topics": Topic,
    "venues": Venue,
    "organizations": Organization,
    "identity_candidates": IdentityCandidate,
}


class Report(msgspec.Struct, frozen=True):
    """The account of a run, as `report.json` has it: `records_in = accepted + rejected + skipped`."""

    kg: str
    base: str
    records_in: int
    accepted: int
    skipped: int
    rejected: list[dict[str, str | int | None]]
    counts: dict[str, int]
    credits: int
    findings: list[Finding]
    sources: list[SourceAccount]


def report(reading: Reading, gathered: Gathered, base: str) -> Report:
    """Sum up what was read and what is in the graph."""
    accounts = [one.account for one in reading.sources if one.account is not None]
    papers = [one for one in gathered.of(Paper) if isinstance(one, Paper)]
    return Report(
        kg=__version__,
        base=base,
        records_in=sum(one.records_in for one in accounts),
        accepted=sum(one.accepted for one in accounts),
        skipped=sum(one.skipped for one in accounts),
        rejected=[
            {"file": one.file, "line": one.line, "reason": one.code, "message": one.message}
            for one in reading.rejected
        ],
        counts={name: len(gathered.of(kind)) for name, kind in COUNTED.items()},
        credits=sum(len(paper.credits) for paper in papers),
        findings=[*reading.findings, *gathered.findings],
        sources=reading.sources,
    )


def pretty(value: object) -> bytes:
    """Return a value as indented JSON, ending in a line feed."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
