"""Loading a graph into a store: proved here, staged there, compared, swapped, compared again.

Until the swap the old graph stands; after a crash the same command ends in the same graph.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress

import msgspec

from kg import __version__
from kg.errors import LimitReached, RemoteFailure, WrongUsage
from kg.stores.checking import Found, check, classes, compared, count, missing
from kg.stores.http import Refused, Unanswered
from kg.stores.journal import Begun, Journal
from kg.stores.profiles import Profile
from kg.stores.remote import Readable, Remote, filled
from kg.stores.statements import Statements
from kg.stores.transactions import Transaction, transaction
from kg.vocabulary import Literal, iri

MERGE = "INSERT { GRAPH $b { ?s ?p ?o } } WHERE { GRAPH $a { ?s ?p ?o } }"
ALLOW = "INSERT DATA { GRAPH $ticket { $b $by $a } }"
SWAP = (
    "DELETE { GRAPH $b { ?s ?p ?o } } WHERE { GRAPH $ticket { $b $by $a } GRAPH $b { ?s ?p ?o } "
    "FILTER NOT EXISTS { GRAPH $a { ?s ?p ?o } } }; "
    "INSERT { GRAPH $b { ?s ?p ?o } } WHERE { GRAPH $ticket { $b $by $a } GRAPH $a { ?s ?p ?o } "
    "FILTER NOT EXISTS { GRAPH $b { ?s ?p ?o } } }; "
    "DROP SILENT GRAPH $ticket"
)
"""One request, one transaction, which writes only what differs; it uses up the ticket that allows it, so a
second one is harmless, and who looks for the ticket knows whether it was done.

Not MOVE, COPY or ADD: Fuseki 5.6.0 on TDB2 loses triples in them, and RDF4J and Virtuoso take a MOVE
of a missing graph as a request to empty the other.
"""
BY = iri("dcterms:isReplacedBy")

MOVES = 5
"""How often an update is tried, each time only if the store was asked and it is not done."""

SETTLE = 20.0
"""Seconds for which an interrupted swap of a small graph is waited for."""

SETTLED_A_SECOND = 1_000
"""Triples that the slowest store that was measured swaps in a second."""

Tell = Callable[[str], None]


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was loaded where, and what the store holds now."""

    kg: str
    store: str
    profile: str
    graph: str
    mode: str
    sha256: str
    triples_sent: int
    bytes_sent: int
    found: Found
    fingerprint: str
    """Of the same sample in the file; equal to that in `found`."""
    requests: int
    seconds: float
    atomic: bool
    version: str | None = None
    """The graph that holds the data, where the graph of the command is a pointer."""
    added: int | None = None
    removed: int | None = None


class Loading:
    """One load on its way."""

    def __init__(self, store: Readable, graph: str, wanted: Statements, journal: Journal, tell: Tell) -> None:
        """Take the store, the name of the graph and what it shall hold."""
        self.store = store
        self.graph = graph
        self.wanted = wanted
        self.journal = journal
        self.tell = tell
        self.started = time.monotonic()
        self.begun: Begun
        self.staging = f"{graph}/kg-staging-{wanted.sha256[:16]}"

    def begin(self, mode: str, staging: str | None) -> None:
        """Clear what an earlier run left, and write down what is begun."""
        before = self.journal.before
        if before and before.staging:
            if before.swapping:
                self.settle(before.staging)
            if before.staging != staging:
                self.tell(f"clearing {before.staging}, which an interrupted load left")
                self.store.drop(before.staging)
        self.begun = Begun(self.store.url, self.graph, mode, self.wanted.sha256, staging)
        self.journal.begin(self.begun)

    def settle(self, staging: str) -> None:
        """Wait for a swap that an interrupted load asked for and that the store may still be at.

        Two swaps at once can leave the triples of both. The swap ends by using up its ticket; if the
        store was stopped as well, that stays, and after a while nothing is waited for.
        """
        until = time.monotonic() + SETTLE + count(self.store, staging) / SETTLED_A_SECOND
        told = False
        while count(self.store, ticket(staging)) and time.monotonic() < until:
            if not told:
                self.tell("an interrupted swap may still run in the store; "
                          f"waiting up to {until - time.monotonic():.0f} s for it")
                told = True
            time.sleep(0.25)
        self.store.drop(ticket(staging))

    def stage(self) -> Found:
        """Write the staging graph and prove that the store holds it as it was sent.

        Raises `RemoteFailure` if it does not; the staging graph is then removed.
        """
        self.tell(f"staging {self.wanted.triples:,} triples")
        self.store.put(self.staging, self.wanted.path, quick=True)
        try:
            return check(self.store, self.staging, self.wanted)
        except Refused:
            raise
        except RemoteFailure as failure:
            with suppress(RemoteFailure, LimitReached):
                self.store.drop(self.staging)
            raise RemoteFailure(f"{failure}; the graph {self.graph} is as it was") from None

    def surely(self, update: str, done: Callable[[], bool]) -> None:
        """Send an update until it is done, and never again before the store was asked.

        Raises `RemoteFailure` if it cannot be done.
        """
        for attempt in range(1, MOVES + 1):
            try:
                self.store.update(update)
            except (Unanswered, Refused) as failure:
                refused = isinstance(failure, Refused) and failure.status < 500  # noqa: PLR2004 -- a client's error
                if done():
                    return
                if refused or attempt == MOVES:
                    raise
                self.tell(f"{failure}; the store was asked, it is not done: trying again")
                time.sleep(0.1 * 2**attempt)
            else:
                return

    def clear(self) -> None:
        """Remove the staging graph."""
        self.surely(filled("DROP SILENT GRAPH $g", g=self.staging), lambda: count(self.store, self.staging) == 0)

    def receipt(self, mode: str, found: Found, *, atomic: bool, **more: str | int | None) -> Receipt:
        """Return the account of the load; `more` is what only some modes have."""
        told: dict[str, object] = {
            "kg": __version__, "store": self.store.url, "profile": self.store.profile.name, "graph": self.graph,
            "mode": mode, "sha256": self.wanted.sha256, "triples_sent": self.wanted.triples,
            "bytes_sent": self.wanted.size, "found": found, "fingerprint": self.wanted.fingerprint,
            "requests": self.store.client.attempts if isinstance(self.store, Remote) else 0,
            "seconds": round(time.monotonic() - self.started, 3), "atomic": atomic, **more,
        }
        return msgspec.convert(told, Receipt)


