"""A Spark cluster on loopback: a master and two workers as processes of their own, stopped by their pid."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

LACKING = (
    "pyspark is not installed" if find_spec("pyspark") is None
    else "there is no java" if shutil.which("java") is None
    else ""
)
"""Why there can be no cluster, or nothing."""

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that starts soon, and is not asked to be fast later."""

ENVIRONMENT = {
    **os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": QUICK,
    "PYSPARK_PYTHON": sys.executable,
}
CALM = {
    "spark.ui.enabled": "false", "spark.executor.memory": "512m", "spark.driver.host": "127.0.0.1",
    "spark.executor.extraJavaOptions": QUICK, "spark.driver.extraJavaOptions": QUICK,
}
"""Settings of a small application."""

PREFIX = "org.apache.spark.deploy."
URL = re.compile(r"Starting Spark master at (spark://127\.0\.0\.1:\d+)")
READY = "Successfully registered with master"
SECONDS = 40.0


@contextmanager
def daemon(arguments: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of Spark's daemons."""
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / "bin" / "spark-class"
    with log.open("wb") as said:
        process = subprocess.Popen([program, *arguments], stdout=said, stderr=said, env=ENVIRONMENT, cwd=log.parent)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def awaited(log: Path, words: str, process: subprocess.Popen[bytes]) -> re.Match[str]:
    """Return where a daemon's log says that it is ready."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = re.search(words, log.read_text())
        if found:
            return found
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """Run a master and workers of one core each; yield the master's URL."""
    with ExitStack() as stack:
        log = folder / "master.log"
        arguments = [f"{PREFIX}master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        url = awaited(log, URL.pattern, stack.enter_context(daemon(arguments, log)))[1]
        begun = []
        for number in range(workers):
            log = folder / f"worker-{number}.log"
            arguments = [f"{PREFIX}worker.Worker", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0",
                         "-c", "1", "-m", "1G", "-d", str(folder / f"worker-{number}"), url]
            begun.append((log, stack.enter_context(daemon(arguments, log))))
        for log, process in begun:
            awaited(log, READY, process)
        yield url
