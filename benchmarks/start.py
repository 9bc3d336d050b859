"""Wall time of whole processes on the example: what a user waits for."""

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg import __version__

EXAMPLE = Path(__file__).parent.parent / "examples" / "edge-ml.md"
RUNS = 15


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Run each command in turn, many times, and print medians."""
    with tempfile.TemporaryDirectory() as folder:
        kg = [sys.executable, "-m", "kg"]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "kg --help": [*kg, "--help"],
            "kg build examples/edge-ml.md": [*kg, "build", str(EXAMPLE), "-o", folder],
            "kg query coauthors": [*kg, "query", "coauthors", "-g", folder, "-p", "author=Song Han"],
            "kg check": [*kg, "check", folder],
        }
        subprocess.run(commands["kg build examples/edge-ml.md"], check=True, capture_output=True)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                times[name].append(seconds(command))
    print(f"kg {__version__}, Python {platform.python_version()}, {platform.machine()}, median of {RUNS}")
    print(f"{'command':32} {'median':>8} {'least':>8}")
    for name, all_times in times.items():
        print(f"{name:32} {statistics.median(all_times):7.3f}s {min(all_times):7.3f}s")


if __name__ == "__main__":
    main()