def replace(load: Loading) -> Receipt:
    """Make the graph hold what is wanted; readers see the old graph or the new one.

    Raises `WrongUsage` if the store cannot, and `RemoteFailure` if it did not.
    """
    match load.store.profile.swap:
        case "move":
            load.begin("replace", load.staging)
            load.stage()
            load.tell("the staged graph is proved; swapping it in")
            swap(load)
            found = proved(load)
            load.clear()
        case "transaction":
            load.begin("replace", None)
            in_transaction(load, lambda opened: opened.put(load.graph, load.wanted.path),
                           lambda opened: check(opened, load.graph, load.wanted))
            found = proved(load)
        case _:
            raise WrongUsage(no_swap(load.store.profile))
    return load.receipt("replace", found, atomic=True)


def ticket(staging: str) -> str:
    """Return the graph whose one statement allows the swap of a staged graph."""
    return f"{staging}/swap"


def swap(load: Loading) -> None:
    """Give the graph what the staged one holds.

    The store is asked before every attempt, since a swap whose reply was lost may have been done.
    """
    if count(load.store, load.staging) != load.wanted.triples:
        raise RemoteFailure("the staged graph changed while it was proved; does another load run?")
    terms = {"a": load.staging, "b": load.graph, "by": BY, "ticket": ticket(load.staging)}
    load.journal.begin(msgspec.structs.replace(load.begun, swapping=True))
    load.surely(filled(ALLOW, **terms), lambda: count(load.store, terms["ticket"]) == 1)
    load.surely(filled(SWAP, **terms), lambda: count(load.store, terms["ticket"]) == 0)


def in_transaction(load: Loading, change: Callable[[Transaction], None], prove: Callable[[Transaction], object]) -> None:
    """Change a graph inside a transaction, prove it there, and commit.

    After a lost reply to the commit the store's content decides, so the caller looks at it.
    """
    assert isinstance(load.store, Remote)
    load.tell(f"sending {load.wanted.triples:,} triples in a transaction")
    proved_inside = False
    try:
        with transaction(load.store) as opened:
            change(opened)
            try:
                prove(opened)
            except RemoteFailure as failure:
                raise RemoteFailure(f"{failure}; nothing was committed, the graph is as it was") from None
            proved_inside = True
            load.tell("the new graph is proved; committing")
    except Unanswered as failure:
        if not proved_inside:
            raise
        load.tell(f"{failure}; asking the store what it holds")


def replace_in_place(load: Loading) -> Receipt:
    """Make the graph hold what is wanted while readers may see parts of it."""
    load.begin("replace", None)
    load.tell("readers may see an incomplete graph until this has ended")
    load.store.put(load.graph, load.wanted.path, quick=True)
    return load.receipt("replace", proved(load), atomic=False)


def proved(load: Loading) -> Found:
    """Return what the graph holds at the end, if it is what was wanted."""
    try:
        return check(load.store, load.graph, load.wanted)
    except RemoteFailure as failure:
        raise RemoteFailure(f"{failure}; run the same command again") from None


