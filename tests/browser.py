"""A real browser for the tests of pages: Debian's Chromium, and what a page did in it."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parent.parent / ".browser/node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; run .ci/browser")
needs_axe = pytest.mark.skipif(
    CHROMIUM is None or not AXE.is_file(), reason="Chromium or axe-core is not installed; run .ci/browser")

Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine, as a plain host of static files does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        await_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def await_port(port: int) -> None:
    """Wait until something listens."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)


class Watched:
    """A page, what it complained of, and what it asked other hosts for."""

    def __init__(self, browser: Browser, root: str, scheme: Scheme = "light", width: int = 1280) -> None:
        """Open a window."""
        self.root = root
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page: Page = self.context.new_page()
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.on("request", self.see)

    def hear(self, message: ConsoleMessage) -> None:
        """Remember errors; the driver of the graphics card may warn."""
        if message.type == "error" or (message.type == "warning" and "GL Driver" not in message.text):
            self.complaints.append(message.text)

    def see(self, request: Request) -> None:
        """Remember requests to other places."""
        if not request.url.startswith((self.root, "blob:", "data:")):
            self.foreign.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a page and wait until all is loaded."""
        self.page.goto(f"{self.root}/{path}", wait_until="networkidle")
        return self.page

    def close(self) -> None:
        """Close the window and say that all was well."""
        self.context.close()
        assert self.complaints == []
        assert self.foreign == []
