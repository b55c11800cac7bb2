"""The computation graph, on a recorded trace and without Pyodide."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from view_page import bundle, serving

from microgpt.config import Config
from microgpt.data import census
from microgpt.observe.trace import trace
from microgpt.presets import PRESETS
from microgpt.run import start
from tools.recording import packed
from tools.site import SITE

Json = dict[str, Any]


@pytest.fixture(scope="module")
def graph_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page with the graph alone is served."""
    with serving("graph", tmp_path_factory.mktemp("graph")) as address:
        yield address


@pytest.fixture(scope="module")
def loaded(browser: Browser, graph_address: str) -> Iterator[Page]:
    """The page, open; anything it complains of fails the test that caused it."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto(graph_address)
    page.locator("#root[data-ready]").wait_for()
    yield page
    page.close()


@pytest.fixture
def graph(loaded: Page) -> Iterator[Page]:
    """The graph as it is at first: whole, before the first frame."""
    complaints: list[str] = []
    loaded.on("pageerror", lambda error: complaints.append(str(error)))
    loaded.evaluate("graph.actions.length = 0; graph.reset()")
    loaded.mouse.move(0, 899)
    yield loaded
    assert complaints == []


def stage(page: Page, name: str, position: int | None) -> int:
    """The index of a stage."""
    return int(page.evaluate("([name, position]) => graph.stage(name, position)", [name, position]))


def press(page: Page, *keys: str) -> None:
    """Press keys on the canvas."""
    for key in keys:
        page.get_by_label("Computation graph").press(key)


def selection(page: Page) -> Json | None:
    """What is selected."""
    found: Json | None = page.evaluate("graph.state.selection")
    return found


# --- the layout


@pytest.fixture(scope="session")
def layout_checks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checks of the layout as one script for Node."""
    script = bundle("graph_layouts.js", tmp_path_factory.mktemp("layouts"), "--platform=node")
    return script.rename(script.with_suffix(".mjs"))


def checked(script: Path, header: Path, columns: Path) -> str:
    """What the checks of a trace print."""
    done = subprocess.run(["node", str(script), str(header), str(columns)], capture_output=True, text=True)
    return (done.stdout + done.stderr).strip()


def test_every_node_of_the_recorded_trace_has_a_place_of_its_own(layout_checks: Path) -> None:
    recorded = SITE / "recorded"
    assert checked(layout_checks, recorded / "trace.json", recorded / "trace.bin") == "fine"


@pytest.mark.parametrize(
    ("preset", "settings", "doc"),
    [
        ("microgpt", {"n_layer": 2, "n_head": 8}, "emma"),
        ("microgpt", {"n_embd": 8, "n_head": 1}, "bartholomewchrist"),
        ("microgpt", {"n_embd": 32, "n_head": 8}, "al"),
        ("first", {}, "ava"),
        ("first", {"n_layer": 4, "n_embd": 4, "n_head": 2}, "emma"),
    ],
)
def test_every_node_has_a_place_of_its_own_in_other_models(
    layout_checks: Path, tmp_path: Path, preset: str, settings: Json, doc: str
) -> None:
    traced = trace(start(Config.from_dict({**PRESETS[preset].to_dict(), **settings}), census()), doc)
    places, columns = packed(dict(traced.columns))
    (tmp_path / "trace.json").write_text(json.dumps({**traced.header, "columns": places}))
    (tmp_path / "trace.bin").write_bytes(columns)
    assert checked(layout_checks, tmp_path / "trace.json", tmp_path / "trace.bin") == "fine"


# --- the picture


def test_the_same_state_gives_the_same_picture_again(graph: Page) -> None:
    """State A, then B, then A: the pixels and the text of A."""
    graph.evaluate("graph.reset({cursor: graph.frame('forward', 'layer0.attn_k', 1)})")
    before = graph.evaluate("graph.pixels()"), graph.locator("#root").inner_html()
    graph.evaluate(
        """graph.set({cursor: graph.frame('backward', 'layer0.mlp_hidden', 2), t: 0.4, follow: true, op: 9,
                      selection: {kind: 'stage', stage: 40, element: 1}})"""
    )
    between = graph.evaluate("graph.pixels()")
    graph.evaluate("graph.reset({cursor: graph.frame('forward', 'layer0.attn_k', 1)})")
    assert between != before[0]
    assert (graph.evaluate("graph.pixels()"), graph.locator("#root").inner_html()) == before


def test_forward_and_backward_show_their_own_scale(graph: Page) -> None:
    legend = graph.locator(".graph-scale")
    expect(legend).to_contain_text("Values")
    graph.evaluate("graph.set({cursor: graph.frame('backward', 'logits', 0)})")
    expect(legend).to_contain_text("Gradients")


