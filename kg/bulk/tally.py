"""The account of a run that is too long to keep every finding: counts of all, the first of each run of them."""

from collections import Counter

import msgspec

from kg.findings import Finding

KEPT = 10_000
"""Findings that are kept; all others are only counted."""


class Tally(msgspec.Struct):
    """What became of some lines; line numbers count from the first of them."""

    accepted: int = 0
    rejected: int = 0
    blank: int = 0
    lines: int = 0
    credits: int = 0
    bytes: int = 0
    """Bytes of input, unpacked."""
    findings: list[Finding] = []
    codes: dict[str, int] = {}
    """Findings by kind and code, whether kept or not."""
    entities: dict[str, int] = {}
    """Described entities by kind."""

    def note(self, finding: Finding) -> None:
        """Count a finding, and keep it while there are few."""
        name = f"{finding.kind}: {finding.code}"
        self.codes[name] = self.codes.get(name, 0) + 1
        if len(self.findings) < KEPT:
            self.findings.append(finding)

    def add(self, other: "Tally", line: int) -> None:
        """Add what became of the lines behind line number `line` of one file."""
        self.accepted += other.accepted
        self.rejected += other.rejected
        self.blank += other.blank
        self.lines += other.lines
        self.credits += other.credits
        self.bytes += other.bytes
        self.codes = dict(Counter(self.codes) + Counter(other.codes))
        self.entities = dict(Counter(self.entities) + Counter(other.entities))
        for finding in other.findings[: KEPT - len(self.findings)]:
            assert finding.line is not None
            self.findings.append(msgspec.structs.replace(finding, line=finding.line + line))

    @property
    def records_in(self) -> int:
        """Return the number of lines that could be papers."""
        return self.accepted + self.rejected
