"""Loading into real stores: the new graph or the old one, whatever is cut, killed or lost."""

import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.changes import compare
from kg.errors import RemoteFailure
from kg.stores.connecting import Place, connected
from kg.stores.credentials import Credentials
from kg.stores.dumping import dump
from kg.stores.http import Client
from kg.stores.journal import Journal
from kg.stores.loading import pointed
from kg.stores.patching import key_of
from kg.vocabulary import Literal, NamedNode, Triple
from tests.commands import Ran, run
from tests.faults import Heard, Listener, Proxy, message, wait_until
from tests.stores import KINDS, PASSWORD, PASSWORDS, USER, Kind, Server, begun, fuseki, nginx, oxigraph
from tests.strategies import HARD

GRAPH = "https://example.org/a-graph?x=1&y=2#z"
SLOW = bool(os.environ.get("KG_SLOW"))
KILLS = 50 if SLOW else 6
"""KG_SLOW=1 kills as often as the promise says."""


class Site(NamedTuple):
    """A store that runs, and where."""

    kind: Kind
    server: Server | None
    url: str

    def kg(self, *arguments: str | Path, url: str | None = None, **environment: str) -> Ran:
        """Run kg on this store."""
        verb, *rest = arguments
        place = [url or self.url, "--graph", GRAPH, "--store", self.kind.name]
        if verb == "load":
            return run(verb, rest[0], *place, "--timeout", "60", *rest[1:],
                       environment={**PASSWORDS, **environment})
        return run(verb, *place, *rest, environment={**PASSWORDS, **environment})

    def replace(self, folder: Path, url: str | None = None) -> Ran:
        """Replace the graph by that of a folder, as readers want it."""
        return self.kg("load", folder, *self.kind.flags, url=url)

    def held(self) -> frozenset[bytes] | None:
        """Return what readers find in the graph now, or nothing where there is no graph."""
        client = Client(Credentials(user=USER, password=PASSWORD), seconds=60)
        store = connected(Place(url=self.url, store=self.kind.name), client)
        graph: str | None = GRAPH
        if "--versioned" in self.kind.flags:
            graph = pointed(store, GRAPH)
        if graph is None:
            return None
        scratch = Path(os.environ["KG_TEST_SCRATCH"])
        for _ in range(50):
            try:
                return frozenset(dump(store, graph, scratch))
            except RemoteFailure as failure:
                # A server goes on with a swap whose client was killed; a dump across it is refused.
                if "meanwhile" not in str(failure):
                    raise
                time.sleep(0.2)
        raise TimeoutError(graph)


@pytest.fixture(scope="module", params=list(KINDS))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return each store in turn; it runs as long as its tests."""
    kind = KINDS[request.param]
    folder = tmp_path_factory.mktemp(kind.name)
    os.environ["KG_TEST_SCRATCH"] = str(tmp_path_factory.mktemp("scratch"))
    if kind.make is None:
        yield Site(kind, None, str(folder / "store"))
        return
    server = begun(kind.make, folder)
    yield Site(kind, server, server.url)
    server.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return builds: `old`, `new` with some changes, and `large`."""
    root = tmp_path_factory.mktemp("graphs")
    found = {}
    for name, papers, by in (("old", 40, "Robert Tannen"), ("new", 44, "Robert Tüvsson"), ("large", 1000, "Cleo Marsh")):
        (root / f"{name}.md").write_text("# A list\n\n## Nets\n\n" + "".join(
            f'- [Nets {number} at the edge of "{name}"](https://arxiv.org/abs/2001.{number:05}). Ada Lindqvist, {by}. 2020\n'
            for number in range(1, papers + 1)), encoding="utf-8")
        found[name] = root / name
        assert run("build", root / f"{name}.md", "--key", "a-list", "-o", root / name, "-q").code == 0
    return found


def lines(folder: Path) -> frozenset[bytes]:
    """Return the statements of a build."""
    return frozenset((folder / "graph.nt").read_bytes().splitlines(keepends=True))


def same(wanted: frozenset[bytes], found: frozenset[bytes] | None) -> bool:
    """Return whether a store holds a graph, in its own spelling of numbers and tags."""
    return found is not None and not compare(set(wanted), set(found), key_of)


def assert_holds(site: Site, folder: Path) -> None:
    """Fail unless readers find just the graph of a folder."""
    changes = compare(set(lines(folder)), set(site.held() or ()), key_of)

    assert not changes, changes


