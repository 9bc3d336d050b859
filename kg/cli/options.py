"""Options that several commands share, so that they read and mean the same everywhere."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from kg.errors import WrongUsage
from kg.identifiers import web_iri
from kg.records import ListSettings
from kg.vocabulary import DEFAULT_BASE

Command = TypeVar("Command", bound=Callable[..., Any])

BASE = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+[/]")


def checked_base(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return the base of data IRIs, ending in a slash."""
    whole = value if value.endswith("/") else f"{value}/"
    if not BASE.fullmatch(whole) or web_iri(whole) != whole:
        raise click.BadParameter(f"{value!r} must be an http(s) address without query or fragment")
    return whole


def checked_address(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Return an address as a valid IRI."""
    if value is None:
        return None
    found = web_iri(value)
    if found is None:
        raise click.BadParameter(f"{value!r} must be an http(s) address")
    return found


def checked_language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Return a language tag in lower case."""
    if value is not None and not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value):
        raise click.BadParameter(f"{value!r} is no language tag such as en or pt-br")
    return value.lower() if value else None


def list_options(command: Command) -> Command:
    """Add the options that describe a list."""
    for option in reversed([
        click.option("--base", metavar="IRI", default=DEFAULT_BASE, show_default=True, callback=checked_base,
                     help="What the IRIs of papers, authors and topics begin with."),
        click.option("--title", metavar="TEXT", help="The title of the list, instead of its first heading."),
        click.option("--key", metavar="NAME", help="What the list's IRI ends in, instead of its file name."),
        click.option("--lang", metavar="TAG", callback=checked_language, help="The language of its headings."),
        click.option("--licence", "--license", metavar="URL", callback=checked_address,
                     help="The address of the list's licence."),
        click.option("--url", metavar="URL", callback=checked_address, help="Where the list is published."),
        click.option("--from", "source", metavar="FORMAT", help="What the input is, if its name does not tell."),
    ]):
        command = option(command)
    return command


def settings(*, title: str | None, key: str | None, lang: str | None, licence: str | None,
             url: str | None) -> ListSettings:
    """Return what the options say about the list.

    Raises `WrongUsage` if the key cannot be part of an IRI.
    """
    if key is not None and not re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", key):
        raise WrongUsage(f"--key {key!r}: use lower-case letters, digits, dots and hyphens")
    return ListSettings(key=key, title=title, language=lang, licence=licence, url=url)
