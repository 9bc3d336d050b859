"""`kg queries`: the bundled questions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.completion import QueryName
from kg.errors import WrongUsage

if TYPE_CHECKING:
    from kg.queries.library import Query


@click.command(epilog="""\b
Examples:
  kg queries
  kg queries --tag time
  kg queries coauthors
  kg queries --to turtle > queries.ttl
  kg queries --to markdown -g graph -o docs/queries
""")
@click.argument("name", metavar="[NAME|FILE.rq]", required=False, type=QueryName())
@click.option("--tag", metavar="TAG", help="Only those with this tag.")
@click.option("--to", "form", type=click.Choice(["turtle", "markdown", "json"]),
              help="Write them for other programs: Turtle as the SIB writes its examples, Markdown, or JSON.")
@click.option("--target", metavar="URL", default="https://example.org/kg/sparql", show_default=True,
              help="With --to turtle: the endpoint that the queries are for.")
@click.option("-g", "--graph", metavar="DIR|FILE", help="With --to markdown -o: show the answers of this graph.")
@click.option("-o", "--output", metavar="DIR", help="With --to markdown: write a page for each query into this folder.")
def queries(name: str | None, tag: str | None, form: str | None, target: str, graph: str | None,
            output: str | None) -> None:
    """List the questions that kg can ask, with what each can be told; or show one in full."""
    from kg.queries import library

    found = [library.find(name)] if name else list(library.bundled())
    if tag is not None:
        known = sorted({word for one in found for word in one.header.tags})
        found = [one for one in found if tag in one.header.tags]
        if not found:
            raise WrongUsage(f"no query has the tag {tag!r}; the tags are {', '.join(known)}")
    if (output is None or form != "markdown") and (output or graph):
        raise WrongUsage("-o and -g go with --to markdown -o DIR")
    if output is not None:
        write_pages(found, graph, Path(output))
    elif form is not None:
        from kg.queries.bundle import BUNDLES

        click.echo(BUNDLES[form](found, target), nl=False)
    elif name:
        show(found[0])
    else:
        show_all(found)


def write_pages(found: "list[Query]", graph: str | None, folder: Path) -> None:
    """Write a page for each query, with the answer of a graph if there is one."""
    from kg.build import make
    from kg.files import Staged
    from kg.queries.asking import ask, prepare
    from kg.queries.bundle import pages
    from kg.queries.naming import Naming
    from kg.stores.answers import Table
    from kg.stores.opening import open_graphs

    answers: dict[str, Table] = {}
    naming = Naming()
    if graph is not None:
        opened = open_graphs([Path(graph)])
        naming = Naming(opened.base)
        for one in found:
            if one.header.endpoint is None:
                answer = ask(prepare(one, {}, opened.store, base=opened.base), opened.store)
                if isinstance(answer, Table):
                    answers[one.name] = answer
    make(folder)
    with Staged() as staged:
        for name, text in pages(found, answers, naming).items():
            staged.write(folder / name, [text.encode()])
        staged.publish()


def show_all(found: "list[Query]") -> None:
    """Print a line for each query."""
    from kg.cli.answers import print_rows

    rows = [
        (one.name, one.header.summary, ", ".join(parameter.name for parameter in one.header.parameters))
        for one in found
    ]
    print_rows(rows, ("query", "question", "parameters"), ("left", "left", "left"))


def show(query: "Query") -> None:
    """Print all that a query says about itself, then its text."""
    from kg.cli.terminal import safe
    from kg.queries.header import TYPES

    said = query.header
    lines = [said.summary or query.name, *([said.description] if said.description else []), ""]
    for one in said.parameters:
        values = f", such as those of `kg query {one.values}`" if one.values else ""
        lines.append(f"-p {one.name}=   {one.about}")
        lines.append(f"    {TYPES[one.type]}{values}; default {query.slots[one.name].default}")
    lines += [f"column {name}: {meaning}" for name, meaning in said.columns.items()]
    lines += [f"{name}: {value}" for name, value in (
        ("tags", ", ".join(said.tags)), ("endpoint", said.endpoint), ("severity", said.severity),
        ("message", said.message), ("mend", said.mend), ("file", query.file),
    ) if value]
    click.echo(safe("\n".join([*lines, "", query.body])), nl=False)
