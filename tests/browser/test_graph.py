"""The computation graph, on a recorded trace and without Pyodide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools.harness import Harness, picture, put

Json = dict[str, Any]
Open = Callable[..., Page]

# what the tests call in the page: where things are in the trace, in the layout and on the screen
PLACES = """
import { fitCamera } from "./web/figures/graph/camera.js";
import { graphLayout } from "./web/figures/graph/layout.js";
import { nodeBox, refBox } from "./web/figures/graph/trees.js";
import { nodesOfStage } from "./web/trace/graph.js";
import { stageNamed } from "./web/trace/read.js";

const canvas = () => figure.root.querySelector("canvas").getBoundingClientRect();

globalThis.places = {
  stage: (name, position) => stageNamed(figure.trace, name, position),
  frame(phase, name, position) {
    const stage = stageNamed(figure.trace, name, position);
    return figure.trace.frames.findIndex((each) => each.phase === phase && each.stage === stage);
  },
  nodes: (name, position) => nodesOfStage(figure.trace, stageNamed(figure.trace, name, position)),
  node: (node) => nodeBox(graphLayout(figure.trace), figure.trace, node),
  whole: () => fitCamera(graphLayout(figure.trace), canvas()),
  // the middle of a ref's box on the page
  pixel(ref) {
    const { left, top, width, height } = canvas();
    const box = refBox(graphLayout(figure.trace), figure.trace, ref);
    const { x, y, k } = figure.props().settings.camera ?? places.whole();
    return [
      left + (box.x + box.width / 2 - x) * k + width / 2,
      top + (box.y + box.height / 2 - y) * k + height / 2,
    ];
  },
};
"""


@pytest.fixture(scope="module")
def places(harness: Harness) -> str:
    return harness.write_module("graph-places", PLACES)


@pytest.fixture
def open_graph(open_figure: Open, places: str) -> Open:
    """Opens the graph: whole, before the first frame, unless told otherwise."""

    def opened(trace: str = "trace", follow: bool = False, **props: Any) -> Page:
        page = open_figure("graph", trace, **{"width": 1300, "height": 900, **props}, settings={"follow": follow})
        page.evaluate("name => import(new URL(name, location.href).href)", places)
        put(page, width=1200, height=800)
        return page

    return opened


@pytest.fixture
def graph(open_graph: Open) -> Page:
    return open_graph()


def stage(page: Page, name: str, position: int | None) -> int:
    """The index of a stage."""
    return int(page.evaluate("([name, position]) => places.stage(name, position)", [name, position]))


def frame(page: Page, phase: str, name: str, position: int | None) -> int:
    """The index of a frame."""
    return int(page.evaluate("of => places.frame(...of)", [phase, name, position]))


def pixel(page: Page, ref: Json) -> list[float]:
    """Where the middle of a thing is on the page."""
    return list(page.evaluate("ref => places.pixel(ref)", ref))


def camera(page: Page) -> Json | None:
    found: Json | None = page.evaluate("figure.props().settings.camera")
    return found


def look(page: Page, name: str) -> Any:
    return page.evaluate("name => figure.props().look[name]", name)


def press(page: Page, *keys: str) -> None:
    """Press keys on the canvas."""
    for key in keys:
        page.get_by_label("Computation graph").press(key)


# --- the picture


def test_the_same_state_gives_the_same_picture_again(graph: Page) -> None:
    """State A, then B, then A: the pixels and the text of A."""
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_k", 1)})
    before = picture(graph)
    selection = {"kind": "stage", "stage": 40, "element": 1}
    other = {"cursor": frame(graph, "backward", "layer0.mlp_hidden", 2), "t": 0.4, "operation": 9}
    put(graph, look={**other, "selection": selection}, settings={"follow": True})
    assert picture(graph) != before
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_k", 1), "t": 1, "operation": None})
    put(graph, look={"selection": None}, settings={"follow": False})
    assert picture(graph) == before


def test_forward_and_backward_show_their_own_scale(graph: Page) -> None:
    legend = graph.locator(".graph-scale")
    expect(legend).to_contain_text("Values")
    put(graph, look={"cursor": frame(graph, "backward", "logits", 0)})
    expect(legend).to_contain_text("Gradients")


def test_the_legend_tells_the_size_of_the_graph_and_what_is_folded(graph: Page) -> None:
    size = graph.evaluate("figure.trace.header.graph")
    note = graph.locator(".note")
    expect(note).to_contain_text(f"{size['nodes']:,} nodes, {size['edges']:,} edges")
    expect(note).to_contain_text("folded")


def test_time_moves_the_camera_that_follows(open_graph: Open) -> None:
    graph = open_graph(follow=True)
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_q", 1), "t": 0})
    pictures = [picture(graph)]
    for t in (0.5, 1):
        put(graph, look={"t": t})
        pictures.append(picture(graph))
    assert len(set(pictures)) == 3


def test_every_frame_and_every_operation_of_one_can_be_drawn(graph: Page) -> None:
    graph.evaluate(
        """async () => {
          for (const follow of [false, true]) {
            await figure.set({settings: {follow}, width: 300, height: 200});
            for (const cursor of figure.trace.frames.keys()) await figure.set({look: {cursor, t: (cursor % 3) / 2}});
          }
          for (const phase of ["forward", "backward"]) {
            const cursor = places.frame(phase, "layer0.head1.attn_weights", 2);
            await figure.set({look: {cursor, t: 1}});
            for (const operation of places.nodes("layer0.head1.attn_weights", 2).keys()) {
              await figure.set({look: {operation}});
            }
          }
        }"""
    )


def test_the_operations_that_all_elements_share_are_shown_when_one_is_stepped_through(open_graph: Open) -> None:
    """The first operations of rmsnorm make its scale, in a cell beside the block."""
    graph = open_graph(follow=True)
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_norm", 1), "operation": 7})
    node = graph.evaluate("places.nodes('layer0.attn_norm', 1)[7]")
    assert graph.evaluate("node => figure.trace.columns.node_element[node]", node) == 0xFFFFFFFF
    painted = graph.evaluate(
        """() => {
          const {data, width} = figure.root.querySelector("canvas").getContext("2d").getImageData(0, 0, 1200, 600);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert painted > 50  # blank but for its heading, it would be fewer


def test_the_canvas_takes_what_the_legend_leaves_of_the_root(graph: Page) -> None:
    canvas, legend = graph.get_by_label("Computation graph"), graph.locator(".legend")
    for height in (800, 500, 100):
        put(graph, height=height)
        box, below = canvas.bounding_box(), legend.bounding_box()
        assert box
        assert below
        all_of_it = graph.evaluate("figure.root.querySelector('.graph').offsetHeight")
        assert all_of_it == height if height > 100 else box["height"] == 240
        assert box["y"] + box["height"] <= below["y"]


# --- what is known


def colours(page: Page, ref: Json) -> list[int]:
    """In which colour the middle of a thing is painted."""
    return list(
        page.evaluate(
            """ref => {
              const canvas = figure.root.querySelector("canvas");
              const [left, top] = [canvas.getBoundingClientRect().left, canvas.getBoundingClientRect().top];
              const [x, y] = places.pixel(ref).map((at, axis) => Math.round(at - [left, top][axis]));
              return Array.from(canvas.getContext("2d").getImageData(x, y, 1, 1).data);
            }""",
            ref,
        )
    )


def test_an_embedding_has_its_own_share_of_the_gradient_first_and_that_of_its_row_in_the_end(graph: Page) -> None:
    """Both l of "bill" are one row of wte; of its 16 gradients the one that its second share changes most."""
    one, other = stage(graph, "tok_emb", 4), stage(graph, "tok_emb", 3)
    element, so_far, whole = graph.evaluate(
        """() => {
          const [{columns: {token_grads}}, n] = [figure.trace, 16];
          const part = Array.from(token_grads.subarray(4 * n, 5 * n));
          const all = Array.from(token_grads.subarray(3 * n, 4 * n));
          const change = all.map((grad, i) => Math.abs(Math.cbrt(grad) - Math.cbrt(part[i])));
          const i = change.indexOf(Math.max(...change));
          return [i, part[i], all[i]];
        }"""
    )
    assert so_far != whole
    refs = [{"kind": "stage", "stage": each, "element": element} for each in (one, other)]
    row = {"kind": "param", "matrix": 0, "row": graph.evaluate("figure.trace.header.token_ids[4]"), "column": element}
    put(graph, look={"cursor": frame(graph, "backward", "tok_emb", 4) - 1})
    before = [colours(graph, ref) for ref in [*refs, row]]
    put(graph, look={"cursor": frame(graph, "backward", "tok_emb", 4)})
    part = [colours(graph, ref) for ref in [*refs, row]]
    assert part[0] != before[0]
    assert part[1] == before[1]
    assert part[2] != before[2]
    said = graph.get_by_role("status")
    put(graph, look={"selection": refs[1]})
    expect(said).to_contain_text("so far, the same numbers as at position 4 “l”")
    put(graph, look={"selection": None, "cursor": frame(graph, "backward", "tok_emb", 3)})
    all_of_it = [colours(graph, ref) for ref in [*refs, row]]
    assert all_of_it[0] == all_of_it[1] != part[0]
    put(graph, look={"selection": refs[1], "cursor": graph.evaluate("figure.trace.frames.length - 1")})
    expect(said).to_contain_text("updated by Adam")


def test_a_gradient_that_is_complete_after_an_early_pass_stays_so(open_graph: Open) -> None:
    """A query of the first position is read by its own loss only: its gradient is there from the first pass on."""
    graph = open_graph("first")
    query = {"kind": "stage", "stage": stage(graph, "layer0.attn_q", 1), "element": None}
    put(graph, look={"cursor": graph.evaluate("figure.trace.backwardFrame[1][places.stage('layer0.attn_q', 1)]")})
    there = colours(graph, query)
    put(graph, look={"cursor": graph.evaluate("figure.trace.backwardFrame[3][places.stage('layer0.attn_k', 1)]")})
    assert colours(graph, query) == there


def test_what_an_operation_has_not_come_to_is_said_as_it_was_a_frame_before(graph: Page) -> None:
    cursor = frame(graph, "forward", "layer0.attn_q", 1)
    first, last = graph.evaluate("() => [places.nodes('layer0.attn_q', 1)[0], places.nodes('layer0.attn_q', 1).at(-1)]")
    said = graph.get_by_role("status")
    put(graph, look={"cursor": cursor, "operation": 0, "selection": {"kind": "node", "node": first}})
    expect(said).to_contain_text(" = ")
    put(graph, look={"selection": {"kind": "stage", "stage": stage(graph, "layer0.attn_q", 1), "element": 15}})
    expect(said).to_have_text("Selected: q[15]: not computed yet")
    put(graph, look={"operation": None})
    expect(said).to_contain_text("q[15] = ")
    put(graph, look={"cursor": frame(graph, "backward", "layer0.attn_q", 1), "operation": 0})
    put(graph, look={"selection": {"kind": "node", "node": first}})
    expect(said).to_contain_text("no gradient yet")
    put(graph, look={"operation": graph.evaluate("places.nodes('layer0.attn_q', 1).length - 1")})
    expect(said).to_contain_text("gradient ")
    assert "no gradient" not in said.inner_text()
    assert last > first


# --- pointer


def test_a_click_selects_a_block_when_its_cells_are_too_small_to_hit(graph: Page) -> None:
    put(graph, width=300, height=200)
    ref = {"kind": "stage", "stage": stage(graph, "layer0.mlp_hidden", 1), "element": None}
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph, "selection") == ref


