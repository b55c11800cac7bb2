"""The model map: where everything stands, what it says, how it is walked with the keyboard."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from view_page import Open, bundle, opening, serving

from microgpt.data import Data
from microgpt.observe.trace import trace
from microgpt.presets import preset
from microgpt.run import start
from tools.recording import packed, recordings

MINUS = "\u2212"

Json = Any


def traced(doc: str, preset_name: str = "microgpt", **settings: Any) -> tuple[Json, bytes]:
    """The header of a trace with the places of its columns, and the columns."""
    run = start(replace(preset(preset_name), **settings), Data("names", ("abcdefghijklmnopqrstuvwxyz", "emma", "mia")))
    made = trace(run, doc, graph=False)
    places, columns = packed(dict(made.columns))
    return {**made.header, "columns": places}, columns


@pytest.fixture(scope="module")
def map_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page with the map alone."""
    folder = tmp_path_factory.mktemp("map")
    with serving("map", folder) as address:
        header, columns = traced("emma", "first")
        (folder / "recorded" / "first.json").write_text(json.dumps(header))
        (folder / "recorded" / "first.bin").write_bytes(columns)
        yield address


@pytest.fixture
def open_map(map_address: str, browser: Browser) -> Iterator[Open]:
    """What opens a page of the view, at a width and in a theme."""
    with opening(browser, map_address, "trace", width=1280) as opened:
        yield opened


@pytest.fixture(scope="module")
def recorded() -> Json:
    """The header of the recorded trace, with the numbers of its stages and their gradients."""
    from array import array

    files = recordings()
    header = json.loads(files["trace.json"])
    for name in ("stage_values", "stage_grads"):
        place = header["columns"][name]
        numbers = array("d")
        numbers.frombytes(files["trace.bin"][place["first"] : place["first"] + 8 * place["length"]])
        header[name] = numbers
    return header


def stage_index(header: Json, name: str, position: int | None) -> int:
    found = [i for i, s in enumerate(header["stages"]) if s["name"] == name and s["position"] == position]
    return int(found[0])


def frame_index(header: Json, phase: str, stage: int) -> int:
    frames = header["frames"]
    return next(i for i, frame in enumerate(frames) if frame["phase"] == phase and frame["stage"] == stage)


def put(page: Page, **props: Any) -> None:
    page.evaluate("props => map.set(props)", props)


def digits(x: float, sign: bool = False) -> str:
    """A number as the map writes it, found by another way."""
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
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Json], Json]:
    script = bundle("map_layouts.js", tmp_path_factory.mktemp("layouts"), "--platform=node")
    script = script.rename(script.with_suffix(".mjs"))

    def of(header: Json) -> Json:
        asked = json.dumps({"header": header, "widths": [320, 390, 820, 1440]})
        done = subprocess.run(["node", str(script)], input=asked, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return of


@pytest.mark.parametrize("letters", [1, 2, 6, 15])
@pytest.mark.parametrize(("n_layer", "n_head"), [(1, 1), (2, 4), (4, 8)])
def test_every_stage_has_a_place_of_its_own(
    layouts: Callable[[Json], Json], n_layer: int, n_head: int, letters: int
) -> None:
    doc = "abcdefghijklmno"[:letters]
    header, _ = traced(doc, n_layer=n_layer, n_head=n_head, n_embd=8)
    for layout in layouts(header):
        assert layout["width"] <= layout["asked"] + 0.01
        assert layout["missed"] == 0  # pointing at the last cell of a strip finds it
        assert [strip["stage"] for strip in layout["strips"]] == list(range(len(header["stages"])))
        rows: dict[int, list[Json]] = {}
        for strip in layout["strips"]:
            assert strip["width"] > 0
            assert strip["height"] > 0
            assert strip["perLine"] * strip["lines"] >= header["stages"][strip["stage"]]["size"]
            assert 0 <= strip["x"] <= strip["x"] + strip["width"] <= layout["width"]
            assert 0 <= strip["y"] <= strip["y"] + strip["height"] <= layout["height"]
            rows.setdefault(strip["row"], []).append(strip)
        for row in rows.values():
            for one, other in pairwise(sorted(row, key=lambda strip: strip["x"])):
                assert one["x"] + one["width"] <= other["x"] + 1e-6
        tops = [min(strip["y"] for strip in row) for _, row in sorted(rows.items())]
        bottoms = [max(strip["y"] + strip["height"] for strip in row) for _, row in sorted(rows.items())]
        assert all(bottom < top for bottom, top in zip(bottoms, tops[1:]))


def test_the_map_of_the_first_revision_has_a_place_for_everything(layouts: Callable[[Json], Json]) -> None:
    header, _ = traced("emma", "first")
    for layout in layouts(header):
        assert len(layout["strips"]) == len(header["stages"])
        assert layout["missed"] == 0


# --- the picture


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_going_to_a_moment_and_back_restores_every_pixel(open_map: Open, recorded: Json, width: int) -> None:
    page = open_map(width=width)
    end = len(recorded["frames"]) - 1
    moments = [0, 1, 90, frame_index(recorded, "loss", stage_index(recorded, "mean_loss", None)), 230, end]
    for cursor in moments:
        put(page, cursor=cursor)
        first = page.evaluate("map.picture()")
        put(page, cursor=cursor)
        assert page.evaluate("map.picture()") == first
        put(page, cursor=(cursor * 7 + 13) % end, t=0.4, hovered={"kind": "stage", "stage": 5, "element": 2})
        assert page.evaluate("map.picture()") != first
        put(page, cursor=cursor, t=1, hovered=None)
        assert page.evaluate("map.picture()") == first, f"at frame {cursor}"


def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_map: Open) -> None:
    page = open_map("first", width=600)
    start_of_it = page.evaluate("map.picture()")
    page.evaluate("map.times()")
    put(page, cursor=0)
    assert page.evaluate("map.picture()") == start_of_it