def add(load: Loading, *, in_place: bool = False) -> Receipt:
    """Add the triples to the graph, once, whatever it holds already.

    Raises `WrongUsage` if readers could see a part of it and that was not agreed to.
    """
    profile = load.store.profile
    if profile.swap == "none" and not in_place:
        raise WrongUsage(no_swap(profile))
    before = count(load.store, load.graph)
    if profile.swap == "transaction":
        load.begin("add", None)
        in_transaction(load, lambda opened: opened.add(load.graph, load.wanted.path),
                       lambda opened: compared(opened, load.graph, load.wanted.sample, among=True))
        after = count(load.store, load.graph)
    else:
        after = add_staged(load, before)
    if not max(before, load.wanted.triples) <= after <= before + load.wanted.triples:
        raise RemoteFailure(f"{load.graph} has {after:,} triples after {load.wanted.triples:,} were added to {before:,}; "
                            "did somebody else write to it? Run the same command again")
    agreed = compared(load.store, load.graph, load.wanted.sample, among=True)
    found = Found(after, classes(load.store, load.graph), agreed)
    return load.receipt("add", found, atomic=profile.swap != "none", added=after - before)


def add_staged(load: Loading, before: int) -> int:
    """Add by way of a staged graph, of which nothing may be missing afterwards; return the new count."""
    load.begin("add", load.staging)
    load.stage()
    fresh = missing(load.store, load.staging, load.graph)
    load.tell(f"adding {fresh:,} triples to {before:,}")

    def done() -> bool:
        return missing(load.store, load.staging, load.graph) == 0

    load.surely(filled(MERGE, a=load.staging, b=load.graph), done)
    after = count(load.store, load.graph)
    if not done() or after != before + fresh:
        raise RemoteFailure(f"{load.graph} has {after:,} triples where {before + fresh:,} were expected; "
                            "did somebody else write to it? Run the same command again")
    load.clear()
    return after


def no_swap(profile: Profile) -> str:
    """Say why a store cannot do it, and what can be done."""
    return (f"{profile.title} cannot replace or change a graph in one step, so readers could see a part of it. Say "
            "--versioned (each load gets a graph of its own, and the graph of the command points to it) or "
            "--not-atomic (readers may see an incomplete graph for a while)")


VERSION = "dcterms:hasVersion"
POINTED = "SELECT ?v WHERE { GRAPH $g { $g $version ?v } }"
FIRST = "INSERT DATA { GRAPH $g { $g $version $new } }"
NEXT = ("DELETE { GRAPH $g { $g $version $old } } INSERT { GRAPH $g { $g $version $new } } "
        "WHERE { GRAPH $g { $g $version $old } }")


def pointed(store: Readable, graph: str) -> str | None:
    """Return the graph that a pointer names, or `None` where there is no pointer.

    Raises `RemoteFailure` if it names several.
    """
    found = {str(row["v"].value) for row in store.rows(filled(POINTED, g=graph, version=iri(VERSION)))}
    if len(found) > 1:
        raise RemoteFailure(f"{graph} points to several versions: {', '.join(sorted(found))}")
    return found.pop() if found else None


def replace_by_pointer(load: Loading) -> Receipt:
    """Write the graph under a name of its own, prove it, and let the pointer name it.

    The version before is kept, so that readers who have just followed the pointer find it. Raises
    `WrongUsage` if the graph holds something else than a pointer.
    """
    store, graph = load.store, load.graph
    old = pointed(store, graph)
    if count(store, graph) != (old is not None):
        raise WrongUsage(f"{graph} holds triples of its own; take another name for a graph of versions")
    # Twice the same content gets two names, so that what readers see now is never written to.
    names = [f"{graph}/version/{load.wanted.sha256[:16]}{suffix}" for suffix in ("", "-2")]
    load.staging = names[1] if old == names[0] else names[0]
    load.begin("replace", None)
    found = load.stage()
    terms = {"g": graph, "version": iri(VERSION), "new": load.staging}
    load.surely(filled(NEXT, old=old, **terms) if old else filled(FIRST, **terms),
                lambda: pointed(store, graph) == load.staging)
    if pointed(store, graph) != load.staging:
        raise RemoteFailure(f"{graph} does not point to the new version; run the same command again")
    for name in sorted(versions(store, graph) - {load.staging, old}):
        load.tell(f"removing the old version {name}")
        store.drop(name)
    return load.receipt("replace", found, atomic=True, version=load.staging)


def versions(store: Readable, graph: str) -> set[str]:
    """Return all graphs that kg made as versions of a graph; others of such names are not ours."""
    start = f"{graph}/version/"
    rows = store.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } "
                      f"FILTER(STRSTARTS(STR(?g), {Literal(start)})) }}")
    ours = re.compile(re.escape(start) + r"[0-9a-f]{16}(-2)?")
    return {str(row["g"].value) for row in rows if ours.fullmatch(str(row["g"].value))}
