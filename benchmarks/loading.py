"""One million triples into each store by kg and by the store's own loader, timed side by side.

Run `python -m benchmarks.loading [TRIPLES]` in the checkout; `.ci/stores` installs the stores.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.stores import KINDS, PASSWORDS, Absent, Server, jar, program

GRAPH = "https://example.org/g"
TRIPLES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
EACH = 19
"""Triples that one entry of the list below becomes, roughly."""


def built(folder: Path) -> Path:
    """Return a build of a long list of invented papers."""
    name = folder / "list.md"
    with name.open("w", encoding="utf-8") as file:
        file.write("# A list\n\n## Nets\n\n")
        for number in range(TRIPLES // EACH):
            file.write(f"- [Paper {number} on edges](https://arxiv.org/abs/{1000 + number // 99999}.{number % 99999:05}). "
                       f"Ada No{number % 5000}, Bob Two. 2020\n")
    timed([sys.executable, "-m", "kg", "build", name, "-o", folder / "graph", "-q"])
    return folder / "graph"


def timed(command: list[str | Path], **environment: str) -> float:
    """Run a command and return the seconds it took."""
    start = time.monotonic()
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    return time.monotonic() - start


def by_oxigraph(server: Server, file: Path) -> float:
    """Load with `oxigraph load` while the server is stopped."""
    server.end()
    took = timed([program("oxigraph"), "load", "--location", server.folder / "db", "--graph", GRAPH, "--file", file])
    server.start()
    return took


def by_tdbloader(server: Server, file: Path) -> float:
    """Load with Jena's tdb2.tdbloader while the server is stopped."""
    server.end()
    took = timed([program("java"), "-Xmx1500m", "-cp", jar("jena-fuseki-server"), "tdb2.tdbloader",
                  "--loc", server.folder / "db", "--graph", GRAPH, file])
    server.start()
    return took


def by_ld_dir(server: Server, file: Path) -> float:
    """Load with Virtuoso's own bulk loader while it runs."""
    sql = (server.folder / "sql-port").read_text()
    (server.folder / file.name).symlink_to(file)
    return timed([program("isql-vt"), f"127.0.0.1:{sql}", "dba", "dba",
                  f"exec=ld_dir('.','{file.name}','{GRAPH}');rdf_loader_run();checkpoint;"])


def by_put(server: Server, file: Path) -> float:
    """Load with one PUT by curl, which is what RDF4J offers for a running server."""
    return timed(["curl", "-sf", "-X", "PUT", "-H", "Content-Type: application/n-triples", "-T", file,
                  f"{server.url}/rdf-graphs/service?graph={GRAPH}"])


WAYS = ("", "--versioned", "--not-atomic")
"""Staged, proved and swapped; a graph of its own and a pointer; in place, proved afterwards."""

OWN: dict[str, tuple[str, Callable[[Server, Path], float]]] = {
    "oxigraph": ("oxigraph load", by_oxigraph),
    "fuseki": ("tdb2.tdbloader", by_tdbloader),
    "virtuoso": ("ld_dir", by_ld_dir),
    "rdf4j": ("curl PUT", by_put),
}


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as root:
        folder = built(Path(root))
        triples = json.loads((folder / "manifest.json").read_text())["triples"]
        print(f"{triples:,} triples, {(folder / 'graph.nt').stat().st_size >> 20} MB, {time.strftime('%Y-%m-%d')}\n")
        print("| store | own loader | s |" + "".join(f" `kg load{' ' * bool(way)}{way}` | ratio |" for way in WAYS))
        print("|---|---|---:|" + "---:|---:|" * len(WAYS))
        for name, (title, own) in OWN.items():
            if len(sys.argv) > 2 and name not in sys.argv[2:]:
                continue
            try:
                seconds = measured(name, folder, Path(root), own)
            except Absent as error:
                print(f"| {name} | {error} |")
                continue
            first, *others = seconds
            cells = "".join(f" {one:.1f} | {one / first:.1f} |" if one else " cannot | |" for one in others)
            print(f"| {name} | {title} | {first:.1f} |{cells}", flush=True)


def measured(name: str, folder: Path, root: Path, own: Callable[[Server, Path], float]) -> list[float]:
    """Return the seconds of the store's own loader and of each way of kg's, each into a new store; 0 where it cannot."""
    kind = KINDS[name]
    assert kind.make
    seconds = []
    for number, way in enumerate((None, *WAYS)):
        place = root / f"{name}-{number}"
        place.mkdir()
        server = kind.make(place)
        server.start()
        try:
            if way is None:
                seconds.append(own(server, folder / "graph.nt"))
            elif not way and kind.flags:
                seconds.append(0.0)
            else:
                seconds.append(timed([sys.executable, "-m", "kg", "load", folder, server.url, "--graph", GRAPH, "--store",
                                      name, "-q", *way.split()], **PASSWORDS))
        finally:
            server.end()
    return seconds


if __name__ == "__main__":
    main()
