"""The KV cache: where its tables stand, which numbers they show when, how they are walked with the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from reading import digits

from microgpt.config import Config
from microgpt.data import Data
from microgpt.observe.attention import pair_index
from microgpt.observe.trace import Trace, trace
from microgpt.presets import preset
from microgpt.run import start
from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]
MINUS = "\u2212"

Json = Any


def traced(doc: str, preset_name: str = "microgpt", position: int | None = None, **settings: Any) -> Trace:
    run = start(replace(preset(preset_name), **settings), Data("names", ("abcdefghijklmnopqrstuvwxyz", "emma", "mia")))
    return trace(run, doc, position, graph=False)


TRACES: dict[str, Callable[[], Trace]] = {
    "emma": lambda: traced("emma"),
    "small": lambda: traced("a", n_head=1, n_embd=8),
    "two": lambda: traced("emma", n_layer=2, n_head=4),
    "large": lambda: traced("abcdefghijklmno", n_layer=4, n_head=8, n_embd=32),
    "first": lambda: traced("emma", "first"),
    "target": lambda: traced("emma", position=2),
}


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    return {name: make() for name, make in TRACES.items()}


@pytest.fixture
def open_cache(harness: Harness, open_figure: Open, traces: dict[str, Trace]) -> Open:
    """What opens the KV cache on one of these traces."""

    def opened(name: str = "emma", **options: Any) -> Page:
        return open_figure("cache", trace=harness.write_trace(f"cache-{name}", traces[name]), **options)

    return opened


def look(page: Page, **changes: Any) -> None:
    put(page, look=changes)


def name_of(page: Page) -> str:
    return page.locator(".readout .name").text_content() or ""


def about_of(page: Page) -> str:
    return page.locator(".readout span").last.text_content() or ""


def stage_index(header: Json, name: str, position: int) -> int:
    return next(i for i, s in enumerate(header["stages"]) if (s["name"], s["position"]) == (name, position))


def frame_index(header: Json, phase: str, stage: int) -> int:
    return next(i for i, f in enumerate(header["frames"]) if (f["phase"], f["stage"]) == (phase, stage))


# --- which numbers are there when


@pytest.mark.parametrize("name", ["emma", "two", "first"])
def test_a_row_is_there_from_its_frame_on_with_the_traces_numbers(
    open_cache: Open, traces: dict[str, Trace], name: str
) -> None:
    page, header = open_cache(name), traces[name].header
    values = traces[name].columns["stage_values"]
    note = ", no gradient yet" if name == "first" else ""  # whose earlier positions have gone backward by then
    for what, stage_name in (("keys", "attn_k"), ("values", "attn_v")):
        stage = stage_index(header, f"layer0.{stage_name}", 2)
        for element in (0, 7, 15):
            look(page, cursor=frame_index(header, "forward", stage) - 1, hovered=ref(stage, element))
            assert name_of(page) == f"{what}[0][2][{element}]: not computed yet"
            look(page, cursor=frame_index(header, "forward", stage))
            value = digits(values[header["stages"][stage]["first"] + element])
            wanted = f"{what}[0][2][{element}] = {value}{note}"
            assert name_of(page) == wanted
            spot = page.locator(".cache-table .heatmap-spot.is-hovered")
            assert spot.get_attribute("aria-label") == wanted


def ref(stage: int, element: int | None) -> Json:
    return {"kind": "stage", "stage": stage, "element": element}


def test_the_cache_counts_the_numbers_it_holds(open_cache: Open, traces: dict[str, Trace]) -> None:
    for name in ("emma", "two", "small"):
        page, header = open_cache(name), traces[name].header
        held = 0
        for cursor, frame in enumerate(header["frames"]):
            stage = header["stages"][frame["stage"]] if frame["phase"] == "forward" else None
            if stage is None or not stage["name"].endswith((".attn_k", ".attn_v")):
                continue
            held += stage["size"]
            look(page, cursor=cursor)
            text = page.locator(".cache-held").text_content() or ""
            assert re.findall(r"\d[\d,]*", text)[0] == f"{held:,}"
        assert held == header["cache"]["numbers"]
        assert "all its" in text


def test_what_the_cache_saves_is_said_with_the_counts_of_the_trace(open_cache: Open, traces: dict[str, Trace]) -> None:
    """Beside the tables where there is room, in a sentence where there is not."""
    counts = traces["emma"].header["cache"]
    assert counts["products"] < counts["products_again"] < counts["products_without"]
    for width in (1110, 540):
        page = open_cache("emma", width=width)
        text = page.locator(".cache-panel").text_content() or ""
        for name in ("products", "products_again", "products_without"):
            assert f"{counts[name]:,}" in text, (width, name)


def test_the_weights_of_a_head_are_written_out_once_they_are_computed(
    open_cache: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_cache("emma"), traces["emma"]
    texts = page.locator(".cache-bar .weight")
    look(page, cursor=frame_index(made.header, "forward", stage_index(made.header, "layer0.head1.attn_weights", 3)))
    shown = texts.all_text_contents()
    wanted = []
    for s in range(5):
        for head in range(4):
            at = made.header["stages"][stage_index(made.header, f"layer0.head{head}.attn_weights", 3)]["first"] + s
            wanted.append(f"{made.columns['stage_values'][at]:.2f}" if head <= 1 and s <= 3 else "")
    assert shown == wanted
    weights = []
    for s in range(4):
        for head in range(4):
            at = made.header["stages"][stage_index(made.header, f"layer0.head{head}.attn_weights", 3)]["first"] + s
            weights.append(made.columns["stage_values"][at])
    look(page, cursor=len(made.header["frames"]) // 2)
    look(page, cursor=frame_index(made.header, "forward", stage_index(made.header, "layer0.attn_heads", 3)))
    bars = page.locator(".cache-bar i").evaluate_all("bars => bars.map(bar => parseFloat(bar.style.width))")
    assert bars[:16] == pytest.approx([100 * weight / max(weights) for weight in weights], abs=0.01)
    assert bars[16:] == [0] * 4


def test_the_query_and_the_heads_outputs_come_with_their_frames(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("emma"), traces["emma"]
    for stage_name, expression in (("layer0.attn_q", "q"), ("layer0.head2.out", "head_outs[2]")):
        stage = stage_index(made.header, stage_name, 1)
        frame = frame_index(made.header, "forward", stage)
        look(page, cursor=frame - 1, hovered=ref(stage, 3))
        assert "not computed yet" in name_of(page)
        look(page, cursor=frame)
        value = digits(made.columns["stage_values"][made.header["stages"][stage]["first"] + 3])
        assert name_of(page).startswith(f"{expression}[3] = {value},")


@pytest.mark.parametrize(("name", "senders"), [("emma", [4, 3, 2, 1]), ("target", [2]), ("two", [4, 3, 2, 1])])
def test_gradients_come_part_by_part_until_a_row_is_complete(
    open_cache: Open, traces: dict[str, Trace], name: str, senders: list[int]
) -> None:
    page, made = open_cache(name), traces[name]
    config, d = Config(**made.header["config"]), 4
    element, s = 5, 1
    for what, stage_name, sender in (("key", "attn_k", "attn_logits"), ("value", "attn_v", "out")):
        stage = stage_index(made.header, f"layer0.{stage_name}", s)
        for t in senders:
            frame = frame_index(made.header, "backward", stage_index(made.header, f"layer0.head1.{sender}", t))
            look(page, cursor=frame - 1, hovered=ref(stage, element))
            if t == senders[0]:
                assert name_of(page).endswith("no gradient yet")
            look(page, cursor=frame)
            at = pair_index(config, t, 0, 1, s) * d + element % d
            so_far = digits(made.columns[f"cache_{what}_grads"][at], sign=True)
            sent = digits(made.columns[f"cache_{what}_sent"][at], sign=True)
            assert name_of(page).endswith(f", gradient {so_far} so far")
            assert about_of(page).endswith(f" = {sent}")
        look(page, cursor=frame_index(made.header, "backward", stage))
        grad = made.columns["stage_grads"][made.header["stages"][stage]["first"] + element]
        assert name_of(page).endswith(f", gradient {digits(grad, sign=True)}")  # and no more is to come


def test_a_tick_stands_beside_every_complete_row(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("emma"), traces["emma"]
    ticks = page.locator(".mark.is-complete")
    seen = []
    for cursor, frame in enumerate(made.header["frames"]):
        stage = made.header["stages"][frame["stage"]] if frame["stage"] is not None else None
        if frame["phase"] == "backward" and stage and stage["name"] in ("layer0.attn_k", "layer0.attn_v"):
            look(page, cursor=cursor)
            seen.append(ticks.count())
    assert seen == list(range(1, 11))
    look(page, cursor=len(made.header["frames"]) - 1)
    assert ticks.count() == 10


def test_a_row_that_the_loss_was_not_made_from_has_no_tick(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, header = open_cache("target"), traces["target"].header
    look(page, cursor=len(header["frames"]) - 1)
    assert page.locator(".mark.is-complete").count() == 2 * 3  # of the five positions the first three
    look(page, hovered=ref(stage_index(header, "layer0.attn_k", 3), 0))
    assert name_of(page).endswith("no gradient: this loss was not made from it")


def test_several_passes_leave_what_each_has_added(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("first"), traces["first"]
    stage = stage_index(made.header, "layer0.attn_k", 0)
    size = len(made.columns["stage_values"])
    frames = [i for i, f in enumerate(made.header["frames"]) if f["phase"] == "backward" and f["stage"] == stage]
    assert len(frames) == made.header["passes"] > 1
    for n, cursor in enumerate(frames):
        look(page, cursor=cursor, hovered=ref(stage, 2))
        grad = made.columns["stage_grads"][n * size + made.header["stages"][stage]["first"] + 2]
        end = "" if n == len(frames) - 1 else f" after {n + 1} of {len(frames)} backward passes"
        assert name_of(page).endswith(f", gradient {digits(grad, sign=True)}{end}")


def test_the_frame_at_the_cursor_is_lit(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, header = open_cache("emma"), traces["emma"].header
    lit = page.locator(".mark.is-lit")
    for name, count in (
        ("attn_q", 1),
        ("attn_k", 1),
        ("head1.attn_logits", 2),
        ("head1.attn_weights", 1),
        ("head1.out", 3),
    ):
        look(page, cursor=frame_index(header, "forward", stage_index(header, f"layer0.{name}", 2)))
        assert lit.count() == count, name
    look(page, cursor=frame_index(header, "forward", stage_index(header, "layer0.mlp_out", 2)))
    assert lit.count() == 0


@pytest.mark.parametrize("name", ["emma", "two"])
def test_what_is_lit_is_outlined_where_it_stands(open_cache: Open, traces: dict[str, Trace], name: str) -> None:
    page, header = open_cache(name), traces[name].header
    layer = header["config"]["n_layer"] - 1
    look(page, cursor=frame_index(header, "forward", stage_index(header, f"layer{layer}.attn_k", 2)))
    mark = page.locator(".mark.is-lit").bounding_box()
    table = page.locator(".cache-layer").last.locator(".cache-table").first.bounding_box()
    assert mark
    assert table
    assert mark["x"] == pytest.approx(table["x"])
    assert mark["width"] == pytest.approx(table["width"])
    assert mark["y"] == pytest.approx(table["y"] + table["height"] * 2 / 5)


# --- the picture


@pytest.mark.parametrize("width", [390, 790, 1140])
@pytest.mark.parametrize("name", ["emma", "first", "large"])
def test_going_to_a_moment_and_back_restores_every_pixel(
    open_cache: Open, traces: dict[str, Trace], name: str, width: int
) -> None:
    page = open_cache(name, width=width)
    end = len(traces[name].header["frames"]) - 1
    for cursor in (0, 7, end // 3, end // 2, 2 * end // 3, end):
        look(page, cursor=cursor)
        first = picture(page)
        look(page, cursor=cursor)
        assert picture(page) == first
        look(page, cursor=(cursor * 7 + 13) % end, t=0.4, hovered=ref(5, 2), selection=ref(6, None))
        assert picture(page) != first
        look(page, cursor=cursor, t=1, hovered=None, selection=None)
        assert picture(page) == first, f"at frame {cursor}"


@pytest.mark.parametrize("name", sorted(TRACES))
def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_cache: Open, name: str) -> None:
    page = open_cache(name)
    start_of_it = picture(page)
    page.evaluate("figure.times(200)")
    look(page, cursor=0)
    assert picture(page) == start_of_it


def test_another_trace_of_the_same_shape_has_its_own_numbers(
    open_cache: Open, harness: Harness, traces: dict[str, Trace]
) -> None:
    other = harness.write_trace("cache-other", traced("emma", seed=7))
    page = open_cache("emma")
    for cursor in (100, 200):
        look(page, cursor=cursor)
        before = picture(page)
        put(page, trace=other)
        assert picture(page) != before
        put(page, trace="cache-emma")
        assert picture(page) == before


SIZES = [(1110, 700), (1520, 880), (540, 660), (690, 430), (780, 620), (390, 440)]
MOVING = [
    ("forward", "attn_q"),
    ("forward", "attn_k"),
    ("forward", "attn_v"),
    ("forward", "head1.attn_logits"),
    ("forward", "head1.attn_weights"),
    ("forward", "head1.out"),
    ("backward", "head1.out"),
    ("backward", "head1.attn_logits"),
    ("backward", "attn_k"),
]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fills_its_room_and_shows_its_whole_subject(open_cache: Open, width: int, height: int) -> None:
    page = open_cache("emma", width=width)
    put(page, height=height)
    room = page.locator(".cache-layers").evaluate("e => [e.clientHeight, e.scrollHeight]")
    assert room[1] <= room[0], "an inner scroll bar"
    box, low = page.locator(".cache").bounding_box(), page.locator(".cache-panel").bounding_box()
    assert box
    assert low
    assert box["height"] == height
    assert low["y"] + low["height"] == pytest.approx(box["y"] + box["height"], abs=1)


@pytest.mark.parametrize(("name", "width", "height"), [("emma", 1110, 700), ("first", 690, 430), ("target", 390, 440)])
def test_nothing_shifts_and_every_sentence_has_room(
    open_cache: Open, traces: dict[str, Trace], name: str, width: int, height: int
) -> None:
    page = open_cache(name, width=width)
    put(page, height=height)
    cut, boxes = page.evaluate(
        """async frames => {
          const [cut, boxes] = [[], new Set()];
          const root = document.querySelector(".cache");
          const parts = [".cache-words", ".cache-table", ".cache-weights", ".cache-panel", ".cache-sum", ".readout"];
          for (let cursor = 0; cursor < frames; cursor += 1) {
            await figure.set({ look: { cursor, t: cursor % 2 ? 1 : 0.6 } });
            const action = root.querySelector(".cache-action").getBoundingClientRect();
            const words = root.querySelector(".cache-words").getBoundingClientRect();
            if (action.bottom > words.bottom + 1) cut.push(root.querySelector(".cache-action").textContent);
            boxes.add(JSON.stringify(parts.map(part => {
              const { x, y, width, height } = root.querySelector(part).getBoundingClientRect();
              return [x, y, width, height].map(Math.round);
            })));
          }
          return [cut, [...boxes]];
        }""",
        len(traces[name].header["frames"]),
    )
    assert cut == []
    assert len(boxes) == 1


@pytest.mark.parametrize(("phase", "name"), MOVING)
def test_a_move_has_three_acts_and_is_a_function_of_time(
    open_cache: Open, traces: dict[str, Trace], phase: str, name: str
) -> None:
    page, header = open_cache("emma", width=1110), traces["emma"].header
    put(page, height=700)
    look(page, cursor=frame_index(header, phase, stage_index(header, f"layer0.{name}", 2)))
    times = (0, 0.2, 0.5, 0.85, 1)
    pictures = []
    for t in times:
        look(page, t=t)
        pictures.append(picture(page))
    assert len(set(pictures)) == len(times)
    for t, before in reversed(list(zip(times, pictures))):
        look(page, cursor=3, t=0.7)
        look(page, cursor=frame_index(header, phase, stage_index(header, f"layer0.{name}", 2)), t=t)
        assert picture(page) == before, f"at {t}"


@pytest.mark.parametrize(
    ("phase", "name"),
    [("forward", "attn_k"), ("forward", "attn_v"), ("forward", "head0.attn_weights"), ("backward", "head3.out")],
)
def test_rows_weights_and_parts_come_as_time_goes_by(
    open_cache: Open, traces: dict[str, Trace], phase: str, name: str
) -> None:
    page, header = open_cache("emma"), traces["emma"].header
    look(page, cursor=frame_index(header, phase, stage_index(header, f"layer0.{name}", 3)))
    pictures = []
    for t in (0, 0.3, 0.6, 1):
        look(page, t=t)
        pictures.append(picture(page))
    assert len(set(pictures)) == 4
    look(page, t=0.3)
    assert picture(page) == pictures[1]


def test_the_tables_follow_the_theme(open_cache: Open) -> None:
    page = open_cache()
    look(page, cursor=100)
    light = picture(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("before => figure.picture() !== before", arg=light)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("before => figure.picture() === before", arg=light)


@pytest.mark.parametrize("width", [360, 390, 790, 1440])
@pytest.mark.parametrize("name", ["emma", "large", "first"])
def test_nothing_sticks_out_of_the_page(open_cache: Open, traces: dict[str, Trace], name: str, width: int) -> None:
    page = open_cache(name, width=width)
    for share in (0.3, 0.8):
        look(page, cursor=int(len(traces[name].header["frames"]) * share))
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# --- pointing and the keyboard


def test_pointing_at_a_cell_tells_and_clicking_selects_it(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, header = open_cache("emma"), traces["emma"].header
    look(page, cursor=120)
    stage = stage_index(header, "layer0.attn_v", 1)
    box = page.locator(".cache-table .heatmap").nth(1).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 9.5 / 16, box["y"] + box["height"] * 1.5 / 5)
    assert page.evaluate("figure.props().look.hovered") == ref(stage, 9)
    page.mouse.down()
    page.mouse.up()
    assert actions(page)[-1] == {"type": "selected", "ref": ref(stage, 9)}
    page.mouse.move(0, 0)
    assert page.evaluate("figure.props().look.hovered") is None


def test_the_tab_key_comes_to_each_table_once_and_the_arrows_walk_it(
    open_cache: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_cache("emma"), traces["emma"]
    look(page, cursor=next(i for i, f in enumerate(made.header["frames"]) if f["phase"] == "loss"))
    label = "document.activeElement.getAttribute('aria-label')"
    grids = []
    for _ in range(6):
        page.keyboard.press("Tab")
        grids.append(page.evaluate("document.activeElement.closest('[role=grid]').getAttribute('aria-label')"))
    assert len(set(grids)) == 6
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=grid]')") is None
    page.locator(".cache-table .heatmap-spot").first.focus()
    names = set()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    for row in range(5):
        for column in range(16):
            at = made.header["stages"][stage_index(made.header, "layer0.attn_k", row)]["first"] + column
            value = digits(made.columns["stage_values"][at])
            assert page.evaluate(label) == f"keys[0][{row}][{column}] = {value}"
            names.add(page.evaluate(label))
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
    assert len(names) == 80
    page.keyboard.press("Enter")
    assert actions(page)[-1] == {
        "type": "selected",
        "ref": ref(stage_index(made.header, "layer0.attn_k", 4), 0),
    }


def test_pointing_at_a_weight_says_who_reads_whom(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("emma"), traces["emma"]
    stage = stage_index(made.header, "layer0.head2.attn_weights", 3)
    look(page, cursor=frame_index(made.header, "forward", stage))
    box = page.locator(".cache-weights .heatmap").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 2.5 / 4, box["y"] + box["height"] * 1.5 / 5)
    assert page.evaluate("figure.props().look.hovered") == ref(stage, 1)
    value = digits(made.columns["stage_values"][made.header["stages"][stage]["first"] + 1])
    wanted = f"attn_weights[1] = {value}; head 2, position 3 “m” reads position 1 “e”"
    assert name_of(page) == wanted
    sums = made.columns["attn_exp_sums"][3 * 4 + 2]
    assert digits(sums) in about_of(page)


def test_the_arrows_walk_the_weights_that_there_are_and_no_further(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, header = open_cache("emma"), traces["emma"].header
    look(page, cursor=frame_index(header, "forward", stage_index(header, "layer0.attn_heads", 2)))
    page.locator(".cache-weights .heatmap-spot").focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("figure.props().look.hovered") == ref(stage_index(header, "layer0.head0.attn_weights", 2), 2)


def test_two_of_them_stand_on_a_page_and_each_is_taken_away_whole(open_cache: Open) -> None:
    page = open_cache("emma")
    look(page, cursor=150)
    before = picture(page)
    page.evaluate("async () => { window.other = await figure.mountAnother('cache'); }")
    page.evaluate("other.set({ trace: 'cache-two', look: { cursor: 300 } })")
    page.locator(".heatmap-spot").last.focus()
    assert page.evaluate("other.actions.at(-1).type") == "hovered"
    assert actions(page) == []
    assert picture(page) == before
    page.evaluate("other.destroy()")
    assert page.evaluate("other.root.innerHTML") == ""
    assert picture(page) == before


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1140, "dark")])
def test_nothing_stands_in_the_way_of_assistive_technology(
    open_cache: Open, traces: dict[str, Trace], width: int, theme: str
) -> None:
    page = open_cache("two", width=width, theme=theme)
    frames = len(traces["two"].header["frames"])
    for share in (0, 0.4, 0.7):
        look(page, cursor=int(share * frames), hovered=ref(8, 0))
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_layers_stand_below_each_other(open_cache: Open) -> None:
    page = open_cache("large")
    boxes = [each.bounding_box() for each in page.locator(".cache-layer").all()]
    tops = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(tops) == 4
    assert all(bottom <= top for (_, bottom), (top, _) in pairwise(tops))
