"""The core's tests in the Python that the site ships: how they are run there, and what is said of it at the end."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.environment import ROOT
from tools.pyodide_packages import pyodide_packages

Outcomes = dict[str, Any]  # as inside.py tells them
LONGEST = 600  # seconds, on a machine that does much else: a fifth of it is usual


@pytest.fixture
def under_node(tmp_path: Path) -> Callable[..., Outcomes]:
    """Runs the tests of some files or folders under Node; gives what came of each."""

    def run(*paths: str, options: tuple[str, ...] = ()) -> Outcomes:
        told = tmp_path / "outcomes.json"
        command = ["node", str(Path(__file__).with_name("run.js")), str(pyodide_packages()), str(told), "-q", *options]
        try:
            done = subprocess.run([*command, *paths], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST)
        except subprocess.TimeoutExpired as late:
            pytest.fail(f"wanted {paths} tested in {LONGEST} seconds, but they go on:\n{late.stdout!r}", pytrace=False)
        if not told.exists():
            pytest.fail(f"Node ended with {done.returncode}, and no word of the tests:\n{done.stderr}", pytrace=False)
        outcomes: Outcomes = json.loads(told.read_text())
        return outcomes

    return run
