"""Read many files as one: their records, their findings, and what became of each file."""

from collections.abc import Iterable

import msgspec

from kg import mint
from kg.files import SourceFile
from kg.findings import Account, Finding
from kg.records import ListSettings, Paper, ReadingList
from kg.sources import Source


class SourceAccount(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one file."""

    file: str
    format: str
    sha256: str
    account: Account | None = None


class Reading(msgspec.Struct):
    """All that was understood, and what was not."""

    records: list[ReadingList | Paper] = []
    findings: list[Finding] = []
    sources: list[SourceAccount] = []

    @property
    def files(self) -> dict[str, str]:
        """Return the path of each file by the digest of its bytes."""
        return {source.sha256: source.file for source in self.sources}

    @property
    def rejected(self) -> list[Finding]:
        """Return the findings that say that a record was lost."""
        return [finding for finding in self.findings if finding.kind == "rejected"]


def read_all(files: Iterable[tuple[SourceFile, Source]], settings: ListSettings) -> Reading:
    """Read files one after the other; lists that want one key get different ones."""
    reading = Reading()
    keys: set[str] = set()
    for file, source in files:
        found = list(source.read(file, settings))
        lists = [one for one in found if isinstance(one, ReadingList)]
        if any(one.key in keys for one in lists):
            own = f"{lists[0].key}-{mint.digest(file.sha256, 6)}"
            found = list(source.read(file, msgspec.structs.replace(settings, key=own)))
        account = None
        for one in found:
            if isinstance(one, Finding):
                reading.findings.append(one)
            elif isinstance(one, Account):
                account = one
            else:
                reading.records.append(one)
                keys.update([one.key] if isinstance(one, ReadingList) else [])
        reading.sources.append(SourceAccount(file.name, source.name, file.sha256, account))
    return reading
