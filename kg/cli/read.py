"""`kg read`: what was understood, before any of it is RDF."""

import sys
from collections.abc import Iterator

import click
import msgspec

from kg.cli.options import checked_language, settings
from kg.cli.reporting import exit_code, read_files, show_findings
from kg.cli.terminal import safe
from kg.errors import WrongUsage
from kg.files import read_whole
from kg.records import Entry, ListSettings, Paper, ReadingList, Section
from kg.sources import source_of


@click.command(epilog="""\b
Examples:
  kg read README.md
  kg read README.md --explain                      how each entry was read, and how surely
  kg read README.md | jq -r 'select(.year == 2019) | .title'
""")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--from", "source", metavar="FORMAT", help="What the input is, if its name does not tell.")
@click.option("--lang", metavar="TAG", callback=checked_language, help="The language of its headings.")
@click.option("--explain", is_flag=True, help="Print how each entry was read: style, confidence, evidence.")
@click.option("-q", "--quiet", is_flag=True, help="Print no findings.")
@click.option("-v", "--verbose", is_flag=True, help="Print every finding on standard error.")
@click.pass_context
def read(ctx: click.Context, sources: tuple[str, ...], source: str | None, lang: str | None,
         *, explain: bool, quiet: bool, verbose: bool) -> None:
    """Print what was understood of a list, one JSON object a line.

    A paper has title, urls, authors, et_al, year, venue, topics and line; a heading has kind
    "topic", path, description, links and line. All is as printed in the list.
    """
    described = settings(title=None, key=None, lang=lang, licence=None, url=None)
    if explain:
        for name in sources:
            sys.stdout.writelines(f"{line}\n" for line in explained(name, source, described))
        return
    reading = read_files(sources, source, described)
    write = sys.stdout.buffer.write
    for record in reading.records:
        for line in lines(record):
            write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()
    show_findings(reading.findings, verbose=verbose, quiet=quiet)
    ctx.exit(exit_code(reading))


def explained(name: str, chosen: str | None, described: ListSettings) -> Iterator[str]:
    """Yield how each entry of a file was read.

    Raises `WrongUsage` if the format has nothing to explain.
    """
    source = source_of(name, chosen)
    if source.explain is None:
        raise WrongUsage(f"{name}: {source.title} is read by its own rules; there is nothing to explain")
    for one in source.explain(read_whole(name), described):
        yield safe(f"{name}:{one.line}: {one.title}")
        yield safe(f"    confidence {one.confidence:.2f}; {one.style}; {'; '.join(one.evidence)}")


def lines(record: ReadingList | Paper) -> list[dict[str, object]]:
    """Return the objects that say what a record holds, in the order of the source."""
    if isinstance(record, Paper):
        return [paper(record)]
    placed = [(section.line, heading(section)) for section in record.sections if section.path]
    placed += [(entry.line, mention(entry)) for entry in record.entries]
    return [line for _, line in sorted(placed, key=lambda one: one[0])]


def paper(record: Paper) -> dict[str, object]:
    """Return what is known of a paper itself."""
    return {
        "title": record.title,
        "urls": [record.url] if record.url else [],
        "authors": [credit.listed_name for credit in record.credits],
        "et_al": record.further_authors,
        "year": record.year,
        "venue": record.venue.name if record.venue else None,
        "topics": [topic.path for topic in record.topics],
        "line": None,
    }


def mention(entry: Entry) -> dict[str, object]:
    """Return a paper as its entry prints it."""
    return {
        **paper(entry.paper),
        "urls": list(dict.fromkeys(link.url for link in entry.links if link.role != "other")),
        "year": entry.year,
        "venue": entry.venue,
        "topics": entry.headings,
        "line": entry.line,
    }


def heading(section: Section) -> dict[str, object]:
    """Return a heading with its description."""
    return {
        "kind": "topic",
        "path": section.path,
        "description": section.description,
        "links": [{"text": link.label, "url": link.url} for link in section.links],
        "line": section.line,
    }
