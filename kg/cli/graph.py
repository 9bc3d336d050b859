"""Options of commands that ask a graph: which graph, and what the query is told."""

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.terminal import say
from kg.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.stores.opening import Engine, Opened


def parameters(values: "Iterable[str]") -> dict[str, str]:
    """Return what `-p name=value` options say.

    >>> parameters(["author=Song Han"])
    {'author': 'Song Han'}
    """
    given: dict[str, str] = {}
    for one in values:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise WrongUsage(f'-p {one!r}: write name=value, as in -p author="Song Han"')
        if name in given:
            raise WrongUsage(f"-p {name} is given twice")
        given[name] = value
    return given


def place_of(graph: str | None, *, quiet: bool) -> Path:
    """Return the graph that is meant: the one named, or the last build here, which is said."""
    from kg.stores.opening import latest_build

    if graph is not None:
        return Path(graph)
    found = latest_build(Path())
    if found is None:
        raise UnreadableInput("no graph is named, and there is no build in this folder; "
                              "make one: kg build README.md -o graph")
    if not quiet:
        say(f"graph: {found} (the last build here)")
    return found


def local(graphs: "Sequence[str]", engine: "Engine", *, quiet: bool) -> "Opened":
    """Open local graphs, several as one."""
    from kg.stores.opening import delays, open_graphs

    places = [Path(one) for one in graphs] or [place_of(None, quiet=quiet)]
    if not quiet:
        for delay in delays(places, engine):
            say(delay)
    return open_graphs(places, engine)


def remote(endpoint: str, timeout: float) -> "Opened":
    """Return an endpoint as a store."""
    from kg.stores.endpoint import Endpoint, credentials
    from kg.stores.opening import Opened
    from kg.vocabulary import DEFAULT_BASE

    return Opened(Endpoint(endpoint, timeout=timeout, login=credentials()), DEFAULT_BASE, endpoint)