def test_a_graph_is_replaced_and_the_receipt_tells_what_is_there(site: Site, folders: dict[str, Path]) -> None:
    assert site.replace(folders["old"]).code == 0
    done = site.replace(folders["new"])

    assert done.code == 0, done.err
    receipt, manifest = json.loads(done.out), json.loads((folders["new"] / "manifest.json").read_text())
    assert receipt["found"]["triples"] == receipt["triples_sent"] == manifest["triples"]
    assert receipt["found"]["classes"] == manifest["classes"]
    assert receipt["found"]["fingerprint"] == receipt["fingerprint"]
    assert receipt["sha256"] == manifest["files"]["graph.nt"]["sha256"]
    assert receipt["atomic"] is True
    assert_holds(site, folders["new"])
    assert json.loads((folders["new"] / "manifest.json").read_text()) == manifest


def test_loading_twice_is_loading_once(site: Site, folders: dict[str, Path]) -> None:
    for _ in range(3):
        assert site.replace(folders["new"]).code == 0

    assert_holds(site, folders["new"])


def test_nothing_is_left_beside_the_graph(site: Site, folders: dict[str, Path]) -> None:
    assert site.replace(folders["old"]).code == 0
    client = Client(Credentials(user=USER, password=PASSWORD), seconds=60)
    store = connected(Place(url=site.url, store=site.kind.name), client)

    names = {str(row["g"].value) for row in store.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}

    ours = {name for name in names if name.startswith(GRAPH)}
    assert len(ours) <= (3 if site.kind.flags else 1), ours
    assert not [name for name in names if "staging" in name]


def test_adding_keeps_what_is_there_and_twice_adds_once(site: Site, folders: dict[str, Path], tmp_path: Path) -> None:
    if site.kind.flags:
        assert site.kg("load", folders["old"], "--not-atomic", "--graph", f"{GRAPH}/add").code == 0
    more = tmp_path / "more.ttl"
    more.write_text('<https://a.example/s> <https://a.example/p> "more", 7, "x"@en .')
    graph = ["--graph", f"{GRAPH}/add"]
    first = site.kg("load", folders["old"], *graph, *(site.kind.change or ()))
    assert first.code == 0, first.err

    added = [json.loads(site.kg("load", more, "--mode", "add", *graph, *site.kind.change).out)["added"]
             for _ in range(2)]

    found = site.kg("dump", *graph).out.encode().splitlines(keepends=True)
    assert added == [3, 0]
    assert len(found) == len(lines(folders["old"])) + 3


def test_a_patch_applies_just_the_difference(site: Site, folders: dict[str, Path]) -> None:
    graph = ["--graph", f"{GRAPH}/patch"]
    assert site.kg("load", folders["old"], *graph, *site.kind.change).code == 0
    patch: list[str | Path] = ["load", folders["new"], "--mode", "patch", "--old", folders["old"], *graph, *site.kind.change]

    done = site.kg(*patch)

    assert done.code == 0, done.err
    difference = compare(set(lines(folders["old"])), set(lines(folders["new"])))
    receipt = json.loads(done.out)
    assert (receipt["removed"], receipt["added"]) == (len(difference.removed), len(difference.added))
    found = set(site.kg("dump", *graph).out.encode().splitlines(keepends=True))
    assert not compare(found, set(lines(folders["new"])), key_of)
    again = site.kg(*patch)
    assert again.code == 0, again.err
    assert json.loads(again.out)["added"] == 0
    strange = site.kg("load", folders["old"], "--mode", "patch", "--old", folders["large"], *graph, *site.kind.change)
    assert strange.code == 4
    assert "does not hold the old graph" in strange.err


def test_a_dump_is_the_graph_byte_for_byte_up_to_the_stores_spelling(
    site: Site, folders: dict[str, Path], tmp_path: Path,
) -> None:
    assert site.replace(folders["large"]).code == 0
    versioned = ["--versioned"] if site.kind.flags else []

    assert site.kg("dump", "-o", tmp_path / "out.nt", *versioned).code == 0
    assert site.kg("dump", "-o", tmp_path / "out.nq.gz", *versioned).code == 0

    found = (tmp_path / "out.nt").read_bytes()
    assert found == b"".join(sorted(found.splitlines(keepends=True)))
    assert same(lines(folders["large"]), frozenset(found.splitlines(keepends=True)))