def test_cells_fill_as_time_goes_by(open_map: Open, recorded: Json) -> None:
    page = open_map()
    put(page, cursor=frame_index(recorded, "forward", stage_index(recorded, "layer0.attn_q", 1)))
    pictures = []
    for t in (0, 0.3, 0.7, 1):
        put(page, t=t)
        pictures.append(page.evaluate("map.picture()"))
    assert len(set(pictures)) == 4


def test_the_cells_follow_the_theme(open_map: Open) -> None:
    page = open_map()
    put(page, cursor=100)
    light = page.evaluate("map.picture()")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("before => map.picture() !== before", arg=light)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("before => map.picture() === before", arg=light)


@pytest.mark.parametrize("width", [360, 390, 820, 1440])
def test_nothing_sticks_out_of_the_page(open_map: Open, width: int) -> None:
    page = open_map(width=width)
    put(page, cursor=160)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# --- what it says


@pytest.mark.parametrize(
    ("name", "position"),
    [("layer0.attn_k", 2), ("layer0.head1.attn_weights", 3), ("layer0.mlp_hidden", 0), ("probs", 4), ("tok_emb", 1)],
)
def test_the_readout_is_the_traces_number(open_map: Open, recorded: Json, name: str, position: int) -> None:
    page = open_map()
    readout = page.locator(".readout .name")
    stage = stage_index(recorded, name, position)
    described = recorded["stages"][stage]
    forward = frame_index(recorded, "forward", stage)
    backward = frame_index(recorded, "backward", stage)
    for element in range(described["size"]):
        called = f"{described['expression']}[{element}]"
        value = digits(recorded["stage_values"][described["first"] + element])
        gradient = digits(recorded["stage_grads"][described["first"] + element], sign=True)
        put(page, hovered={"kind": "stage", "stage": stage, "element": element}, cursor=forward - 1)
        assert readout.text_content() == f"{called}: not computed yet"
        put(page, cursor=forward)
        assert readout.text_content() == f"{called} = {value}"
        put(page, cursor=backward)
        assert readout.text_content() == f"{called} = {value}, gradient {gradient}"


def test_the_losses_and_their_mean_are_written_out(open_map: Open, recorded: Json) -> None:
    for width in (390, 1280):
        page = open_map(width=width)
        put(page, cursor=len(recorded["frames"]) - 1)
        wanted = [digits(loss) for loss in [*recorded["losses"], recorded["loss"]]]
        assert page.locator(".map-loss:visible").all_text_contents() == wanted


def test_tokens_and_targets_are_named(open_map: Open) -> None:
    page = open_map()
    assert page.locator(".map-head .map-token").all_text_contents() == ["BOS", *"bill"]
    assert page.locator(".map-target .map-token").all_text_contents() == [*"bill", "BOS"]


def test_the_parameters_that_a_frame_reads_are_lit(open_map: Open, recorded: Json) -> None:
    page = open_map()
    lit = page.locator(".map-param.is-lit")
    put(page, cursor=frame_index(recorded, "forward", stage_index(recorded, "layer0.attn_q", 0)))
    assert lit.all_text_contents() == ["layer0.attn_wq"]
    put(page, cursor=frame_index(recorded, "forward", stage_index(recorded, "tok_emb", 1)))
    assert lit.all_text_contents() == [f"wte[{recorded['token_ids'][1]}]"]
    put(page, cursor=frame_index(recorded, "backward", stage_index(recorded, "layer0.attn_norm", 0)))
    assert lit.all_text_contents() == ["layer0.attn_wq", "layer0.attn_wk", "layer0.attn_wv"]
    put(page, cursor=len(recorded["frames"]) - 1)
    assert lit.all_text_contents() == ["layer0.mlp_fc2"]


