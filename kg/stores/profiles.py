"""What is known of each triple store: addresses, credentials, limits, and how a graph is replaced.

A row is data. Graphs are written by the SPARQL 1.1 Graph Store HTTP Protocol
(https://www.w3.org/TR/sparql11-http-rdf-update/), changed and asked by the SPARQL 1.1 Protocol.
"""

from typing import Literal

import msgspec

from kg.errors import WrongUsage

Swap = Literal["move", "transaction", "none"]
"""How a graph is replaced so that readers see the old one or the new one and nothing between:

`move`: one update moves a staged graph to its name, which is atomic, and refused if that is gone;
`transaction`: all in one transaction of the store's own protocol, proved before its commit;
`none`: not at all. A versioned graph with a pointer to it is safe everywhere.
"""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One store. The addresses are what is put behind the address that the user gives."""

    name: str
    title: str
    query: str = ""
    update: str = ""
    graphs: str = ""
    """Where graphs are read and written."""
    parameter: str = "graph"
    """The parameter that names the graph."""
    auth: Literal["basic", "digest", "none"] = "basic"
    swap: Swap = "none"
    bulk: str = ""
    """What to add to the address of a graph that nobody reads yet, to write it faster."""
    most_statements: int = 100_000
    """In one update request."""
    update_parameter: bool = False
    """Whether an update is sent as a form; else as `application/sparql-update`."""
    media_type: str = "application/n-triples"
    """What N-Triples are called."""
    passing: bytes = b""
    """What in a refusal tells that the same may work in a moment: a deadlock of transactions."""
    union: bool = False
    """Whether a query without GRAPH sees all graphs, staged ones too."""
    like: str = ""
    """A word in the server's answer to a harmless query by which it is recognised."""
    tested: str = ""
    """The version that the test suite loads; empty if nobody here has run it."""


STORES = (
    Profile(name="embedded", title="a folder, opened by kg itself", auth="none", swap="move",
            tested="pyoxigraph 0.5.13"),
    Profile(name="oxigraph", title="Oxigraph", query="/query", update="/update", graphs="/store", swap="move",
            bulk="no_transaction", like="oxigraph", tested="0.5.13"),
    Profile(name="fuseki", title="Apache Jena Fuseki", query="/query", update="/update", graphs="/data", swap="move",
            like="fuseki", tested="5.6.0"),
    Profile(name="rdf4j", title="Eclipse RDF4J Server", update="/statements", graphs="/rdf-graphs/service",
            swap="transaction", union=True, like="rdf4j", tested="3.7.7"),
    Profile(name="graphdb", title="Ontotext GraphDB", update="/statements", graphs="/rdf-graphs/service",
            swap="transaction", union=True, like="graphdb"),
    Profile(name="virtuoso", title="OpenLink Virtuoso", query="/sparql-auth", update="/sparql-auth",
            graphs="/sparql-graph-crud-auth", parameter="graph-uri", auth="digest", most_statements=1000,
            update_parameter=True, media_type="text/turtle", passing=b"Error 40001", union=True, like="virtuoso",
            tested="7.2.5"),
    Profile(name="qlever", title="QLever"),
    Profile(name="stardog", title="Stardog", query="/query", update="/update"),
    Profile(name="neptune", title="Amazon Neptune", query="/sparql", update="/sparql", graphs="/sparql/gsp/",
            update_parameter=True, union=True, auth="none"),
    Profile(name="generic", title="any store that speaks SPARQL 1.1"),
)
"""Every store that kg loads; the order is that in which a server is recognised."""

NAMES = tuple(profile.name for profile in STORES)


def profile_named(name: str) -> Profile:
    """Return the profile with this name.

    Raises `WrongUsage` if there is none.
    """
    for profile in STORES:
        if profile.name == name:
            return profile
    raise WrongUsage(f"{name!r} is no store that kg knows; say one of {', '.join(NAMES)}")


def addresses(profile: Profile, url: str, update: str | None = None, graphs: str | None = None) -> dict[str, str]:
    """Return where to query, update, and write graphs; given addresses win.

    >>> addresses(profile_named("fuseki"), "http://localhost:3030/ds/")["graphs"]
    'http://localhost:3030/ds/data'
    """
    base = url.rstrip("/")
    return {
        "query": base + profile.query,
        "update": update or base + profile.update,
        "graphs": graphs or base + profile.graphs,
    }


def recognised(server: str, url: str) -> Profile:
    """Return the profile of a server by how it names itself and by its address; else `generic`."""
    words = f"{server} {url}".lower()
    if "/repositories/" in url:
        return profile_named("graphdb" if "graphdb" in server.lower() else "rdf4j")
    for profile in STORES:
        if profile.like and profile.like in words:
            return profile
    return profile_named("generic")
