"""Invented names: those that are in the data are marked, and counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools.harness import put

Open = Callable[..., Page]
SAMPLES = [{"step": 1, "names": ["xq", "ann"]}, {"step": 50, "names": ["bo", "marell", "ann"]}]
PAST: dict[str, Any] = {
    "description": None,
    "steps": [],
    "samples": SAMPLES,
    "generated": ["ann", "lorie"],
    "inData": ["ann", "bo"],
}


@pytest.mark.parametrize(
    ("figure", "marked", "said"),
    [
        ("samples", ["bo", "ann", "ann"], "3 of 5, underlined with dots, are in the data already."),
        ("generated", ["ann"], "1 of 2, underlined with dots, is in the data already."),
    ],
)
def test_names_that_are_in_the_data_are_marked_and_counted(
    open_figure: Open, figure: str, marked: list[str], said: str
) -> None:
    page = open_figure(figure, trace=None, run={"recorded": PAST})
    names = page.locator(".invented.is-known").all_text_contents()
    assert [name.split()[0] for name in names] == marked
    assert all(name.endswith("(in the data)") for name in names)
    expect(page.locator(f".{figure}-known")).to_have_text(said)
    put(page, run={"recorded": {**PAST, "inData": []}})
    assert page.locator(".is-known").count() == 0
    expect(page.locator(f".{figure}-known")).to_have_text("None of them is in the data.")
