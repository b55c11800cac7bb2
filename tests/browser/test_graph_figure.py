"""The computation graph: its picture at any moment, and what pointer, keys and buttons do on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools.harness import Harness, actions, picture, put

Json = dict[str, Any]
Open = Callable[..., Page]
INITIAL: Json = {
    "look": {"cursor": 0, "operation": None, "t": 1, "selection": None, "hovered": None},
    "settings": {"follow": False, "camera": None},
}

# what the tests call in the page
CALLED = """
export { fitCamera } from "./web/figures/graph/camera.js";
export { nodeBox, refBox } from "./web/figures/graph/cells.js";
export { graph } from "./web/figures/graph/figure.js";
export { graphLayout } from "./web/figures/graph/layout.js";
export { paletteOf } from "./web/draw/palette.js";
export { nodesOfStage } from "./web/trace/graph.js";
export { operationCount } from "./web/trace/moves.js";
export { stageNamed } from "./web/trace/read.js";
"""

HELPERS = """import('./graph-called.js').then((called) => {
  const canvas = () => document.querySelector("canvas");
  Object.assign(globalThis, called, {
    size: () => ({ width: canvas().offsetWidth, height: canvas().offsetHeight }),
    pixels: () => canvas().toDataURL(),
    frameOf: (phase, name, position) => {
      const stage = stageNamed(figure.trace, name, position);
      return figure.trace.frames.findIndex((each) => each.phase === phase && each.stage === stage);
    },
    // the middle of a ref's box on the page
    pixelOf(ref) {
      const [layout, { width, height }] = [graphLayout(figure.trace), size()];
      const box = refBox(layout, figure.trace, ref);
      const { x, y, k } = figure.props().settings.camera ?? fitCamera(layout, size());
      const { left, top } = canvas().getBoundingClientRect();
      return [left + (box.x + box.width / 2 - x) * k + width / 2, top + (box.y + box.height / 2 - y) * k + height / 2];
    },
  });
})"""


@pytest.fixture
def open_graph(harness: Harness, open_figure: Open) -> Open:
    """What opens the graph as a whole, before the first frame."""
    harness.write_module("graph-called", CALLED)

    def opened(trace: str = "trace", width: int = 1200, motion: str = "reduce", **options: Any) -> Page:
        page = open_figure("graph", trace=trace, width=width, motion=motion, **options)
        put(page, **INITIAL)
        page.evaluate(HELPERS)
        return page

    return opened


@pytest.fixture
def graph(open_graph: Open) -> Page:
    return open_graph()


def stage(page: Page, name: str, position: int | None) -> int:
    """The index of a stage."""
    return int(page.evaluate("([name, position]) => stageNamed(figure.trace, name, position)", [name, position]))


def frame(page: Page, phase: str, name: str, position: int | None) -> int:
    return int(page.evaluate("(of) => frameOf(...of)", [phase, name, position]))


def pixel(page: Page, ref: Json) -> list[float]:
    return list(page.evaluate("(ref) => pixelOf(ref)", ref))


def look(page: Page) -> Json:
    found: Json = page.evaluate("figure.props().look")
    return found


def camera(page: Page) -> Any:
    return page.evaluate("figure.props().settings.camera")


def fitted(page: Page) -> Any:
    return page.evaluate("fitCamera(graphLayout(figure.trace), size())")


def press(page: Page, *keys: str) -> None:
    """Press keys on the canvas."""
    for key in keys:
        page.get_by_label("Computation graph").press(key)


def key_of(page: Page) -> Json:
    """An element of a key, large enough to be hit."""
    return {"kind": "stage", "stage": stage(page, "layer0.attn_k", 2), "element": 3}


# --- the picture


def test_the_same_state_gives_the_same_picture_again(graph: Page) -> None:
    """State A, then B, then A: the pixels and the text of A."""
    cursor = frame(graph, "forward", "layer0.attn_k", 1)
    put(graph, look={"cursor": cursor})
    before = picture(graph)
    put(
        graph,
        look={
            "cursor": frame(graph, "backward", "layer0.mlp_hidden", 2),
            "t": 0.4,
            "operation": 9,
            "selection": {"kind": "stage", "stage": 40, "element": 1},
        },
        settings={"follow": True},
    )
    between = picture(graph)
    put(graph, **INITIAL)
    put(graph, look={"cursor": cursor})
    assert between != before
    assert picture(graph) == before


@pytest.mark.parametrize("near", [None, "block", "number"])
def test_a_move_is_the_same_forwards_and_backwards_in_time(graph: Page, near: str | None) -> None:
    """Of the whole, following the block and following the number in focus: any t again gives the same pixels."""
    settings = {"follow": False, "camera": None} if near is None else {"follow": True, "near": near}
    for phase in ("forward", "backward"):
        put(graph, settings=settings, look={"cursor": frame(graph, phase, "layer0.attn_k", 1)}, width=700, height=500)
        found = {}
        for t in (0, 0.2, 0.3, 0.5, 0.55, 0.75, 0.85, 0.95, 1):
            put(graph, look={"t": t})
            found[t] = graph.evaluate("pixels()")
        acts = [(0.2, 0.3), (0.5, 0.55), *([] if near == "number" else [(0.75, 0.85)])]  # the others fill in elsewhere
        assert all(found[before] != found[after] for before, after in acts)
        for t in (0.85, 0.3, 0.55, 1):
            put(graph, look={"t": t})
            assert graph.evaluate("pixels()") == found[t]


def test_the_line_of_python_stands_below_however_near_the_graph_is_looked_at(graph: Page) -> None:
    code = 'q = tap("attn_q", <span class="k">linear</span>(x, wq))'
    line = graph.evaluate("figure.trace.stages[stageNamed(figure.trace, 'layer0.attn_q', 1)].line")
    sources = {"microgpt/model.py": [*[""] * (line - 1), f"    {code}"]}
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_q", 1)}, host={"sources": sources})
    pinned = graph.locator(".graph-line")
    for camera in (None, {"x": 0, "y": 0, "k": 3000}):
        put(graph, settings={"camera": camera})
        expect(pinned).to_have_text(f'model.py:{line}q = tap("attn_q", linear(x, wq))')
    put(graph, look={"cursor": frame(graph, "backward", "layer0.attn_q", 1)})
    expect(pinned).to_contain_text("gradients of what this line made")
    put(graph, settings={"line": False})
    expect(pinned).to_be_hidden()


def test_forward_and_backward_show_their_own_scale(graph: Page) -> None:
    legend = graph.locator(".graph-scale")
    expect(legend).to_contain_text("Values")
    put(graph, look={"cursor": frame(graph, "backward", "logits", 0)})
    expect(legend).to_contain_text("Gradients")


def test_the_graph_tells_how_large_it_is_where_there_is_room(graph: Page) -> None:
    size = graph.evaluate("figure.trace.header.graph")
    note = graph.locator(".graph-note")
    expect(note).to_contain_text(f"{size['nodes']:,} nodes (numbers), {size['edges']:,} edges (uses)")
    put(graph, width=390)
    expect(note).to_be_hidden()


def test_a_trace_without_a_graph_is_drawn_as_far_as_it_goes(open_graph: Open) -> None:
    graph = open_graph("edited")
    expect(graph.locator(".graph-note")).to_contain_text("scalar graph")
    for follow in (False, True):
        put(graph, look={"cursor": 60, "operation": 2}, settings={"follow": follow})
    put(graph, settings={"follow": False})
    ref = key_of(graph)
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph)["selection"] == ref


def test_time_moves_the_camera_that_follows(graph: Page) -> None:
    cursor = frame(graph, "forward", "layer0.attn_q", 1)
    pictures = []
    for t in (0, 0.5, 1):
        put(graph, look={"cursor": cursor, "t": t}, settings={"follow": True})
        pictures.append(graph.evaluate("pixels()"))
    assert len(set(pictures)) == 3


@pytest.mark.parametrize("trace", ["trace", "first"])
def test_every_frame_and_every_operation_of_one_can_be_drawn(open_graph: Open, trace: str) -> None:
    graph = open_graph(trace)
    graph.evaluate(
        """async () => {
          const { frames } = figure.trace;
          for (const follow of [false, true]) {
            const small = { settings: { follow }, width: 300, height: 330 };
            for (const cursor of frames.keys()) await figure.set({ ...small, look: { cursor, t: (cursor % 3) / 2 } });
          }
          for (const phase of ["forward", "backward"]) {
            const cursor = frameOf(phase, "layer0.head1.attn_weights", 2);
            const nodes = nodesOfStage(figure.trace, frames[cursor].stage);
            for (const operation of nodes.keys()) {
              await figure.set({ settings: { follow: true }, look: { cursor, operation } });
            }
          }
        }"""
    )


def test_an_operation_is_followed_into_its_node_backwards_from_the_last(graph: Page) -> None:
    """Of a frame's operations backwards the first is that of the node made last."""
    name, position = "layer0.head1.attn_weights", 2
    found = []
    for phase, at in (("forward", -1), ("backward", 0)):
        cursor = frame(graph, phase, name, position)
        count = graph.evaluate("(cursor) => operationCount(figure.trace, cursor)", cursor)
        operation = range(count)[at]
        put(graph, look={"cursor": cursor, "operation": operation, "t": 1}, settings={"follow": True, "camera": None})
        press(graph, "f")
        found.append(camera(graph))
    assert found[0] == found[1]
    assert found[0]["k"] > 100


