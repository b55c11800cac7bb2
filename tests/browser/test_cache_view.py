"""The KV cache: where its tables stand, which numbers they show when, how they are walked with the keyboard."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from view_page import Open, bundle, opening, serving, write_trace

from microgpt.config import Config
from microgpt.data import Data
from microgpt.observe.attention import pair_index
from microgpt.observe.trace import Trace, trace
from microgpt.presets import preset
from microgpt.run import start

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


@pytest.fixture(scope="module")
def cache_address(tmp_path_factory: pytest.TempPathFactory, traces: dict[str, Trace]) -> Iterator[str]:
    """The address of a page with the KV cache alone."""
    folder = tmp_path_factory.mktemp("cache")
    with serving("cache", folder) as address:
        for name, made in traces.items():
            write_trace(folder, name, made)
        yield address


@pytest.fixture
def open_cache(cache_address: str, browser: Browser) -> Iterator[Open]:
    """What opens a page of the view, at a width and in a theme."""
    with opening(browser, cache_address, "emma") as opened:
        yield opened


def put(page: Page, **props: Any) -> None:
    page.evaluate("props => view.set(props)", props)


def stage_index(header: Json, name: str, position: int) -> int:
    return next(i for i, s in enumerate(header["stages"]) if (s["name"], s["position"]) == (name, position))


def frame_index(header: Json, phase: str, stage: int) -> int:
    return next(i for i, f in enumerate(header["frames"]) if (f["phase"], f["stage"]) == (phase, stage))


def digits(x: float, sign: bool = False) -> str:
    """A number as the view writes it, found by another way."""
    size = abs(x)
    if x == 0:
        return "0"
    if size < 1e-4 or size >= 1e5:
        mantissa, exponent = f"{x:.3e}".split("e")
        text = f"{mantissa}e{int(exponent):+d}"
    else:
        text = f"{x:.4g}" if size >= 1000 else f"{x:#.4g}"
    return ("+" if sign and x > 0 else "") + text.replace("-", MINUS)


# --- the layout


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Json]], list[Json]]:
    script = bundle("cache_layouts.js", tmp_path_factory.mktemp("layouts"), "--platform=node")
    script = script.rename(script.with_suffix(".mjs"))

    def of(shapes: list[Json]) -> list[Json]:
        done = subprocess.run(["node", str(script)], input=json.dumps(shapes), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    return of


@pytest.mark.parametrize(("layers", "heads", "head_dim"), [(1, 1, 8), (1, 4, 4), (2, 4, 4), (4, 8, 4)])
def test_the_tables_stand_apart_within_the_width(
    layouts: Callable[[list[Json]], list[Json]], layers: int, heads: int, head_dim: int
) -> None:
    shapes = [
        {"layers": layers, "heads": heads, "headDim": head_dim, "positions": positions, "width": width}
        for positions in (1, 5, 16)
        for width in (320, 350, 390, 750, 1100, 1400)
    ]
    for shape, layout in zip(shapes, layouts(shapes)):
        assert len(layout["layers"]) == layers
        bottom = 0
        for layer in layout["layers"]:
            boxes = [layer["query"], layer["out"], *(layer[name]["table"] for name in ("keys", "weights", "values"))]
            for box in boxes:
                assert box["x"] >= layout["labelWidth"]
                assert box["x"] + box["width"] + 13 <= shape["width"]  # and the mark of a complete row
                assert layer["y"] <= box["y"]
                assert box["y"] + box["height"] <= layer["y"] + layer["height"]
            for i, one in enumerate(boxes):
                for other in boxes[i + 1 :]:
                    beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                    above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
                    assert beside or above
            assert layer["y"] >= bottom
            bottom = layer["y"] + layer["height"]
            assert layer["keys"]["table"]["height"] == shape["positions"] * layout["rowHeight"]
        assert layout["rowHeight"] >= 16
        assert layout["cell"] >= 4
        assert layout["height"] == bottom


# --- which numbers are there when


@pytest.mark.parametrize("name", ["emma", "two", "first"])
def test_a_row_is_there_from_its_frame_on_with_the_traces_numbers(
    open_cache: Open, traces: dict[str, Trace], name: str
) -> None:
    page, header = open_cache(name), traces[name].header
    values = traces[name].columns["stage_values"]
    for what, stage_name in (("keys", "attn_k"), ("values", "attn_v")):
        stage = stage_index(header, f"layer0.{stage_name}", 2)
        for element in (0, 7, 15):
            put(page, cursor=frame_index(header, "forward", stage) - 1, hovered=ref(stage, element))
            assert page.locator(".readout .name").text_content() == f"{what}[0][2][{element}]: not computed yet"
            put(page, cursor=frame_index(header, "forward", stage))
            wanted = f"{what}[0][2][{element}] = {digits(values[header['stages'][stage]['first'] + element])}"
            assert page.locator(".readout .name").text_content() == wanted
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
            put(page, cursor=cursor)
            text = page.locator(".cache-held").text_content() or ""
            assert re.findall(r"\d[\d,]*", text)[0] == f"{held:,}"
        assert held == header["cache"]["numbers"]
        assert "all its" in text


def test_what_the_cache_saves_is_said_with_the_counts_of_the_trace(open_cache: Open, traces: dict[str, Trace]) -> None:
    page = open_cache("large")
    text = page.locator(".cache").text_content() or ""
    for count in traces["large"].header["cache"].values():
        assert f"{count:,}" in text


def test_the_weights_of_a_head_are_written_out_once_they_are_computed(
    open_cache: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_cache("emma"), traces["emma"]
    texts = page.locator(".cache-bar span")
    put(page, cursor=frame_index(made.header, "forward", stage_index(made.header, "layer0.head1.attn_weights", 3)))
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
    put(page, cursor=len(made.header["frames"]) // 2)
    put(page, cursor=frame_index(made.header, "forward", stage_index(made.header, "layer0.attn_heads", 3)))
    bars = page.locator(".cache-bar i").evaluate_all("bars => bars.map(bar => parseFloat(bar.style.width))")
    assert bars[:16] == pytest.approx([100 * weight / max(weights) for weight in weights], abs=0.01)
    assert bars[16:] == [0] * 4


def test_the_query_and_the_heads_outputs_come_with_their_frames(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("emma"), traces["emma"]
    for stage_name, expression in (("layer0.attn_q", "q"), ("layer0.head2.out", "head_outs[2]")):
        stage = stage_index(made.header, stage_name, 1)
        frame = frame_index(made.header, "forward", stage)
        put(page, cursor=frame - 1, hovered=ref(stage, 3))
        assert "not computed yet" in (page.locator(".readout .name").text_content() or "")
        put(page, cursor=frame)
        value = digits(made.columns["stage_values"][made.header["stages"][stage]["first"] + 3])
        assert (page.locator(".readout .name").text_content() or "").startswith(f"{expression}[3] = {value},")


@pytest.mark.parametrize(("name", "senders"), [("emma", [4, 3, 2, 1]), ("target", [2]), ("two", [4, 3, 2, 1])])
def test_gradients_come_part_by_part_until_a_row_is_complete(
    open_cache: Open, traces: dict[str, Trace], name: str, senders: list[int]
) -> None:
    page, made = open_cache(name), traces[name]
    config, d = Config(**made.header["config"]), 4
    said = page.locator(".readout .name")
    element, s = 5, 1
    for what, stage_name, sender in (("key", "attn_k", "attn_logits"), ("value", "attn_v", "out")):
        stage = stage_index(made.header, f"layer0.{stage_name}", s)
        for t in senders:
            frame = frame_index(made.header, "backward", stage_index(made.header, f"layer0.head1.{sender}", t))
            put(page, cursor=frame - 1, hovered=ref(stage, element))
            if t == senders[0]:
                assert (said.text_content() or "").endswith("no gradient yet")
            put(page, cursor=frame)
            at = pair_index(config, t, 0, 1, s) * d + element % d
            so_far = digits(made.columns[f"cache_{what}_grads"][at], sign=True)
            sent = digits(made.columns[f"cache_{what}_sent"][at], sign=True)
            assert (said.text_content() or "").endswith(f"gradient {so_far} so far")
            assert (page.locator(".readout .about").text_content() or "").endswith(f" = {sent}")
        put(page, cursor=frame_index(made.header, "backward", stage))
        grad = made.columns["stage_grads"][made.header["stages"][stage]["first"] + element]
        assert (said.text_content() or "").endswith(f"gradient {digits(grad, sign=True)} (complete)")


def test_a_tick_stands_beside_every_complete_row(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("emma"), traces["emma"]
    ticks = page.locator(".mark.is-complete")
    seen = []
    for cursor, frame in enumerate(made.header["frames"]):
        stage = made.header["stages"][frame["stage"]] if frame["stage"] is not None else None
        if frame["phase"] == "backward" and stage and stage["name"] in ("layer0.attn_k", "layer0.attn_v"):
            put(page, cursor=cursor)
            seen.append(ticks.count())
    assert seen == list(range(1, 11))
    put(page, cursor=len(made.header["frames"]) - 1)
    assert ticks.count() == 10


def test_several_passes_leave_what_each_has_added(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("first"), traces["first"]
    stage = stage_index(made.header, "layer0.attn_k", 0)
    size = len(made.columns["stage_values"])
    frames = [i for i, f in enumerate(made.header["frames"]) if f["phase"] == "backward" and f["stage"] == stage]
    assert len(frames) == made.header["passes"] > 1
    for n, cursor in enumerate(frames):
        put(page, cursor=cursor, hovered=ref(stage, 2))
        grad = made.columns["stage_grads"][n * size + made.header["stages"][stage]["first"] + 2]
        end = "(complete)" if n == len(frames) - 1 else f"after {n + 1} of {len(frames)} backward passes"
        text = page.locator(".readout .name").text_content() or ""
        assert text.endswith(f"gradient {digits(grad, sign=True)} {end}")


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
        put(page, cursor=frame_index(header, "forward", stage_index(header, f"layer0.{name}", 2)))
        assert lit.count() == count, name
    put(page, cursor=frame_index(header, "forward", stage_index(header, "layer0.mlp_out", 2)))
    assert lit.count() == 0


# --- the picture


@pytest.mark.parametrize("width", [390, 790, 1140])
@pytest.mark.parametrize("name", ["emma", "first", "large"])
def test_going_to_a_moment_and_back_restores_every_pixel(
    open_cache: Open, traces: dict[str, Trace], name: str, width: int
) -> None:
    page = open_cache(name, width=width)
    end = len(traces[name].header["frames"]) - 1
    for cursor in (0, 7, end // 3, end // 2, 2 * end // 3, end):
        put(page, cursor=cursor)
        first = page.evaluate("view.picture()")
        put(page, cursor=cursor)
        assert page.evaluate("view.picture()") == first
        put(page, cursor=(cursor * 7 + 13) % end, t=0.4, hovered=ref(5, 2), selection=ref(6, None))
        assert page.evaluate("view.picture()") != first
        put(page, cursor=cursor, t=1, hovered=None, selection=None)
        assert page.evaluate("view.picture()") == first, f"at frame {cursor}"


@pytest.mark.parametrize("name", sorted(TRACES))
def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_cache: Open, name: str) -> None:
    page = open_cache(name)
    start_of_it = page.evaluate("view.picture()")
    page.evaluate("view.times(200)")
    put(page, cursor=0)
    assert page.evaluate("view.picture()") == start_of_it


@pytest.mark.parametrize(
    ("phase", "name"),
    [("forward", "attn_k"), ("forward", "attn_v"), ("forward", "head0.attn_weights"), ("backward", "head3.out")],
)
def test_rows_weights_and_parts_come_as_time_goes_by(
    open_cache: Open, traces: dict[str, Trace], phase: str, name: str
) -> None:
    page, header = open_cache("emma"), traces["emma"].header
    put(page, cursor=frame_index(header, phase, stage_index(header, f"layer0.{name}", 3)))
    pictures = []
    for t in (0, 0.3, 0.6, 1):
        put(page, t=t)
        pictures.append(page.evaluate("view.picture()"))
    assert len(set(pictures)) == 4
    put(page, t=0.3)
    assert page.evaluate("view.picture()") == pictures[1]


def test_the_tables_follow_the_theme(open_cache: Open) -> None:
    page = open_cache()
    put(page, cursor=100)
    light = page.evaluate("view.picture()")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("before => view.picture() !== before", arg=light)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("before => view.picture() === before", arg=light)


@pytest.mark.parametrize("width", [360, 390, 790, 1440])
@pytest.mark.parametrize("name", ["emma", "large", "first"])
def test_nothing_sticks_out_of_the_page(open_cache: Open, traces: dict[str, Trace], name: str, width: int) -> None:
    page = open_cache(name, width=width)
    for share in (0.3, 0.8):
        put(page, cursor=int(len(traces[name].header["frames"]) * share))
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# --- pointing and the keyboard


def test_pointing_at_a_cell_tells_and_clicking_selects_it(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, header = open_cache("emma"), traces["emma"].header
    put(page, cursor=120)
    stage = stage_index(header, "layer0.attn_v", 1)
    box = page.locator(".cache-table .heatmap").nth(1).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 9.5 / 16, box["y"] + box["height"] * 1.5 / 5)
    assert page.evaluate("view.props().hovered") == ref(stage, 9)
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("view.actions.at(-1)") == {"type": "selected", "ref": ref(stage, 9)}
    page.mouse.move(0, 0)
    assert page.evaluate("view.props().hovered") is None


def test_the_tab_key_comes_to_each_table_once_and_the_arrows_walk_it(
    open_cache: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_cache("emma"), traces["emma"]
    put(page, cursor=next(i for i, f in enumerate(made.header["frames"]) if f["phase"] == "loss"))
    label = "document.activeElement.getAttribute('aria-label')"
    grids = []
    for _ in range(5):
        page.keyboard.press("Tab")
        grids.append(page.evaluate("document.activeElement.closest('[role=grid]').getAttribute('aria-label')"))
    assert len(set(grids)) == 5
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
    assert page.evaluate("view.actions.at(-1)") == {
        "type": "selected",
        "ref": ref(stage_index(made.header, "layer0.attn_k", 4), 0),
    }


def test_pointing_at_a_weight_says_who_reads_whom(open_cache: Open, traces: dict[str, Trace]) -> None:
    page, made = open_cache("emma"), traces["emma"]
    stage = stage_index(made.header, "layer0.head2.attn_weights", 3)
    put(page, cursor=frame_index(made.header, "forward", stage))
    box = page.locator(".cache-weights .heatmap").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 2.5 / 4, box["y"] + box["height"] * 1.5 / 5)
    assert page.evaluate("view.props().hovered") == ref(stage, 1)
    value = digits(made.columns["stage_values"][made.header["stages"][stage]["first"] + 1])
    wanted = f"attn_weights[1] = {value}; head 2, position 3 “m” reads position 1 “e”"
    assert page.locator(".readout .name").text_content() == wanted
    sums = made.columns["attn_exp_sums"][3 * 4 + 2]
    assert digits(sums) in (page.locator(".readout .about").text_content() or "")


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1140, "dark")])
def test_nothing_stands_in_the_way_of_assistive_technology(
    open_cache: Open, traces: dict[str, Trace], width: int, theme: str
) -> None:
    page = open_cache("two", width=width, theme=theme)
    frames = len(traces["two"].header["frames"])
    for share in (0, 0.4, 0.7):
        put(page, cursor=int(share * frames), hovered=ref(8, 0))
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_layers_stand_below_each_other(open_cache: Open) -> None:
    page = open_cache("large")
    boxes = [each.bounding_box() for each in page.locator(".cache-layer").all()]
    tops = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(tops) == 4
    assert all(bottom <= top for (_, bottom), (top, _) in pairwise(tops))
