"""Applying only what changed: the store's graph is read whole, compared, changed, and proved again."""

from pathlib import Path

from kg.changes import compare, requests
from kg.errors import RemoteFailure, WrongUsage
from kg.stores.checking import Found, check
from kg.stores.dumping import dump
from kg.stores.loading import Loading, Receipt, in_transaction, no_swap, proved
from kg.stores.statements import Statements, key, triples_of
from kg.stores.transactions import Transaction


def key_of(line: bytes) -> str:
    """Return what a line says, whatever way a store spells it."""
    (triple,) = triples_of(line)
    return key(triple)


def patch(load: Loading, old: Statements | None, scratch: Path, *, in_place: bool = False) -> Receipt:
    """Make the graph hold what is wanted by removing and adding only what differs.

    If an old graph is given, the store must hold just that, or something between it and the new
    one after an interrupted patch. Raises `RemoteFailure` if it does not, and `WrongUsage` if
    readers could see a part of the change and that was not agreed to.
    """
    profile = load.store.profile
    new = set(load.wanted.path.read_bytes().splitlines(keepends=True))
    held = dump(load.store, load.graph, scratch)
    if old is not None:
        expected(load, held, set(old.path.read_bytes().splitlines(keepends=True)), new)
    changes = compare(held, new, key_of)
    parts = list(requests(changes, load.graph, profile.most_statements)) if changes else []
    if profile.swap == "none" and parts and not in_place:
        raise WrongUsage(no_swap(profile))
    if profile.swap == "move" and len(parts) > 1 and not in_place:
        raise WrongUsage(f"{len(changes.removed) + len(changes.added):,} statements changed, which are too many for one "
                         "request; say --mode replace, or --not-atomic")
    load.begin("patch", None)
    load.tell(f"removing {len(changes.removed):,} and adding {len(changes.added):,} triples")
    if profile.swap == "transaction" and parts:
        in_transaction(load, lambda opened: every(opened, parts),
                       lambda opened: check(opened, load.graph, load.wanted))
    else:
        for one in parts:
            applied(load, one)
    found = whole(load, scratch) if parts else proved(load)
    return load.receipt("patch", found, atomic=profile.swap == "transaction" or (profile.swap == "move" and len(parts) <= 1),
                        added=len(changes.added), removed=len(changes.removed))


def every(opened: Transaction, parts: list[str]) -> None:
    """Send all parts of a patch inside a transaction."""
    for one in parts:
        opened.update(one)


def expected(load: Loading, held: set[bytes], old: set[bytes], new: set[bytes]) -> None:
    """Raise `RemoteFailure` if a store holds neither the old graph nor something on the way to the new one."""
    strange = compare(old, held, key_of)
    known, kept = {key_of(line) for line in new - old}, {key_of(line) for line in old & new}
    wrong = [line for line in strange.added if key_of(line) not in known]
    wrong += [line for line in strange.removed if key_of(line) in kept]
    started = load.journal.before is not None and load.journal.before.mode == "patch"
    if wrong or (strange and not started and compare(held, new, key_of)):
        shown = (wrong or [*strange.removed, *strange.added])[0].decode().rstrip()
        raise RemoteFailure(f"{load.graph} does not hold the old graph: {len(strange.removed):,} triples are missing and "
                            f"{len(strange.added):,} are strange, such as {shown[:200]}; nothing was changed. "
                            "Without --old the difference to what the store holds is applied")


def applied(load: Loading, update: str) -> None:
    """Send a part of a patch; doing it twice does the same, so it may be sent again."""
    load.surely(update, lambda: False)


def whole(load: Loading, scratch: Path) -> Found:
    """Return what the store holds at the end, after comparing every statement.

    Raises `RemoteFailure` if one differs.
    """
    found = proved(load)
    held = dump(load.store, load.graph, scratch)
    new = set(load.wanted.path.read_bytes().splitlines(keepends=True))
    if compare(held, new, key_of):
        raise RemoteFailure(f"{load.graph} differs from what was sent; run the same command again")
    return found
