"""The timeline: the frame that is reached, by name, and every way to another one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import frame_of, read, stage_at

from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]
Json = dict[str, Any]


@pytest.fixture(scope="module")
def bill(harness: Harness) -> Json:
    return read(harness, "bill")


@pytest.fixture
def page(open_figure: Open) -> Page:
    return open_figure("timeline", trace="bill")


def bar(page: Page) -> Locator:
    return page.get_by_role("slider", name="Frame of the step")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


# --- where it is


def test_it_says_which_frame_of_how_many_and_what_it_is(page: Page, bill: Json) -> None:
    count = len(bill["frames"])
    query = stage_at(bill, "layer0.attn_q", 2)
    names = {
        0: "the document becomes tokens",
        frame_of(bill, "forward", query): "query, position 2 “i”",
        frame_of(bill, "backward", query): "gradient of the query, position 2 “i”",
        frame_of(bill, "loss", stage_at(bill, "mean_loss", None)): "mean loss",
        count - 1: "Adam moves the second MLP matrix",
    }
    expressions = ["", "q", "q", "loss", "layer0.mlp_fc2"]
    for (cursor, name), expression in zip(names.items(), expressions):
        put(page, look={"cursor": cursor})
        said = [f"{cursor + 1} / {count}", name, *([expression] if expression else [])]
        expect(page.locator(".where")).to_have_text(re.compile(r"\s+".join(re.escape(each) for each in said) + r"\s*$"))
        expect(bar(page)).to_have_attribute("aria-valuenow", str(cursor + 1))
        expect(bar(page)).to_have_attribute("aria-valuetext", name)
    expect(bar(page)).to_have_attribute("aria-valuemax", str(count))


def test_inside_a_frame_it_counts_the_operations(page: Page, bill: Json) -> None:
    query = stage_at(bill, "layer0.attn_q", 0)
    first = bill["columns"]["node_first"]  # those that were made of others count
    count = sum(
        owner == query and first[node + 1] > first[node] for node, owner in enumerate(bill["columns"]["node_stage"])
    )
    put(page, look={"cursor": frame_of(bill, "forward", query)})
    before = picture(page)
    put(page, look={"operation": 2})
    expect(page.locator(".where")).to_contain_text(f", operation 3 of {count}")
    expect(bar(page)).to_have_attribute("aria-valuetext", re.compile(f"operation 3 of {count}$"))
    put(page, look={"operation": None})
    assert picture(page) == before


def test_the_bar_shows_each_position_forwards_and_backwards_and_lights_the_current_one(page: Page) -> None:
    put(page, width=1400)
    texts = [text for text in bar(page).locator("[data-phase]").all_text_contents() if text]
    assert texts == ["BOS", *"bill", *"llib", "BOS"]
    assert page.locator(".timeline-words span").all_text_contents() == ["forward", "loss", "backward", "Adam"]
    assert bar(page).locator("[data-phase=loss]").get_attribute("title") == "loss"
    put(page, look={"cursor": 100})
    expect(bar(page).locator(".current")).to_have_count(1)
    assert bar(page).locator(".current").get_attribute("data-phase") == "forward"


def test_the_caret_going_to_the_end_and_back_restores_the_picture(page: Page, bill: Json) -> None:
    seen: dict[int, str] = {}
    cursors = [0, 40, 160, 250, len(bill["frames"]) - 1]
    for cursor in [*cursors, *cursors[::-1]]:
        put(page, look={"cursor": cursor, "t": 0.3})
        assert seen.setdefault(cursor, picture(page)) == picture(page)
    assert len(set(seen.values())) == len(cursors)


# --- ways to another frame


@pytest.mark.parametrize(
    ("name", "move"),
    [
        ("first frame", "first"),
        ("back", "back"),
        ("play", "play"),
        ("next", "next"),
        ("last frame", "last"),
        ("into the smaller steps of this frame", "into"),
    ],
)
def test_each_button_asks_for_its_move(page: Page, name: str, move: str) -> None:
    put(page, look={"cursor": 60})
    button(page, name).click()
    assert actions(page) == [{"type": "move", "move": move}]


def test_a_move_that_leads_nowhere_cannot_be_asked_for(page: Page, bill: Json) -> None:
    def enabled() -> set[str]:
        return {each.get_attribute("aria-label") or "" for each in page.get_by_role("button", disabled=False).all()}

    everywhere, into = {"play"}, {"into the smaller steps of this frame"}
    forwards, backwards = {"next", "last frame"}, {"back", "first frame"}
    assert enabled() == everywhere | forwards | into
    put(page, look={"cursor": 60})
    assert enabled() == everywhere | forwards | backwards | into
    put(page, look={"operation": 0})
    assert enabled() == everywhere | forwards | backwards | {"out again"}
    put(page, look={"operation": None, "cursor": len(bill["frames"]) - 1})
    assert enabled() == everywhere | backwards | into


def test_playing_can_be_stopped_and_its_speed_chosen(page: Page) -> None:
    before = picture(page)
    put(page, look={"isPlaying": True})
    button(page, "stop").click()
    put(page, look={"isPlaying": False})
    assert picture(page) == before
    speed = page.get_by_label("frames a second")
    expect(speed).to_have_value("2")
    assert speed.locator("option").all_inner_texts() == ["0.5", "1", "2", "4", "8", "16"]
    speed.select_option("16")
    assert actions(page) == [{"type": "move", "move": "play"}, {"type": "speed-set", "speed": 16}]
    put(page, look={"speed": 0.5})
    expect(speed).to_have_value("0.5")


def test_dragging_the_caret_moves_through_the_step(page: Page, bill: Json) -> None:
    box = bar(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 10)
    assert actions(page) == []
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    middle = page.evaluate("figure.props().look.cursor")
    assert abs(middle - len(bill["frames"]) / 2) <= 2
    page.mouse.move(box["x"] + box["width"] + 300, box["y"] + 200)  # it is held, also outside
    assert page.evaluate("figure.props().look.cursor") == len(bill["frames"]) - 1
    page.mouse.up()
    page.mouse.move(box["x"] + 5, box["y"] + 10)
    assert page.evaluate("figure.props().look.cursor") == len(bill["frames"]) - 1
    assert [each["type"] for each in actions(page)][:2] == ["stopped", "go"]


def test_the_keys_of_the_keymap_are_moves_while_the_focus_is_in_it(page: Page) -> None:
    put(page, look={"cursor": 60})
    bar(page).focus()
    for key in ("ArrowRight", "ArrowLeft", "PageDown", "p", "End", "Home", " ", "ArrowDown"):
        page.keyboard.press(key)
    moves = ["next", "back", "next-segment", "next-phase", "last", "first", "play", "into"]
    assert actions(page) == [{"type": "move", "move": move} for move in moves]
    page.get_by_label("frames a second").focus()
    page.keyboard.press("End")  # chooses a speed
    page.locator("body").press("ArrowRight")
    assert [each["type"] for each in actions(page)[8:]] in (["speed-set"], [])


def test_of_two_timelines_only_the_one_with_the_focus_takes_a_key(page: Page) -> None:
    page.evaluate(
        "async () => { globalThis.second = await figure.mountAnother('timeline'); await second.set({trace: 'bill'}); }"
    )
    bar(page).nth(1).focus()
    page.keyboard.press("ArrowRight")
    assert actions(page) == []
    assert page.evaluate("second.actions") == [{"type": "move", "move": "next"}]


# --- how it looks


@pytest.mark.parametrize("width", [360, 390, 820, 1440])
def test_it_is_as_wide_as_its_place_and_its_buttons_can_be_hit(open_figure: Open, width: int) -> None:
    page = open_figure("timeline", trace="bill", width=width)
    place = page.locator("#root").bounding_box()
    track = page.locator(".timeline-track").bounding_box()
    assert place
    assert track
    assert track["width"] >= (place["width"] - 1 if width < 720 else place["width"] - 480)
    least = 44 if width < 720 else 36
    for each in page.get_by_role("button").all():
        box = each.bounding_box()
        assert box
        assert box["x"] + box["width"] <= width
        assert box["height"] >= least
        assert box["width"] >= 30
    assert track["height"] >= least


@pytest.mark.parametrize(("width", "height"), [(1440, 56), (1008, 56), (390, 96)])
def test_it_keeps_to_its_row(open_figure: Open, width: int, height: int) -> None:
    page = open_figure("timeline", trace="bill", width=width, look={"cursor": 100})
    box = page.locator(".timeline").bounding_box()
    assert box
    assert box["height"] <= height


def test_it_invites_to_play_in_place_of_the_words_and_moves_nothing(page: Page) -> None:
    put(page, look={"cursor": 60})
    before, box = picture(page), bar(page).bounding_box()
    put(page, settings={"invites": True})
    expect(page.locator(".where")).to_have_text(re.compile(r"^61 / \d+\s+Press Play, or Space$"))
    assert bar(page).bounding_box() == box
    put(page, look={"isPlaying": True})
    expect(page.locator(".where")).to_contain_text("61 / ")
    put(page, look={"isPlaying": False}, settings={"invites": False})
    assert picture(page) == before
