"""Real triple stores on the loopback device that can be killed and started again where they were.

`.ci/stores` installs them; where one is missing the tests that want it are skipped and say why.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

JARS = Path(os.environ.get("KG_TEST_JARS", Path.home() / ".cache" / "kg-tests"))
PATIENCE = 60
USER, PASSWORD = "dba", "dba"
PASSWORDS = {"KG_USER": USER, "KG_PASSWORD": PASSWORD}

VIRTUOSO = """\
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
DirsAllowed = ., {data}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
CheckpointInterval = 60
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = 10000
"""
"""The limit of rows is that of Debian's own file: answers are cut there without a word."""

REPOSITORY = b"""\
@prefix rep: <http://www.openrdf.org/config/repository#> .
@prefix sr: <http://www.openrdf.org/config/repository/sail#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
@prefix ns: <http://www.openrdf.org/config/sail/native#> .
[] a rep:Repository ; rep:repositoryID "kg" ; rep:repositoryImpl [
  rep:repositoryType "openrdf:SailRepository" ;
  sr:sailImpl [ sail:sailType "openrdf:NativeStore" ; ns:tripleIndexes "spoc,posc,cosp" ; ns:forceSync true ] ] .
"""

NGINX = """\
user root; daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_max_body_size {limit}; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; auth_basic "kg"; auth_basic_user_file {folder}/passwords;
           location / {{ proxy_pass {target}; proxy_set_header Authorization ""; }} }}
}}
"""


class Absent(Exception):
    """A program is not installed."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def program(name: str) -> str:
    """Return where a program is; raise `Absent` if it is not installed."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise Absent(f"{name} is not installed (.ci/stores installs it)")
    return found


def jar(name: str) -> str:
    """Return where a jar is; raise `Absent` if it is not there."""
    found = sorted(JARS.glob(f"{name}-*"))
    if not found:
        raise Absent(f"there is no {name} in {JARS} (.ci/stores puts it there)")
    return str(found[-1])


class Server:
    """A server with a folder of its own: started, killed, started again."""

    def __init__(  # noqa: PLR0913 -- all that is needed to start a program
        self, folder: Path, command: list[str], port: int, ready: str, *, base: str = "",
        before: Callable[[], None] | None = None,
    ) -> None:
        """Say how it is started, what answers when it is ready, and where the store is."""
        self.folder = folder
        self.command = command
        self.address = f"http://127.0.0.1:{port}"
        self.url = self.address + base
        self.ready = self.address + ready
        self.before = before
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, prepare: Callable[[], None] | None = None) -> None:
        """Start it and wait until it answers; `prepare` runs in the new process."""
        if self.before:
            self.before()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, preexec_fn=prepare)  # noqa: PLW1509
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, (self.folder / "server.log").read_text()[-2000:]
            if self.answers():
                return
            time.sleep(0.05)
        raise TimeoutError(self.ready)

    def answers(self) -> bool:
        """Return whether it answers at all."""
        try:
            with urllib.request.urlopen(self.ready, timeout=PATIENCE):  # noqa: S310 -- our own server
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return error.code < 500
        except OSError:
            return False

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, gently or not."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)


def oxigraph(folder: Path) -> Server:
    """Return Oxigraph with a store on disk."""
    port = free_port()
    return Server(folder, [program("oxigraph"), "serve", "--location", "db", "--bind", f"127.0.0.1:{port}"], port, "/")


def fuseki(folder: Path, auth: str = "basic") -> Server:
    """Return Fuseki with a TDB2 store; it wants a password."""
    port = free_port()
    (folder / "passwords").write_text(f"{USER}: {PASSWORD}\n")
    (folder / "db").mkdir(exist_ok=True)
    (folder / "config.ttl").write_text(FUSEKI)
    return Server(folder, [
        program("java"), "-Xmx1500m", "-cp", jar("jena-fuseki-server"), "org.apache.jena.fuseki.main.cmds.FusekiMainCmd",
        "--localhost", f"--port={port}", "--ping", "--passwd=passwords", f"--auth={auth}", "--config=config.ttl",
    ], port, "/$/ping", base="/ds")


FUSEKI = """\
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
[] a fuseki:Server .
<#service> a fuseki:Service ; fuseki:name "ds" ; fuseki:dataset <#data> ; fuseki:allowedUsers "dba" ;
  fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "query" ] ,
    [ fuseki:operation fuseki:update ; fuseki:name "update" ] ,
    [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ] ,
    [ fuseki:operation fuseki:patch ; fuseki:name "patch" ] .
<#data> a tdb2:DatasetTDB2 ; tdb2:location "db" .
"""


class Rdf4j(Server):
    """RDF4J Server, which wants its repository to be made first."""

    def start(self, prepare: Callable[[], None] | None = None) -> None:
        """Start it and make the repository if there is none."""
        super().start(prepare)
        if not (self.folder / "data" / "server" / "repositories" / "kg").exists():
            with urllib.request.urlopen(urllib.request.Request(  # noqa: S310 -- our own server
                self.url, REPOSITORY, {"Content-Type": "text/turtle"}, method="PUT",
            ), timeout=PATIENCE):
                pass


def rdf4j(folder: Path) -> Server:
    """Return RDF4J Server with a native store."""
    port = free_port()
    return Rdf4j(folder, [
        program("java"), "-Xmx1500m", f"-Dorg.eclipse.rdf4j.appdata.basedir={folder}/data", "-jar", jar("jetty-runner"),
        "--host", "127.0.0.1", "--port", str(port), "--path", "/rdf4j-server", jar("rdf4j-http-server"),
    ], port, "/rdf4j-server/protocol", base="/rdf4j-server/repositories/kg")


def virtuoso(folder: Path) -> Server:
    """Return Virtuoso with the password that it has when it is new."""
    port, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, port=port, data=folder))
    (folder / "sql-port").write_text(str(sql))
    return Server(folder, [program("virtuoso-t"), "+foreground", "+configfile", "virtuoso.ini"], port, "/sparql",
                  before=lambda: (folder / "virtuoso.lck").unlink(missing_ok=True))


def nginx(folder: Path, target: str, limit: str = "0") -> Server:
    """Return nginx in front of another server, asking for a password (Basic)."""
    port = free_port()
    hashed = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], capture_output=True, check=True).stdout.decode()
    (folder / "passwords").write_text(f"{USER}:{hashed}")
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, target=target, limit=limit))
    return Server(folder, [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")], port, "/")


class Kind(NamedTuple):
    """A store under test, and what it promises."""

    name: str
    make: Callable[[Path], Server] | None
    flags: tuple[str, ...] = ()
    """What `kg load` needs to be told to replace a graph so that readers never see a part of it."""
    change: tuple[str, ...] = ()
    """What it needs to be told to change one."""
    whole_after_kill: bool = True
    """Whether a commit is all there or not at all when the server was killed in the midst of it."""


KINDS = {
    kind.name: kind for kind in (
        Kind("embedded", None),
        Kind("oxigraph", oxigraph),
        Kind("fuseki", fuseki),
        Kind("rdf4j", rdf4j, whole_after_kill=False),  # 3.7.7 came back with part of a commit, with forceSync too
        Kind("virtuoso", virtuoso, ("--versioned",), ("--not-atomic",)),
    )
}


def begun(make: Callable[[Path], Server], folder: Path) -> Server:
    """Start a server, or skip the test and say why it cannot be."""
    try:
        server = make(folder)
    except Absent as error:
        pytest.skip(str(error))
    server.start()
    return server
