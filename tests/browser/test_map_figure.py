"""The model map: what it shows, what it says, how it is walked with the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from reading import digits

from tools.harness import actions, picture, put
from tools.pieces import whole
from tools.recording import recordings

MINUS = "\u2212"

Json = Any
Open = Callable[..., Page]


@pytest.fixture
def open_map(open_figure: Open) -> Open:
    """Opens the map, on the recorded trace and wide unless told otherwise."""

    def opened(trace: str = "trace", width: int = 1280, **props: Any) -> Page:
        return open_figure("map", trace, width=width, **props)

    return opened


@pytest.fixture(scope="module")
def recorded() -> Json:
    """The header of the recorded trace, with the numbers of its stages and their gradients."""
    header, columns = whole(recordings())
    return header | columns


def stage_index(header: Json, name: str, position: int | None) -> int:
    found = [i for i, s in enumerate(header["stages"]) if s["name"] == name and s["position"] == position]
    return int(found[0])


def frame_index(header: Json, phase: str, stage: int) -> int:
    frames = header["frames"]
    return next(i for i, frame in enumerate(frames) if frame["phase"] == phase and frame["stage"] == stage)


# --- the picture


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_going_to_a_moment_and_back_restores_every_pixel(open_map: Open, recorded: Json, width: int) -> None:
    page = open_map(width=width)
    end = len(recorded["frames"]) - 1
    moments = [0, 1, 90, frame_index(recorded, "loss", stage_index(recorded, "mean_loss", None)), 230, end]
    for cursor in moments:
        put(page, look={"cursor": cursor})
        first = picture(page)
        put(page, look={"cursor": cursor})
        assert picture(page) == first
        ref = {"kind": "stage", "stage": 5, "element": 2}
        put(page, look={"cursor": (cursor * 7 + 13) % end, "t": 0.4, "hovered": ref})
        assert picture(page) != first
        put(page, look={"cursor": cursor, "t": 1, "hovered": None})
        assert picture(page) == first, f"at frame {cursor}"


def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_map: Open) -> None:
    page = open_map("first", width=600)
    start_of_it = picture(page)
    page.evaluate("figure.times()")
    put(page, look={"cursor": 0})
    assert picture(page) == start_of_it


MOVES = [
    ("forward", "layer0.attn_q", 1),
    ("forward", "tok_emb", 2),  # and the eye goes over from the position before
    ("forward", "layer0.head1.attn_weights", 3),
    ("forward", "layer0.head2.out", 4),
    ("forward", "layer0.mlp_residual", 2),
    ("forward", "loss", 1),
    ("backward", "layer0.attn_v", 1),
    ("backward", "layer0.attn_norm", 2),
    ("backward", "layer0.attn_residual", 0),
]


@pytest.mark.parametrize(("phase", "name", "position"), MOVES)
def test_a_move_is_told_in_three_acts(
    open_map: Open, recorded: Json, phase: str, name: str, position: int | None
) -> None:
    """What is read travels, the sum adds up, the result fills in: no moment looks like another, nor like the end."""
    page = open_map(width=1110, height=700)
    put(page, look={"cursor": frame_index(recorded, phase, stage_index(recorded, name, position))})
    pictures = {}
    for t in (0, 0.2, 0.3, 0.5, 0.85, 1):
        put(page, look={"t": t})
        pictures[t] = picture(page)
    if name in ("tok_emb", "loss"):  # nothing is added up
        pictures.pop(0.5)
    assert len(set(pictures.values())) == len(pictures)


@pytest.mark.parametrize(("phase", "name", "position"), MOVES)
def test_a_moment_within_a_move_is_the_same_from_wherever_it_is_come_to(
    open_map: Open, recorded: Json, phase: str, name: str, position: int | None
) -> None:
    page = open_map(width=1110, height=700)
    cursor = frame_index(recorded, phase, stage_index(recorded, name, position))
    seen: dict[float, str] = {}
    for t in (0, 0.2, 0.5, 0.85, 1, 0.85, 0.5, 0.2, 0):
        put(page, look={"cursor": cursor, "t": t})
        assert seen.setdefault(t, picture(page)) == picture(page), f"at {t}"
        put(page, look={"cursor": (cursor * 5 + 7) % 320, "t": 0.6})


def test_adam_moves_the_embeddings_and_a_parameter_beside_its_name(open_map: Open, recorded: Json) -> None:
    page = open_map()
    for matrix in ("wte", "layer0.attn_wq"):
        index = next(i for i, each in enumerate(recorded["matrices"]) if each["name"] == matrix)
        cursor = next(i for i, frame in enumerate(recorded["frames"]) if frame["matrix"] == index)
        pictures = []
        for t in (0, 0.3, 0.8, 0.9, 1):
            put(page, look={"cursor": cursor, "t": t})
            pictures.append(picture(page))
        assert len(set(pictures)) == 5, matrix


def test_the_cells_follow_the_theme(open_map: Open) -> None:
    page = open_map()
    put(page, look={"cursor": 100})
    light = picture(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("before => figure.picture() !== before", arg=light)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("before => figure.picture() === before", arg=light)


@pytest.mark.parametrize("width", [360, 390, 820, 1440])
def test_nothing_sticks_out_of_the_page(open_map: Open, width: int) -> None:
    page = open_map(width=width)
    put(page, look={"cursor": 160})
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
        put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": element}, "cursor": forward - 1})
        assert readout.text_content() == f"{called}: not computed yet"
        put(page, look={"cursor": forward})
        assert readout.text_content() == f"{called} = {value}"
        put(page, look={"cursor": backward})
        assert readout.text_content() == f"{called} = {value}, gradient {gradient}"


def strip_name(page: Page, stage: int) -> str:
    return page.locator(f'.map-strip[data-stage="{stage}"]').get_attribute("aria-label") or ""


def colours(page: Page, stage: int) -> str:
    """The colours in which the 16 cells of a strip are painted, over the numbers in them."""
    return str(
        page.evaluate(
            """stage => {
              const canvas = figure.root.querySelector("canvas");
              const strip = figure.root.querySelector(`[data-stage="${stage}"]`).getBoundingClientRect();
              const plot = canvas.getBoundingClientRect();
              const copy = new OffscreenCanvas(16, 1).getContext("2d", {willReadFrequently: true});
              copy.imageSmoothingEnabled = false;
              copy.drawImage(canvas, strip.x - plot.x, strip.y - plot.y + 1, strip.width, 1, 0, 0, 16, 1);
              return copy.getImageData(0, 0, 16, 1).data.join();
            }""",
            stage,
        )
    )


def test_an_embedding_says_so_far_and_with_which_position_it_is_shared(open_map: Open, recorded: Json) -> None:
    """Both l of "bill" are one row of wte: at its own frame the later one has only its own share of the gradient."""
    page = open_map()
    one, other = (stage_index(recorded, "tok_emb", position) for position in (4, 3))
    name, so_far = recorded["stages"][one]["expression"], digits(recorded["token_grads"][4 * 16 + 2], sign=True)
    value = digits(recorded["stage_values"][recorded["stages"][one]["first"] + 2])
    readout = page.locator(".readout .name")
    put(page, look={"cursor": frame_index(recorded, "backward", one) - 1})
    values = {stage: colours(page, stage) for stage in (one, other)}
    for stage, shared in ((one, "position 3 “l”"), (other, "position 4 “l”")):
        put(page, look={"cursor": frame_index(recorded, "backward", one)})
        put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 2}})
        said = f"{name}[2] = {value}, gradient {so_far} so far, the same numbers as at {shared}"
        assert readout.text_content() == said
    put(page, look={"hovered": None})
    assert "the same numbers as at position 3 “l”" in page.locator(".readout").inner_text()
    assert "so far" in strip_name(page, one)
    assert "gradient not whole yet" in strip_name(page, other)
    part = colours(page, one)
    assert part != values[one]
    assert colours(page, other) == values[other]
    put(page, look={"cursor": frame_index(recorded, "backward", other)})
    assert colours(page, one) == colours(page, other) != part
    whole = digits(recorded["adam_grad"][recorded["token_ids"][4] * 16 + 2], sign=True)
    for stage in (one, other):
        put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 2}})
        assert f"{name}[2] = {value}, gradient {whole}, the same" in (readout.text_content() or "")


def test_an_embedding_moves_with_its_row(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "tok_emb", 1)
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 5}})
    moved = digits(recorded["adam_after"][recorded["token_ids"][1] * 16 + 5])
    put(page, look={"cursor": len(recorded["frames"]) - 1})
    expect(page.locator(".readout .name")).to_contain_text(f"[5] = {moved}, gradient")
    expect(page.locator(".readout .name")).to_contain_text("updated by Adam")


def test_the_losses_and_their_mean_are_written_out(open_map: Open, recorded: Json) -> None:
    """In columns that are narrow with two digits."""
    page = open_map(width=1280)
    put(page, look={"cursor": len(recorded["frames"]) - 1})
    wanted = [digits(loss) for loss in [*recorded["losses"], recorded["loss"]]]
    assert page.locator(".map-loss:visible").all_text_contents() == wanted
    page = open_map(width=390)
    put(page, width=390, height=440, look={"cursor": len(recorded["frames"]) - 1})
    wanted[1:-1] = [f"{loss:.2f}" for loss in recorded["losses"][1:]]  # the eye is on the first
    assert page.locator(".map-loss:visible").all_text_contents() == wanted


def test_tokens_and_targets_are_named(open_map: Open) -> None:
    page = open_map()
    assert page.locator(".map-head .map-token").all_text_contents() == ["BOS", *"bill"]
    assert page.locator(".map-target .map-token").all_text_contents() == [*"bill", "BOS"]


def test_the_parameters_that_a_frame_reads_are_lit(open_map: Open, recorded: Json) -> None:
    page = open_map()
    lit = page.locator(".map-param.is-lit")
    put(page, look={"cursor": frame_index(recorded, "forward", stage_index(recorded, "layer0.attn_q", 0))})
    assert lit.all_text_contents() == ["layer0.attn_wq"]
    put(page, look={"cursor": frame_index(recorded, "forward", stage_index(recorded, "tok_emb", 1))})
    assert lit.all_text_contents() == [f"wte[{recorded['token_ids'][1]}]"]
    put(page, look={"cursor": frame_index(recorded, "backward", stage_index(recorded, "layer0.attn_norm", 0))})
    assert lit.all_text_contents() == ["layer0.attn_wq", "layer0.attn_wk", "layer0.attn_wv"]
    put(page, look={"cursor": len(recorded["frames"]) - 1})
    assert lit.all_text_contents() == ["layer0.mlp_fc2"]


def test_the_cell_that_an_operation_serves_is_marked(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "embedding", 2)
    put(page, look={"cursor": frame_index(recorded, "forward", stage), "operation": 9})  # one addition for each element
    mark = page.locator(".map-op").bounding_box()
    strip = page.locator('.map-strip[aria-label^="x: sum of the embeddings, position 2"]').bounding_box()
    assert mark
    assert strip
    assert mark["x"] == pytest.approx(strip["x"] + strip["width"] * 9 / 16, abs=0.2)
    put(page, look={"operation": None})
    expect(page.locator(".map-op")).to_be_hidden()


def test_changes_are_shown_in_place_of_values_where_there_are_any(open_map: Open) -> None:
    page = open_map("edited")
    put(page, look={"cursor": 40})
    values = picture(page)
    put(page, look={"changes": True})
    assert (page.locator(".map-strip").first.get_attribute("aria-label") or "").startswith("change of wte")
    put(page, look={"changes": False})
    assert picture(page) == values
    put(page, trace="trace")
    before = picture(page)
    put(page, look={"changes": True})
    assert picture(page) == before


# --- pointing and the keyboard


def test_pointing_at_a_cell_tells_and_clicking_selects_it(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "layer0.attn_k", 0)
    put(page, look={"cursor": 60})
    box = page.locator(f'.map-strip[aria-label^="{recorded["stages"][stage]["expression"]}:"]').bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 5.5 / 16, box["y"] + box["height"] / 2)
    ref = {"kind": "stage", "stage": stage, "element": 5}
    assert page.evaluate("figure.props().look.hovered") == ref
    page.mouse.down()
    page.mouse.up()
    assert actions(page)[-1] == {"type": "selected", "ref": ref}
    page.mouse.move(0, 0)
    assert page.evaluate("figure.props().look.hovered") is None


def test_the_keyboard_reaches_every_strip(open_map: Open, recorded: Json) -> None:
    page = open_map()
    page.keyboard.press("Tab")
    seen: set[int] = set()

    def note() -> Json:
        ref = page.evaluate("figure.props().look.hovered")
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
    put(page, look={"cursor": 40})
    page.keyboard.press("Tab")
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": None}})
    page.keyboard.press("Space")
    for key, element in (("ArrowRight", 1), ("ArrowDown", 17), ("End", 63), ("ArrowUp", 47), ("ArrowLeft", 46)):
        page.keyboard.press(key)
        value = digits(recorded["stage_values"][first + element])
        expect(page.locator(":focus")).to_have_attribute("aria-label", f"x[{element}] = {value}")
    page.keyboard.press("Enter")
    ref = {"kind": "stage", "stage": stage, "element": 46}
    assert actions(page)[-1] == {"type": "selected", "ref": ref}
    page.keyboard.press("Escape")
    assert page.evaluate("figure.props().look.hovered") == {**ref, "element": None}
    assert "64 numbers from" in (page.locator(":focus").get_attribute("aria-label") or "")


def test_enter_goes_to_the_frame_that_computes_a_strip(open_map: Open, recorded: Json) -> None:
    page = open_map()
    stage = stage_index(recorded, "layer0.attn_v", 3)
    page.keyboard.press("Tab")
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": None}})
    for frame in (frame_index(recorded, "forward", stage), frame_index(recorded, "backward", stage)):
        page.keyboard.press("Enter")
        assert actions(page)[-1] == {"type": "go", "cursor": frame}


def test_every_strip_has_a_name_with_its_numbers(open_map: Open, recorded: Json) -> None:
    page = open_map()
    put(page, look={"cursor": len(recorded["frames"]) - 1})
    names = page.locator(".map-strip").evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert len(names) == len(recorded["stages"])
    assert all(name and "gradient" in name and "not computed" not in name for name in names)
    put(page, look={"cursor": 0})
    names = page.locator(".map-strip").evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert all(name.endswith("not computed yet") for name in names)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_stands_in_the_way_of_assistive_technology(open_map: Open, width: int, theme: str) -> None:
    page = open_map(width=width, theme=theme)
    put(page, look={"cursor": 200, "hovered": {"kind": "stage", "stage": 36, "element": 3}})
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], len(violation["nodes"])) for violation in found] == []


def test_a_finger_that_strokes_across_goes_to_another_position(open_map: Open) -> None:
    page = open_map(width=390)
    put(page, width=390, height=440, look={"cursor": 60})
    stroke = """([from, to]) => {
      const plot = figure.root.querySelector(".map-plot");
      const at = (type, clientX) => plot.dispatchEvent(
        new PointerEvent(type, { pointerType: "touch", clientX, clientY: 200, bubbles: true }));
      at("pointerdown", from);
      at("pointerup", to);
    }"""
    page.evaluate(stroke, [300, 200])
    page.evaluate(stroke, [200, 300])
    page.evaluate(stroke, [200, 210])
    assert actions(page) == [{"type": "move", "move": f"{way}-segment"} for way in ("next", "previous")]


def test_a_finger_on_a_narrow_column_goes_there(open_map: Open, recorded: Json) -> None:
    page = open_map(width=390)
    put(page, width=390, height=440)
    put(page, look={"cursor": frame_index(recorded, "forward", stage_index(recorded, "layer0.attn_k", 3))})
    page.evaluate(
        """() => {
          const plot = figure.root.querySelector(".map-plot");
          const { x } = figure.root.querySelector('.map-head[data-position="1"]').getBoundingClientRect();
          plot.dispatchEvent(new PointerEvent("click",
            { pointerType: "touch", clientX: x + 4, clientY: 200, bubbles: true, detail: 1 }));
        }"""
    )
    cursor = frame_index(recorded, "forward", stage_index(recorded, "layer0.attn_k", 1))
    assert actions(page) == [{"type": "go", "cursor": cursor}]


# --- on a page


def test_the_row_of_the_frame_is_kept_in_view_once_for_each_cursor(open_map: Open, recorded: Json) -> None:
    page = open_map()
    page.evaluate("Object.assign(figure.root.style, {height: '300px', overflow: 'auto'})")
    stage = stage_index(recorded, "probs", 2)
    put(page, height=300, look={"cursor": frame_index(recorded, "forward", stage)})
    strip, root = page.locator(f'[data-stage="{stage}"]').bounding_box(), page.locator("#root").bounding_box()
    assert strip
    assert root
    assert root["y"] < strip["y"] < strip["y"] + strip["height"] < root["y"] + 240
    page.evaluate("figure.root.scrollTop = 0")
    put(page, look={"t": 0.5})
    assert page.evaluate("figure.root.scrollTop") == 0


def test_two_maps_do_not_disturb_each_other_and_each_goes_whole(open_map: Open) -> None:
    page = open_map()
    put(page, look={"cursor": 90})
    before = picture(page)
    page.evaluate(
        """async () => {
          globalThis.other = await figure.mountAnother("map");
          await other.set({trace: "first", look: {cursor: 3, hovered: {kind: "stage", stage: 2, element: 1}}});
        }"""
    )
    assert picture(page) == before
    expect(page.get_by_role("grid")).to_have_count(2)
    page.get_by_role("grid").nth(1).locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("other.props().look.hovered.element") == 2
    assert page.evaluate("figure.props().look.hovered") is None
    page.evaluate("other.destroy()")
    assert page.evaluate("other.root.innerHTML") == ""
    assert picture(page) == before
    page.evaluate("figure.destroy()")
    assert page.evaluate("figure.root.innerHTML") == ""
