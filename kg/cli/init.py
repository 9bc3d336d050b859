"""`kg init`: from a reading list to a site that publishes itself."""

import sys
from pathlib import Path

import click

from kg.cli.options import checked_base
from kg.cli.terminal import say
from kg.errors import WrongUsage
from kg.files import write_whole


@click.command(epilog="""\b
Examples:
  kg init README.md --licence https://creativecommons.org/licenses/by/4.0/
  kg init lists/*.md --base https://papers.example.org/ --licence unknown
""")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--licence", "--license", required=True, metavar="URL",
              help='Under which licence others may use the data; "unknown" is an answer, and pages say so.')
@click.option("--base", metavar="IRI", help="What IRIs begin with. [default: where GitHub Pages puts this repository]")
@click.option("--title", metavar="TEXT", help="What the site is called, instead of its list.")
@click.option("--keeper", metavar="NAME", help="Who keeps the list, for citations.")
def init(sources: tuple[str, ...], licence: str, base: str | None, title: str | None, keeper: str | None) -> None:
    """Write kg.toml and a workflow for GitHub Pages into this folder.

    SOURCE is a reading list in it. From then on each push builds the graph and publishes its site.
    Files that are already there are left alone, and told.
    """
    from kg.publish.beginning import beginnings, pages_address
    from kg.publish.settings import Config, licence_of

    missing = [name for name in sources if not Path(name).is_file()]
    if missing:
        raise WrongUsage(f"{missing[0]}: there is no such file in this folder")
    found = base or pages_address(Path())
    if found is None:
        raise WrongUsage("this folder is no checkout from GitHub, so say --base: what IRIs should begin with")
    config = Config(
        sources=sources, base=checked_base(click.get_current_context(), click.Option(["--base"]), found),
        licence=licence_of(licence, None) or licence, title=title, keeper=keeper,
    )
    files = beginnings(config)
    there = [name for name in files if Path(name).exists()]
    if there:
        raise WrongUsage(f"{there[0]}: is already there; remove it first, or edit it")
    for name, data in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(name, [data])
        sys.stdout.write(f"written: {name}\n")
    say("next: kg build -o graph   kg publish graph -o site   then push, and choose GitHub Actions under Pages")
