"""What the tests of the build and of the page share: the site, made from the tree as it is now."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fresh build."""
    from tools.site import build_site  # imports what only the project's own environment has

    return build_site(tmp_path_factory.mktemp("site") / "dist")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests have counted: record_property("told", ...)."""
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(told))