def test_the_legend_tells_the_size_of_the_graph_and_what_is_folded(graph: Page) -> None:
    size = graph.evaluate("graph.trace.header.graph")
    note = graph.locator(".note")
    expect(note).to_contain_text(f"{size['nodes']:,} nodes, {size['edges']:,} edges")
    expect(note).to_contain_text("folded")


def test_time_moves_the_camera_that_follows(graph: Page) -> None:
    graph.evaluate("graph.set({cursor: graph.frame('forward', 'layer0.attn_q', 1), follow: true, t: 0})")
    pictures = [graph.evaluate("graph.pixels()")]
    for t in (0.5, 1):
        graph.evaluate("(t) => graph.set({t})", t)
        pictures.append(graph.evaluate("graph.pixels()"))
    assert len(set(pictures)) == 3


def test_every_frame_and_every_operation_of_one_can_be_drawn(graph: Page) -> None:
    graph.evaluate(
        """() => {
          for (const follow of [false, true]) {
            const small = {follow, width: 300, height: 200};
            graph.trace.frames.forEach((_, cursor) => graph.reset({...small, cursor, t: cursor % 3 / 2}));
          }
          for (const phase of ["forward", "backward"]) {
            const cursor = graph.frame(phase, "layer0.head1.attn_weights", 2);
            const nodes = graph.nodesOfStage(graph.trace, graph.trace.frames[cursor].stage);
            nodes.forEach((_, op) => graph.reset({cursor, op, follow: true}));
          }
        }"""
    )


# --- pointer


def test_a_click_selects_a_block_when_its_cells_are_too_small_to_hit(graph: Page) -> None:
    graph.evaluate("graph.set({width: 300, height: 200})")
    ref = {"kind": "stage", "stage": stage(graph, "layer0.mlp_hidden", 1), "element": None}
    graph.mouse.click(*graph.evaluate("(ref) => graph.pixel(ref)", ref))
    assert selection(graph) == ref


