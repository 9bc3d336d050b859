"""`kg publish`: a web site from a built graph."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kg.cli.options import checked_address
from kg.cli.terminal import say


@click.command(epilog="""\b
Examples:
  kg publish graph -o site --licence https://creativecommons.org/licenses/by/4.0/
  kg publish graph -o docs --licence unknown --title "Papers we read"
""")
@click.argument("folder", metavar="DIR")
@click.option("-o", "--output", required=True, metavar="SITE", help="The folder to write the site into.")
@click.option("--licence", "--license", metavar="URL",
              help='Under which licence others may use the data; "unknown" is an answer, and pages say so.')
@click.option("--title", metavar="TEXT", help="What the site is called, instead of its list.")
@click.option("--description", metavar="TEXT", help="One or two sentences on what it holds.")
@click.option("--keeper", metavar="NAME", help="Who keeps the list, for citations.")
@click.option("--url", metavar="URL", callback=checked_address,
              help="Where the site will be, if that is not the base of its IRIs.")
@click.option("--config", metavar="FILE", help="Settings to start from. [default: kg.toml, if there is one]")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def publish(folder: str, output: str, licence: str | None, title: str | None, description: str | None,
            keeper: str | None, url: str | None, config: str | None, *, quiet: bool) -> None:
    """Make a web site from a built graph, fit for GitHub Pages.

    DIR is a folder that kg build wrote. SITE gets a page for each paper, author, topic, venue and
    list, each with its Turtle, JSON-LD and linkset beside it, a search, downloads, and a feed.
    Made again, only what changed is written; SITE is replaced in one step.
    """
    from kg.publish.publication import publish as job
    from kg.publish.settings import Config, settings_for

    said = Config(title=title, description=description, licence=licence, keeper=keeper, url=url)
    found = settings_for(Path(folder), said, config)
    published = job(Path(folder), Path(output), found, today())
    if quiet:
        return
    sys.stdout.write(
        f"written: {output}, {published.files:,} files, {published.pages:,} pages; "
        f"{published.changed:,} files changed, {published.removed:,} removed\n")
    if published.gone:
        say(f"{published.gone} papers are gone since they were first published; a page says so in the place of each")
    say(f"next: open {output}/index.html, or put the folder on a web host at {found.url}")


def today() -> str:
    """Return the day in UTC, or that of SOURCE_DATE_EPOCH (https://reproducible-builds.org)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return moment.date().isoformat()
