"""WebKitGTK, the engine of Safari as Debian has it: a window of it on a display of its own, by the WebDriver protocol,
which has no way to run a script before a page's own or to hear what a page logs.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

DRIVER, DISPLAY = "WebKitWebDriver", "Xvfb"
MISSING = "wanted WebKitGTK to test in too, but found no {}: install Debian's webkit2gtk-driver and xvfb"
START_S, ANSWER_S = 30, 60
KEYS = {"Home": "\ue011", "PageDown": "\ue00f", "ArrowRight": "\ue014"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # what the protocol calls one

# what a function says, or what it throws; the last argument is how the driver is told
CALL = """
const [told, ...args] = [...arguments].reverse();
const tell = (how) => (what) => told({ [how]: what === undefined ? null : what });
Promise.resolve().then(() => (%s)(...args.reverse())).then(tell("value"), (error) => tell("error")(String(error)));
"""


class CannotStart(Exception):
    """There is no WebKitGTK here, or it does not start: why."""


class WebKit:
    """A window, and what somebody does in it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = ""

    def open(self, width: int, height: int) -> None:
        """Open the window so large on the inside."""
        try:
            asked = {"capabilities": {"alwaysMatch": {"timeouts": {"script": ANSWER_S * 1000}}}}
            self._session = f"/session/{self._ask('POST', '/session', asked)['sessionId']}"
        except (OSError, RuntimeError) as error:
            raise CannotStart(f"wanted WebKitGTK to test in too, but its window does not open: {error}") from error
        inside = [width, height]
        for _ in range(2):  # what stands around the page is known by having it
            self._ask("POST", f"{self._session}/window/rect", dict(zip(("width", "height"), inside)))
            found = self.ask("() => [innerWidth, innerHeight]")
            inside = [has + wanted - now for has, wanted, now in zip(inside, (width, height), found)]

    def close(self) -> None:
        with suppress(OSError, RuntimeError):  # it ends with its driver anyway
            self._ask("DELETE", self._session)

    def go(self, address: str) -> None:
        self._ask("POST", f"{self._session}/url", {"url": address})

    def press(self, *keys: str) -> None:
        values = [KEYS.get(key, key) for key in keys]
        strokes = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        self._ask("POST", f"{self._session}/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def click(self, path: str) -> None:
        """Click the first thing of this XPath."""
        found = self._ask("POST", f"{self._session}/element", {"using": "xpath", "value": path})
        self._ask("POST", f"{self._session}/element/{found[ELEMENT]}/click", {})

    def choose(self, view: str) -> None:
        self.click(f"//*[@data-part='view-switch']//input[@value='{view}']")
        self.ask("() => document.activeElement.blur()")  # away from the switch, whose keys are its own

    def ask(self, script: str, *args: Any) -> Any:
        said = self._ask("POST", f"{self._session}/execute/async", {"script": CALL % script, "args": args})
        if "error" in said:
            raise RuntimeError(said["error"])
        return said["value"]

    def wait(self, script: str, seconds: float = 15) -> Any:
        """Ask until what is said is true in JavaScript's sense; returns it."""
        until = time.monotonic() + seconds
        while not (said := self.ask(script)):
            if time.monotonic() > until:
                raise AssertionError(f"after {seconds} s still {said!r}: {script}")
            time.sleep(0.1)
        return said

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self._address}{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with urlopen(request, timeout=ANSWER_S) as response:
                return json.load(response)["value"]
        except HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None


@contextmanager
def webkit(width: int, height: int) -> Iterator[WebKit]:
    """A window of WebKitGTK; whatever was started for it has ended afterwards."""
    for program in (DRIVER, DISPLAY):
        if not shutil.which(program):
            raise CannotStart(MISSING.format(program))
    with _display() as display, _driver(display) as address:
        window = WebKit(address)
        window.open(width, height)
        try:
            yield window
        finally:
            window.close()


@contextmanager
def _started(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a group of its own, all of which ends with it."""
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _display() -> Iterator[str]:
    """A display that nobody sees."""
    reader, writer = os.pipe()
    command = [DISPLAY, "-displayfd", str(writer), "-screen", "0", "1800x1300x24", "-nolisten", "tcp"]
    with open(reader) as told, _started(command, pass_fds=[writer]):  # it ends if nobody can be told
        os.close(writer)
        is_told, *_ = select.select([told], [], [], START_S)
        number = told.readline().strip() if is_told else ""
        if not number:
            raise CannotStart(f"wanted a display to test WebKitGTK on, but {DISPLAY} does not start")
        yield f":{number}"


@contextmanager
def _driver(display: str) -> Iterator[str]:
    """The address of a driver whose window is on this display."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
    with _started([DRIVER, "--host=127.0.0.1", f"--port={port}"], env=environment):
        until = time.monotonic() + START_S
        while True:
            try:
                urlopen(f"{address}/status", timeout=START_S).close()
                break
            except URLError as error:
                if time.monotonic() > until:
                    raise CannotStart(f"wanted to drive WebKitGTK, but {DRIVER} does not answer: {error}") from error
                time.sleep(0.05)
        yield address
