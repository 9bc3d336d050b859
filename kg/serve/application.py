"""The site of one built graph over HTTP: pages on demand, content negotiation, and SPARQL."""

import gzip
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.documents import Document, frame_of
from kg.dump import DUMP, MANIFEST, Dump, Node
from kg.publish import feeds
from kg.publish import metadata as meta
from kg.publish.dataset import Download, Edition
from kg.publish.register import Register
from kg.publish.settings import Settings
from kg.publish.site import Site
from kg.serve import protocol
from kg.serve.description import described
from kg.serve.negotiation import chosen
from kg.serve.protocol import Limits
from kg.stores import embedded
from kg.stores.answering import GRAPHS
from kg.vocabulary import RdfFormat, parse, serialize

ENDPOINT = "sparql"

DOCUMENTS = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
"""In which forms an entity is told: media type and ending."""

TYPES = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml", "wasm": "application/wasm", "json": "application/json", "jsonld": "application/ld+json",
    "ttl": "text/turtle; charset=utf-8", "nt": "application/n-triples", "rdf": "application/rdf+xml", "gz": "application/gzip",
    "xml": "application/xml", "txt": "text/plain; charset=utf-8", "cff": "text/plain; charset=utf-8",
    "linkset.json": "application/linkset+json", "void": "text/turtle; charset=utf-8",
}
"""Media types by ending."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Access(msgspec.Struct, frozen=True):
    """Who may ask, and for how long."""

    hosts: tuple[str, ...] = LOOPBACK
    """The names under which the server answers; others are a trick to reach it from a page elsewhere."""
    origins: tuple[str, ...] = ()
    """The origins of other pages that may read from it; `*` for all."""
    limits: Limits = Limits()
    """What one query may take."""
    scratch: bool = False
    """Whether updates are taken, which change the copy in memory and nothing else."""


class Loaded:
    """One state of the build: the graph open for looking up, and in a store."""

    def __init__(self, folder: Path, settings: Settings, stamp: tuple[int, int]) -> None:
        """Open everything."""
        self.stamp = stamp
        self.dump = Dump(folder)
        self.store = embedded.read(folder / DUMP, RdfFormat.N_TRIPLES)
        self.packed = gzip.compress((folder / DUMP).read_bytes(), compresslevel=1, mtime=0)
        self.files = {"data/graph.nt.gz": self.packed}
        for name in ("graph.ttl", "graph.jsonld"):
            self.files[f"data/{name}"] = (folder / name).read_bytes()
        digest = str(self.dump.manifest.files[DUMP]["sha256"])
        downloads = tuple(
            Download(path, path.removeprefix("data/graph."), len(data), hashlib.sha256(data).hexdigest())
            for path, data in self.files.items()
        )
        day = datetime.fromtimestamp(stamp[0] / 1e9, UTC).date().isoformat()
        edition = Edition(day, f"{day}.{digest[:8]}", downloads, digest)
        self.site = Site(self.dump, Register(self.dump), settings, edition)

    def close(self) -> None:
        """Let go of the files."""
        self.dump.__exit__()


class Server:
    """Answers requests; loads the graph again when the build changes."""

    def __init__(self, folder: Path, settings: Settings, access: Access) -> None:
        """Load the graph.

        Raises `UnreadableInput` if the folder holds none.
        """
        self.folder = folder
        self.settings = settings
        self.access = access
        self.now = Loaded(folder, settings, self.stamp())

    def stamp(self) -> tuple[int, int]:
        """Return what changes when the build is made again: its manifest is written last."""
        try:
            state = (self.folder / MANIFEST).stat()
        except OSError:
            return (0, 0)
        return (state.st_mtime_ns, state.st_ino)

    def current(self) -> Loaded:
        """Return the graph as it was built last."""
        stamp = self.stamp()
        if stamp not in {self.now.stamp, (0, 0)}:
            before, self.now = self.now, Loaded(self.folder, self.settings, stamp)
            before.close()
        return self.now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = await self.respond(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        self.open_to_origins(request, response)
        tagged(request, response)
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Return the answer to a request."""
        if host_of(request.headers.get("host", "")) not in self.access.hosts:
            return told(421, "this server does not answer under that name; say --allow-host if it should")
        origin = request.headers.get("origin")
        if origin and not self.welcome(origin, request):
            return told(403, "pages of other origins may not ask this server; say --cors if they should")
        path = request.url.path.removeprefix("/")
        if path.rstrip("/") == ENDPOINT:
            return await self.sparql(request)
        if request.method == "OPTIONS":
            return Response(None, 204, {"Allow": "GET, HEAD, OPTIONS"})
        if request.method not in {"GET", "HEAD"}:
            return Response("only GET and HEAD are answered here\n", 405, {"Allow": "GET, HEAD, OPTIONS"}, "text/plain")
        return self.page(path, request)

    def welcome(self, origin: str, request: Request) -> bool:
        """Tell whether a page of this origin may ask."""
        ours = urlsplit(origin).netloc == request.headers.get("host")
        return ours or "*" in self.access.origins or origin in self.access.origins

    def open_to_origins(self, request: Request, response: Response) -> None:
        """Say which pages may read the answer: https://fetch.spec.whatwg.org/#http-cors-protocol."""
        origin = request.headers.get("origin")
        if origin and ("*" in self.access.origins or origin in self.access.origins):
            response.headers["Access-Control-Allow-Origin"] = "*" if "*" in self.access.origins else origin
            response.headers["Access-Control-Expose-Headers"] = "Link, Content-Location, ETag"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, Accept"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            if "*" not in self.access.origins:
                response.headers.append("Vary", "Origin")

    async def sparql(self, request: Request) -> Response:
        """Answer a query, or describe the endpoint where none is asked."""
        if request.method == "OPTIONS":
            return Response(None, 204, {"Allow": "GET, POST, HEAD, OPTIONS"})
        if request.method not in {"GET", "HEAD", "POST"}:
            return Response("queries come by GET or POST\n", 405, {"Allow": "GET, POST, OPTIONS"}, "text/plain")
        if request.method != "POST" and not request.url.query:
            media = chosen(request.headers.get("accept"), list(GRAPHS)) or next(iter(GRAPHS))
            endpoint = str(request.url.replace(query="", fragment="")).rstrip("/")
            data = described(endpoint, f"{self.settings.url}dataset", media)
            return Response(data, headers={"Vary": "Accept"}, media_type=media)
        return await protocol.answer(self.current().store, request, self.access.limits, scratch=self.access.scratch)

    def page(self, path: str, request: Request) -> Response:
        """Return a file of the site, or lead from an entity's IRI to the form that the client likes."""
        now = self.current()
        path = path or "index.html"
        if path in now.files:
            return Response(now.files[path], media_type=media_of(path))
        if path in now.site.singles:
            return Response(now.site.single(path), media_type=media_of(path))
        node = now.site.node_at(path)
        if node is not None:
            return negotiated(path, request)
        found = self.document(now, path)
        if found is not None:
            return found
        if path == "feed.xml":
            newest = [(name, now.site.edition.day) for name in now.site.register.newest(feeds.LARGEST_FEED)]
            return Response(feeds.feed(now.dump, newest, self.settings, now.site.edition.day), media_type=TYPES["xml"])
        if f"{path}.html" in now.site.singles:
            return Response(None, 308, {"Location": f"/{path}.html"})
        return Response(now.site.single("404.html"), 404, media_type=TYPES["html"])

    def document(self, now: Loaded, path: str) -> Response | None:
        """Return one of the documents of an entity, if this path is one."""
        for ending in ("linkset.json", *DOCUMENTS.values()):
            stem = path.removesuffix(f".{ending}")
            node = now.site.node_at(stem) if stem != path else None
            if node is not None:
                data = other(now, node, ending) if ending in {"nt", "rdf"} else b"".join(now.site.entity_file(node, ending))
                links = ", ".join(
                    f'<{one.href}>; rel="{one.rel}"' + (f'; type="{one.type}"' if one.type else "")
                    for one in meta.page_links(now.dump, now.site.register, node, self.settings)
                )
                response = Response(data, media_type=TYPES[ending])
                if ending == "html" and links.isascii():
                    response.headers["Link"] = links
                return response
        return None