@pytest.mark.parametrize(("width", "line", "bar"), [(1520, True, 34), (1110, False, 34), (1110, True, 60)])
def test_the_canvas_fills_the_figure_but_for_a_line_of_controls(graph: Page, width: int, line: bool, bar: int) -> None:
    put(graph, width=width, height=600, settings={"line": line})
    assert graph.locator(".graph").evaluate("(it) => it.offsetHeight") == 600
    assert graph.evaluate("size()") == {"width": width, "height": 600 - bar}
    put(graph, height=100)
    assert graph.evaluate("size().height") == 240


def test_a_camera_that_a_link_makes_no_sense_of_shows_everything(graph: Page) -> None:
    whole = graph.evaluate("pixels()")
    put(graph, settings={"camera": {"x": 0, "y": 0, "k": -1}})
    assert graph.evaluate("pixels()") == whole


def test_two_themes_on_a_page_do_not_disturb_each_other(graph: Page) -> None:
    light = picture(graph)
    graph.evaluate(
        """async () => {
          const root = document.createElement("div");
          root.dataset.theme = "dark";
          globalThis.other = await figure.mountAnother("graph", root);
          await other.set({ trace: "trace", settings: { follow: false }, look: { cursor: 90 } });
        }"""
    )
    put(graph)
    assert picture(graph) == light
    dark = graph.evaluate("other.picture()")
    put(graph, look={"cursor": 90})
    assert graph.evaluate("other.set().then(() => other.picture())") == dark
    graph.evaluate("other.destroy()")
    assert graph.evaluate("other.root.innerHTML") == ""


