"""`kg check`: what is wrong with a graph, where, and how to mend it."""

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from kg.cli.graph import place_of
from kg.cli.terminal import safe, say

if TYPE_CHECKING:
    from kg.checks import Fault

FAILED = 1
SHOWN = 20
"""How many faults of one kind are printed before they are only counted."""


@click.command(epilog="""\b
Examples:
  kg check graph
  kg check graph/graph.ttl
  kg check graph --quiet && echo good
""")
@click.argument("graph", metavar="[DIR|FILE]", required=False)
@click.option("-q", "--quiet", is_flag=True, help="Print violations only.")
@click.option("-v", "--verbose", is_flag=True, help="Print every fault, however many are alike.")
@click.pass_context
def check(ctx: click.Context, graph: str | None, *, quiet: bool, verbose: bool) -> None:
    """Check a graph: SHACL shapes for single nodes, and rules for several nodes.

    A violation makes the exit code 1; warnings and information are printed only.
    Without a name, the last build in this folder is checked.
    """
    from kg import checks
    from kg.stores.opening import delays, open_embedded

    place = place_of(graph, quiet=quiet)
    if not quiet:
        for delay in delays([place]):
            say(delay)
    opened = open_embedded(place)
    faults = checks.check(opened.store)
    report(faults, opened.base, quiet=quiet, verbose=verbose)
    counts = Counter(fault.severity for fault in faults)
    if not quiet:
        sys.stdout.write(summary(counts, opened.name))
    ctx.exit(FAILED if counts["Violation"] else 0)


def report(faults: "list[Fault]", base: str, *, quiet: bool, verbose: bool) -> None:
    """Print faults, those of one rule together."""
    kinds: Counter[tuple[str, str]] = Counter()
    for fault in faults:
        if quiet and fault.rank:
            continue
        kind = (fault.rule, fault.message)
        kinds[kind] += 1
        if verbose or kinds[kind] <= SHOWN:
            sys.stdout.write(safe(text(fault, base)) + "\n")
    for (_, message), number in kinds.items():
        if not verbose and number > SHOWN:
            sys.stdout.write(safe(f"and {number - SHOWN} more: {message} (all of them: --verbose)") + "\n")


def text(fault: "Fault", base: str) -> str:
    """Return a fault in two lines: what and where, then how to mend it."""
    from kg.queries.naming import short_iri

    where = short_iri(fault.node, base)
    if fault.line is not None:
        where += f" ({fault.file or 'line'}{':' if fault.file else ' '}{fault.line})"
    about = f" [{short_iri(fault.path, base)}{f' = {short_iri(fault.value, base)}' if fault.value else ''}]" if fault.path else ""
    if not fault.path and fault.value:
        about = f" [{short_iri(fault.value, base)}]"
    return f"{fault.severity.lower()}: {where}: {fault.message}{about}\n    {fault.mend}"


def summary(counts: "Counter[str]", name: str) -> str:
    """Return the last line."""
    said = ", ".join(f"{counts[word]} {word.lower()}{'s' if counts[word] != 1 and word != 'Info' else ''}"
                     for word in ("Violation", "Warning", "Info") if counts[word])
    return f"{name}: {said or 'nothing is wrong'}\n"
