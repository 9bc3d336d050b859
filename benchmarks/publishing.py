"""How long a site takes and how much memory, and pages per second beside Hugo on the same bodies.

    python benchmarks/publishing.py [--papers 10000] [--hugo]

Papers are generated: 3 to 6 authors each out of 2.4 times as many names as papers, 40 topics, one list.
Peak memory is what a process holds of its own (RssAnon, looked at twenty times a second), that of the first and of its
largest child; pages of the graph's file that the system has mapped, and can drop at any time, are not in it.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.build import build
from kg.reading import Reading
from kg.records import Author, Credit, Entry, Paper, ReadingList, Snapshot, Topic, TopicScheme, Venue

WORDS = ["learning", "small", "fast", "deep", "neural", "network", "device", "edge", "sparse", "quantised", "federated", "mobile", "efficient", "attention", "search", "image", "speech", "graph", "language", "model", "training", "inference", "memory", "energy", "sensor", "adaptive", "robust", "private"]
BASE = "https://example.org/kg/"


def papers(number: int) -> ReadingList:
    """Return a list of generated papers."""
    chance = random.Random(7)
    scheme = TopicScheme("large", "A large list")
    topics = [Topic(scheme, (f"Topic {one}",), definition=f"What topic {one} is about.") for one in range(40)]
    venues = [Venue(f"Conference {one}", "conference") for one in range(30)]
    people = [f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()} {one}" for one in range(int(number * 2.4))]
    snapshot = Snapshot("a" * 64, "large.md")
    entries = []
    for place in range(1, number + 1):
        names = chance.sample(people, chance.randint(3, 6))
        year = chance.randint(2000, 2025)
        one = Paper(
            " ".join(chance.choices(WORDS, k=9)).capitalize() + f" {place}",
            tuple(Credit(at, name, Author(name)) for at, name in enumerate(names, 1)),
            identifiers=(f"arxiv:{year % 100:02}01.{place:05}",), url=f"https://arxiv.org/abs/{year % 100:02}01.{place:05}",
            date=f"{year}-01", year=year, venue=chance.choice(venues), topics=(chance.choice(topics),),
            abstract=" ".join(chance.choices(WORDS, k=120)),
        )
        text = f"- [{one.title}]({one.url}) {', '.join(names)}"
        entries.append(Entry(place, one, 2 * place, text, topic=one.topics[0], snapshot=snapshot))
    return ReadingList("large", "A large list", snapshot, entries=tuple(entries))


def built(number: int, folder: Path) -> Path:
    """Build the graph of generated papers."""
    return build(Reading([papers(number)]), folder / f"graph-{number}", BASE).folder


PUBLISH = """
import json, resource, sys, time
from kg.cli import kg
start = time.perf_counter()
kg.main(["publish", sys.argv[1], "-o", sys.argv[2], "--licence", "unknown", "-q"], standalone_mode=False)
seconds = time.perf_counter() - start
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
processor = sum(one.ru_utime + one.ru_stime for one in used)
print(json.dumps([seconds, processor]))
"""


def published(graph: Path, site: Path) -> tuple[float, float, float, float]:
    """Publish in a process of its own; return seconds, seconds of processors, MB of it and of its largest child."""
    peaks: dict[int, float] = {}
    with subprocess.Popen([sys.executable, "-c", PUBLISH, graph, site], stdout=subprocess.PIPE, text=True) as running:
        while running.poll() is None:
            for process in (running.pid, *children(running.pid)):
                peaks[process] = max(peaks.get(process, 0), anonymous(process))
            time.sleep(0.05)
        assert running.stdout is not None
        seconds, processor = json.loads(running.stdout.read())
    return seconds, processor, peaks.pop(running.pid), max(peaks.values(), default=0)


def children(process: int) -> list[int]:
    """Return the processes that one has started and that are alive."""
    try:
        return [int(one) for path in Path(f"/proc/{process}/task").glob("*/children") for one in path.read_text().split()]
    except OSError:
        return []


def anonymous(process: int) -> float:
    """Return the MB of memory that a process holds of its own, 0 if it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("RssAnon")), 0)


def hugo(program: str, site: Path, folder: Path) -> float:
    """Let Hugo wrap the main part of each page into a page of equal size; return seconds."""
    source = folder / "hugo"
    (source / "layouts" / "_default").mkdir(parents=True)
    shell = (site / "404.html").read_text(encoding="utf-8")
    head, tail = shell.partition("<main")[0], shell.partition("</main>")[2]
    single = f"{head}<main>{{{{ .Content }}}}</main>{tail}"
    for name in ("single", "list"):
        (source / "layouts" / "_default" / f"{name}.html").write_text(single, encoding="utf-8")
    (source / "config.toml").write_text('baseURL = "https://example.org/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n')
    for page in site.glob("*/**/*.html"):
        target = source / "content" / page.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        body = page.read_text(encoding="utf-8").partition("<main")[2].partition(">")[2].partition("</main>")[0]
        target.write_text(f'---\ntitle: "x"\n---\n{body}', encoding="utf-8")
    start = time.perf_counter()
    subprocess.run([program, "--quiet", "-s", source, "-d", folder / "hugo-site"], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--hugo", action="store_true", help="also run Hugo, which must be installed")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as place:
        folder = Path(place)
        print(f"{'papers':>8} {'triples':>9} {'files':>8} {'pages':>7} {'first':>8} {'cpu':>8} {'again':>8} {'pages/s':>8} {'MB':>6} {'MB child':>9}")
        for number in (said.papers // 10, said.papers // 3, said.papers):
            graph = built(number, folder)
            site = folder / f"site-{number}"
            seconds, processor, own, child = published(graph, site)
            again, _, _, _ = published(graph, site)
            files = sum(1 for path in site.rglob("*") if path.is_file())
            pages = sum(1 for _ in site.rglob("*.html"))
            triples = json.loads((graph / "manifest.json").read_bytes())["triples"]
            print(f"{number:>8,} {triples:>9,} {files:>8,} {pages:>7,} {seconds:>7.1f}s {processor:>7.1f}s {again:>7.1f}s "
                  f"{pages / seconds:>8,.0f} {own:>6.0f} {child:>9.0f}", flush=True)
        program = shutil.which("hugo")
        if said.hugo and program:
            seconds = hugo(program, site, folder)
            print(f"Hugo, the bodies of the last site's {pages:,} pages: {seconds:.1f} s, {pages / seconds:,.0f} pages/s")


if __name__ == "__main__":
    main()
