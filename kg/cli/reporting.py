"""What commands that read have in common: opening files, showing findings, the exit code."""

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.cli.terminal import say
from kg.errors import UnreadableInput
from kg.files import read_whole
from kg.findings import Finding
from kg.reading import Reading, read_all
from kg.records import ListSettings
from kg.sources import source_of

SHOWN = 10
"""Findings that are printed before they are only counted."""

REJECTED = 1


def read_files(names: Sequence[str], chosen: str | None, settings: ListSettings) -> Reading:
    """Read files, or raise if nothing at all could be taken from them.

    Raises `UnreadableInput` if a file cannot be read, is empty, is no text, or holds no paper.
    """
    sources = [source_of(name, chosen) for name in names]
    reading = read_all(((read_whole(name), source) for name, source in zip(names, sources, strict=True)), settings)
    if not reading.records:
        why = reading.rejected or reading.findings
        raise UnreadableInput("\n    ".join(map(str, why[:SHOWN])) or f"{', '.join(names)}: no paper in it")
    return reading


def show_findings(findings: Iterable[Finding], *, verbose: bool, quiet: bool) -> None:
    """Print findings on standard error: losses first, all of them only on request."""
    graded = sorted(findings, key=lambda finding: ("rejected", "warning", "skipped", "note").index(finding.kind))
    wanted = [one for one in graded if verbose or one.kind in {"rejected", "warning"}]
    if quiet:
        wanted = [one for one in graded if one.kind == "rejected"]
    for finding in wanted if verbose else wanted[:SHOWN]:
        say(str(finding))
    if not quiet and not verbose and len(graded) > len(wanted[:SHOWN]):
        kinds = Counter(f"{finding.kind}: {finding.code}" for finding in graded)
        listed = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        say(f"findings: {listed} (all of them: --verbose, or report.json)")


def exit_code(reading: Reading) -> int:
    """Return 1 if a record was lost, else 0."""
    return REJECTED if reading.rejected else 0
