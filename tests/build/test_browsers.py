"""The browsers to test in: those that are there are found, and what is missing is installed or said in a sentence."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tools import browsers, checks
from tools.browsers import Kind, find, find_or_install
from tools.problem import Problem

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for programs are shell scripts")

CHROMIUM, FIREFOX = (replace(kind, places=()) for kind in (browsers.CHROMIUM, browsers.FIREFOX))
BOTH = pytest.mark.parametrize("kind", [CHROMIUM, FIREFOX], ids=["chromium", "firefox"])


def program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all there is on the PATH, on a system that has no browser anywhere else."""
    for name, kind in {"CHROMIUM": CHROMIUM, "FIREFOX": FIREFOX}.items():
        monkeypatch.delenv(kind.variable, raising=False)
        monkeypatch.setattr(checks, name, kind)
    monkeypatch.setattr(browsers, "_playwrights_chromium", lambda: "/no/such/browser")
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def installing(bin: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would install something: they succeed, and bring what they are asked for."""
    ran: list[list[str]] = []

    def call(command: list[str], **_: object) -> int:
        ran.append(command)
        if "install" in command:
            program(bin / command[-1])
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    return ran


def become(uid: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid, raising=False)


@BOTH
def test_a_browser_that_was_named_and_is_not_there_is_a_problem(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kind.variable, "/no/such/browser")
    with pytest.raises(
        Problem, match=f"wanted the path of a browser in {kind.variable}, but there is no /no/such/browser"
    ):
        find(kind)


@BOTH
def test_a_browser_on_the_path_is_found(kind: Kind, bin: Path) -> None:
    assert find(kind) is None
    other = program(bin / kind.programs[-1])
    assert find(kind) == str(other)
    best = program(bin / kind.programs[0])
    assert find(kind) == str(best)


@BOTH
def test_the_browser_that_was_named_is_taken_before_one_on_the_path(
    kind: Kind, bin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin / kind.programs[0])
    named = program(tmp_path / "mine")
    monkeypatch.setenv(kind.variable, str(named))
    assert find(kind) == str(named)


@BOTH
def test_where_the_system_lets_it_a_missing_browser_is_installed(
    kind: Kind, bin: Path, installing: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin / "apt-get")
    become(0, monkeypatch)
    assert find_or_install(kind) == str(bin / kind.package)
    assert installing == [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", kind.package]]
    installing.clear()
    assert find_or_install(kind) == str(bin / kind.package)
    assert installing == []  # it is there


def test_only_who_may_install_asks_the_system_to(
    bin: Path, installing: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin / "apt-get")
    become(1000, monkeypatch)
    assert find_or_install(FIREFOX) is None
    assert installing == []
    assert find_or_install(CHROMIUM) == str(bin / "chromium")
    assert [command[1:4] for command in installing] == [["-m", "playwright", "install"]]


def test_without_chromium_nothing_is_tested_and_without_firefox_only_what_is_tested_in_it_is_not(
    bin: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    become(1000, monkeypatch)
    monkeypatch.setattr(subprocess, "call", lambda command, **_: 1)
    with pytest.raises(Problem, match="wanted Chromium or Chrome to test in, but found none: install one, or set "):
        checks.find_browsers()
    chromium = program(bin / "chromium")
    assert checks.find_browsers() == {"MICROGPT_BROWSER": str(chromium)}
    assert "wanted Firefox to test in, but found none: install one, or set MICROGPT_FIREFOX" in capsys.readouterr().out
    firefox = program(bin / "firefox")
    assert checks.find_browsers() == {"MICROGPT_BROWSER": str(chromium), "MICROGPT_FIREFOX": str(firefox)}
    assert capsys.readouterr().out == ""
