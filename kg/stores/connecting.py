"""From what a user says to a store that can be loaded: a folder, a named profile, or a server recognised."""

from pathlib import Path

import msgspec

from kg.errors import UnreadableInput, WrongUsage
from kg.stores.http import Client, Refused, Request
from kg.stores.profiles import Profile, profile_named, recognised
from kg.stores.remote import Folder, Readable, Remote


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a store is, as the user says it."""

    url: str
    """An address, or the path of a folder."""
    store: str | None = None
    update: str | None = None
    graphs: str | None = None


def is_address(text: str) -> bool:
    """Return whether a text is meant as an address, not as a path."""
    return "://" in text


def chosen(place: Place, client: Client) -> Profile:
    """Return the profile that the user names, or that of the server that answers.

    Raises `WrongUsage` if the name does not fit the address.
    """
    remote = is_address(place.url)
    if place.store is None:
        return recognise(place.url, client) if remote else profile_named("embedded")
    profile = profile_named(place.store)
    if remote != (profile.name != "embedded"):
        kind = "an address such as http://localhost:7878" if not remote else "the path of a folder"
        raise WrongUsage(f"{place.url}: the store {profile.name} wants {kind}")
    return profile


def recognise(url: str, client: Client) -> Profile:
    """Return the profile of the server at an address, by the way it names itself."""
    try:
        answer = client.ask(Request(method="GET", url=url, repeatable=True))
        headers = answer.headers
    except Refused as refusal:
        headers = refusal.headers
    words = " ".join(f"{name} {value}" for name, value in headers.items() if name.startswith(("server", "fuseki")))
    return recognised(words, url)


def connected(place: Place, client: Client, *, make: bool = False) -> Readable:
    """Return the store; only with `make` a folder that is not there yet.

    Raises `WrongUsage` if an address is missing, `RemoteFailure` if no server answers.
    """
    profile = chosen(place, client)
    if not is_address(place.url):
        if not make and not Path(place.url).is_dir():
            raise UnreadableInput(f"{place.url}: there is no such folder, and it is no address")
        return Folder(profile, Path(place.url))
    if client.credentials.kind is None and profile.auth != "none":
        client.kind = "bearer" if client.credentials.token else profile.auth
    if profile.name == "generic" and (place.update is None or place.graphs is None):
        raise WrongUsage("a generic store needs --update-url and --graphs-url beside the address of its queries")
    return Remote(profile, place.url, client, place.update, place.graphs)


