"""A build that is killed at any moment leaves the old result or the new one, whole."""

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import EXAMPLE

MOMENTS = [0.05 * step for step in range(2, 9)]
"""Seconds into a job that takes about half of one."""


def whole(folder: Path) -> bool:
    """Tell whether a folder holds a result, all of it as its manifest says."""
    manifest = json.loads((folder / "manifest.json").read_text())
    return all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == one["sha256"]
        for name, one in manifest["files"].items()
    )


def build(source: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start a build."""
    return subprocess.Popen(
        [sys.executable, "-m", "kg", "build", source, "-o", folder, "-q"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_build_leaves_a_whole_result_and_the_next_one_mends_all(tmp_path: Path, moment: float) -> None:
    source, folder = tmp_path / "edge-ml.md", tmp_path / "graph"
    source.write_text(EXAMPLE.read_text().replace("MobileNetV2", "MobileNetV0"))
    assert build(source, folder).wait(30) == 0
    source.write_bytes(EXAMPLE.read_bytes())

    process = build(source, folder)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait(30)

    assert whole(folder)
    assert build(source, folder).wait(30) == 0
    assert whole(folder)
    assert "MobileNetV0" not in (folder / "graph.ttl").read_text()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
