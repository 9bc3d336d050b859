"""`kg serve`: a graph on this machine, to browse and to query."""

import socket
import sys
from pathlib import Path

import click

from kg.cli.options import checked_address
from kg.cli.terminal import say
from kg.errors import WrongUsage


@click.command(epilog="""\b
Examples:
  kg serve graph
  kg serve graph --port 8080 --cors https://example.org
""")
@click.argument("folder", metavar="DIR")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
              help="Where to listen; 0 takes any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="On which address; only this machine can reach the default.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME",
              help="Also answer under this name, as when a proxy stands before it.")
@click.option("--cors", "origins", multiple=True, metavar="ORIGIN",
              help="Let pages of this origin read from it; * for all.")
@click.option("--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, metavar="SECONDS",
              help="End a query that takes longer.")
@click.option("--max-rows", type=click.IntRange(1), default=100_000, show_default=True, metavar="N",
              help="Refuse an answer with more rows or statements; none is cut short.")
@click.option("--scratch", is_flag=True, help="Also take updates, which change the copy in memory and are lost at the end.")
@click.option("--url", metavar="URL", callback=checked_address, help="What absolute links begin with, instead of the base.")
@click.option("--config", metavar="FILE", help="Settings to start from. [default: kg.toml, if there is one]")
def serve(folder: str, port: int, host: str, names: tuple[str, ...], origins: tuple[str, ...], timeout: float,
          max_rows: int, url: str | None, config: str | None, *, scratch: bool) -> None:
    """Serve a built graph on this machine: its pages, its data, and SPARQL.

    DIR is a folder that kg build wrote; when it is built again, the new graph is served. The pages are
    those of kg publish. IRIs lead to HTML, Turtle, JSON-LD, N-Triples or RDF/XML as the client asks,
    and /sparql answers queries. Nothing that is asked changes DIR.
    """
    import uvicorn

    from kg.publish.settings import UNKNOWN, Config, settings_for
    from kg.serve.application import LOOPBACK, Access, Server
    from kg.serve.protocol import Limits

    found = settings_for(Path(folder), Config(url=url), config, otherwise=UNKNOWN)
    own = () if host in {"0.0.0.0", "::"} else (host,)  # noqa: S104 -- compared, not bound
    server = Server(Path(folder), found, Access((*LOOPBACK, *own, *names), origins, Limits(timeout, max_rows), scratch))
    listener = bound(host, port)
    address, number = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    sys.stdout.write(f"http://{shown}:{number}/   SPARQL: http://{shown}:{number}/sparql\n")
    sys.stdout.flush()
    if address not in LOOPBACK:
        say("other machines can reach this server; say --allow-host NAME for the name they know it by")
    settings = uvicorn.Config(server, log_level="warning", server_header=False, lifespan="off", timeout_keep_alive=5,
                              timeout_graceful_shutdown=1)
    uvicorn.Server(settings).run(sockets=[listener])


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()  # before the address is printed, so that who reads it can connect
    except OSError as error:
        raise WrongUsage(f"cannot listen on {host}, port {port}: {error.strerror}; say another --port") from None
    return listener
