"""`kg diff`: what changed between two graphs, for people or for machines."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from kg.cli.stores import checked_graph, reach, store_options
from kg.cli.terminal import safe
from kg.errors import WrongUsage
from kg.files import STANDARD, write_whole

FORMS = ("rdf-patch", "sparql-update", "nquads")


@click.command(epilog="""\b
Examples:
  kg diff old-graph new-graph
  kg diff http://localhost:7878 new-graph --graph https://example.org/g
  kg diff old.nt new.nt --to sparql-update --graph https://example.org/g -o change.ru
""")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--graph", callback=checked_graph, metavar="IRI",
              help="The graph in a store, and the graph that a written change is about.")
@click.option("--to", "form", type=click.Choice(FORMS), help="Write the change instead of telling it.")
@click.option("-o", "--output", default=STANDARD, metavar="FILE", help="The file to write; - is standard output.")
@click.option("--all", "everything", is_flag=True, help="Tell of every thing, not only of the first twenty of a kind.")
@store_options
def diff(old: str, new: str, graph: str | None, form: str | None, output: str, *, everything: bool,
         **options: Any) -> None:  # noqa: ANN401 -- the shared options, as click gives them
    """Tell what changed from OLD to NEW: papers, their fields, and authors merged or split.

    Each is a folder of kg build, a file of RDF without blank nodes, or the address of a store.
    """
    from kg.changes import SYNTAXES, compare
    from kg.stores.patching import key_of

    with tempfile.TemporaryDirectory(prefix="kg-diff-") as scratch:
        before, after = (lines(name, graph, Path(scratch), options) for name in (old, new))
    changes = compare(before, after, key_of)
    if form:
        write_whole(output, SYNTAXES[form](changes, graph))
        return
    from kg.history import account, told

    text = "".join(f"{safe(line)}\n" for line in told(account(before, after, changes), sys.maxsize if everything else 20))
    write_whole(output, [text.encode()])


def lines(name: str, graph: str | None, scratch: Path, options: dict[str, Any]) -> set[bytes]:
    """Return the statements of a folder, a file or a store as lines of N-Triples."""
    from kg.stores.connecting import is_address
    from kg.stores.dumping import dump
    from kg.stores.statements import opened

    if is_address(name):
        if graph is None:
            raise WrongUsage("a store holds many graphs; say --graph")
        return dump(reach(name, options), graph, scratch)
    if not Path(name).exists():
        raise WrongUsage(f"{name}: there is no such file or folder, and it is no address")
    return set(opened(Path(name), scratch).path.read_bytes().splitlines(keepends=True))
