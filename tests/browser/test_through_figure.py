"""The slider through training: where it can go, what it asks for, and what is said of the model then."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]
BEGIN = {"doc": "", "target": None, "after": None, "isRecorded": True}


@pytest.fixture(scope="module")
def recorded(harness: Harness) -> dict[str, Any]:
    """What was recorded of a run, as the page has it."""
    run = json.loads((harness.folder / "recorded" / "run.json").read_text())
    samples: dict[int, list[str]] = {}
    for event in run["events"]:
        if "sampled_at" in event:
            samples.setdefault(event["sampled_at"], []).append(event["name"])
    return {
        "description": run["description"],
        "steps": [event for event in run["events"] if "loss" in event],
        "samples": [{"step": step, "names": names} for step, names in samples.items()],
        "generated": [],
        "through": run["through"],
    }


@pytest.fixture
def page(open_figure: Open, recorded: dict[str, Any]) -> Page:
    """The recorded step, before the reader trains."""
    return open_figure("through", trace="trace", width=1440, run={"recorded": recorded, "isLive": False})


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Through training")


def choose(page: Page, **choice: Any) -> None:
    put(page, look={"choice": {**BEGIN, **choice}})


def test_the_arrow_keys_go_from_moment_to_moment(page: Page) -> None:
    expect(slider(page)).to_have_attribute("aria-valuetext", "after 500 steps")
    slider(page).press("ArrowLeft")
    slider(page).press("Home")
    slider(page).press("End")
    asked = [each["after"] for each in actions(page) if each["type"] == "slid"]
    assert asked == [400, 0, 1000]


def test_it_stands_where_the_choice_does_and_says_what_is_shown(page: Page, recorded: dict[str, Any]) -> None:
    """The picture may take a moment to follow the hand."""
    before = picture(page)
    choose(page, after=50)
    expect(slider(page)).to_have_attribute("aria-valuetext", "after 50 steps")
    expect(page.get_by_text("after 500 steps", exact=True)).to_be_visible()
    names = next(each["names"] for each in recorded["samples"] if each["step"] == 500)
    expect(page.get_by_text("invented after 500 steps:")).to_be_visible()
    expect(page.get_by_text(" ".join(names))).to_be_visible()
    choose(page)
    assert picture(page) == before


def test_the_loss_and_the_guess_are_those_of_the_trace_at_the_cursor(page: Page, harness: Harness) -> None:
    header = json.loads((harness.folder / "recorded" / "trace.json").read_text())
    expect(page.get_by_text(f"loss of “{header['doc']}” {header['loss']:.2f}")).to_be_visible()
    values = (harness.folder / "recorded" / "trace.bin").read_bytes()
    place = header["columns"]["stage_values"]
    numbers = memoryview(values)[place["first"] : place["first"] + 8 * place["length"]].cast("d")
    position = 2
    at = next(i for i, each in enumerate(header["stages"]) if (each["name"], each["position"]) == ("probs", position))
    first = header["stages"][at]["first"]
    probs = list(numbers[first : first + len(header["vocabulary"])])
    guess, came = probs.index(max(probs)), header["token_ids"][position + 1]
    text = header["vocabulary"]
    cursor = next(i for i, each in enumerate(header["frames"]) if each["stage"] == at)
    put(page, look={"cursor": cursor})
    read_so_far = header["doc"][:position]
    said = f"after “{read_so_far}” it guesses {text[guess]} ({100 * probs[guess]:.0f} %)"
    expect(page.locator(".through-guess")).to_contain_text(said)
    rest = f", and {text[came]} came" if guess == came else f"; {text[came]} came ({100 * probs[came]:.0f} %)"
    expect(page.locator(".through-guess")).to_contain_text(said + rest)


def test_another_document_is_only_at_the_recorded_step_until_the_reader_trains(
    page: Page, recorded: dict[str, Any]
) -> None:
    before = picture(page)
    choose(page, doc="ann")
    expect(slider(page)).to_be_disabled()
    doc = recorded["through"]["doc"]
    expect(page.get_by_text(f"Only “{doc}”")).to_contain_text("Train")
    choose(page)
    assert picture(page) == before


def test_the_reader_s_own_training_is_slid_through_up_to_now(page: Page, recorded: dict[str, Any]) -> None:
    live = {**recorded, "steps": recorded["steps"][:120], "through": None}
    put(page, trace="bill", run={"live": live, "isLive": True, "snapshots": [0, 50, 100]})
    expect(slider(page)).to_have_attribute("aria-valuetext", "after 120 steps")
    slider(page).press("ArrowLeft")
    choose(page, after=100)
    slider(page).press("ArrowRight")
    assert [each["after"] for each in actions(page)] == [100, None], "the last moment is now, however far that goes on"


def test_a_run_without_a_step_has_nowhere_to_slide_to(page: Page) -> None:
    empty = {"description": {"step": 0}, "steps": [], "samples": [], "generated": [], "through": None}
    put(page, trace="bill", run={"live": empty, "isLive": False, "snapshots": [0]})
    choose(page, isRecorded=False)
    expect(slider(page)).to_be_disabled()
    expect(page.get_by_text("No step is done yet")).to_be_visible()


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_nothing_in_it_moves_when_what_is_said_changes(open_figure: Open, recorded: dict[str, Any], width: int) -> None:
    page = open_figure("through", trace="trace", width=width, run={"recorded": recorded, "isLive": False})

    def boxes() -> list[Any]:
        return [page.locator(each).bounding_box() for each in (".through", ".through-track", ".through-names")]

    before = boxes()
    for changes in ({"cursor": 300}, {"cursor": 0}, {"choice": {**BEGIN, "after": 0}}):
        put(page, look=changes)
        assert boxes() == before
