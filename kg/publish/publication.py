"""The whole job: a built graph becomes the folder of a site, all of it or nothing."""

import gzip
import hashlib
import multiprocessing
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import partial
from itertools import chain, islice
from pathlib import Path

import msgspec

from kg import __version__
from kg.dump import DUMP, Dump
from kg.errors import UnreadableInput
from kg.publish import changes as difference
from kg.publish import feeds
from kg.publish.changes import Changes, Gone
from kg.publish.dataset import Download, Edition
from kg.publish.folder import STATE, SiteFolder, files_below
from kg.publish.ledger import Ledger
from kg.publish.register import Register
from kg.publish.settings import Settings
from kg.publish.site import Site
from kg.report import pretty

BLOCK = 1 << 20
MANY = 1500
"""Entities beyond which a second process pays."""
BATCH = 100
WORKERS = 2
AHEAD = 8
"""Batches that wait or are worked on at a time."""
PATCHES = 20
"""Changes that a site keeps."""

PACKED = "data/graph.nt.gz"
REGISTER = ".register"
"""What the new folder holds until it takes its place."""


class Patch(msgspec.Struct, frozen=True):
    """One change of the graph, as the dataset page lists it."""

    path: str
    day: str
    removed: int
    added: int


class State(msgspec.Struct, frozen=True):
    """What a site remembers of its publications, in `site.json`."""

    kg: str
    graph: str
    """The SHA-256 of the sorted N-Triples."""
    day: str
    """When the graph last changed."""
    own: tuple[str, ...]
    """What kg put at the top of the folder; all else is the keeper's and stays."""
    feed: tuple[tuple[str, str], ...] = ()
    gone: dict[str, Gone] = {}
    patches: tuple[Patch, ...] = ()


class Published(msgspec.Struct, frozen=True):
    """What a publication left behind."""

    files: int
    changed: int
    removed: int
    pages: int
    gone: int


def publish(folder: Path, place: Path, settings: Settings, today: str) -> Published:
    """Make the site of a built graph, or make it again.

    Raises `UnreadableInput` if the folder holds no whole graph, and `UnwritableOutput` or
    `WrongUsage` if the site cannot be written there.
    """
    with Dump(folder) as dump, SiteFolder(place) as files:
        return Publication(dump, files, settings, today).run()


