"""Serves dist/ on this machine, with the security headers that the page is made to work behind."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from microgpt.lists import MAKEMORE_URL
from tools.arguments import PORTS, arguments
from tools.parts import stays
from tools.problem import CannotWrite, Problem
from tools.site import SITE, build_site

# images of data: addresses are the pictures that the page makes of its figures; beside the site itself a page asks for
# one file alone, and for that when its reader does: the names of the published program
BASE_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:"
CONTENT_SECURITY_POLICY = f"{BASE_POLICY}; connect-src 'self' {MAKEMORE_URL}"
# a figure in somebody's page shows what its author keeps elsewhere, if the server there allows it; without an origin of
# its own (in a sandboxed frame) the script of its worker is a data: address that imports ours
EMBED_POLICY = f"{BASE_POLICY}; connect-src 'self' https: http:; worker-src 'self' data:"
KEEP = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"  # and be told 304


class Handler(SimpleHTTPRequestHandler):
    """Static files with the right types and headers, and no log line for each."""

    extensions_map = {  # noqa: RUF012 (the base class's own attribute)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".py": "text/x-python; charset=utf-8",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
    }

    _caching = ASK_AGAIN
    _policy = CONTENT_SECURITY_POLICY

    def handle(self) -> None:
        """Answer until the browser goes away, which it may do at any time."""
        with suppress(ConnectionError):
            super().handle()

    def send_head(self) -> BinaryIO | None:
        """Begin to answer: with a file of the site, or that there is none, whatever the address asks for instead."""
        path = self.translate_path(self.path)
        self._caching = ASK_AGAIN
        self._policy = EMBED_POLICY if os.path.basename(path) == "embed.html" else CONTENT_SECURITY_POLICY
        if os.path.isdir(path):
            path = os.path.join(path, "index.html")
        if not _is_file(path):
            self.send_error(404)
            return None
        if stays(os.path.relpath(path, self.directory).replace(os.sep, "/")):
            self._caching = KEEP
        return super().send_head()

    def end_headers(self) -> None:
        """Add our headers to each response."""
        self.send_header("Content-Security-Policy", self._policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Access-Control-Allow-Origin", "*")  # other people's pages fetch embed.js as a module
        self.send_header("Cache-Control", self._caching)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def server_for(folder: Path, port: int, tries: int = 1) -> ThreadingHTTPServer:
    """A server of the folder on 127.0.0.1, at the first free one of `tries` ports from `port` (0: any)."""
    for candidate in range(port, port + tries):
        try:
            return ThreadingHTTPServer(("127.0.0.1", candidate), partial(Handler, directory=str(folder)))
        except OSError:
            continue
    last = port + tries - 1
    raise Problem(f"wanted a free port from {port} to {last} on 127.0.0.1, but all are taken: try --port")


def _is_file(path: str) -> bool:
    """Whether there is a file of this name; no file has one with a NUL in it, or with half of a surrogate pair."""
    try:
        return os.path.isfile(path)
    except ValueError:
        return False


def serve(argv: list[str]) -> int:
    """Build, serve until Ctrl-C, and show the page in a browser unless told not to."""
    given = arguments("serve", argv)
    _build_if_possible()
    with server_for(SITE, given.port, tries=1 if given.port == 0 else min(100, PORTS.stop - given.port)) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        print(f"serving the page at {address} (Ctrl-C ends it)", flush=True)
        if not given.no_open:
            # beside the serving: a browser in the terminal stays until it is left, and wants the page before
            threading.Thread(target=_show, args=[address], daemon=True).start()
        server.serve_forever()
    return 0


def _build_if_possible() -> None:
    """Build the site; where nothing can be written, what was built before has to do."""
    try:
        build_site(SITE)
    except CannotWrite as problem:
        if not (SITE / "index.html").exists():
            raise
        print(f"build.py: serving what was built before: {problem}", file=sys.stderr, flush=True)


def _show(address: str) -> None:
    """Show a page in the reader's browser, if there is one."""
    try:
        is_shown = webbrowser.open(address)
    except Exception:  # what $BROWSER holds can break in many ways, and the address is printed
        is_shown = False
    if not is_shown:
        print("build.py: no browser could be opened: open that address in one", file=sys.stderr, flush=True)
