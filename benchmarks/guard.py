"""Guards the speed of conversion by a ratio: its time in units of decoding the same JSON alone.

Seconds differ from machine to machine; this ratio does so much less. Fails if it is above the limit.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from papers import make

from kg.bulk.buckets import buckets, pieces
from kg.bulk.lots import LOT
from kg.bulk.work import Job, Worker
from kg.sources.openalex import OpenAlex
from kg.streams import blocks

PAPERS = 5_000
ROUNDS = 5
MOST = 7.5
"""Measured: 5 to 6, the latter on a busy machine."""


def least(action: Callable[[], None]) -> float:
    """Return the least processor time of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        action()
        found.append(time.process_time() - began)
    return min(found)


def main() -> None:
    """Measure both and print their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "papers.jsonl"
        make(PAPERS, source)
        lines = source.read_bytes().split(b"\n")[:-1]

        def decode() -> None:
            decode_one = OpenAlex().decode
            for line in lines:
                decode_one(line)

        def read() -> None:
            parse_one = OpenAlex().parse
            for line in lines:
                parse_one(line)

        def convert(*, whole: bool = True) -> None:
            with tempfile.TemporaryDirectory(dir=folder) as spills:
                job = Job("openalex", "ntriples", "core", "https://example.org/kg/", None, "", spills, 0)
                worker = Worker(job, 0)
                for block in blocks(str(source)):
                    worker.do(block)
                if whole:
                    for piece in pieces(buckets(Path(spills).iterdir()), source.stat().st_size, LOT):
                        worker.do(piece)

        unit = least(decode)
        records, papers, ratio = (least(one) / unit for one in (read, partial(convert, whole=False), convert))
    print(f"a conversion takes {ratio:.1f} times as long as decoding its input alone; the limit is {MOST}")
    print(f"of it: decoding 1.0, the rest of reading {records - 1:.1f}, writing papers and noting entities "
          f"{papers - records:.1f}, describing entities {ratio - papers:.1f}")
    sys.exit(ratio > MOST)


if __name__ == "__main__":
    main()
