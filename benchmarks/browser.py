"""How long people wait in a real browser: for SPARQL over a site's own data, and for the first search result.

    python benchmarks/browser.py [--papers 1715 17150] [--searched 10000] [--runs 3]

Graphs are generated and shown by `kg serve` on this machine, whose pages are those of a published site, in
Debian's Chromium without a window. Each run has a fresh browser context, so nothing is cached.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from publishing import built

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]

ASK = """() => new Promise((done) => {
  const times = {}, start = performance.now();
  const watch = new MutationObserver(() => {
    const text = document.getElementById("status").textContent;
    if (/are ready/.test(text)) times.ready ??= performance.now() - start;
    if (document.querySelector("#answer td")) { times.answer = performance.now() - start; watch.disconnect(); done(times); }
    if (/could not|error|stopped/i.test(text)) done({ failed: text });
  });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  document.getElementById("run").click();
})"""
"""Runs the query of the page; returns milliseconds until the data is ready and until rows stand there."""

TYPE = """(words) => new Promise((done) => {
  const input = document.getElementById("find"), times = [];
  let start = 0, place = 0;
  const type = () => {
    input.value += words[place];
    place += 1;
    start = performance.now();
    input.dispatchEvent(new InputEvent("input"));
    requestAnimationFrame(() => setTimeout(() => {  /* after the frame is painted */
      times.push([performance.now() - start, document.querySelectorAll("#found li").length]);
      place < words.length ? setTimeout(type, 20) : done(times);
    }));
  };
  type();
})"""
"""Writes a text letter by letter; returns milliseconds from each to the painted frame, and the results in it."""


@contextmanager
def served(graph: Path) -> Iterator[str]:
    """Show a graph on this machine; everything that is made on demand is made once beforehand."""
    command = [sys.executable, "-m", "kg", "serve", str(graph), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            match = re.search(r"http://\S+?(?=/)", server.stdout.readline())
            assert match
            for path in ("index.html", "query.html", "assets/index.js", "data/graph.nt.gz"):
                urllib.request.urlopen(f"{match[0]}/{path}").read()  # noqa: S310 -- of our own server
            yield match[0]
        finally:
            server.terminate()


def asked(browser: Browser, root: str) -> tuple[float, float]:
    """Return seconds from the click to the data, and to the first answer."""
    page = browser.new_page()
    page.goto(f"{root}/query.html", wait_until="networkidle")
    found = page.evaluate(ASK)
    page.context.close()
    if "failed" in found:
        sys.exit(f"the query page says: {found['failed']}")
    return found["ready"] / 1000, found["answer"] / 1000


def searched(browser: Browser, root: str, text: str) -> tuple[float, list[float]]:
    """Return milliseconds until the index is there, and from each letter to its results."""
    page = browser.new_page()
    page.goto(f"{root}/index.html", wait_until="networkidle")
    first = page.evaluate("""() => new Promise((done) => {
      const start = performance.now(), input = document.getElementById("find");
      new MutationObserver((_, watch) => {
        if (document.querySelector("#found li")) { watch.disconnect(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))); }
      }).observe(document.getElementById("found"), { childList: true });
      input.focus();
      input.value = "l";
      input.dispatchEvent(new InputEvent("input"));
    })""")
    page.fill("#find", "")
    times = page.evaluate(TYPE, list(text))
    page.context.close()
    return first, [milliseconds for milliseconds, results in times if results]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, nargs="*", default=[1_715, 17_150])
    parser.add_argument("--searched", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--text", default="federated learning on small devices")
    said = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not installed; run .ci/browser")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as place, sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=program, args=ARGUMENTS)
        print(f"Chromium {browser.version}; the middle of {said.runs} runs")
        for number in said.papers:
            graph = built(number, Path(place))
            triples = json.loads((graph / "manifest.json").read_bytes())["triples"]
            with served(graph) as root:
                runs = [asked(browser, root) for _ in range(said.runs)]
            ready, answer = (statistics.median(one) for one in zip(*runs, strict=True))
            print(f"SPARQL over {triples:,} triples: ready after {ready:.2f} s, first answer after {answer:.2f} s", flush=True)
        if said.searched:
            with served(built(said.searched, Path(place))) as root:
                found = [searched(browser, root, said.text) for _ in range(said.runs)]
            every = sorted(one for _, times in found for one in times)
            first = statistics.median(one for one, _ in found)
            print(f"search in {said.searched:,} papers: first letter to results, index fetched and read: {first:.0f} ms; "
                  f"each further letter to its results: {statistics.median(every):.0f} ms, at most {every[-1]:.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