def test_a_click_selects_an_element_where_it_can_be_hit(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.mlp_hidden", 1), "element": 37}
    graph.mouse.click(*graph.evaluate("(ref) => graph.pixel(ref)", ref))
    assert selection(graph) == ref


def test_a_click_selects_a_parameter(graph: Page) -> None:
    ref = {"kind": "param", "matrix": 3, "row": 5, "column": 2}
    graph.mouse.click(*graph.evaluate("(ref) => graph.pixel(ref)", ref))
    assert selection(graph) == ref


def test_a_click_selects_a_scalar_node_inside_a_cell(graph: Page) -> None:
    ref = graph.evaluate(
        """() => {
          const stage = graph.stage("layer0.attn_q", 1);
          const node = graph.nodesOfStage(graph.trace, stage)[4];
          const box = graph.layout.nodeBox(graph.layout.graphLayout(graph.trace), graph.trace, node);
          graph.set({camera: {x: box.x, y: box.y, k: 1500}});
          return {kind: "node", node};
        }"""
    )
    graph.mouse.click(*graph.evaluate("(ref) => graph.pixel(ref)", ref))
    assert selection(graph) == ref


def test_hovering_names_what_is_under_the_pointer_and_leaving_forgets_it(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    graph.mouse.move(*graph.evaluate("(ref) => graph.pixel(ref)", ref))
    assert graph.evaluate("graph.state.hovered") == ref
    graph.mouse.move(2, 890)
    assert graph.evaluate("graph.state.hovered") is None


def test_dragging_moves_what_is_grabbed_and_selects_nothing(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    x, y = graph.evaluate("(ref) => graph.pixel(ref)", ref)
    graph.mouse.move(x, y)
    graph.mouse.down()
    graph.mouse.move(x + 30, y + 20)
    graph.mouse.move(x + 60, y + 40)
    graph.mouse.up()
    moved = graph.evaluate("(ref) => graph.pixel(ref)", ref)
    assert moved == pytest.approx([x + 60, y + 40], abs=0.01)
    assert selection(graph) is None


def test_the_wheel_zooms_to_the_pointer(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    at = graph.evaluate("(ref) => graph.pixel(ref)", ref)
    graph.mouse.move(*at)
    graph.mouse.wheel(0, -400)
    zoomed = "graph.state.camera && graph.state.camera.k / graph.camera.fitCamera(%s, graph.state).k"
    fitted = "graph.layout.graphLayout(graph.trace)"
    expect(graph.locator("html[data-last=camera-set]")).to_be_attached()
    assert graph.evaluate(zoomed % fitted) > 1.5
    assert graph.evaluate("(ref) => graph.pixel(ref)", ref) == pytest.approx(at, abs=1)  # wheels turn at whole pixels


def test_two_fingers_zoom_to_what_is_between_them(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    x, y = graph.evaluate("(ref) => graph.pixel(ref)", ref)
    touch = graph.context.new_cdp_session(graph)

    def fingers(kind: str, *apart: float) -> None:
        points = [{"x": x + side * each, "y": y, "id": id} for each in apart for id, side in enumerate((-1, 1))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    whole = graph.evaluate("graph.camera.fitCamera(graph.layout.graphLayout(graph.trace), graph.state).k")
    fingers("touchStart", 20)
    for apart in (30, 45, 60):
        fingers("touchMove", apart)
    fingers("touchEnd")
    expect(graph.locator("html[data-last=camera-set]")).to_be_attached()
    assert graph.evaluate("graph.state.camera.k") == pytest.approx(3 * whole, rel=0.05)
    assert graph.evaluate("(ref) => graph.pixel(ref)", ref) == pytest.approx(
        [x, y], abs=5
    )  # the first few px may be a click
    assert selection(graph) is None


# --- keys and buttons


def test_the_keyboard_moves_zooms_and_fits(graph: Page) -> None:
    press(graph, "+", "ArrowRight", "ArrowDown")
    near = graph.evaluate("graph.state.camera")
    press(graph, "-")
    assert graph.evaluate("graph.state.camera.k") < near["k"]
    press(graph, "0")
    assert graph.evaluate("graph.state.camera") is None


def test_the_keyboard_walks_from_a_block_to_an_element_its_operands_and_back(graph: Page) -> None:
    """The first operand of q[0] is the sum so far; of that, the sum before it; users lead back."""
    graph.evaluate("graph.set({cursor: graph.frame('forward', 'layer0.attn_q', 1)})")
    q = stage(graph, "layer0.attn_q", 1)
    said = graph.get_by_role("status")
    press(graph, "Enter")
    assert selection(graph) == {"kind": "stage", "stage": q, "element": None}
    expect(said).to_contain_text("attn_q, position 1, 16 numbers")
    press(graph, "Enter", ".")
    assert selection(graph) == {"kind": "stage", "stage": q, "element": 1}
    expect(said).to_contain_text("q[1] = ")
    press(graph, "[")
    first = selection(graph)
    assert first is not None
    assert first["kind"] == "node"
    press(graph, "[", "]")
    assert selection(graph) == first
    press(graph, "]")
    assert selection(graph) == {"kind": "stage", "stage": q, "element": 1}
    press(graph, "Escape", "Escape")
    assert selection(graph) is None
    expect(said).to_be_empty()


def test_the_selected_element_is_told_with_its_gradient_once_that_has_arrived(graph: Page) -> None:
    found = graph.evaluate(
        """() => {
          const stage = graph.stage("layer0.attn_v", 0);
          graph.set({cursor: graph.trace.frames.length - 1, selection: {kind: "stage", stage, element: 2}});
          return graph.trace.stages[stage].expression;
        }"""
    )
    expect(graph.get_by_role("status")).to_contain_text(f"{found}[2] = ")
    expect(graph.get_by_role("status")).to_contain_text("gradient")


def test_following_ends_where_the_reader_takes_over(graph: Page) -> None:
    follow = graph.get_by_role("button", name="Follow")
    expect(follow).to_have_attribute("aria-pressed", "false")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    press(graph, "ArrowLeft")
    expect(follow).to_have_attribute("aria-pressed", "false")
    press(graph, "f")
    expect(follow).to_have_attribute("aria-pressed", "true")
    graph.get_by_role("button", name="Fit").click()
    expect(follow).to_have_attribute("aria-pressed", "false")
    assert graph.evaluate("graph.state.camera") is None


def test_the_buttons_zoom(graph: Page) -> None:
    graph.get_by_role("button", name="Zoom in").click()
    near = graph.evaluate("graph.state.camera.k")
    graph.get_by_role("button", name="Zoom out").click()
    assert graph.evaluate("graph.state.camera.k") < near


def test_the_theme_changes_the_picture(graph: Page) -> None:
    light = graph.evaluate("graph.pixels()")
    graph.emulate_media(color_scheme="dark")
    graph.evaluate("graph.reset()")
    dark = graph.evaluate("graph.pixels()")
    graph.emulate_media(color_scheme="light")
    graph.evaluate("graph.reset()")
    assert dark != light
    assert graph.evaluate("graph.pixels()") == light
