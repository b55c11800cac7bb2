"""Windows of the browser that tests use one after the other: to open another takes longer than most tests do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

# what the worker said stays readable to the full precision, which the page rounds to four decimals
TELL_OF_THE_POLICY = """
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`the policy ${violatedDirective} was broken by ${blockedURI}`));
"""
INIT = (
    TELL_OF_THE_POLICY
    + """
window.heard = [];
window.workers = [];
window.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    window.workers.push(this);
    this.addEventListener("message", ({ data }) => window.heard.push(data));
  }
};
"""
)

# all that the browser keeps for the site; whether it is gone, which it is not while another page holds it
FORGET = """async () => {
  sessionStorage.clear();
  localStorage.clear();
  const gone = ({ name }) => new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = request.onblocked = () => resolve(false);
  });
  const all = await Promise.all((await indexedDB.databases()).map(gone));
  return all.every(Boolean);
}"""


class Watch:
    """Notes what a page must not do."""

    def __init__(self, page: Page, address: str) -> None:
        self.address = address
        self.problems: list[str] = []
        self._allowed: list[str] = []
        self._page = page
        page.on("console", self._hear)
        page.on("pageerror", self._catch)
        page.on("request", self._see)

    def allow(self, pattern: str) -> None:
        """Let the page log this, because the test breaks something."""
        self._allowed.append(pattern)

    def found(self) -> list[str]:
        """The problems that were not allowed, once."""
        problems, self.problems = self.problems, []
        return [each for each in problems if not any(re.search(pattern, each) for pattern in self._allowed)]

    def check(self) -> None:
        """Fail if there was a problem since the last time."""
        problems = self.found()
        assert problems == [], problems

    def end(self) -> None:
        """Look away."""
        self._page.remove_listener("console", self._hear)
        self._page.remove_listener("pageerror", self._catch)
        self._page.remove_listener("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        self._note(message.type, message.text)

    def _catch(self, error: Error) -> None:
        self._note("error", str(error))

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"asked another origin: {request.url}")

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(f"{kind}: {text}")


class Windows:
    """Those that no test uses at the moment, by the script that runs before any of a page's own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._idle: dict[str, list[Page]] = {}

    @contextmanager
    def opened(
        self, script: str = INIT, width: int = 1280, height: int = 720, motion: Any = "no-preference", new: bool = False
    ) -> Iterator[tuple[Page, Watch]]:
        """A window for a reader who was never here; a new one has nothing in the browser's cache either."""
        idle = self._idle.setdefault(script, [])
        if idle and not new:
            page = idle.pop()
        else:
            page = self._browser.new_context().new_page()
            page.context.add_init_script(script)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme="light", reduced_motion=motion, forced_colors="none")
        watch = Watch(page, self._address)
        is_left = False
        try:
            yield page, watch
            watch.check()
            is_left = not page.is_closed() and self._leave(page)
        finally:
            if is_left:
                watch.end()
                idle.append(page)
            else:
                page.context.close()

    def _leave(self, page: Page) -> bool:
        """Go where nothing is, and leave nothing; whether that has come about."""
        page.unroute_all()
        page.mouse.move(0, 0)
        page.goto(f"{self._address}favicon.svg")
        page.context.clear_cookies()
        page.context.clear_permissions()
        return bool(page.evaluate(FORGET)) and page.context.pages == [page]