class Publication:
    """One publication on its way."""

    def __init__(self, dump: Dump, files: SiteFolder, settings: Settings, today: str) -> None:
        """Compare the graph with what was published last."""
        self.dump = dump
        self.files = files
        self.settings = settings
        self.today = today
        self.before = read_state(files.place)
        self.digest = str(dump.manifest.files[DUMP]["sha256"])
        self.changes = self.compared()
        self.register = Register(dump, files.fresh / REGISTER)
        self.ledger = Ledger()

    def compared(self) -> Changes:
        """Return what changed in the graph since the last publication."""
        if self.before is None or self.before.graph == self.digest:
            return Changes()
        packed = self.files.place / PACKED
        if not packed.is_file():
            return Changes()
        return difference.difference(packed, self.dump.lines)

    def run(self) -> Published:
        """Write everything, then let it take its place."""
        state = self.state()
        downloads = tuple(self.downloads())
        example = next(self.dump.of_class("kg:Paper"), None)
        edition = Edition(state.day, f"{state.day}.{self.digest[:8]}", downloads, self.digest, example)
        site = Site(self.dump, self.register, self.settings, edition, [(one.path, one.day, one.removed, one.added)
                                                        for one in state.patches])
        for path, make in site.singles.items():
            made = make()
            self.put(path, [made] if isinstance(made, bytes) else made)
        self.write_entities(site)
        self.write_gone(site, state)
        self.write_patches(state)
        self.write("feed.xml", feeds.feed(self.dump, state.feed, self.settings, state.day))
        pages = self.write_sitemaps()
        own = tuple(sorted({path.partition("/")[0] for path in chain(self.ledger.files(), [STATE])}))
        self.write(STATE, pretty(msgspec.structs.replace(state, own=own)))
        gone_files = self.gone_files()
        self.keep_foreign(own)
        self.register.remove()
        self.files.swap()
        return Published(*self.ledger.counted(), gone_files, pages, len(state.gone))

    def write(self, path: str, data: bytes) -> None:
        """Write a file and remember whether it changed."""
        self.put(path, [data])

    def put(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write a file that comes in pieces, and remember whether it changed."""
        self.ledger.note([(path, self.files.put(path, pieces))])

    def state(self) -> State:
        """Return what the site will remember."""
        before = self.before
        if before is None:
            feed = tuple((name, self.today) for name in self.register.latest(feeds.LARGEST_FEED))
            return State(__version__, self.digest, self.today, (), feed)
        papers = self.changes.papers(self.changes.added) - self.changes.papers(self.changes.removed)
        fresh = [(name, self.today) for name in newest(self.dump, papers, feeds.LARGEST_FEED)]
        kept = [one for one in before.feed if self.dump.node(one[0]) and one[0] not in papers]
        stones = {**before.gone, **dict(difference.gone(self.changes, self.dump, self.today))}
        patches = before.patches
        if self.changes:
            path = f"changes/{before.graph[:12]}..{self.digest[:12]}.rdfp"
            patch = Patch(path, self.today, len(self.changes.removed), len(self.changes.added))
            patches = (patch, *patches)[:PATCHES]
        return State(
            __version__, self.digest, self.today if self.changes else before.day, (),
            tuple([*fresh, *kept][:feeds.LARGEST_FEED]),
            {name: one for name, one in stones.items() if not self.dump.node(name)},
            patches,
        )

    def downloads(self) -> Iterator[Download]:
        """Write the dumps as they were built, and yield what they are."""
        for ending, name, packed in (("nt.gz", DUMP, True), ("ttl", "graph.ttl", False),
                                     ("jsonld", "graph.jsonld", False)):
            source = self.dump.folder / name
            path = f"data/graph.{ending}"
            digest = hashlib.sha256()
            chunks = watched(blocks(source), digest)
            size, sha256, changed = self.files.stream(path, compressed(chunks) if packed else chunks)
            if digest.hexdigest() != self.dump.manifest.files[name]["sha256"]:
                raise UnreadableInput(f"{source}: is not what the manifest says; run kg build again")
            self.ledger.note([(path, changed)])
            yield Download(path, ending, size, sha256)

    def write_entities(self, site: Site) -> None:
        """Write the files of every entity, in more than one process where that pays."""
        names = site.entities()
        first = list(islice(names, MANY))
        if len(first) < MANY or "fork" not in multiprocessing.get_all_start_methods():
            self.ledger.note(written(site, self.files, chain(first, names)))
            return
        self.register.close()
        waiting: set[Future[list[tuple[str, bool]]]] = set()
        with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("fork"), remember, (site, self.files)) as pool:
            for batch in batches(chain(first, names)):
                waiting.add(pool.submit(written_by_worker, batch))
                waiting = self.noted(waiting, AHEAD)
            self.noted(waiting, 1)

    def noted(self, waiting: set[Future[list[tuple[str, bool]]]], most: int) -> set[Future[list[tuple[str, bool]]]]:
        """Wait until fewer batches than so many are left, and note what the others wrote."""
        while len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in done:
                self.ledger.note(one.result())
        return waiting

    def write_gone(self, site: Site, state: State) -> None:
        """Write what stands in the place of papers that are gone."""
        for name, one in state.gone.items():
            path = self.dump.local(name)
            if path is not None:
                for ending, data in site.stub(name, one).items():
                    self.write(f"{path}.{ending}", data)

    def write_patches(self, state: State) -> None:
        """Write the change of this publication, and keep the earlier ones."""
        for patch in state.patches:
            if self.before is not None and patch not in self.before.patches:
                self.write(patch.path, self.changes.patch(self.before.graph, self.digest))
            else:
                self.write(patch.path, (self.files.place / patch.path).read_bytes())

    def write_sitemaps(self) -> int:
        """Write the sitemaps; a page that did not change keeps its day."""
        if self.before:
            self.ledger.note_days(known_days(self.files.place, self.settings.url))
        number = sum(1 for _ in self.ledger.pages(self.today))
        for name, pieces in feeds.sitemaps(partial(self.ledger.pages, self.today), number, self.settings):
            self.put(name, pieces)
        return number

    def gone_files(self) -> int:
        """Return how many files of the old site are not in the new one."""
        if self.before is None:
            return 0
        tops = [self.files.place / name for name in self.before.own]
        old = sum(files_below(top) if top.is_dir() else top.is_file() for top in tops)
        return old - sum((self.files.place / path).is_file() for path in self.ledger.files())

    def keep_foreign(self, own: tuple[str, ...]) -> None:
        """Take over what the keeper put beside the files of kg."""
        if self.before is not None:
            ours = {*own, *self.before.own}
            self.files.keep(tuple(sorted(
                path.name for path in self.files.place.iterdir() if path.name not in ours)))


def read_state(place: Path) -> State | None:
    """Read what a site remembers, if there is one."""
    path = place / STATE
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=State)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path}: is no state of a site made by kg ({error}); remove the folder") from None


def newest(dump: Dump, among: Iterable[str], most: int) -> list[str]:
    """Return the newest of some papers."""
    nodes = (dump.read(name) for name in sorted(among))
    dated = [(node.one("schema:datePublished") or node.one("kg:year") or "", node.iri) for node in nodes]
    dated.sort(key=lambda one: one[0], reverse=True)
    return [name for _, name in dated[:most]]


def batches(names: Iterator[str]) -> Iterator[list[str]]:
    """Yield names by the hundred."""
    return iter(lambda: list(islice(names, BATCH)), [])


def written(site: Site, files: SiteFolder, names: Iterable[str]) -> list[tuple[str, bool]]:
    """Write the files of some entities; return their paths and whether they changed."""
    return [(path, files.put(path, pieces)) for name in names for path, pieces in site.entity_files(name)]


WORKER: list[tuple[Site, SiteFolder]] = []
"""What a process that writes pages works on."""


def remember(site: Site, files: SiteFolder) -> None:
    """Begin a process that writes pages."""
    WORKER[:] = [(site, files)]


def written_by_worker(names: list[str]) -> list[tuple[str, bool]]:
    """Write the files of some entities in a process of its own."""
    site, files = WORKER[0]
    return written(site, files, names)


def blocks(path: Path) -> Iterator[bytes]:
    """Yield a file in blocks."""
    try:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(BLOCK), b"")
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror}; run kg build again") from None


def watched(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    """Yield chunks and let a digest see them."""
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks packed by gzip, equal bytes for equal input."""
    buffer = Buffer()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        for chunk in chunks:
            file.write(chunk)
            yield buffer.taken()
    yield buffer.taken()


class Buffer:
    """Where a packer writes, to be emptied as it goes."""

    def __init__(self) -> None:
        """Begin empty."""
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found = b"".join(self.waiting)
        self.waiting.clear()
        return found


LISTED = re.compile(r"<url><loc>([^<]*)</loc><lastmod>([^<]*)</lastmod></url>")


def known_days(place: Path, url: str) -> Iterator[tuple[str, str]]:
    """Yield the day of each page as the last sitemaps have it."""
    for path in sorted(place.glob("sitemap*.xml")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                match = LISTED.match(line)
                if match:
                    yield match[1].removeprefix(url), match[2]
