"""Real servers for tests: Oxigraph, Fuseki and Virtuoso on free ports of the loopback device.

Each loads the files it is given and is stopped by the process that started it. Where a program is
not installed, `Absent` says why; `.ci/stores` installs all three.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

JARS = Path(os.environ.get("KG_TEST_JARS", Path.home() / ".cache" / "kg-tests"))
PATIENCE = 60
VIRTUOSO_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
"""
GRAPH = "https://example.org/kg/graph"


class AbsentError(Exception):
    """A server's program is not installed."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def send(method: str, url: str, data: bytes | None = None, media_type: str = "application/n-triples") -> int:
    """Send a request with its length and return the status."""
    request = Request(url, data=data, method=method, headers={"Content-Type": media_type})  # noqa: S310 -- loopback
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 -- likewise
        status: int = answer.status
        return status


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when an address answers at all."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, f"the server for {url} ended with {process.returncode}"
        try:
            send("GET", url)
        except HTTPError:
            return
        except OSError:
            # Not there yet, or it hangs up while it starts.
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(url)


@contextmanager
def started(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is no longer needed."""
    with (folder / "server.log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


@contextmanager
def oxigraph(folder: Path, *files: Path) -> Iterator[str]:
    """Serve files by Oxigraph; yield the address for queries."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        raise AbsentError("the program oxigraph is not installed (pip install oxigraph)")
    address = f"127.0.0.1:{free_port()}"
    with started([str(program), "serve", "--bind", address], folder) as process:
        wait_for(f"http://{address}/", process)
        for file in files:
            send("POST", f"http://{address}/store?default", file.read_bytes())
        yield f"http://{address}/query"


@contextmanager
def fuseki(folder: Path, *files: Path) -> Iterator[str]:
    """Serve files by Apache Jena Fuseki; yield the address for queries."""
    jars = sorted(JARS.glob("jena-fuseki-server-*.jar"))
    if not jars or not shutil.which("java"):
        raise AbsentError(f"no jena-fuseki-server jar in {JARS}, or no java (.ci/stores)")
    port = free_port()
    command = ["java", "-Xmx1g", "-cp", str(jars[-1]), "org.apache.jena.fuseki.main.cmds.FusekiMainCmd",
               "--localhost", f"--port={port}", "--ping", "--update", "--mem", "/ds"]
    with started(command, folder) as process:
        wait_for(f"http://127.0.0.1:{port}/$/ping", process)
        for file in files:
            send("POST", f"http://127.0.0.1:{port}/ds/data?default", file.read_bytes())
        yield f"http://127.0.0.1:{port}/ds/query"


@contextmanager
def virtuoso(folder: Path, *files: Path) -> Iterator[str]:
    """Serve files by Virtuoso; yield the address for queries, which see the union of all graphs."""
    program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if not program or not isql:
        raise AbsentError("virtuoso-t and isql-vt are not installed (.ci/stores)")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=sql, http=http), encoding="ascii")
    for file in files:
        shutil.copy(file, folder)
    with started([program, "+foreground", "+configfile", "virtuoso.ini"], folder) as process:
        wait_for(f"http://127.0.0.1:{http}/sparql", process)
        load = "".join(f"ld_dir('.','{file.name}','{GRAPH}');" for file in files)
        subprocess.run([isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}rdf_loader_run();checkpoint;"],
                       check=True, capture_output=True, timeout=PATIENCE, cwd=folder)
        yield f"http://127.0.0.1:{http}/sparql"



@contextmanager
def serving(name: str, folder: Path, *files: Path) -> Iterator[str]:
    """Serve files by a server, or skip the test with the reason why that is not possible."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        context = {"oxigraph-server": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}[name](folder, *files)
        with context as url:
            yield url
    except AbsentError as error:
        pytest.skip(str(error))
