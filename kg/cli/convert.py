"""`kg convert`: one stream in, one stream out."""

from pathlib import Path

import click

from kg import skgif
from kg.cli.options import checked_address, list_options, settings
from kg.cli.reporting import exit_code, read_files, show_findings
from kg.errors import WrongUsage
from kg.files import STANDARD, write_whole
from kg.formats import FORMATS, Format, format_named, format_of
from kg.identity.gathering import gather
from kg.profiles import PROFILES
from kg.report import pretty, report

SKG_IF = "skg-if"
"""The profile that is no mapping but a document of its own."""


@click.command(epilog="""\b
Examples:
  kg convert README.md                             Turtle on standard output
  kg convert README.md -o graph.nt.gz              by the file's name
  kg convert - --to jsonld --profile web < README.md
""")
@click.argument("source_file", metavar="SOURCE")
@click.option("-o", "--output", default=STANDARD, metavar="FILE", help="The file to write; - is standard output.")
@click.option("--to", "target", metavar="FORMAT",
              help=f"One of {', '.join(known.name for known in FORMATS)}, or an extension or media type. "
              "By default the file's name tells, else Turtle.")
@click.option("--profile", type=click.Choice([*PROFILES, SKG_IF]), default="core", show_default=True,
              help="core: the graph as kg builds it; web: schema.org alone; bib: BIBO, FaBiO, FOAF, DC terms; "
              "skg-if: JSON-LD for the RDA's Scientific Knowledge Graphs framework.")
@click.option("--graph", metavar="IRI", callback=checked_address, help="Put all statements into this named graph.")
@click.option("--report", "account", metavar="FILE", help="Write the account of the run as JSON.")
@list_options
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print every finding on standard error.")
@click.pass_context
def convert(ctx: click.Context, source_file: str, output: str, target: str | None, profile: str,
            graph: str | None, account: str | None, base: str, title: str | None, key: str | None,
            lang: str | None, licence: str | None, url: str | None, source: str | None,
            *, quiet: bool, verbose: bool) -> None:
    """Convert one list to RDF, in any syntax and profile.

    SOURCE is a file, or - for standard input. A name that ends in .gz or .zst is compressed.
    """
    if profile == SKG_IF and target is None and output == STANDARD:
        target = "jsonld"
    chosen = output_format(output, target)
    if profile == SKG_IF and (chosen.name != "jsonld" or graph):
        raise WrongUsage("the profile skg-if is one JSON-LD document without a named graph; say --to jsonld")
    if graph and not chosen.graphs:
        raise WrongUsage(f"{chosen.title} cannot name a graph; use trig, nquads or jsonld with --graph")
    described = settings(title=title, key=key, lang=lang, licence=licence, url=url)
    reading = read_files([source_file], source, described)
    gathered = gather(reading.records, reading.files)
    records = gathered.entities.values()
    if profile == SKG_IF:
        write_whole(output, skgif.write(records, base))
    else:
        write_whole(output, chosen.write(records, base, PROFILES[profile], graph))
    summary = report(reading, gathered, base)
    if account:
        write_whole(account, [pretty(summary)])
    show_findings(summary.findings, verbose=verbose, quiet=quiet)
    ctx.exit(exit_code(reading))


def output_format(output: str, target: str | None) -> Format:
    """Return the format that was asked for, or that the file's name tells, or Turtle."""
    if target:
        return format_named(target)
    if output == STANDARD:
        return FORMATS[0]
    found = format_of(output)
    if found is None:
        raise WrongUsage(f"cannot tell the format from the name {Path(output).name}; say --to turtle")
    return found
