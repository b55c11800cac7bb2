"""Pages of other people's that a figure is embedded in: served from strings, by another server than the site's, so from
another origin. Each tells what its figures said.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page

EVENTS = ("ready", "step", "cursorchange", "error")

# a page notes what its figures tell, in the order in which they do
LISTEN = f"""
window.told = [];
for (const type of {list(EVENTS)}) {{
  document.addEventListener(type, ({{ target, detail }}) => {{
    if (target.localName === "microgpt-figure") told.push({{ type, figure: target.id, ...detail }});
  }}, true);
}}
"""


class Blog:
    """Somebody's site: its pages, and the headers that it sends with them."""

    def __init__(self, site: str) -> None:
        self.site = site  # of the figures
        self.address = ""
        self._pages: dict[str, tuple[str, str, dict[str, str]]] = {
            "/listen.js": ("text/javascript", LISTEN, {}),
            "/favicon.ico": ("image/x-icon", "", {}),
        }

    def put(self, path: str, content: str, kind: str = "text/html; charset=utf-8", **headers: str) -> str:
        """Put something at a path; returns its address. An underscore in a header's name stands for a hyphen."""
        self._pages[f"/{path}"] = (kind, content, {name.replace("_", "-"): value for name, value in headers.items()})
        return f"{self.address}{path}"

    def page(self, body: str, head: str = "", path: str = "post.html", **headers: str) -> str:
        """Put up a page with the script of the figures in its head; returns its address."""
        content = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A post</title>'
            f'<meta name="viewport" content="width=device-width"><script src="listen.js"></script>'
            f'<script type="module" src="{self.site}embed.js"></script>{head}</head><body>{body}</body></html>'
        )
        return self.put(path, content, **headers)

    def answer(self, path: str) -> tuple[int, str, str, dict[str, str]]:
        """Status, type, content and headers."""
        found = self._pages.get(urlsplit(path).path)
        return (200, *found) if found else (404, "text/plain", "", {})


class _Handler(BaseHTTPRequestHandler):
    blog: Blog

    def do_GET(self) -> None:
        status, kind, content, headers = self.blog.answer(self.path)
        body = content.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def blogging(site: str) -> Iterator[Blog]:
    """A blog on 127.0.0.1 that embeds figures of a site."""
    blog = Blog(site)
    handler = type("Handler", (_Handler,), {"blog": blog})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        blog.address = f"http://127.0.0.1:{server.server_address[1]}/"
        yield blog
        server.shutdown()


class Embedded:
    """A figure on such a page, by the page's end of it and by what the reader finds in it."""

    def __init__(self, page: Page, id: str = "f") -> None:
        self.page = page
        self.id = id
        self.element = page.locator(f"#{id}")
        self.iframe = self.element.locator("iframe")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator(f"#{self.id} iframe")

    @property
    def drawn(self) -> Locator:
        """What stands in the figure, once it is drawn."""
        return self.frame.locator("[data-part=figures] > :first-child > *").first

    def told(self, type: str) -> list[dict[str, Any]]:
        """What it has told the page of this kind."""
        found: list[dict[str, Any]] = self.page.evaluate(
            "([id, type]) => told.filter((each) => each.figure === id && each.type === type)", [self.id, type]
        )
        return found

    def wait(self, type: str, count: int = 1, timeout: float = 20_000) -> dict[str, Any]:
        """Wait until it has told so often of something; returns the last of those."""
        self.page.wait_for_function(
            "([id, type, n]) => told.filter((each) => each.figure === id && each.type === type).length >= n",
            arg=[self.id, type, count],
            timeout=timeout,
        )
        return self.told(type)[-1]

    def call(self, method: str, *values: Any) -> None:
        """Call a method of the element."""
        self.element.evaluate("(each, [method, values]) => each[method](...values)", [method, values])

    def set(self, **attributes: str | None) -> None:
        """Change attributes: None takes one away, an underscore is a hyphen."""
        named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        self.element.evaluate(
            """(each, attributes) => {
              for (const [name, value] of Object.entries(attributes)) {
                if (value === null) each.removeAttribute(name);
                else each.setAttribute(name, value);
              }
            }""",
            named,
        )


class Posts:
    """Opens pages of a blog; what they, or the figures in them, log as an error or warning fails the test."""

    def __init__(self, browser: Browser, blog: Blog) -> None:
        self.blog = blog
        self.problems: list[str] = []
        self._allowed: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    @property
    def is_firefox(self) -> bool:
        return self._browser.browser_type.name == "firefox"

    def allow(self, pattern: str) -> None:
        """Let pages log this, because the test has it coming."""
        self._allowed.append(pattern)

    def at(self, address: str, script: str = "", **options: Any) -> Page:
        """Open a page in a window of its own; the script runs before any other, in its frames too."""
        context = self._browser.new_context(viewport={"width": 900, "height": 900}, **options)
        self._contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", lambda said: said.type in ("error", "warning") and self.problems.append(said.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.goto(address)
        return page

    def figure(self, attributes: str = 'figure="kv-cache"', script: str = "", **page: Any) -> Embedded:
        """Open a page with one figure, and wait until that is there."""
        body = (
            f'<h1>A post</h1><microgpt-figure id="f" {attributes}><a href="elsewhere">The figure</a></microgpt-figure>'
        )
        embedded = Embedded(self.at(self.blog.page(body, **page), script))
        embedded.wait("ready")
        return embedded

    @contextmanager
    def watched(self) -> Iterator[Posts]:
        """Close all pages in the end, and look at what they have logged."""
        try:
            yield self
            problems = [
                each for each in self.problems if not any(re.search(pattern, each) for pattern in self._allowed)
            ]
            assert not problems, problems
        finally:
            for context in self._contexts:
                context.close()
