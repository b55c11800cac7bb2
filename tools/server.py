"""Serves dist/ on this machine, with the security headers that the page is made to work behind."""

from __future__ import annotations

import argparse
import webbrowser
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.problem import Problem
from tools.site import SITE, build_site

CONTENT_SECURITY_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"


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

    def handle(self) -> None:
        """Answer until the browser goes away, which it may do at any time."""
        with suppress(ConnectionError):
            super().handle()

    def end_headers(self) -> None:
        """Add our headers to each response."""
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Access-Control-Allow-Origin", "*")  # other people's pages fetch embed.js as a module
        self.send_header("Cache-Control", "no-cache")  # ask again, and be told 304
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


def serve(argv: list[str]) -> int:
    """Build, serve until Ctrl-C, and show the page in a browser unless told not to."""
    parser = argparse.ArgumentParser(prog="build.py serve")
    parser.add_argument("--port", type=int, default=8000, help="the next free one is taken if this is not (8000)")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    args = parser.parse_args(argv)
    if not 0 <= args.port <= 65535:
        raise Problem(f"--port must be between 0 and 65535, not {args.port}")
    build_site(SITE)
    with server_for(SITE, args.port, tries=1 if args.port == 0 else min(100, 65536 - args.port)) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        print(f"serving the page at {address} (Ctrl-C ends it)", flush=True)
        if not args.no_open:
            webbrowser.open(address)
        server.serve_forever()
    return 0
