"""`kg serve` for tests: a process of its own on a free port, and one with more graphs for the W3C's tests."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import uvicorn
from pyoxigraph import NamedNode, RdfFormat

from kg.cli.serve import bound
from kg.publish.settings import UNKNOWN, Config, settings_for
from kg.serve.application import Access, Server


@contextmanager
def started(*command: str | Path) -> Iterator[str]:
    """Start a server; yield the address that it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"http://\S+?(?=/)", line)
        assert match, (line, process.stderr.read() if process.stderr else "")
        yield match[0]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def asked(root: str, text: str, **headers: str) -> httpx.Response:
    """Ask a query by GET."""
    return httpx.get(f"{root}/sparql?query={quote(text)}", headers=headers)


def main(folder: str, *graphs: str) -> None:
    """Serve a build, and in named graphs the files that are given as `address=path`."""
    settings = settings_for(Path(folder), Config(), None, otherwise=UNKNOWN)
    server = Server(Path(folder), settings, Access(scratch=True))
    for one in graphs:
        address, _, path = one.partition("=")
        server.now.store.store.load(path=path, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(address))
    listener = bound("127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}/\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(server, log_level="warning", lifespan="off")).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
