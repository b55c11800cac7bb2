"""On any static host: the page runs, or says in a sentence why it does not."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOT_MS
from hosts import Host, hosted
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tools.parts import part, part_address

OCTETS = "application/octet-stream"


@pytest.fixture(scope="module")
def shared_host(site: Path) -> Iterator[Host]:
    with hosted(site) as host:
        yield host


@pytest.fixture
def host(shared_host: Host) -> Iterator[Host]:
    """A host as it should be, until the test changes it."""
    before = dict(vars(shared_host), types=dict(shared_host.types), headers={}, instead={})
    yield shared_host
    vars(shared_host).update(before)


@pytest.fixture
def anywhere(browser: Browser) -> Iterator[Page]:
    """A page that may log what it likes."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def state_of(page: Any) -> Locator:
    """The line on where the numbers come from."""
    found: Locator = page.locator("[data-figure=status]").first
    return found


def unstarted(page: Any) -> Locator:
    """What stands in place of the figure, or of the lab, when the script does not run."""
    found: Locator = page.locator("[data-part=unstarted]")
    return found


def boots(page: Any) -> None:
    expect(state_of(page)).to_contain_text("Python is up", timeout=BOOT_MS)


# types, and other heads of answers

STRANGE: dict[str, dict[str, Any]] = {
    "nothing known but scripts": {
        "types": {".html": "text/html", ".js": "application/javascript", ".css": "text/css", ".svg": "image/svg+xml"},
        "headers": {"X-Content-Type-Options": "nosniff"},
    },
    "no types but of pages, styles and scripts": {
        "types": {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"},
        "default": None,
        "tells_length": False,
    },
}


@pytest.mark.parametrize("kind", STRANGE)
def test_python_comes_up_whatever_types_are_sent(anywhere: Page, host: Host, kind: str) -> None:
    vars(host).update(STRANGE[kind])
    anywhere.goto(host.address)
    boots(anywhere)


@contextmanager
def nginx_serving(folder: Path, place: Path) -> Iterator[str]:
    """Debian's nginx with the types and settings that it comes with."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    temporary = "".join(
        f"{kind}_temp_path {place / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"pid {place / 'pid'}; error_log stderr; daemon off; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; default_type {OCTETS}; gzip on; sendfile on; access_log off;\n"
        f"{temporary}\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    command = ["nginx", "-p", str(place), "-c", str(place / "nginx.conf"), "-g", "master_process off;"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


@pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx on this machine")
@pytest.mark.skipif(not Path("/etc/nginx/mime.types").is_file(), reason="the nginx of this machine is not Debian's")
def test_python_comes_up_on_debians_nginx(anywhere: Page, site: Path, tmp_path: Path) -> None:
    with nginx_serving(site, tmp_path) as address:
        expect(anywhere.locator("body")).to_be_attached()
        for _ in range(50):
            if anywhere.request.get(f"{address}favicon.svg", fail_on_status_code=False).ok:
                break
            anywhere.wait_for_timeout(100)
        anywhere.goto(address)
        boots(anywhere)


# where a page may do little


def test_under_trusted_types_python_comes_up_and_the_source_is_shown(anywhere: Page, host: Host) -> None:
    errors: list[str] = []
    anywhere.on("pageerror", lambda error: errors.append(str(error)))
    host.headers["Content-Security-Policy"] = (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; "
        "trusted-types lit-html microgpt-worker microgpt-markup"
    )
    anywhere.goto(f"{host.address}lab.html")
    boots(anywhere)
    anywhere.keyboard.press("s")
    expect(anywhere.locator("[data-figure=source] code span").first).to_be_visible()  # coloured: by innerHTML
    assert errors == []


def framed(page: Page, host: Host, path: str) -> Any:
    """The page in a frame without an origin of its own."""
    frame = f'<iframe sandbox="allow-scripts" width="1400" height="860" src="{host.address}{path}"></iframe>'
    page.route("**/frame.html", lambda route: route.fulfill(content_type="text/html", body=frame))
    page.goto(f"{host.address}frame.html")
    return page.frame_locator("iframe")


def test_in_a_sandboxed_frame_python_comes_up_if_the_host_lets_it(anywhere: Page, host: Host) -> None:
    host.headers["Access-Control-Allow-Origin"] = "*"
    boots(framed(anywhere, host, "index.html"))


# pages that do not start


def opened_as_a_file(page: Page, host: Host, path: str) -> Any:
    page.goto(f"{host.folder.as_uri()}/{path}")
    return page


def in_a_closed_frame(page: Page, host: Host, path: str) -> Any:
    return framed(page, host, path)


def served_as_text(page: Page, host: Host, path: str) -> Any:
    host.types[".js"] = "text/plain"
    page.goto(host.address + path)
    return page


def of_another_build(page: Page, host: Host, path: str) -> Any:
    for name in ("index", "lab"):
        host.instead[f"{part_address(host.folder, 'src')}/{name}.js"] = lambda content: (404, b"")
    page.goto(host.address + path)
    return page


def with_a_page_for_a_script(page: Page, host: Host, path: str) -> Any:
    host.page_instead = True
    return of_another_build(page, host, path)


def without_a_piece(page: Page, host: Host, path: str) -> Any:
    script = (part(host.folder, "src") / "index.js").read_text(encoding="utf-8")
    piece = re.findall(r'from"\./(chunk-\w+\.js)"', script)[0] if path == "index.html" else "lab.js"
    host.instead[f"{part_address(host.folder, 'src')}/{piece}"] = lambda content: (500, b"")
    page.goto(host.address + path)
    return page


def with_scripts_held_back(page: Page, host: Host, path: str) -> Any:
    page.route(re.compile(r"/src/(index|lab)\.js"), lambda route: route.abort("blockedbyclient"))
    page.goto(host.address + path)
    return page


def with_all_scripts_refused(page: Page, host: Host, path: str) -> Any:
    host.headers["X-Content-Type-Options"] = "nosniff"
    return served_as_text(page, host, path)


@pytest.mark.parametrize("path", ["index.html", "lab.html"])
@pytest.mark.parametrize(
    ("come", "sentence"),
    [
        (opened_as_a_file, "it was opened as a file, and browsers load no modules from files"),
        (in_a_closed_frame, "without an origin of its own (sandbox), and its server does not let such pages load"),
        (served_as_text, ".js, but the server sent it as text/plain, and browsers run only"),
        (of_another_build, ".js, but the server answered 404."),
        (with_a_page_for_a_script, ".js, but the server sent a page in its place (text/html)."),
        (without_a_piece, ".js, but the server answered 500."),
        (with_scripts_held_back, ".js, but it could not be fetched: the connection failed, or something in"),
        (with_all_scripts_refused, "has not started: its script did not come, or could not run."),
    ],
)
def test_a_page_that_does_not_start_says_why(
    anywhere: Page, host: Host, come: Callable[[Page, Host, str], Any], sentence: str, path: str
) -> None:
    page = come(anywhere, host, path)
    expect(unstarted(page)).to_contain_text(sentence)
    expect(unstarted(page)).to_be_visible()
    heading = "Watch a GPT learn to invent names" if path == "index.html" else "microgpt lab"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


# recorded files

SAMPLE = {
    "trace-frames.bin": lambda content: (404, b""),
    "trace-stages.bin": lambda content: (200, content[: len(content) // 2]),
    "trace-adam.bin": lambda content: (200, bytes(len(content))),
    "trace-graph.bin": lambda content: (500, b"no"),
}


@pytest.mark.parametrize("name", SAMPLE)
def test_a_recorded_step_that_is_not_whole_is_told_of(anywhere: Page, host: Host, name: str) -> None:
    held: list[Route] = []
    anywhere.route("**/worker.js*", lambda route: held.append(route))
    host.instead[f"{part_address(host.folder, 'recorded')}/{name}"] = SAMPLE[name]
    anywhere.goto(f"{host.address}lab.html")
    problem = anywhere.locator("[data-figure=problem]").get_by_role("alert")
    expect(problem).to_contain_text(f"a part is missing: wanted recorded/{name}, but ")
    for each in ("answers-heads.json", "run.json", "source.json"):
        assert each not in problem.inner_text()


def test_without_the_recorded_step_python_traces_one(anywhere: Page, host: Host) -> None:
    host.page_instead = True
    for path in part(host.folder, "recorded").glob("*"):
        host.instead[path.relative_to(host.folder).as_posix()] = lambda content: (404, b"")
    anywhere.goto(f"{host.address}lab.html")
    picture = anywhere.locator("[data-part=stage] [data-figure=map]")
    expect(picture).to_contain_text(re.compile(r"recorded/trace-\w+\.bin, but the server sent a page in its place"))
    boots(anywhere)
    expect(state_of(anywhere)).to_contain_text("This step was computed by the Python in this page", timeout=BOOT_MS)
    expect(picture).not_to_contain_text("but the server")
    expect(picture.locator("canvas").first).to_be_visible()