def test_the_cell_that_an_operation_serves_is_marked(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "embedding", 2)
    put(page, cursor=frame_index(recorded, "forward", stage), op=9)  # one addition for each element
    mark = page.locator(".map-op").bounding_box()
    strip = page.locator('.map-strip[aria-label^="x: their sum, position 2"]').bounding_box()
    assert mark
    assert strip
    assert mark["x"] == pytest.approx(strip["x"] + strip["width"] * 9 / 16, abs=0.2)
    put(page, op=None)
    expect(page.locator(".map-op")).to_be_hidden()


# --- pointing and the keyboard


def test_pointing_at_a_cell_tells_and_clicking_selects_it(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "layer0.attn_k", 0)
    put(page, cursor=60)
    box = page.locator(f'.map-strip[aria-label^="{recorded["stages"][stage]["expression"]}:"]').bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 5.5 / 16, box["y"] + box["height"] / 2)
    ref = {"kind": "stage", "stage": stage, "element": 5}
    assert page.evaluate("map.props().hovered") == ref
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("map.actions.at(-1)") == {"type": "selected", "ref": ref}
    page.mouse.move(0, 0)
    assert page.evaluate("map.props().hovered") is None


def test_the_keyboard_reaches_every_strip(open_map: Open, recorded: Json) -> None:
    page = open_map()
    page.keyboard.press("Tab")
    seen: set[int] = set()

    def note() -> Json:
        ref = page.evaluate("map.props().hovered")
        focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert focused, ref
        if ref["kind"] == "stage":
            seen.add(ref["stage"])
        return ref

    ref = note()
    while True:  # each row to its end and back, then down
        before = None
        while ref != before:
            before = ref
            page.keyboard.press("ArrowRight")
            ref = note()
        page.keyboard.press("Home")
        above = note()
        page.keyboard.press("ArrowDown")
        ref = note()
        if ref == above:
            break
    assert seen == set(range(len(recorded["stages"])))


def test_keys_go_into_the_numbers_and_out_again(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "layer0.mlp_hidden", 0)
    first = recorded["stages"][stage]["first"]
    put(page, cursor=40)
    page.keyboard.press("Tab")
    put(page, hovered={"kind": "stage", "stage": stage, "element": None})
    page.keyboard.press("Space")
    for key, element in (("ArrowRight", 1), ("ArrowDown", 17), ("End", 63), ("ArrowUp", 47), ("ArrowLeft", 46)):
        page.keyboard.press(key)
        value = digits(recorded["stage_values"][first + element])
        expect(page.locator(":focus")).to_have_attribute("aria-label", f"x[{element}] = {value}")
    page.keyboard.press("Enter")
    ref = {"kind": "stage", "stage": stage, "element": 46}
    assert page.evaluate("map.actions.at(-1)") == {"type": "selected", "ref": ref}
    page.keyboard.press("Escape")
    assert page.evaluate("map.props().hovered") == {**ref, "element": None}
    assert "64 numbers from" in (page.locator(":focus").get_attribute("aria-label") or "")


def test_enter_goes_to_the_frame_that_computes_a_strip(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "layer0.attn_v", 3)
    page.keyboard.press("Tab")
    put(page, hovered={"kind": "stage", "stage": stage, "element": None})
    for frame in (frame_index(recorded, "forward", stage), frame_index(recorded, "backward", stage)):
        page.keyboard.press("Enter")
        assert page.evaluate("map.actions.at(-1)") == {"type": "cursor-set", "cursor": frame}


def test_every_strip_has_a_name_with_its_numbers(open_map: Open, recorded: Json) -> None:
    page = open_map()
    put(page, cursor=len(recorded["frames"]) - 1)
    names = page.locator(".map-strip").evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert len(names) == len(recorded["stages"])
    assert all(name and "gradient" in name and "not computed" not in name for name in names)
    put(page, cursor=0)
    names = page.locator(".map-strip").evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert all(name.endswith("not computed yet") for name in names)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_stands_in_the_way_of_assistive_technology(open_map: Open, width: int, theme: str) -> None:
    page = open_map(width=width, theme=theme)
    put(page, cursor=200, hovered={"kind": "stage", "stage": 36, "element": 3})
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], len(violation["nodes"])) for violation in found] == []
