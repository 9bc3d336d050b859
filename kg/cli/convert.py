"""`kg convert`: one stream in, one stream out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import skgif
from kg.cli.bulk import bulk_options, bulk_source, finish, resumable
from kg.cli.engines import PROCESSES, Engine, engine_options, path_of
from kg.cli.options import checked_address, list_options, settings
from kg.cli.reporting import exit_code, read_files, show_findings
from kg.errors import WrongUsage
from kg.files import STANDARD, packing_of, write_whole
from kg.formats import FORMATS, Format, format_named, format_of
from kg.identity.gathering import gather
from kg.profiles import PROFILES
from kg.report import pretty, report
from kg.streams import parts_of

if TYPE_CHECKING:
    from kg.bulk.request import Request

SKG_IF = "skg-if"
"""The profile that is no mapping but a document of its own."""


@click.command(epilog="""\b
Examples:
  kg convert README.md                             Turtle on standard output
  kg convert README.md -o graph.nt.gz              by the file's name
  kg convert - --to jsonld --profile web < README.md
  kg convert works.jsonl.gz -o works.nt.zst -j 4   OpenAlex, arXiv or Crossref records, one a line
  kg convert snapshot/data/works -o parts --parts --to ntriples -j 8
  kg convert /shared/works -o /shared/parts --parts --to nt.zst --engine spark --master spark://HOST:7077
""")
@click.argument("source_file", metavar="SOURCE")
@click.option("-o", "--output", default=STANDARD, metavar="FILE", help="The file to write; - is standard output.")
@click.option("--to", "target", metavar="FORMAT",
              help=f"One of {', '.join(known.name for known in FORMATS)}, or an extension or media type. "
              "By default the file's name tells, else Turtle. With --parts, one that ends in .gz or .zst compresses.")
@click.option("--profile", type=click.Choice([*PROFILES, SKG_IF]), default="core", show_default=True,
              help="core: the graph as kg builds it; web: schema.org alone; bib: BIBO, FaBiO, FOAF, DC terms; "
              "skg-if: JSON-LD for the RDA's Scientific Knowledge Graphs framework.")
@click.option("--graph", metavar="IRI", callback=checked_address, help="Put all statements into this named graph.")
@click.option("--parts", "in_parts", is_flag=True, help="Write a folder of files, one for each 64 MB of records; for JSON lines.")
@bulk_options
@engine_options
@click.option("--report", "account", metavar="FILE", help="Write the account of the run as JSON.")
@list_options
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print every finding on standard error.")
@click.pass_context
def convert(ctx: click.Context, source_file: str, output: str, target: str | None, profile: str,
            graph: str | None, jobs: int, memory: int, engine: str, master: str | None, conf: tuple[str, ...],
            account: str | None, base: str, title: str | None, key: str | None, lang: str | None, licence: str | None,
            url: str | None, source: str | None,
            *, in_parts: bool, resume: bool, quiet: bool, verbose: bool) -> None:
    """Convert a list, or records one a line, to RDF in any syntax and profile.

    SOURCE is a file, a folder of files of JSON lines, or - for standard input. A name that ends in
    .gz or .zst is compressed. JSON lines may be larger than memory: OpenAlex works, arXiv's metadata
    and Crossref works are told by their first record, or by --from.
    """
    source_file, output = path_of(source_file), path_of(output)
    if profile == SKG_IF and target is None and output == STANDARD:
        target = "jsonld"
    packing = packing_of(target or "") if in_parts else packing_of(output)
    chosen = output_format(output, target.removesuffix(packing) if target else None)
    if profile == SKG_IF and (chosen.name != "jsonld" or graph):
        raise WrongUsage("the profile skg-if is one JSON-LD document without a named graph; say --to jsonld")
    if graph and not chosen.graphs:
        raise WrongUsage(f"{chosen.title} cannot name a graph; use trig, nquads or jsonld with --graph")
    kind = bulk_source([source_file], source)
    if kind and profile == SKG_IF:
        raise WrongUsage("the profile skg-if is a document of one list; JSON lines are converted to core, web or bib")
    if kind:
        from kg.bulk.request import Request

        request = Request(
            parts=parts_of([source_file]), source=kind, target=chosen.name, profile=profile, base=base, graph=graph,
            output=output, in_parts=in_parts, jobs=jobs, memory=memory, resume=resume,
        )
        asked = Engine(engine, master, conf).checked(request)
        ctx.exit(convert_lines(request, asked, account, packing, quiet=quiet, verbose=verbose))
    if in_parts or resume or jobs > 1 or engine != PROCESSES:
        raise WrongUsage("--parts, --jobs, --resume and --engine are for JSON lines; a reading list is converted at once")
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


def convert_lines(request: "Request", engine: Engine, account: str | None, packing: str, *, quiet: bool,
                  verbose: bool) -> int:
    """Convert JSON lines and return the exit code."""
    from kg.bulk.account import bulk_report
    from kg.bulk.conversion import convert as convert_bulk
    from kg.cli.progress import bar

    with (resumable(request.output), engine.scheduler() as scheduler,
          bar(request.parts, quiet=quiet) as progress):
        converted = convert_bulk(request, progress, packing=packing, scheduler=scheduler)
    summary = bulk_report(converted, request.source, request.base)
    if account:
        write_whole(account, [pretty(summary)])
    return finish(summary, quiet=quiet, verbose=verbose)


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
