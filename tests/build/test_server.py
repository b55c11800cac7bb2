"""The server of the site: the right types and headers, nothing from outside its folder, a port that is free."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tools.problem import Problem
from tools.server import CONTENT_SECURITY_POLICY, serve, server_for

LOCALHOST = "127.0.0.1"
HOSTING = Path(__file__).parents[2] / "docs" / "hosting.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("index.html", "a.js", "a.mjs", "a.css", "a.json", "a.wasm", "a.woff2", "a.svg", "a.py", "a.zip"):
        (folder / name).write_text(name)
    (folder / "folder").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[ThreadingHTTPServer]:
    with server_for(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def get(server: ThreadingHTTPServer, path: str, headers: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(LOCALHOST, server.server_address[1], timeout=10)
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    return response, response.read()


def answered(server: ThreadingHTTPServer, line: str, more: bytes = b"") -> str:
    """The answer to any line of request, and to what follows it, until the server is through."""
    with socket.create_connection((LOCALHOST, server.server_address[1]), timeout=10) as connection:
        connection.sendall(line.encode("latin-1") + b"\r\n\r\n" + more)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("index.html", "text/html"),
        ("a.js", "text/javascript"),
        ("a.mjs", "text/javascript"),
        ("a.css", "text/css"),
        ("a.json", "application/json"),
        ("a.wasm", "application/wasm"),
        ("a.woff2", "font/woff2"),
        ("a.svg", "image/svg+xml"),
        ("a.py", "text/x-python; charset=utf-8"),
        ("a.zip", "application/zip"),
    ],
)
def test_each_kind_of_file_has_its_type(server: ThreadingHTTPServer, name: str, type: str) -> None:
    response, content = get(server, f"/{name}?v=1")
    assert (response.status, response.getheader("Content-Type"), content) == (200, type, name.encode())


def test_the_folders_address_is_its_page(server: ThreadingHTTPServer) -> None:
    assert get(server, "/")[1] == b"index.html"


@pytest.mark.parametrize(
    "path",
    [
        "/missing.js",
        "/missing/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/%00",
        "/a%00.js",
        "/%ed%a0%80",  # half of a surrogate pair
        "/%ff%zz%",
        "/" + 300 * "a",
        "/" + 5000 * "a/",
        "/folder",
        "/folder/",
        "/a.js/",
    ],
)
def test_what_is_not_in_the_folder_is_not_found(server: ThreadingHTTPServer, path: str) -> None:
    response, content = get(server, path)
    assert response.status == 404
    assert content != b"secret"
    assert answered(server, f"HEAD {path} HTTP/1.0").startswith("HTTP/1.0 404 ")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("HEAD /a.js HTTP/1.1", "HTTP/1.0 200 "),
        ("POST / HTTP/1.1", "HTTP/1.0 501 "),
        ("DELETE /a.js HTTP/1.1", "HTTP/1.0 501 "),
        (f"{'X' * 1000} / HTTP/1.1", "HTTP/1.0 501 "),
        ("GET / a HTTP/1.1", "HTTP/1.0 400 "),
        (f"GET /{'a' * 70000} HTTP/1.1", "HTTP/1.0 414 "),
        ("\x16\x03\x01", "<!DOCTYPE HTML>"),  # https, as it begins: answered as what it might have been
    ],
)
def test_what_cannot_be_answered_is_said_and_no_traceback(
    server: ThreadingHTTPServer, capfd: pytest.CaptureFixture[str], line: str, says: str
) -> None:
    assert answered(server, line).startswith(says)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("path", ["/", "/a.js", "/missing.js"])
def test_every_response_carries_the_security_headers(server: ThreadingHTTPServer, path: str) -> None:
    response, _ = get(server, path)
    assert response.getheader("Content-Security-Policy") == CONTENT_SECURITY_POLICY
    assert response.getheader("X-Content-Type-Options") == "nosniff"


OURS = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:"
NAMES = "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt"


def test_the_policy_lets_nothing_in_but_our_own_and_wasm_and_pictures_made_here_and_one_list_of_names() -> None:
    assert f"{OURS}; connect-src 'self' {NAMES}" == CONTENT_SECURITY_POLICY
    assert f"`Content-Security-Policy: {CONTENT_SECURITY_POLICY}`" in HOSTING.read_text(encoding="utf-8")


def test_a_figure_in_somebodys_page_may_fetch_what_its_author_keeps_and_no_other_page_may(
    server: ThreadingHTTPServer,
) -> None:
    policies = {path: get(server, path)[0].getheader("Content-Security-Policy") for path in ("/embed.html", "/")}
    assert policies["/embed.html"] == f"{OURS}; connect-src 'self' https: http:; worker-src 'self' data:"
    assert policies["/"] == CONTENT_SECURITY_POLICY


def test_an_unchanged_file_is_not_sent_again(server: ThreadingHTTPServer) -> None:
    first, _ = get(server, "/a.js")
    again, content = get(server, "/a.js", {"If-Modified-Since": first.getheader("Last-Modified") or ""})
    assert (again.status, content) == (304, b"")
    assert again.getheader("Cache-Control") == "no-cache"


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/parts/0123456789ab/src/a.js", "public, max-age=31536000, immutable"),
        ("/parts/../a.js", "no-cache"),
        ("/parts/missing.js", "no-cache"),
        ("/parts/", "no-cache"),
        ("/a.js", "no-cache"),
    ],
)
def test_what_has_a_digest_in_its_address_may_be_kept_for_ever(
    server: ThreadingHTTPServer, folder: Path, path: str, caching: str
) -> None:
    src = folder / "parts" / "0123456789ab" / "src"
    src.mkdir(parents=True)
    (src / "a.js").write_text("a.js")
    response, _ = get(server, path)
    assert response.getheader("Cache-Control") == caching


def test_a_browser_that_goes_away_is_no_error(
    server: ThreadingHTTPServer, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    server.daemon_threads = False
    (folder / "a.zip").write_bytes(bytes(20_000_000))  # more than fits on the way
    with socket.create_connection((LOCALHOST, server.server_address[1])) as browser:
        browser.sendall(b"GET /a.zip HTTP/1.0\r\n\r\n")
        assert browser.recv(100)
    server.shutdown()
    server.server_close()  # waits for what is being answered
    assert capfd.readouterr().err == ""


# ports


def taken_port() -> socket.socket:
    """A socket that listens on a port with a free one after it."""
    while True:
        taken = socket.create_server((LOCALHOST, 0))
        try:
            socket.create_server((LOCALHOST, taken.getsockname()[1] + 1)).close()
            return taken
        except (OSError, OverflowError):
            taken.close()


def test_the_next_free_port_is_taken(folder: Path) -> None:
    with taken_port() as taken:
        port = taken.getsockname()[1]
        with server_for(folder, port, tries=2) as server:
            assert server.server_address == (LOCALHOST, port + 1)


def test_when_all_ports_are_taken_it_says_so(folder: Path) -> None:
    with taken_port() as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"wanted a free port from {port} to {port} on 127.0.0.1, but all are taken"):
            server_for(folder, port)


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_cannot_be_is_refused_in_a_sentence(port: str) -> None:
    with pytest.raises(Problem, match=f"--port must be between 0 and 65535, not {port}"):
        serve(["--no-open", "--port", port])
