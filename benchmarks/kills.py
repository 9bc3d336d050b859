"""Kills a conversion at random moments, resumes it each time, and compares the bytes: `python benchmarks/kills.py 20 60000`."""

import hashlib
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from papers import make


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(kills: int, papers: int) -> None:
    """Convert once undisturbed, once with kills, and print what came of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, whole, out = folder / "papers.jsonl", folder / "whole.nt", folder / "out.nt"
        make(papers, source)
        kg = [sys.executable, "-m", "kg", "convert", str(source), "-j", "2", "-q", "-o"]
        began = time.perf_counter()
        subprocess.run([*kg, str(whole)], check=True)
        longest = time.perf_counter() - began
        chance = random.Random()
        killed = begun = 0
        while killed < kills:
            process = subprocess.Popen([*kg, str(out), "--resume"])
            begun += 1
            time.sleep(chance.random() * longest * 0.6)
            process.kill()
            if process.wait() == 0:
                assert digest(out) == digest(whole), "the bytes differ"
                out.unlink()
            else:
                killed += 1
        subprocess.run([*kg, str(out), "--resume"], check=True)
        same = digest(out) == digest(whole)
        print(f"{killed} kills in {begun} runs: the bytes are {'the same' if same else 'DIFFERENT'}")
        sys.exit(not same)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