# --- pointer


def test_a_click_selects_a_block_when_its_cells_are_too_small_to_hit(graph: Page) -> None:
    put(graph, width=300, height=330)
    ref = {"kind": "stage", "stage": stage(graph, "layer0.mlp_hidden", 1), "element": None}
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph)["selection"] == ref


def test_a_click_selects_an_element_where_it_can_be_hit(graph: Page) -> None:
    put(graph, height=840)
    ref = {"kind": "stage", "stage": stage(graph, "layer0.mlp_hidden", 1), "element": 37}
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph)["selection"] == ref


def test_a_click_selects_a_parameter(graph: Page) -> None:
    ref = {"kind": "param", "matrix": 3, "row": 5, "column": 2}
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph)["selection"] == ref


def test_a_click_selects_a_scalar_node_inside_a_cell(graph: Page) -> None:
    ref = graph.evaluate(
        """async () => {
          const node = nodesOfStage(figure.trace, stageNamed(figure.trace, "layer0.attn_q", 1))[4];
          const { x, y } = nodeBox(graphLayout(figure.trace), figure.trace, node);
          await figure.set({ settings: { camera: { x, y, k: 1500 } } });
          return { kind: "node", node };
        }"""
    )
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph)["selection"] == ref


def test_hovering_names_what_is_under_the_pointer_and_leaving_forgets_it(graph: Page) -> None:
    ref = key_of(graph)
    graph.mouse.move(*pixel(graph, ref))
    assert look(graph)["hovered"] == ref
    graph.mouse.move(2, 890)
    assert look(graph)["hovered"] is None


