"""What the command line asks for: known before anything is made for it.

Written for Python 3.8, as environment.py is.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from tools.problem import Usage

PORTS = range(65536)
STANDALONE = Path(__file__).resolve().parent.parent / "standalone" / "microgpt.html"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line as everything else here does."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message} ({self.prog} -h says what it takes)")


def arguments(command: str, given: list[str]) -> argparse.Namespace:
    """What one of the commands is given; for `test` all of it is in `rest`, as pytest is to get it."""
    parser = _Parser(prog=f"build.py {command}", description=ABOUT[command], allow_abbrev=False)
    if command == "test":
        if given[:1] in (["-h"], ["--help"]):
            parser.add_argument(
                "rest", nargs="*", help="go to pytest as they are: -k checkpoint, -m slow, -n 0, a file"
            )
            parser.parse_args(["-h"])
        return argparse.Namespace(rest=given)
    if command == "build":
        parser.add_argument("--address", type=_address, help="where the site will be, for links to show: https://...")
    if command == "serve":
        parser.add_argument(
            "--port", type=_port, default=8000, help="the next free one is taken if this is not (8000); 0 is any"
        )
        parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    if command == "standalone":
        parser.add_argument(
            "file", metavar="FILE", nargs="?", type=_page, default=STANDALONE, help="to make (standalone/microgpt.html)"
        )
    return parser.parse_args(given)


ABOUT = {
    "build": "Build the site into dist/.",
    "serve": "Build the site, serve it on 127.0.0.1 until Ctrl-C, and show it in a browser.",
    "standalone": "Build the site, and of it one HTML file that opens by double click, without a network.",
    "test": "Build the site, then run the linters, the type checkers and every test.",
}


def _address(text: str) -> str:
    """The address of a site: it ends with a slash."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Usage(f"--address must be where the site will be, such as https://example.org/microgpt/, not {text!r}")
    return text if text.endswith("/") else f"{text}/"


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if port not in PORTS:
        shown = text if len(text) < 30 else f"{text[:20]}… of {len(text)} characters"
        raise Usage(f"--port must be between 0 and {PORTS[-1]}, not {shown or 'nothing'}")
    return port


def _page(text: str) -> Path:
    """The file, wherever the command goes on from here."""
    if not text.lower().endswith((".html", ".htm")):
        raise Usage(f"the file has to end in .html, or no browser takes it for a page: not {text or 'nothing'}")
    return Path(text).absolute()
