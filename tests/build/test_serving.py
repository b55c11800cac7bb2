"""`build.py serve`: it serves what there is, and ends when it is asked to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.environment import ROOT

NONE_OPENED = "build.py: no browser could be opened: open that address in one\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site as it was built before."""
    (tmp_path / "index.html").write_text("index.html")
    return tmp_path


@contextmanager
def command(site: Path, *before: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`build.py serve` of a site, in a process of its own, and the address that it prints; without the build, which
    other tests are about, but with what comes `before` it."""
    script = f"""
import sys
from pathlib import Path
from tools import server
from tools.ending import ended_by_a_sentence
from tools.problem import CannotWrite, Problem
server.SITE = Path({str(site)!r})
server.build_site = lambda site: site
server.webbrowser.open = lambda address: True
{";".join(before)}
sys.exit(ended_by_a_sentence(lambda: server.serve(["--port", "0"])))
"""
    pipe = subprocess.PIPE
    run = [sys.executable, "-c", script]
    with subprocess.Popen(run, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        try:
            yield process, address[0] if address else ""
        finally:
            process.kill()


def asked(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as response:
        return bytes(response.read())


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_whatever_asks_it_to_end_ends_it(folder: Path, name: str) -> None:
    with command(folder) as (process, address):
        assert asked(address) == b"index.html"
        process.send_signal(getattr(signal, name))
        _, complaints = process.communicate(timeout=10)
        assert process.returncode == 128 + getattr(signal, name)
        assert complaints == ""
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(address, timeout=10)


def test_a_browser_that_stays_in_the_terminal_gets_the_page(folder: Path) -> None:
    stays = "server.webbrowser.open = lambda address: __import__('time').sleep(60)"
    with command(folder, stays) as (_, address):
        assert asked(address) == b"index.html"


@pytest.mark.parametrize("browser", ["lambda address: False", "lambda address: [][0]"])
def test_without_a_browser_it_says_so_and_serves(folder: Path, browser: str) -> None:
    with command(folder, f"server.webbrowser.open = {browser}") as (process, address):
        assert process.stderr
        assert process.stderr.readline() == NONE_OPENED
        assert asked(address) == b"index.html"


CANNOT = "def cannot(site): raise {}('wanted to make dist, but: Read-only file system')\nserver.build_site = cannot"


def test_where_nothing_can_be_written_it_serves_what_was_built_before_and_says_so(folder: Path) -> None:
    with command(folder, CANNOT.format("CannotWrite")) as (process, address):
        assert asked(address) == b"index.html"
        assert process.stderr
        assert process.stderr.readline() == (
            "build.py: serving what was built before: wanted to make dist, but: Read-only file system\n"
        )


@pytest.mark.parametrize(("built", "problem"), [(False, "CannotWrite"), (True, "Problem")])
def test_a_page_that_is_not_there_or_is_out_of_date_by_a_mistake_is_not_served(
    folder: Path, built: bool, problem: str
) -> None:
    if not built:
        (folder / "index.html").unlink()
    with command(folder, CANNOT.format(problem)) as (process, address):
        _, complaints = process.communicate(timeout=10)
        assert (address, process.returncode) == ("", 1)
        assert complaints == "build.py: wanted to make dist, but: Read-only file system\n"


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise there")
def test_serving_prints_the_address_and_ends_with_ctrl_c() -> None:
    command = [sys.executable, "build.py", "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = ""
        for printed in process.stdout:
            if "serving" in printed:
                break
        address = re.search(r"http://127\.0\.0\.1:\d+/", printed)
        assert address, printed
        with urllib.request.urlopen(address[0], timeout=10) as response:
            assert b"Watch a GPT learn" in response.read()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert process.returncode == 130
    assert complaints == ""
