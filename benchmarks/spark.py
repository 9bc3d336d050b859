"""Times two processes of kg beside two of Spark on the same data, as whole commands: `python benchmarks/spark.py 100000`.

All write the same folder of parts, which is compared. What Spark takes to start is that of a
conversion of one paper. With `--cluster`, a standalone master and two workers on loopback are timed too.
"""

import argparse
import datetime as dt
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

from papers import make

from kg import __version__

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT))

from tests.clusters import CALM, ENVIRONMENT, cluster  # noqa: E402 -- tests are no package that is installed


def timed(options: list[str], source: Path, output: Path) -> float:
    """Return the seconds of one conversion."""
    shutil.rmtree(output, ignore_errors=True)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kg", "convert", str(source), "-q", "--to", "ntriples", "--parts",
                    "-o", str(output), *options], check=True, env=ENVIRONMENT)
    return time.perf_counter() - began


def contestants(master: str | None) -> dict[str, list[str]]:
    """Return the options of each way."""
    spark = ["--engine", "spark", *(part for one in CALM.items() for part in ("--conf", "=".join(one)))]
    ways = {"kg --jobs 2": ["-j", "2"], "Spark, local[2]": [*spark, "--master", "local[2]"]}
    return ways | ({"Spark, master and two workers": [*spark, "--master", master]} if master else {})


def main() -> None:
    """Make the data, run all in turn, compare, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path("benchmark-work"), help="a folder for data")
    parser.add_argument("--cluster", action="store_true", help="time a cluster on loopback as well")
    asked = parser.parse_args()
    work = asked.work.resolve()
    work.mkdir(exist_ok=True)
    source, one = work / f"papers-{asked.papers}.jsonl", work / "papers-1.jsonl"
    for path, papers in ((source, asked.papers), (one, 1)):
        if not path.exists():
            make(papers, path)
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ways = contestants(stack.enter_context(cluster(logs)) if asked.cluster else None)
        whole: dict[str, list[float]] = {name: [] for name in ways}
        start: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(asked.rounds):
            for number, (name, options) in enumerate(ways.items()):
                start[name].append(timed(options, one, work / "parts-one"))
                whole[name].append(timed(options, source, work / f"parts-{number}"))
    manifests = {(work / f"parts-{number}" / "manifest.json").read_bytes() for number in range(len(ways))}
    assert len(manifests) == 1, "the parts differ"
    print(f"{asked.papers:,} papers ({source.stat().st_size / 1e6:,.0f} MB); {os.cpu_count()} cores, "
          f"Python {platform.python_version()}, kg {__version__}, Spark {version('pyspark')}, "
          f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}; median of {asked.rounds} in turn; the same bytes.\n")
    print("| | seconds | of them, to start | the rest, to kg --jobs 2 |\n|---|---:|---:|---:|")
    base = None
    for name in ways:
        seconds, begin = statistics.median(whole[name]), statistics.median(start[name])
        base = base or seconds - begin
        print(f"| {name} | {seconds:.1f} | {begin:.1f} | {(seconds - begin) / base:.2f} |")


if __name__ == "__main__":
    main()