def test_dragging_moves_what_is_grabbed_and_selects_nothing(graph: Page) -> None:
    ref = key_of(graph)
    x, y = pixel(graph, ref)
    graph.mouse.move(x, y)
    graph.mouse.down()
    graph.mouse.move(x + 30, y + 20)
    graph.mouse.move(x + 60, y + 40)
    graph.mouse.up()
    assert pixel(graph, ref) == pytest.approx([x + 60, y + 40], abs=0.01)
    assert look(graph)["selection"] is None


def test_the_wheel_zooms_to_the_pointer_once_the_graph_was_clicked(graph: Page) -> None:
    ref = key_of(graph)
    graph.mouse.move(*pixel(graph, ref))
    graph.mouse.wheel(0, -400)
    graph.wait_for_function("scrollY >= 0")
    assert camera(graph) is None
    graph.mouse.click(*pixel(graph, ref))
    at = pixel(graph, ref)
    graph.mouse.move(*at)
    graph.mouse.wheel(0, -400)
    graph.wait_for_function("figure.props().settings.camera")
    assert camera(graph)["k"] / fitted(graph)["k"] > 1.5
    assert pixel(graph, ref) == pytest.approx(at, abs=1)  # wheels turn at whole pixels


def test_what_the_wheel_does_is_said_until_the_graph_was_clicked(graph: Page) -> None:
    hint = graph.locator(".graph-hint")
    graph.mouse.move(*pixel(graph, key_of(graph)))
    expect(hint).to_have_css("opacity", "1")
    graph.mouse.click(*pixel(graph, key_of(graph)))
    expect(hint).to_have_css("opacity", "0")
    put(graph, settings={"wheel": "always"})
    graph.evaluate("document.activeElement.blur()")
    expect(hint).to_have_css("opacity", "0")


def test_the_wheel_zooms_with_ctrl_and_wherever_a_page_wants_it_to(graph: Page) -> None:
    for settings, key in (({}, "Control"), ({"wheel": "always"}, "Shift")):
        put(graph, settings={"camera": None, **settings})
        graph.mouse.move(*pixel(graph, key_of(graph)))
        graph.keyboard.down(key)
        graph.mouse.wheel(0, -100)
        graph.keyboard.up(key)
        graph.wait_for_function("figure.props().settings.camera")