def other(now: Loaded, node: Node, ending: str) -> bytes:
    """Return the document of an entity in a form that a static site does not have."""
    assert frame_of(node)
    syntax = {"nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}[ending]
    quads = parse(io.BytesIO(b"".join(Document(now.dump, node).turtle())), RdfFormat.TURTLE)
    written = serialize((quad.triple for quad in quads), format=syntax)
    assert written is not None
    return written


def negotiated(path: str, request: Request) -> Response:
    """Lead to the form of an entity that the client likes best: https://www.w3.org/TR/cooluris/#r303gendocument."""
    media = chosen(request.headers.get("accept"), list(DOCUMENTS))
    if media is None:
        offers = "".join(f"/{path}.{ending} {kind}\n" for kind, ending in DOCUMENTS.items())
        return Response(f"none of these is acceptable to the client:\n{offers}", 406, {"Vary": "Accept"}, "text/plain")
    return Response(None, 303, {"Location": f"/{path}.{DOCUMENTS[media]}", "Vary": "Accept"})


def told(status: int, reason: str) -> Response:
    """Refuse with a reason."""
    return Response(f"{reason}\n", status, media_type="text/plain")


def host_of(header: str) -> str:
    """Return the name in a Host header, without its port.

    >>> host_of("localhost:8000"), host_of("[::1]:8000")
    ('localhost', '::1')
    """
    return (urlsplit(f"//{header}").hostname or "") if header else ""


def media_of(path: str) -> str:
    """Return the media type of a file of the site."""
    name = PurePosixPath(path).name
    return TYPES.get(name.partition(".")[2], TYPES.get(name.rpartition(".")[2], "application/octet-stream"))


def tagged(request: Request, response: Response) -> None:
    """Give an answer the digest of its bytes, and send none that the client already has."""
    if response.status_code != 200:  # noqa: PLR2004 -- the one status whose body is what was asked for
        return
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if request.method in {"GET", "HEAD"} and (tag in known or "*" in known):
        response.status_code = 304
        response.body = b""
        del response.headers["content-length"]
