"""`kg build`: the main job."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from kg.build import Built
from kg.cli.bulk import bulk_options, bulk_source, finish, resumable
from kg.cli.options import checked_base, list_options, settings
from kg.cli.reporting import exit_code, read_files, show_findings
from kg.cli.terminal import say, table
from kg.errors import WrongUsage
from kg.streams import parts_of

if TYPE_CHECKING:
    from kg.bulk.request import Request


@click.command(epilog="""\b
Examples:
  kg build README.md -o graph
  kg build lists/*.md -o graph --base https://papers.example.org/ --licence https://creativecommons.org/licenses/by/4.0/
  kg build works.jsonl.gz -o graph -j 4 --index
""")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option("-o", "--output", required=True, metavar="DIR", help="The folder to write.")
@bulk_options
@click.option("--index", is_flag=True, help="Make the index on disk as well, from which `kg query` answers at once.")
@list_options
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print every finding.")
@click.pass_context
def build(ctx: click.Context, sources: tuple[str, ...], output: str, jobs: int, memory: int, base: str,
          title: str | None, key: str | None, lang: str | None, licence: str | None, url: str | None,
          source: str | None, *, resume: bool, index: bool, quiet: bool, verbose: bool) -> None:
    """Turn reading lists, or records one a line, into a folder with the graph and its account.

    SOURCE is a Markdown reading list, a file or folder of JSON lines (OpenAlex, arXiv, Crossref), or -
    for standard input. DIR gets graph.ttl, graph.nt (sorted), graph.jsonld, report.json (what became
    of each line) and, last, manifest.json. The same input gives the same bytes. Of more than 16 MB of
    JSON lines it gets graph.nt, in the order of the source, the report and the manifest.
    Without SOURCE, those in kg.toml are read, under its base.
    """
    from kg import build as job
    from kg.stores.opening import make_index

    if not sources:
        sources, base = kept(ctx, base)
    large = large_request(sources, source, output, base, jobs=jobs, memory=memory, resume=resume)
    if large:
        ctx.exit(build_large(large, index=index, quiet=quiet, verbose=verbose))
    if resume:
        raise WrongUsage("--resume is for more than 16 MB of JSON lines; all else is built at once")
    described = settings(title=title, key=key, lang=lang, licence=licence, url=url)
    reading = read_files(sources, source, described)
    built = job.build(reading, Path(output), base)
    if index:
        make_index(built.folder, built.sha256)
    if not quiet:
        show(built)
    show_findings(built.report.findings, verbose=verbose, quiet=quiet)
    ctx.exit(exit_code(reading))


def large_request(sources: tuple[str, ...], chosen: str | None, output: str, base: str, *, jobs: int, memory: int,
                  resume: bool) -> "Request | None":
    """Return what to ask for if the sources are JSON lines and too large to be built like a list."""
    kind = bulk_source(sources, chosen)
    if kind is None:
        return None
    from kg.bulk.building import is_large
    from kg.bulk.request import Request

    parts = parts_of(list(sources))
    if not is_large(parts) and not any(Path(name).is_dir() for name in sources):
        return None
    return Request(parts=parts, source=kind, target="ntriples", profile="core", base=base, output=output,
                   jobs=jobs, memory=memory, resume=resume)


def build_large(request: "Request", *, index: bool, quiet: bool, verbose: bool) -> int:
    """Build from JSON lines that may be larger than memory, and return the exit code."""
    from kg.bulk.building import build as build_bulk
    from kg.cli.progress import bar
    from kg.stores.opening import make_index

    with resumable(request.output), bar(request.parts, quiet=quiet) as progress:
        built = build_bulk(request, progress)
    if index:
        make_index(built.folder, built.sha256)
    if not quiet:
        counts = built.report.counts
        table([*((name, number) for name, number in counts.items()), ("authorships", built.report.credits),
               ("triples", built.triples)], ("in the graph", ""))
        sys.stdout.write(f"written: {built.folder}/graph.nt, report.json, manifest.json\n")
    return finish(built.report, quiet=quiet, verbose=verbose)


def kept(ctx: click.Context, base: str) -> tuple[tuple[str, ...], str]:
    """Return the sources and the base that `kg.toml` names; a base on the command line wins."""
    from kg.publish.settings import CONFIG, read_config

    config = read_config(Path(CONFIG)) if Path(CONFIG).is_file() else None
    if config is None or not config.sources:
        raise WrongUsage(f"say which list to read: kg build SOURCE... -o DIR, or write sources into {CONFIG} with kg init")
    given = ctx.get_parameter_source("base") is not ParameterSource.DEFAULT
    if given or config.base is None:
        return config.sources, base
    return config.sources, checked_base(ctx, ctx.command.params[0], config.base)


def show(built: Built) -> None:
    """Print what was built and what to do next."""
    report = built.report
    counts = report.counts
    table(
        [
            ("papers", counts["papers"]),
            ("authorships", report.credits),
            ("authors", counts["authors"]),
            ("topics", counts["topics"]),
            *([("venues", counts["venues"])] if counts["venues"] else []),
            *([("names that may be one person", counts["identity_candidates"])]
              if counts["identity_candidates"] else []),
            ("triples", built.triples),
            ("not papers, skipped", report.skipped),
            ("findings", len(report.findings)),
        ],
        ("in the graph", ""),
    )
    folder = built.folder
    sys.stdout.write(f"written: {folder}/graph.ttl, graph.nt, graph.jsonld, report.json, manifest.json\n")
    say(f"next: kg check {folder}   kg queries   kg query top-authors -g {folder}")
