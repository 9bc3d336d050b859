"""`kg dump`: a graph out of a store, whole or not at all."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from kg.cli.stores import checked_graph, reach, store_options
from kg.cli.terminal import say
from kg.errors import RemoteFailure, WrongUsage
from kg.files import STANDARD, write_whole


@click.command(epilog="""\b
Examples:
  kg dump http://localhost:7878 --graph https://example.org/g -o graph.nt
  kg dump store-folder --graph https://example.org/g -o graph.nq.gz
""")
@click.argument("store_url", metavar="STORE")
@click.option("--graph", required=True, callback=checked_graph, metavar="IRI", help="The name of the graph.")
@click.option("-o", "--output", default=STANDARD, metavar="FILE",
              help="An .nt or .nq file, compressed if it ends in .gz or .zst; - is standard output.")
@click.option("--versioned", is_flag=True, help="Follow the pointer that kg load --versioned made.")
@store_options
def dump(store_url: str, graph: str, output: str, *, versioned: bool,
         **options: Any) -> None:  # noqa: ANN401 -- the shared options, as click gives them
    """Write a graph of a store to a file, sorted, after comparing its size with the store's count.

    Stores that cut long answers without a word are read page by page.
    """
    from kg.stores.dumping import dump as dumped
    from kg.stores.loading import pointed

    names = output.removesuffix(".gz").removesuffix(".zst")
    if output != STANDARD and not names.endswith((".nt", ".nq")):
        raise WrongUsage(f"{output}: kg dump writes .nt and .nq (and .gz or .zst of them); kg convert makes others")
    store = reach(store_url, options)
    source: str | None = graph
    if versioned:
        source = pointed(store, graph)
    if source is None:
        raise RemoteFailure(f"{graph} points to no version")
    with tempfile.TemporaryDirectory(prefix="kg-dump-") as scratch:
        lines = dumped(store, source, Path(scratch))
    write_whole(output, named(sorted(lines), graph) if names.endswith(".nq") else sorted(lines))
    say(f"dumped: {len(lines):,} triples, as many as the store counts")


def named(lines: Iterable[bytes], graph: str) -> Iterable[bytes]:
    """Yield the lines as N-Quads."""
    from kg.vocabulary import NamedNode

    end = f"{NamedNode(graph)} .\n".encode()
    return (line[:-2] + end for line in lines)
