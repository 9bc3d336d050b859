"""Options of the commands that talk to a store, and how they become one."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.cli.options import checked_address
from kg.stores.connecting import Place, connected
from kg.stores.credentials import read_credentials
from kg.stores.http import Client
from kg.stores.profiles import NAMES
from kg.stores.remote import Readable

Command = TypeVar("Command", bound=Callable[..., Any])


def checked_graph(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Return the IRI of a graph."""
    if value is not None and value.startswith("urn:"):
        from kg.vocabulary import NamedNode

        try:
            return NamedNode(value).value
        except ValueError:
            raise click.BadParameter(f"{value!r} is no IRI") from None
    return checked_address(_context, _parameter, value)


def store_options(command: Command) -> Command:
    """Add the options that say how to reach a store."""
    for option in reversed([
        click.option("--store", type=click.Choice(NAMES), help="What the store is; by default it is recognised."),
        click.option("--auth-file", type=click.Path(path_type=Path), metavar="FILE",
                     help="A TOML file with user and password, token, or certificate. Otherwise KG_USER and "
                     "KG_PASSWORD, or KG_TOKEN; never the command line."),
        click.option("--update-url", callback=checked_address, metavar="URL",
                     help="Where updates go, if the profile is wrong."),
        click.option("--graphs-url", callback=checked_address, metavar="URL",
                     help="Where graphs are written (Graph Store Protocol), if the profile is wrong."),
        click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=1800, show_default=True,
                     metavar="SECONDS", help="By when all must be done."),
        click.option("--ca-file", type=click.Path(path_type=Path, exists=True), metavar="FILE",
                     help="Certificates to trust instead of the system's."),
        click.option("--plain-http", is_flag=True,
                     help="Send credentials to another machine without encryption."),
    ]):
        command = option(command)
    return command


def reach(url: str, options: dict[str, Any], *, make: bool = False) -> Readable:
    """Return the store that an address and the options name; a new folder only with `make`."""
    credentials = read_credentials(options["auth_file"], ask=ask if sys.stdin.isatty() else None)
    client = Client(credentials, seconds=options["timeout"], plain_http=options["plain_http"],
                    authorities=options["ca_file"])
    return connected(
        Place(url=url, store=options["store"], update=options["update_url"], graphs=options["graphs_url"]), client,
        make=make)


def ask(text: str) -> str:
    """Ask for a password on the terminal, without showing it."""
    answer = click.prompt(text.rstrip(": "), hide_input=True, err=True)
    assert isinstance(answer, str)
    return answer


def printed(value: object) -> None:
    """Print a value as indented JSON on standard output."""
    import msgspec

    sys.stdout.write(json.dumps(msgspec.to_builtins(value), indent=2, ensure_ascii=False) + "\n")
