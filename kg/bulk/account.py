"""The account of a bulk run, as `report.json` has it: like that of a list, with counts where a list has everything."""

import msgspec

from kg import __version__
from kg.bulk.request import Converted
from kg.bulk.tally import KEPT
from kg.findings import Finding

NAMES = {"authors": "Author", "topics": "Topic", "venues": "Venue", "organizations": "Organization"}


class FileAccount(msgspec.Struct, frozen=True):
    """What became of one file."""

    file: str
    format: str
    records_in: int
    accepted: int
    rejected: int
    blank: int


class BulkReport(msgspec.Struct, frozen=True):
    """The account: `records_in = accepted + rejected_in_all + skipped`."""

    kg: str
    base: str
    records_in: int
    accepted: int
    skipped: int
    rejected_in_all: int
    rejected: list[dict[str, str | int | None]]
    """The first of them, as many as are among the kept findings."""
    counts: dict[str, int]
    credits: int
    findings_by_code: dict[str, int]
    """All findings."""
    findings: list[Finding]
    """The first of them."""
    findings_kept_at_most: int
    sources: list[FileAccount]


def bulk_report(converted: Converted, source: str, base: str) -> BulkReport:
    """Sum up a conversion."""
    tally = converted.tally
    return BulkReport(
        kg=__version__,
        base=base,
        records_in=tally.records_in,
        accepted=tally.accepted,
        skipped=0,
        rejected_in_all=tally.rejected,
        rejected=[
            {"file": one.file, "line": one.line, "reason": one.code, "message": one.message}
            for one in tally.findings if one.kind == "rejected"
        ],
        counts={"papers": tally.accepted, **{name: tally.entities.get(kind, 0) for name, kind in NAMES.items()}},
        credits=tally.credits,
        findings_by_code=dict(sorted(tally.codes.items())),
        findings=tally.findings,
        findings_kept_at_most=KEPT,
        sources=[
            FileAccount(name, source, one.records_in, one.accepted, one.rejected, one.blank)
            for name, one in converted.accounts.items()
        ],
    )
