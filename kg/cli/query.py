"""`kg query`: a question to the graph."""

import signal
import time
from typing import TYPE_CHECKING

import click

from kg.cli.completion import ParameterValue, QueryName
from kg.cli.graph import local, parameters, remote
from kg.cli.terminal import say
from kg.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.queries.asking import Bound
    from kg.stores.answers import Answer
    from kg.stores.opening import Engine

TABLE_FORMS = ("table", "csv", "tsv", "json", "xml", "markdown")
RDF_FORMS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml")


@click.command(epilog="""\b
Examples:
  kg query top-authors
  kg query coauthors -p author="Song Han" -g graph
  kg query papers-of-topic -p topic=Quantization --format csv > papers.csv
  kg query my-question.rq -g graph/graph.ttl
  kg query top-authors --endpoint http://localhost:3030/ds/query
""")
@click.argument("name", metavar="NAME|FILE.rq", type=QueryName())
@click.option("-g", "--graph", "graphs", multiple=True, metavar="DIR|FILE",
              help="A build's folder or a file of RDF, several as one graph; else the last build here.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of a local graph.")
@click.option("-p", "--param", "values", multiple=True, metavar="NAME=VALUE", type=ParameterValue(),
              help="Tell the query something; names of people, papers and topics are looked up.")
@click.option("-f", "--format", "form", type=click.Choice([*TABLE_FORMS, *RDF_FORMS]),
              help="How to write the answer: a table, or Turtle for statements, unless this says otherwise.")
@click.option("--labels", is_flag=True, help="Show the names of things instead of their IRIs.")
@click.option("--spreadsheet-safe", "spreadsheet", is_flag=True,
              help="With --format csv: no cell can be taken for a formula.")
@click.option("--engine", type=click.Choice(["oxigraph", "rdflib"]), default="oxigraph", show_default=True,
              help="What answers when the graph is local.")
@click.option("--explain", is_flag=True, help="Print the query with its values instead of asking it.")
@click.option("--time", "timed", is_flag=True, help="Say on standard error how long it took.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, metavar="SECONDS",
              help="With --endpoint or --allow-service: when to give up.")
@click.option("--allow-service", "far", is_flag=True,
              help="Let the query use SERVICE and FROM, which may reach other servers.")
@click.option("--service-at", "service", metavar="URL",
              help="With --allow-service: ask this address, a mirror, say, instead of the one in the query.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the answer and errors.")
def query(name: str, graphs: tuple[str, ...], endpoint: str | None, values: tuple[str, ...], form: str | None,
          engine: "Engine", timeout: float, service: str | None, *, labels: bool, spreadsheet: bool, explain: bool, timed: bool, far: bool,
          quiet: bool) -> None:
    """Ask a question: a bundled query by its name, or one of your own by its file.

    `kg queries` lists the bundled ones. Without -g, the last build in this folder is asked.
    With --endpoint, KG_USER and KG_PASSWORD in the environment log in.
    """
    from kg.cli.answers import printed
    from kg.queries import asking, library
    from kg.queries.naming import Naming, label_of

    if graphs and endpoint:
        raise WrongUsage("-g names a local graph and --endpoint a remote one; give one of them")
    if service and not far:
        raise WrongUsage("--service-at goes with --allow-service")
    if spreadsheet and form != "csv":
        raise WrongUsage("--spreadsheet-safe goes with --format csv")
    wanted = library.find(name)
    given = parameters(values)
    start = time.perf_counter()
    opened = remote(endpoint, timeout) if endpoint else local(graphs, engine, quiet=quiet)
    loaded = time.perf_counter()
    bound = asking.prepare(wanted, given, opened.store, base=opened.base, far=far)
    if service:
        bound = asking.sent_to(service, bound)
    if explain:
        click.echo(bound.text, nl=not bound.text.endswith("\n"))
        return
    if not endpoint:
        # The engine does not look for Python's signals, so that an interrupt has to end it from outside.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    answer = (asking.ask_in_time(bound, opened.store, timeout) if far and not endpoint
              else asking.ask(bound, opened.store))
    done = time.perf_counter()
    names = label_of(answer, opened.store) if labels else {}
    printed(answer, form, Naming(opened.base, names), spreadsheet=spreadsheet)
    if not quiet:
        hint_if_empty(bound, answer, given)
    if timed:
        say(f"opened in {loaded - start:.3f} s, answered in {done - loaded:.3f} s")


def hint_if_empty(bound: "Bound", answer: "Answer", given: "Mapping[str, str]") -> None:
    """Say why an answer may be empty, if a default was asked about that this graph need not have."""
    if getattr(answer, "rows", True):
        return
    defaults = [one for one in bound.query.header.parameters if one.name not in given and one.type != "limit"]
    asked = ", ".join(f"{one.name}={bound.query.slots[one.name].default}" for one in defaults)
    say(f"no rows{f'; asked with the defaults {asked}, change them with -p' if asked else ''}")
