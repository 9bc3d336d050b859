"""Running kg as its users do: a process of its own, its output and its exit code."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "edge-ml.md"


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"",
        environment: Mapping[str, str] | None = None) -> Ran:
    """Run `kg` with these arguments."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        cwd=cwd, input=stdin, capture_output=True, check=False, timeout=60,
        env={**os.environ, "COLUMNS": "100", **(environment or {})},
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
