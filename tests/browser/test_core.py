"""The core runs unchanged in a browser: tests of its own pass there, on the wheel that the site ships."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tools.environment import ROOT
from tools.parts import part_address
from tools.pyodide_packages import pyodide_packages

sys.path.append(str(ROOT / "tests" / "pyodide"))
from ring import Outcomes

# what a step of training is made of; tests/pyodide runs them all, under Node
CHOSEN = ("test_value.py", "test_model.py", "test_adam.py", "test_train.py", "test_sample.py", "ops/test_vector.py")
LONGEST = 300_000  # milliseconds, on a machine that does much else

ASK = """([worker, message, longest]) => new Promise((resolve) => {
  const asked = new Worker(worker, { type: "module" });
  setTimeout(() => resolve({ error: `it goes on after ${longest} ms` }), longest);
  asked.onerror = ({ message }) => resolve({ error: message });
  asked.onmessage = ({ data }) => { asked.terminate(); resolve(data); };
  asked.postMessage(message);
})"""


@pytest.fixture(scope="module")
def archive_of_tests() -> bytes:
    """An archive of the core's tests, with pytest and what it needs, but without the core."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for folder in ("tests/python", "tests/pyodide", "tests/golden"):
            for path in (ROOT / folder).rglob("*.*"):
                archive.write(path, path.relative_to(ROOT))
        archive.write(ROOT / "tests" / "python_imports.py", "tests/python_imports.py")
        archive.write(ROOT / "pyproject.toml", "pyproject.toml")
        for path in pyodide_packages().rglob("*.*"):
            archive.write(path, Path("packages", path.relative_to(pyodide_packages())))
    return made.getvalue()


def serve(page: Page, name: str, kind: str, body: bytes) -> None:
    """Have the page find a file beside those of the site."""
    page.route(f"**/{name}", lambda route: route.fulfill(body=body, content_type=kind))


def test_the_tests_of_a_training_step_pass_in_a_module_worker(
    browser: Browser,
    address: str,
    site: Path,
    archive_of_tests: bytes,
    record_property: Callable[[str, object], None],
) -> None:
    page = browser.new_page()
    serve(page, "blank.html", "text/html", b"<link rel=icon href=favicon.svg>")
    serve(page, "core-tests.zip", "application/zip", archive_of_tests)
    serve(page, "core-worker.js", "text/javascript", Path(__file__).with_name("core-worker.js").read_bytes())
    page.goto(f"{address}blank.html")
    message = {
        **{part: f"{address}{part_address(site, part)}/" for part in ("pyodide", "python")},
        "tests": f"{address}core-tests.zip",
        "given": ["-q", *(f"tests/python/{name}" for name in CHOSEN)],
    }
    found = page.evaluate(ASK, [f"{address}core-worker.js", message, LONGEST])
    page.close()
    assert "error" not in found, found["error"]
    outcomes = Outcomes(**json.loads(found["told"]))
    record_property("told", outcomes.told("in Chromium"))
