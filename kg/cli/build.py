"""`kg build`: the main job."""

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from kg.build import Built
from kg.cli.options import checked_base, list_options, settings
from kg.cli.reporting import exit_code, read_files, show_findings
from kg.cli.terminal import say, table
from kg.errors import WrongUsage


@click.command(epilog="""\b
Examples:
  kg build README.md -o graph
  kg build lists/*.md -o graph --base https://papers.example.org/ --licence https://creativecommons.org/licenses/by/4.0/
""")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option("-o", "--output", required=True, metavar="DIR", help="The folder to write.")
@list_options
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print every finding.")
@click.pass_context
def build(ctx: click.Context, sources: tuple[str, ...], output: str, base: str, title: str | None,
          key: str | None, lang: str | None, licence: str | None, url: str | None, source: str | None,
          *, quiet: bool, verbose: bool) -> None:
    """Turn reading lists into a folder with the graph and its account.

    SOURCE is a Markdown reading list, or - for standard input. DIR gets graph.ttl, graph.nt
    (sorted), graph.jsonld, report.json (what became of each line) and, last, manifest.json.
    The same input gives the same bytes. Without SOURCE, those in kg.toml are read, under its base.
    """
    from kg import build as job

    if not sources:
        sources, base = kept(ctx, base)
    described = settings(title=title, key=key, lang=lang, licence=licence, url=url)
    reading = read_files(sources, source, described)
    built = job.build(reading, Path(output), base)
    if not quiet:
        show(built)
    show_findings(built.report.findings, verbose=verbose, quiet=quiet)
    ctx.exit(exit_code(reading))


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