def test_a_click_selects_an_element_where_it_can_be_hit(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.mlp_hidden", 1), "element": 37}
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph, "selection") == ref


def test_a_click_selects_a_parameter(graph: Page) -> None:
    ref = {"kind": "param", "matrix": 3, "row": 5, "column": 2}
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph, "selection") == ref


def test_a_click_selects_a_scalar_node_inside_a_cell(graph: Page) -> None:
    node = graph.evaluate("places.nodes('layer0.attn_q', 1)[4]")
    box = graph.evaluate("node => places.node(node)", node)
    put(graph, settings={"camera": {"x": box["x"], "y": box["y"], "k": 1500}})
    ref = {"kind": "node", "node": node}
    graph.mouse.click(*pixel(graph, ref))
    assert look(graph, "selection") == ref


def test_hovering_names_what_is_under_the_pointer_and_leaving_forgets_it(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    graph.mouse.move(*pixel(graph, ref))
    assert look(graph, "hovered") == ref
    graph.mouse.move(2, 2)
    assert look(graph, "hovered") is None


def test_dragging_moves_what_is_grabbed_and_selects_nothing(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    x, y = pixel(graph, ref)
    graph.mouse.move(x, y)
    graph.mouse.down()
    graph.mouse.move(x + 30, y + 20)
    graph.mouse.move(x + 60, y + 40)
    graph.mouse.up()
    assert pixel(graph, ref) == pytest.approx([x + 60, y + 40], abs=0.01)
    assert look(graph, "selection") is None


def test_the_wheel_zooms_to_the_pointer(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    at = pixel(graph, ref)
    graph.mouse.move(*at)
    graph.mouse.wheel(0, -400)
    graph.wait_for_function("figure.props().settings.camera !== null")
    assert graph.evaluate("figure.props().settings.camera.k / places.whole().k") > 1.5
    assert pixel(graph, ref) == pytest.approx(at, abs=1)  # wheels turn at whole pixels


def test_two_fingers_zoom_to_what_is_between_them(graph: Page) -> None:
    ref = {"kind": "stage", "stage": stage(graph, "layer0.attn_k", 2), "element": 3}
    x, y = pixel(graph, ref)
    touch = graph.context.new_cdp_session(graph)

    def fingers(kind: str, *apart: float) -> None:
        points = [{"x": x + side * each, "y": y, "id": id} for each in apart for id, side in enumerate((-1, 1))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    whole = graph.evaluate("places.whole().k")
    fingers("touchStart", 20)
    for apart in (30, 45, 60):
        fingers("touchMove", apart)
    fingers("touchEnd")
    graph.wait_for_function("figure.props().settings.camera !== null")
    assert graph.evaluate("figure.props().settings.camera.k") == pytest.approx(3 * whole, rel=0.05)
    assert pixel(graph, ref) == pytest.approx([x, y], abs=5)  # the first few px may be a click
    assert look(graph, "selection") is None


# --- keys and buttons


def test_the_keyboard_moves_zooms_and_fits(graph: Page) -> None:
    press(graph, "+", "ArrowRight", "ArrowDown")
    near = camera(graph)
    assert near
    press(graph, "-")
    assert (camera(graph) or near)["k"] < near["k"]
    press(graph, "0")
    assert camera(graph) is None


def test_the_keyboard_walks_from_a_block_to_an_element_its_operands_and_back(graph: Page) -> None:
    """The first operand of q[0] is the sum so far; of that, the sum before it; users lead back."""
    put(graph, look={"cursor": frame(graph, "forward", "layer0.attn_q", 1)})
    q = stage(graph, "layer0.attn_q", 1)
    said = graph.get_by_role("status")
    press(graph, "Enter")
    assert look(graph, "selection") == {"kind": "stage", "stage": q, "element": None}
    expect(said).to_contain_text("q: query, layer 0, position 1 “b”, 16 numbers")
    press(graph, "Enter", ".")
    assert look(graph, "selection") == {"kind": "stage", "stage": q, "element": 1}
    expect(said).to_contain_text("q[1] = ")
    press(graph, "[")
    first = look(graph, "selection")
    assert first["kind"] == "node"
    press(graph, "[", "]")
    assert look(graph, "selection") == first
    press(graph, "]")
    assert look(graph, "selection") == {"kind": "stage", "stage": q, "element": 1}
    press(graph, "Escape", "Escape")
    assert look(graph, "selection") is None
    expect(said).to_be_empty()


def test_the_selected_element_is_told_with_its_gradient_once_that_has_arrived(graph: Page) -> None:
    value = stage(graph, "layer0.attn_v", 0)
    name = graph.evaluate("stage => figure.trace.stages[stage].expression", value)
    last = graph.evaluate("figure.trace.frames.length - 1")
    put(graph, look={"cursor": last, "selection": {"kind": "stage", "stage": value, "element": 2}})
    expect(graph.get_by_role("status")).to_contain_text(f"{name}[2] = ")
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
    assert camera(graph) is None


def test_the_buttons_zoom(graph: Page) -> None:
    graph.get_by_role("button", name="Zoom in").click()
    near = camera(graph)
    assert near
    graph.get_by_role("button", name="Zoom out").click()
    assert (camera(graph) or near)["k"] < near["k"]


def test_the_theme_changes_the_picture(graph: Page) -> None:
    light = picture(graph)
    graph.emulate_media(color_scheme="dark")
    graph.wait_for_function("before => figure.picture() !== before", arg=light)
    graph.emulate_media(color_scheme="light")
    graph.wait_for_function("before => figure.picture() === before", arg=light)


# --- on a page


def test_two_graphs_do_not_disturb_each_other_and_each_goes_whole(graph: Page) -> None:
    put(graph, height=400)
    before = picture(graph)
    graph.evaluate(
        """async () => {
          globalThis.other = await figure.mountAnother("graph");
          await other.set({trace: "first", height: 400, look: {cursor: 3}, settings: {follow: false}});
        }"""
    )
    canvases = graph.get_by_label("Computation graph")
    expect(canvases).to_have_count(2)
    ids = [canvas.get_attribute("aria-describedby") for canvas in canvases.all()]
    assert len(set(ids)) == 2
    for each in ids:
        expect(graph.locator(f"[id='{each}']")).to_have_count(1)
    canvases.nth(1).press("+")
    assert graph.evaluate("other.props().settings.camera") is not None
    assert picture(graph) == before
    graph.evaluate("other.destroy()")
    assert graph.evaluate("other.root.innerHTML") == ""
    graph.evaluate("figure.destroy()")
    assert graph.evaluate("figure.root.innerHTML") == ""
    assert graph.evaluate("figure.root.className") == "wide"
