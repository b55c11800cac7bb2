"""Static hosts of many kinds: what types they send, what they leave out, what they answer in place of a file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}


class Host:
    """A folder, and how it is served. All may be changed while it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.types: dict[str, str | None] = dict(TYPES)  # by suffix; None for none at all
        self.default: str | None = "application/octet-stream"
        self.headers: dict[str, str] = {}
        self.tells_length = True
        self.page_instead = False  # of a file that there is not: the page, as hosts of single-page sites do
        # by path: what is sent in place of the file's content, and with which status
        self.instead: dict[str, Callable[[bytes], tuple[int, bytes]]] = {}

    def answer(self, path: str) -> tuple[int, str | None, bytes]:
        """Status, type and content."""
        name = unquote(urlsplit(path).path).lstrip("/")
        file = self.folder / name
        if file.is_dir():
            file /= "index.html"
        content = file.read_bytes() if file.is_file() else b""
        status = 200 if file.is_file() else 404
        if name in self.instead:
            status, content = self.instead[name](content)
        if status == 404 and self.page_instead:
            return 200, TYPES[".html"], (self.folder / "index.html").read_bytes()
        return status, self.types.get(file.suffix, self.default), content


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, host: Host, *args: object) -> None:
        self.host = host
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        status, kind, content = self.host.answer(self.path)
        self.send_response(status)
        if kind is not None:
            self.send_header("Content-Type", kind)
        if self.host.tells_length:
            self.send_header("Content-Length", str(len(content)))
        for name, value in self.host.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def hosted(folder: Path) -> Iterator[Host]:
    """A host of the folder on 127.0.0.1."""
    host = Host(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, host)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host.address = f"http://127.0.0.1:{server.server_address[1]}/"
        yield host
        server.shutdown()