def test_what_is_done_between_two_drawings_adds_up(graph: Page) -> None:
    """A page draws once a frame; turns of the wheel that come meanwhile are not lost."""
    zooms = graph.evaluate(
        """() => {
          const root = document.createElement("div");
          document.body.append(root);
          const zooms = [];
          const dispatch = ({ settings }) => zooms.push(settings.camera.k);
          const { signal } = new AbortController();
          const theme = () => paletteOf(root);
          const { update, destroy } = graph.mount(root, { dispatch, theme, stillness: () => true, signal });
          const props = figure.props();
          update({ ...props, settings: { ...props.settings, wheel: "always" } });
          const turn = () => new WheelEvent("wheel", { deltaY: -100, cancelable: true });
          for (let i = 0; i < 3; i++) root.querySelector("canvas").dispatchEvent(turn());
          destroy();
          return zooms;
        }"""
    )
    whole = fitted(graph)["k"]
    assert [each / whole for each in zooms] == pytest.approx([2**0.25, 2**0.5, 2**0.75])


def test_two_fingers_zoom_to_what_is_between_them(graph: Page) -> None:
    ref = key_of(graph)
    x, y = pixel(graph, ref)
    touch = graph.context.new_cdp_session(graph)

    def fingers(kind: str, *apart: float) -> None:
        points = [{"x": x + side * each, "y": y, "id": id} for each in apart for id, side in enumerate((-1, 1))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    whole = fitted(graph)["k"]
    fingers("touchStart", 20)
    for apart in (30, 45, 60):
        fingers("touchMove", apart)
    fingers("touchEnd")
    graph.wait_for_function("figure.props().settings.camera")
    assert camera(graph)["k"] == pytest.approx(3 * whole, rel=0.05)
    assert pixel(graph, ref) == pytest.approx([x, y], abs=5)  # the first few px may be a click
    assert look(graph)["selection"] is None


# --- keys and buttons


def test_the_keyboard_moves_zooms_and_fits(graph: Page) -> None:
    press(graph, "+", "ArrowRight", "ArrowDown")
    near = camera(graph)
    press(graph, "-")
    assert camera(graph)["k"] < near["k"]
    press(graph, "0")
    assert camera(graph) is None


def test_the_keyboard_walks_from_a_block_to_an_element_its_operands_and_back(graph: Page) -> None:
    """The first operand of q[0] is the sum so far; of that, the sum before it; users lead back."""
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_q", 1)})
    q = stage(graph, "layer0.attn_q", 1)
    said = graph.get_by_role("status")
    press(graph, "Enter")
    assert look(graph)["selection"] == {"kind": "stage", "stage": q, "element": None}
    expect(said).to_contain_text("query, position 1 “b”: q, 16 numbers")
    press(graph, "Enter", ".")
    assert look(graph)["selection"] == {"kind": "stage", "stage": q, "element": 1}
    expect(said).to_contain_text("q[1] = ")
    press(graph, "[")
    first = look(graph)["selection"]
    assert first is not None
    assert first["kind"] == "node"
    press(graph, "[", "]")
    assert look(graph)["selection"] == first
    press(graph, "]")
    assert look(graph)["selection"] == {"kind": "stage", "stage": q, "element": 1}
    press(graph, "Escape", "Escape")
    assert look(graph)["selection"] is None
    expect(said).to_be_empty()


def test_a_key_that_means_nothing_here_is_left_to_the_page(graph: Page) -> None:
    graph.evaluate("globalThis.left = []; addEventListener('keydown', ({ key }) => left.push(key));")
    press(graph, "ArrowLeft", "p", "Home", "f")
    assert graph.evaluate("left") == ["p", "Home"]


def test_the_selected_element_is_told_with_its_gradient_once_that_has_arrived(graph: Page) -> None:
    v = stage(graph, "layer0.attn_v", 0)
    name = graph.evaluate("(stage) => figure.trace.stages[stage].expression", v)
    said = graph.get_by_role("status")
    put(graph, look={"selection": {"kind": "stage", "stage": v, "element": 2}})
    expect(said).to_have_text(f"Selected: {name}[2]: not computed yet")
    put(graph, look={"cursor": graph.evaluate("figure.trace.frames.length - 1")})
    expect(said).to_contain_text(f"{name}[2] = ")
    expect(said).to_contain_text(", gradient ")


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
    assert camera(graph) is None


def test_the_buttons_zoom(graph: Page) -> None:
    graph.get_by_role("button", name="Zoom in").click()
    near = camera(graph)["k"]
    graph.get_by_role("button", name="Zoom out").click()
    assert camera(graph)["k"] < near


def wait_until(page: Page, condition: str) -> None:
    page.evaluate(
        f"new Promise((done) => {{ const ask = () => {condition} ? done() : requestAnimationFrame(ask); ask(); }})"
    )


def settings_of(page: Page) -> Json:
    found: Json = page.evaluate("figure.props().settings")
    return found


def test_a_button_flies_to_the_number_in_focus_and_back_to_its_block(open_graph: Open) -> None:
    graph = open_graph(motion="no-preference")
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_q", 1)})
    whole = fitted(graph)["k"]
    number = graph.get_by_role("button", name="Number")
    number.click()
    wait_until(graph, "figure.props().settings.follow")
    assert settings_of(graph)["near"] == "number"
    expect(number).to_have_attribute("aria-pressed", "true")
    zooms = graph.evaluate("figure.actions.flatMap(({ settings }) => settings?.camera?.k ?? [])")
    assert zooms[0] < 2 * whole
    assert max(zooms) > 50 * whole
    assert zooms == sorted(zooms)
    number.click()
    wait_until(graph, "figure.props().settings.near === 'block'")
    assert settings_of(graph)["follow"]


def test_whatever_is_pressed_stops_the_flight_where_it_is(open_graph: Open) -> None:
    graph = open_graph(motion="no-preference")
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_q", 1)})
    graph.evaluate("document.querySelectorAll('.graph-buttons button')[2].click()")
    wait_until(graph, "figure.props().settings.camera")
    graph.evaluate("document.querySelectorAll('.graph-buttons button')[2].click()")
    stopped = settings_of(graph)
    graph.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert settings_of(graph) == stopped
    assert not stopped["follow"]


def test_without_motion_the_number_is_there_at_once(graph: Page) -> None:
    put(graph, look={"cursor": frame(graph, "backward", "layer0.attn_q", 1)})
    press(graph, "n")
    assert settings_of(graph)["near"] == "number"
    assert settings_of(graph)["follow"]
    assert camera(graph) is None


def test_zooming_by_key_is_smooth_and_no_press_is_lost(open_graph: Open) -> None:
    graph = open_graph(motion="no-preference")
    whole = fitted(graph)["k"]
    graph.evaluate(
        """for (const key of ["+", "+", "-", "+"]) {
          document.querySelector("canvas").dispatchEvent(new KeyboardEvent("keydown", { key }));
        }"""
    )
    wait_until(graph, f"Math.abs(figure.props().settings.camera?.k - {1.5**2 * whole}) < 1e-9")
    zooms = graph.evaluate("figure.actions.flatMap(({ settings }) => settings?.camera?.k ?? [])")
    assert zooms[0] < 1.5 * whole
    press(graph, "0")
    wait_until(graph, "figure.props().settings.camera === null")


def test_where_no_number_is_in_focus_there_is_none_to_fly_to(graph: Page) -> None:
    put(graph, look={"cursor": 0})
    expect(graph.get_by_role("button", name="Number")).to_be_disabled()
    press(graph, "n")
    assert actions(graph) == []


def test_the_theme_changes_the_picture(graph: Page) -> None:
    light = graph.evaluate("pixels()")
    graph.emulate_media(color_scheme="dark")
    put(graph)
    assert graph.evaluate("pixels()") != light
    graph.emulate_media(color_scheme="light")
    put(graph)
    assert graph.evaluate("pixels()") == light


def test_the_graph_begins_with_following(open_figure: Open) -> None:
    page = open_figure("graph")
    assert page.evaluate("figure.props().settings") == {
        "follow": True,
        "near": "block",
        "camera": None,
        "wheel": "focused",
        "line": True,
    }
    assert actions(page) == []