def test_strings_that_break_writers_arrive_as_they_are(site: Site, tmp_path: Path) -> None:
    subject, predicate = "https://a.example/sübject", NamedNode("https://a.example/p")
    (tmp_path / "hard.nt").write_text("".join(
        f"{Triple(NamedNode(f'{subject}{number}'), predicate, Literal(f'a{text}b {text}'))} .\n"
        for number, text in enumerate([*HARD, "x" * 20_000])), encoding="utf-8")

    done = site.kg("load", tmp_path / "hard.nt", *site.kind.flags, "--graph", f"{GRAPH}/hard")

    assert done.code == 0, done.err
    assert json.loads(done.out)["found"]["triples"] == len(HARD) + 1


BAD = {
    "syntax.nt": (b"<https://a.example/s> <https://a.example/p> .\n", "nothing was sent"),
    "blank.ttl": (b"<https://a.example/s> <https://a.example/p> [] .\n", "blank node"),
    "empty.ttl": (b"", "no triple"),
    "graph.rdf": (b"<rdf/>", "kg loads a folder"),
    "cut.nt.gz": (b"\x1f\x8b\x08\x00", "nothing was sent"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_is_refused_before_anything_is_sent(site: Site, folders: dict[str, Path], name: str, tmp_path: Path) -> None:
    assert site.replace(folders["old"]).code == 0
    (tmp_path / name).write_bytes(BAD[name][0])

    done = site.kg("load", tmp_path / name, *site.kind.flags)

    assert done.code in {2, 3}
    assert BAD[name][1] in done.err
    assert_holds(site, folders["old"])


def test_a_build_that_was_touched_is_refused(site: Site, folders: dict[str, Path], tmp_path: Path) -> None:
    for file in folders["old"].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    whole = (tmp_path / "graph.nt").read_bytes().splitlines(keepends=True)
    (tmp_path / "graph.nt").write_bytes(b"".join(whole[:-1]))

    done = site.replace(tmp_path)

    assert done.code == 3
    assert "SHA-256 is not the one" in done.err


def test_a_wrong_password_is_told_and_changes_nothing(
    site: Site, folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if site.server is None:
        pytest.skip("a folder has no password")
    assert site.replace(folders["old"]).code == 0
    server, url, front = site.server, site.url, None
    if site.kind.name in {"oxigraph", "rdf4j"}:  # which know no passwords: a proxy asks for one
        front = begun(lambda folder: nginx(folder, server.address), tmp_path_factory.mktemp("nginx"))
        url = front.address + site.url.removeprefix(site.server.address)
    try:
        right = site.replace(folders["new"], url=url)
        wrong = site.kg("load", folders["large"], *site.kind.flags, url=url, KG_PASSWORD="hunter2")  # noqa: S106
        none = run("load", folders["large"], url, "--graph", GRAPH, "--store", site.kind.name, *site.kind.flags)
    finally:
        if front:
            front.end()

    assert right.code == 0, right.err
    assert (wrong.code, none.code) == (4, 4)
    assert "credentials were not accepted" in wrong.err
    assert "it wants credentials" in none.err
    assert "hunter2" not in wrong.err + wrong.out
    assert_holds(site, folders["new"])


@pytest.mark.parametrize("way", ["lose", "refuse"])
def test_any_lost_reply_ends_in_the_whole_graph(site: Site, folders: dict[str, Path], way: str) -> None:
    if site.server is None:
        pytest.skip("a folder sends no replies")
    assert site.replace(folders["old"]).code == 0
    with Proxy(site.server.address) as proxy:
        assert site.replace(folders["new"], url=proxy.url + site.url.removeprefix(site.server.address)).code == 0
        steps = len(proxy.heard)

    for number in range(1, steps + 1):
        wanted = folders["new" if number % 2 else "old"]
        with Proxy(site.server.address, number, way) as proxy:
            done = site.replace(wanted, url=proxy.url + site.url.removeprefix(site.server.address))
        if done.code:
            assert done.code == 4, done.err
            found = site.held()
            assert same(lines(folders["new"]), found) or same(lines(folders["old"]), found), (number, done.err)
            assert site.replace(wanted).code == 0
        assert_holds(site, wanted)


@pytest.mark.parametrize("way", ["before", "after"])
def test_a_load_killed_at_any_step_leaves_a_whole_graph_and_is_run_again(
    site: Site, folders: dict[str, Path], way: str,
) -> None:
    if site.server is None:
        pytest.skip("a folder has no steps to see; the random kills are for it")
    with Proxy(site.server.address) as proxy:
        assert site.replace(folders["old"], url=proxy.url + site.url.removeprefix(site.server.address)).code == 0
        steps = len(proxy.heard)

    for number in range(1, steps + 1):
        wanted, other = (folders[name] for name in (("new", "old") if number % 2 else ("old", "new")))
        assert site.replace(other).code == 0
        killed: list[subprocess.Popen[bytes]] = []
        gone = threading.Event()

        def kill(killed: list[subprocess.Popen[bytes]] = killed, gone: threading.Event = gone) -> None:
            wait_until(lambda: bool(killed))
            killed[0].kill()
            gone.set()

        with Proxy(site.server.address, number, way, kill) as proxy:
            killed.append(going(site, wanted, proxy.url + site.url.removeprefix(site.server.address)))
            killed[0].wait(60)
        found = site.held()
        assert same(lines(folders["new"]), found) or same(lines(folders["old"]), found), number
        assert site.replace(wanted).code == 0
        assert_holds(site, wanted)


def going(site: Site, folder: Path, url: str | None = None) -> subprocess.Popen[bytes]:
    """Start a load and do not wait for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "kg", "load", folder, url or site.url, "--graph", GRAPH, "--store", site.kind.name,
         *site.kind.flags],
        env={**os.environ, **PASSWORDS}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


class Reader:
    """Somebody who looks at the size of the graph all the time."""

    def __init__(self, site: Site) -> None:
        """Begin to look."""
        self.site = site
        self.seen: set[int] = set()
        self.failures = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        """Look."""
        client = Client(Credentials(user=USER, password=PASSWORD), seconds=600)
        store = connected(Place(url=self.site.url, store=self.site.kind.name), client)
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
        if self.site.kind.flags:
            query = (f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{GRAPH}> {{ "
                     f"<{GRAPH}> <http://purl.org/dc/terms/hasVersion> ?v }} GRAPH ?v {{ ?s ?p ?o }} }}")
        while not self.over.is_set():
            self.seen.add(int(store.rows(query)[0]["n"].value))

    def end(self) -> set[int]:
        """Stop looking and tell what was seen."""
        self.over.set()
        self.thread.join(60)
        return self.seen


def test_readers_see_the_old_or_the_new_graph_while_loads_are_killed(site: Site, folders: dict[str, Path]) -> None:
    assert site.replace(folders["large"]).code == 0
    sizes = {len(lines(folders[name])) for name in ("old", "large")}
    started = time.monotonic()
    assert site.replace(folders["old"]).code == 0
    takes = time.monotonic() - started
    draw = random.Random(1)  # noqa: S311 -- the same moments each time
    reader = Reader(site) if site.server else None

    try:
        for number in range(KILLS):
            wanted = folders["large" if number % 2 else "old"]
            process = going(site, wanted)
            time.sleep(draw.uniform(0.1, 1.2) * takes)
            process.kill()
            process.wait()
            found = site.held()
            assert found is not None
            assert len(found) in sizes, (number, len(found))
            if number % 5 == 0:
                assert site.replace(wanted).code == 0
                assert_holds(site, wanted)
    finally:
        seen = reader.end() if reader else sizes
    assert seen <= sizes, seen
    assert site.replace(folders["new"]).code == 0
    assert_holds(site, folders["new"])


def test_a_server_killed_in_the_middle_holds_a_whole_graph_if_it_can_and_the_next_run_ends_well(site: Site, folders: dict[str, Path]) -> None:
    if site.server is None:
        pytest.skip("a folder has no server")
    assert site.replace(folders["old"]).code == 0
    with Proxy(site.server.address) as proxy:
        assert site.replace(folders["old"], url=proxy.url + site.url.removeprefix(site.server.address)).code == 0
        steps = len(proxy.heard)
    server = site.server
    middle = sorted({steps // 3, steps // 2, 2 * steps // 3, steps - 1})

    for number in middle if SLOW else middle[1:3]:
        with Proxy(site.server.address, number, "after", lambda: server.end(signal.SIGKILL)) as proxy:
            done = site.replace(folders["large"], url=proxy.url + site.url.removeprefix(site.server.address))
        site.server.end(signal.SIGKILL)
        site.server.start()
        assert done.code == 4, done.err
        assert "Traceback" not in done.err
        if site.kind.whole_after_kill:
            found = site.held()
            whole = found is None or same(lines(folders["old"]), found) or same(lines(folders["large"]), found)
            assert whole, (len(found or ()), *(len(lines(folders[name])) for name in ("old", "large")))
        assert site.replace(folders["large"]).code == 0
        assert_holds(site, folders["large"])
        assert site.replace(folders["old"]).code == 0


class Away(Listener):
    """A server that sends everybody to another."""

    def __init__(self, target: str) -> None:
        """Take where to."""
        super().__init__()
        self.target = target

    def answer(self, connection: socket.socket, request: Heard, number: int) -> None:
        """Redirect."""
        del number
        connection.sendall(message("307 Away", b"", "text/plain", f"Location: {self.target}{request.target}"))


def test_a_redirect_is_told_and_not_followed(site: Site, folders: dict[str, Path]) -> None:
    if site.server is None:
        pytest.skip("a folder redirects nobody")
    assert site.replace(folders["old"]).code == 0
    with Away(site.server.address) as away:
        done = site.replace(folders["new"], url=away.url + site.url.removeprefix(site.server.address))

    assert done.code == 4
    assert "nothing was sent there" in done.err
    assert_holds(site, folders["old"])


def limited(size: int) -> Callable[[], None]:
    """Return what makes a new process unable to write larger files: its disk is full."""

    def prepare() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return prepare


def test_a_full_disk_under_the_store_leaves_the_old_graph(folders: dict[str, Path], tmp_path: Path) -> None:
    os.environ.setdefault("KG_TEST_SCRATCH", str(tmp_path))
    server = begun(oxigraph, tmp_path)
    site = Site(KINDS["oxigraph"], server, server.url)
    try:
        assert site.replace(folders["old"]).code == 0
        server.end()
        server.start(limited(1_000_000))
        done = site.replace(folders["large"])
        assert done.code in {4, 5}, done.err
        assert "Traceback" not in done.err
        server.end(signal.SIGKILL)
        server.start()
        assert_holds(site, folders["old"])
        assert site.replace(folders["large"]).code == 0
        assert_holds(site, folders["large"])
    finally:
        server.end(signal.SIGKILL)


def test_a_full_disk_here_is_told_before_anything_is_sent(folders: dict[str, Path], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "load", folders["old"], tmp_path / "store", "--graph", GRAPH],
        preexec_fn=limited(10), capture_output=True, check=False, timeout=60,
    )

    assert done.returncode == 3, done.stderr
    assert b"Traceback" not in done.stderr


def test_a_limit_on_the_size_of_requests_is_told_with_what_to_do(
    folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("limited")
    os.environ.setdefault("KG_TEST_SCRATCH", str(folder))
    (folder / "front").mkdir()
    server = begun(oxigraph, folder)
    front = begun(lambda place: nginx(place, server.address, "100k"), folder / "front")
    site = Site(KINDS["oxigraph"], server, server.url)
    try:
        assert site.replace(folders["old"]).code == 0
        done = site.replace(folders["large"], url=front.url)
        assert done.code == 4
        assert "too large for this server in one request" in done.err
        assert_holds(site, folders["old"])
    finally:
        front.end()
        server.end()


def test_digest_authentication_opens_fuseki_too(folders: dict[str, Path], tmp_path: Path) -> None:
    server = begun(lambda folder: fuseki(folder, "digest"), tmp_path)
    secret = tmp_path / "auth.toml"
    secret.write_text(f'user = "{USER}"\npassword = "{PASSWORD}"\nkind = "digest"\n')
    secret.chmod(0o600)
    try:
        done = run("load", folders["old"], server.url, "--graph", GRAPH, "--auth-file", secret)
    finally:
        server.end()

    assert done.code == 0, done.err
    assert "Apache Jena Fuseki" in done.err


def test_each_server_is_recognised(site: Site, folders: dict[str, Path]) -> None:
    assert site.replace(folders["old"]).code == 0
    done = run("load", folders["old"], site.url, "--graph", f"{GRAPH}/dry", "--dry-run", environment=PASSWORDS)

    assert done.code == 0, done.err
    assert json.loads(done.out)["profile"] == site.kind.name
    assert json.loads(done.out)["triples_now"] == 0


def test_two_loads_of_one_graph_do_not_run_at_once(folders: dict[str, Path], tmp_path: Path) -> None:
    with Journal(str(tmp_path / "store"), GRAPH):
        done = run("load", folders["old"], tmp_path / "store", "--graph", GRAPH)

    assert done.code == 2
    assert "another kg load" in done.err


def test_a_store_that_cannot_swap_wants_to_be_told(site: Site, folders: dict[str, Path]) -> None:
    if not site.kind.flags:
        pytest.skip("this store can")

    done = site.kg("load", folders["old"])

    assert done.code == 2
    assert "--versioned" in done.err
    assert "--not-atomic" in done.err


def test_a_folder_of_something_else_is_no_store(folders: dict[str, Path], tmp_path: Path) -> None:
    loaded = run("load", folders["old"], folders["new"], "--graph", GRAPH)
    dumped = run("dump", tmp_path / "missing", "--graph", GRAPH)

    assert (loaded.code, dumped.code) == (3, 3)
    assert "this is no store of kg" in loaded.err
    assert "no such folder" in dumped.err
    assert not (tmp_path / "missing").exists()


def test_any_store_that_speaks_the_protocols_can_be_loaded(folders: dict[str, Path], tmp_path: Path) -> None:
    os.environ.setdefault("KG_TEST_SCRATCH", str(tmp_path))
    server = begun(oxigraph, tmp_path)
    place = [f"{server.url}/query", "--store", "generic", "--graph", GRAPH]
    more = ["--update-url", f"{server.url}/update", "--graphs-url", f"{server.url}/store"]
    try:
        unsaid = run("load", folders["old"], *place)
        plain = run("load", folders["old"], *place, *more)
        done = run("load", folders["old"], *place, *more, "--versioned")
        dumped = run("dump", *place, *more, "--versioned")
    finally:
        server.end()

    assert "--update-url" in unsaid.err
    assert "--versioned" in plain.err
    assert (unsaid.code, plain.code, done.code) == (2, 2, 0)
    assert dumped.out.encode() == (folders["old"] / "graph.nt").read_bytes()


class Careless(Proxy):
    """A store that keeps something else than what it is sent."""

    def __init__(self, target: str, spoil: Callable[[list[bytes]], list[bytes]]) -> None:
        """Take the server, and what becomes of the lines of a graph."""
        super().__init__(target)
        self.spoil = spoil

    def passed(self, request: Heard) -> bytes:
        """Pass a request on, a written graph spoilt."""
        if request.method != "PUT":
            return super().passed(request)
        body = b"".join(self.spoil(request.body.splitlines(keepends=True)))
        head = request.head.replace(b"Content-Length: %d" % len(request.body), b"Content-Length: %d" % len(body))
        return super().passed(request._replace(body=body, head=head))


IS_A = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SPOILT: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "the last triple lost": lambda found: found[:-1],
    "the second half lost": lambda found: found[: len(found) // 2],
    "a triple too many": lambda found: [*found, b"<https://a.example/s> <https://a.example/p> <https://a.example/o> .\n"],
    "one class for another": lambda found: [one.replace(b"#Paper>", b"#Author>") if IS_A in one else one for one in found],
    "other letters for those beyond ASCII": lambda found: [one.replace("ü".encode(), b"?") for one in found],
    "long texts cut": lambda found: [one[:120] + b'" .\n' if len(one) == max(map(len, found)) else one for one in found],
    "numbers as strings": lambda found: [one.replace(b"^^<http://www.w3.org/2001/XMLSchema#integer>", b"") for one in found],
    "tags lost": lambda found: [one.replace(b"@en .", b" .") for one in found],
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_store_that_keeps_something_else_is_found_out_and_the_old_graph_stands(
    what: str, folders: dict[str, Path], tmp_path: Path,
) -> None:
    os.environ.setdefault("KG_TEST_SCRATCH", str(tmp_path))
    assert SPOILT[what](sorted(lines(folders["new"]))) != sorted(lines(folders["new"]))
    server = begun(oxigraph, tmp_path)
    site = Site(KINDS["oxigraph"], server, server.url)
    try:
        assert site.replace(folders["old"]).code == 0
        with Careless(server.address, SPOILT[what]) as careless:
            done = site.replace(folders["new"], url=careless.url)
        assert_holds(site, folders["old"])
        assert site.replace(folders["new"]).code == 0
        assert_holds(site, folders["new"])
    finally:
        server.end()

    assert done.code == 4
    assert "is as it was" in done.err
