"""`kg lint`: the report for a list's keeper."""

import sys
from collections import Counter
from collections.abc import Iterable

import click
import msgspec

from kg.cli.options import settings
from kg.cli.reporting import read_files
from kg.cli.terminal import safe, say
from kg.findings import Finding

FORMATS = ("text", "github", "json")
PROBLEMS = 1

ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
"""How annotations write the characters that would end them."""
IN_PROPERTIES = {**ESCAPES, ":": "%3A", ",": "%2C"}
"""The same for the properties before the message."""


@click.command(epilog="""\b
Examples:
  kg lint README.md
  kg lint README.md --format github      annotations in GitHub Actions
""")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
              help="text: file:line: message; github: annotations; json: one object a line.")
@click.option("--from", "source", metavar="FORMAT", help="What the input is, if its name does not tell.")
@click.pass_context
def lint(ctx: click.Context, sources: tuple[str, ...], form: str, source: str | None) -> None:
    """Tell a list's keeper what in the list to mend; exit 1 if there is something.

    Papers listed twice or under two links, two papers under one link, entries without authors or
    link, names that are probably spelt two ways, links that lead nowhere, lines that were not
    understood or read with little confidence.
    """
    from kg.lint import lint as found_in

    reading = read_files(sources, source, settings(title=None, key=None, lang=None, licence=None, url=None))
    found = list(found_in(reading))
    sys.stdout.writelines(f"{line}\n" for line in shown(found, form))
    counts = Counter(finding.code for finding in found)
    summary = ", ".join(f"{number} {code}" for code, number in sorted(counts.items()))
    say(f"kg lint: {summary}" if summary else "kg lint: nothing to mend")
    ctx.exit(PROBLEMS if found else 0)


def shown(findings: Iterable[Finding], form: str) -> Iterable[str]:
    """Return findings as lines of a form."""
    for finding in findings:
        match form:
            case "github":
                level = "error" if finding.kind == "rejected" else "warning"
                place = f"file={escaped(finding.file, IN_PROPERTIES)}" + (f",line={finding.line}" if finding.line else "")
                yield f"::{level} {place},title=kg {finding.code}::{escaped(finding.message, ESCAPES)}"
            case "json":
                yield msgspec.json.encode(finding).decode()
            case _:
                yield safe(str(finding))


def escaped(text: str, escapes: dict[str, str]) -> str:
    """Return text as an annotation may hold it."""
    return "".join(escapes.get(character, character) for character in safe(text))
