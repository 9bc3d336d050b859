"""`kg load`: a graph into a triple store, proved before it is sent and after it has arrived."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.stores import checked_graph, printed, reach, store_options
from kg.cli.terminal import say
from kg.errors import WrongUsage
from kg.files import write_whole
from kg.report import pretty

if TYPE_CHECKING:
    from kg.stores.loading import Loading, Receipt
    from kg.stores.statements import Statements


@click.command(epilog="""\b
Examples:
  kg load graph http://localhost:7878 --graph https://example.org/g
  kg load graph http://localhost:3030/ds --graph https://example.org/g --store fuseki --auth-file auth.toml
  kg load graph store-folder --graph https://example.org/g
""")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DIR|FILE")
@click.argument("store_url", required=False, metavar="STORE")
@click.option("--graph", required=True, callback=checked_graph, metavar="IRI", help="The name of the graph.")
@click.option("--mode", type=click.Choice(["replace", "add", "patch"]), default="replace", show_default=True,
              help="replace: the graph becomes this one. add: what is there stays. patch: as replace, but only what "
              "differs is sent.")
@click.option("--old", type=click.Path(exists=True, path_type=Path), metavar="DIR|FILE",
              help="With --mode patch: what the store must hold before.")
@click.option("--versioned", is_flag=True,
              help="Write a graph of its own and let the graph IRI point to it (dcterms:hasVersion).")
@click.option("--not-atomic", is_flag=True, help="Allow readers to see an incomplete graph for a while.")
@click.option("--dry-run", is_flag=True, help="Prove the graph, ask the store, write nothing.")
@click.option("--plan", "plan_folder", type=click.Path(path_type=Path), metavar="DIR",
              help="Write a script for the store's own bulk loader and its files, and send nothing.")
@click.option("--receipt", metavar="FILE", help="Write the receipt here instead of standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the receipt and errors.")
@store_options
def load(source: Path, store_url: str | None, graph: str, mode: str, old: Path | None, plan_folder: Path | None,
         receipt: str | None, *, versioned: bool, not_atomic: bool, dry_run: bool, quiet: bool,
         **options: Any) -> None:  # noqa: ANN401 -- the shared options, as click gives them
    """Load a graph into a triple store, safely.

    DIR is a folder of kg build, FILE any RDF without blank nodes (.nt .ttl .nq .trig .jsonld). STORE
    is the address of a server or the path of a folder. The old graph stands until the new one is
    in the store and proved; a load that was cut off is simply run again.
    """
    from kg.stores.statements import opened

    if (old and mode != "patch") or (versioned and (mode != "replace" or not_atomic)):
        raise WrongUsage("--old goes with --mode patch, --versioned with --mode replace and without --not-atomic")
    tell = (lambda _: None) if quiet else say
    with tempfile.TemporaryDirectory(prefix="kg-load-") as folder:
        scratch = Path(folder)
        wanted = opened(source, scratch)
        tell(f"{source}: {wanted.triples:,} triples, sound")
        if plan_folder:
            plan(wanted, plan_folder, graph, options)
            return
        if store_url is None:
            raise WrongUsage("say into which store: an address such as http://localhost:7878, or a folder")
        store = reach(store_url, options, make=not dry_run)
        tell(f"store: {store.profile.title}" + ("" if store.profile.tested else ", which kg's makers have not tested"))
        if dry_run:
            look(store, graph, mode, wanted)
            return
        from kg.stores.journal import Journal
        from kg.stores.loading import Loading

        with Journal(store.url, graph) as journal:
            done = loaded(Loading(store, graph, wanted, journal, tell), mode, old, scratch,
                          versioned=versioned, in_place=not_atomic)
    if receipt:
        write_whole(receipt, [pretty(done)])
    else:
        printed(done)
    tell(f"loaded: {done.found.triples:,} triples in {done.version or graph}, {done.seconds:.1f} s")


def loaded(going: "Loading", mode: str, old: Path | None, scratch: Path, *, versioned: bool,
           in_place: bool) -> "Receipt":
    """Load in one of the ways."""
    from kg.stores import loading
    from kg.stores.patching import patch
    from kg.stores.statements import opened

    match mode:
        case "add":
            return loading.add(going, in_place=in_place)
        case "patch":
            (scratch / "old").mkdir()
            before = opened(old, scratch / "old") if old else None
            return patch(going, before, scratch, in_place=in_place)
    if versioned:
        return loading.replace_by_pointer(going)
    return loading.replace_in_place(going) if in_place else loading.replace(going)


def look(store: Any, graph: str, mode: str, wanted: "Statements") -> None:  # noqa: ANN401 -- a Readable
    """Say what a load would do."""
    from kg.stores.checking import count

    printed({
        "store": store.url, "profile": store.profile.name, "swap": store.profile.swap, "graph": graph, "mode": mode,
        "triples_now": count(store, graph), "triples_to_send": wanted.triples, "bytes_to_send": wanted.size,
        "sha256": wanted.sha256, "classes": wanted.classes,
    })


def plan(wanted: "Statements", folder: Path, graph: str, options: dict[str, Any]) -> None:
    """Write a script for the store's own loader."""
    from kg.stores.plans import write_plan

    if options["store"] is None:
        raise WrongUsage("--plan needs --store, since nobody is asked")
    for name in write_plan(wanted, folder, graph, options["store"]):
        click.echo(name)
