"""Adam: every parameter at once, one under the lens, its past, what if, and the curves over training."""

from __future__ import annotations

import json
import re
import subprocess
from array import array
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from adam_past import digits, norms_of, replay_of, traced, trained
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from view_page import Open, bundle, opening, serving

from tools.environment import ROOT

Json = Any
STEPS = 12  # the trace is of the next one
PLACE = (3, 2, 5)  # layer0.attn_wq[2][5]
REF = {"kind": "param", "matrix": 3, "row": 2, "column": 5}
WHAT_IF = {"beta1": 0.5, "beta2": 0.999, "learning_rate": 0.02}
KEPT = {"steps": 64, "bytes": 2_600_000, "moments": 21, "moment_bytes": 2_100_000}
KINDS: dict[str, tuple[Json, str, int | None]] = {  # settings, document, target
    "smallest": ({"n_layer": 1, "n_head": 1, "n_embd": 8}, "a", None),
    "two": ({"n_layer": 2, "n_head": 4, "n_embd": 16}, "mia", 1),
    "four": ({"n_layer": 4, "n_head": 8, "n_embd": 32}, "abcdefghijklmno", None),
    "first": ({"preset_name": "first"}, "emma", None),
}


@pytest.fixture(scope="module")
def made() -> Json:
    """A trace of a trained run with its columns, the run's norms, and the past of a parameter."""
    run, _ = trained(STEPS, num_steps=100)
    _, grads = trained(STEPS + 8, num_steps=100)
    header, content = traced(run, "olivia")
    for name, place in header["columns"].items():
        if name.startswith("adam_"):
            header[name] = array("d", content[place["first"] : place["first"] + 8 * place["length"]])
    past = {
        "norms": norms_of(header, grads),
        "replay": replay_of(header, grads, PLACE),
        "what_if": replay_of(header, grads, PLACE, WHAT_IF),
    }
    return {"header": header, "content": content, "past": past}


@pytest.fixture(scope="module")
def adam_address(tmp_path_factory: pytest.TempPathFactory, made: Json) -> Iterator[str]:
    """The address of a page with the view alone."""
    folder = tmp_path_factory.mktemp("adam")
    with serving("adam", folder) as address:
        write(folder, "adam", {k: v for k, v in made["header"].items() if not k.startswith("adam_")}, made["content"])
        for name, (settings, doc, position) in KINDS.items():
            run, _ = trained(2, **settings)
            write(folder, name, *traced(run, doc, position))
        (folder / "recorded" / "past.json").write_text(json.dumps(made["past"]))
        yield address


def write(folder: Path, name: str, header: Json, columns: bytes) -> None:
    (folder / "recorded" / f"{name}.json").write_text(json.dumps(header))
    (folder / "recorded" / f"{name}.bin").write_bytes(columns)


@pytest.fixture
def open_adam(adam_address: str, browser: Browser) -> Iterator[Open]:
    """What opens a page of the view, at a width and in a theme."""
    with opening(browser, adam_address, "adam", height=1200) as opened:
        yield opened


def put(page: Page, **props: Any) -> None:
    page.evaluate("props => adam.set(props)", props)


def adam_frame(header: Json, matrix: int = 0) -> int:
    return next(i for i, frame in enumerate(header["frames"]) if frame["phase"] == "adam" and frame["matrix"] == matrix)


def last_frame(header: Json) -> int:
    return len(header["frames"]) - 1


def index_of(header: Json, matrix: int, row: int, column: int) -> int:
    info = header["matrices"][matrix]
    return int(info["first"] + row * info["columns"] + column)


def grid(page: Page, name: str) -> Locator:
    return page.get_by_role("grid", name=re.compile(rf"^{re.escape(name)},"))


# --- the layout


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Json], Json]:
    script = bundle("adam_layouts.js", tmp_path_factory.mktemp("layouts"), "--platform=node")
    script = script.rename(script.with_suffix(".mjs"))

    def of(header: Json) -> Json:
        asked = json.dumps({"header": header, "widths": [320, 350, 750, 1100, 1400]})
        done = subprocess.run(["node", str(script)], input=asked, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return of


@pytest.mark.parametrize("embedding", [8, 16, 32])
@pytest.mark.parametrize(("layers", "heads"), [(1, 1), (2, 4), (3, 4), (4, 8)])
def test_every_matrix_has_a_place_of_its_own(
    layouts: Callable[[Json], Json], layers: int, heads: int, embedding: int
) -> None:
    run, _ = trained(0, n_layer=layers, n_head=heads, n_embd=embedding)
    header, _ = traced(run, "mia")
    for layout in layouts(header)["layouts"]:
        check_places(layout, header)


def test_the_matrices_of_the_first_revision_have_places(layouts: Callable[[Json], Json]) -> None:
    header, _ = traced(trained(0, "first")[0], "mia")
    for layout in layouts(header)["layouts"]:
        check_places(layout, header)


def check_places(layout: Json, header: Json) -> None:
    assert layout["width"] <= layout["asked"]
    assert len(layout["matrices"]) == len(header["matrices"])
    boxes = []
    for place, info in zip(layout["matrices"], header["matrices"]):
        assert (place["width"], place["height"]) == (
            info["columns"] * layout["cell"],
            info["rows"] * layout["cell"],
        )
        assert info["name"].endswith(place["label"])
        boxes.append(
            (place["x"], place["y"] - layout["caption"], place["x"] + place["width"], place["y"] + place["height"])
        )
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= layout["width"] + 1e-6
        assert bottom <= layout["height"] + 1e-6
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_published_model_is_seen_at_a_glance(layouts: Callable[[Json], Json], made: Json) -> None:
    found = {layout["asked"]: layout for layout in layouts(headed(made))["layouts"]}
    assert found[750]["height"] <= 500
    assert found[750]["cell"] >= 6


def headed(made: Json) -> Json:
    return {name: each for name, each in made["header"].items() if not name.startswith("adam_")}


def test_the_lines_under_the_lens_are_those_that_train(layouts: Callable[[Json], Json], made: Json) -> None:
    source = [line.strip() for line in (ROOT / "microgpt" / "adam.py").read_text().splitlines()]
    lines = layouts(headed(made))["lines"]
    first = source.index(lines[0])
    assert source[first : first + 5] == lines


# --- the heat maps


@pytest.mark.parametrize(
    ("quantity", "label", "before", "after"),
    [
        ("value", "value", "before", "after"),
        ("grad", "gradient", None, "grad"),
        ("m", "m", "m_before", "m"),
        ("v", "v", "v_before", "v"),
        ("direction", "direction", None, "direction"),
        ("update", "update", None, "update"),
    ],
)
def test_a_cell_tells_the_traces_number(
    open_adam: Open, made: Json, quantity: str, label: str, before: str | None, after: str
) -> None:
    page, header = open_adam(), made["header"]
    put(page, quantity=quantity)
    for matrix, row, column in ((0, 5, 3), (3, 2, 5), (7, 60, 15), (8, 15, 63)):
        name = header["matrices"][matrix]["name"]
        spot = grid(page, name).get_by_role("gridcell")
        index = index_of(header, matrix, row, column)
        called = f"{name}[{row}][{column}]: {label} "
        own = adam_frame(header) if quantity == "grad" else adam_frame(header, matrix)
        then = "not known yet" if before is None else f"{digits(header[f'adam_{before}'][index])} before this step"
        put(page, hovered={"kind": "param", "matrix": matrix, "row": row, "column": column}, cursor=own - 1)
        assert spot.get_attribute("aria-label") == called + then
        put(page, cursor=own)
        fresh = digits(header[f"adam_{after}"][index])
        waits = " before this step" if quantity != "grad" and own < adam_frame(header, matrix) else ""
        assert spot.get_attribute("aria-label") == called + fresh + waits


def test_before_the_backward_pass_has_ended_no_gradient_is_drawn(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, quantity="grad", cursor=adam_frame(header) - 1)
    assert colours(page) == 1
    expect(page.locator(".adam-now")).to_contain_text("not known yet: until the backward pass has ended")
    put(page, cursor=adam_frame(header))
    assert colours(page) > 10


def colours(page: Page) -> int:
    """How many colours the cells of all matrices have."""
    return int(
        page.evaluate("""() => {
          const found = new Set();
          for (const canvas of document.querySelectorAll("canvas")) {
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            for (let i = 0; i < pixels.length; i += 4) found.add([...pixels.slice(i, i + 4)].join());
          }
          return found.size;
        }""")
    )


def test_the_matrix_that_a_frame_updates_is_lit_and_fills_row_by_row(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, cursor=adam_frame(header, 4))
    assert page.locator(".adam-matrix.is-lit code").all_text_contents() == ["layer0.attn_wk"]
    assert page.locator(".adam-row.is-lit code").all_text_contents() == ["layer0.attn_wk"]
    pictures = []
    for t in (0, 0.3, 0.7, 1):
        put(page, t=t)
        pictures.append(page.evaluate("adam.picture()"))
    assert len(set(pictures)) == 4
    put(page, cursor=20)
    assert page.locator(".is-lit").count() == 0


def test_the_legend_says_the_ends_of_the_scale(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, cursor=last_frame(header), quantity="grad", hovered=REF)
    info = header["matrices"][3]
    numbers = header["adam_grad"][info["first"] : info["first"] + 256]
    most = max(abs(g) for g in numbers)
    legend = page.locator(".legend")
    expect(legend).to_have_text(f"gradient, layer0.attn_wq{digits(-most)}{digits(most, sign=True)}")
    most = max(abs(g) for g in header["adam_grad"])
    put(page, scale="all")
    expect(legend).to_have_text(f"gradient, all matrices{digits(-most)}{digits(most, sign=True)}")
    put(page, quantity="v")
    expect(legend).to_contain_text("v, all matrices0")


def test_one_scale_for_all_changes_the_colours(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, cursor=last_frame(made["header"]), quantity="grad")
    each = page.evaluate("adam.picture()")
    page.get_by_text("one for all").click()
    assert page.evaluate("adam.actions.at(-1)") == {"type": "figure-set", "figures": {"scale": "all"}}
    assert page.evaluate("adam.picture()") != each
    page.get_by_text("for each matrix").click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert page.evaluate("adam.picture()") == each


def test_the_quantity_is_chosen_by_keyboard(open_adam: Open) -> None:
    page = open_adam()
    page.get_by_role("radio", name="update").focus()
    keys = page.evaluate("globalThis.heard = []; addEventListener('keydown', (e) => heard.push(e.key)); heard")
    for name in ("direction", "v", "m", "grad", "value"):
        page.keyboard.press("ArrowLeft")
        assert page.evaluate("adam.actions.at(-1)") == {"type": "figure-set", "figures": {"quantity": name}}
    assert page.evaluate("heard") == keys == []  # the page's own keys do not see them


def test_pointing_at_a_parameter_puts_it_under_the_lens(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, cursor=last_frame(made["header"]))
    box = grid(page, "layer0.attn_wq").locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 5.5 / 16, box["y"] + box["height"] * 2.5 / 16)
    assert page.evaluate("adam.props().hovered") == REF
    expect(page.locator(".adam-one .heading")).to_contain_text("layer0.attn_wq[2][5]")
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("adam.actions.at(-1)") == {"type": "selected", "ref": REF}
    page.mouse.move(0, 0)
    assert page.evaluate("adam.props().hovered") is None


def test_the_keyboard_walks_every_cell_of_a_matrix(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, cursor=last_frame(header))
    grid(page, "layer0.attn_wv").get_by_role("gridcell").focus()
    info = header["matrices"][5]
    page.keyboard.press("Home")
    for row in range(16):
        for column in range(16):
            update = digits(header["adam_update"][index_of(header, 5, row, column)])
            label = page.evaluate("document.activeElement.getAttribute('aria-label')")
            assert label == f"{info['name']}[{row}][{column}]: update {update}"
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("adam.actions.at(-1)") == {
        "type": "selected",
        "ref": {"kind": "param", "matrix": 5, "row": 15, "column": 0},
    }


def test_the_row_that_an_embedding_reads_is_marked(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    stage = next(i for i, s in enumerate(header["stages"]) if s["name"] == "tok_emb" and s["position"] == 1)
    put(page, hovered={"kind": "stage", "stage": stage, "element": 4})
    name = f"wte[{header['token_ids'][1]}][4]"
    assert (grid(page, "wte").get_by_role("gridcell").get_attribute("aria-label") or "").startswith(name)
    expect(page.locator(".adam-one .heading")).to_contain_text(name)


# --- one parameter


def test_under_the_lens_is_what_moves_most_unless_something_is_chosen(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    updates = [abs(u) for u in header["adam_update"]]
    most = updates.index(max(updates))
    ref = page.evaluate("adam.lens()")
    assert index_of(header, ref["matrix"], ref["row"], ref["column"]) == most
    put(page, selection=REF)
    assert page.evaluate("adam.lens()") == REF
    put(page, hovered={**REF, "row": 9})
    assert page.evaluate("adam.lens()") == {**REF, "row": 9}


def test_the_lens_fills_as_the_numbers_come(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, selection=REF, cursor=adam_frame(header) - 1)
    results = page.locator(".adam-result")
    assert results.all_text_contents() == ["not yet"] * 7
    put(page, cursor=adam_frame(header))
    i = index_of(header, *PLACE)
    grad = digits(header["adam_grad"][i])
    assert results.all_text_contents() == [grad] + ["not yet"] * 6
    put(page, cursor=adam_frame(header, 3))
    names = ("grad", "m", "v", "m_hat", "v_hat", "update", "after")
    assert results.all_text_contents() == [digits(header[f"adam_{name}"][i]) for name in names]


def test_the_lines_have_the_numbers_put_in(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, selection=REF, cursor=last_frame(header))
    i = index_of(header, *PLACE)
    t = STEPS + 1

    def of(name: str) -> str:
        text = digits(header[f"adam_{name}"][i])
        return f"({text})" if text.startswith("\u2212") else text

    assert page.locator(".adam-put").all_text_contents()[1:] == [
        f"= 0.85 \u00b7 {of('m_before')} + {digits(1 - 0.85)} \u00b7 {of('grad')}",
        f"= 0.99 \u00b7 {of('v_before')} + {digits(1 - 0.99)} \u00b7 {of('grad')}**2",
        f"= {of('m')} / {digits(1 - 0.85**t)}",
        f"= {of('v')} / {digits(1 - 0.99**t)}",
        f"= {digits(header['lr_t'])} \u00b7 {of('m_hat')} / ({of('v_hat')}**0.5 + 1e\u22128)",
        f"= {digits(header['adam_before'][i])} \u2212 {of('update')}",
    ]


def test_the_past_tells_the_numbers_of_each_step(open_adam: Open, made: Json) -> None:
    page, past = open_adam(), made["past"]
    expect(page.locator(".adam-past")).to_contain_text("comes when Python has trained some steps")
    put(page, replay=past["what_if"], selection=REF)
    chart = page.get_by_role("slider", name="The past of layer0.attn_wq[2][5]")
    expect(chart).to_have_attribute("aria-valuenow", str(STEPS + 1))  # the step of the trace
    chart.focus()
    page.keyboard.press("Home")
    for i in range(STEPS + 8):
        true, other = ({k: digits(v[i]) for k, v in past["what_if"][which].items()} for which in ("true", "what_if"))
        told = f"step {i + 1}: value {true['value']} (what if: {other['value']}), gradient {true['grad']}"
        expect(chart).to_have_attribute("aria-valuetext", re.compile(re.escape(told)))
        last = f"update {true['update']} (what if: {other['update']})"
        expect(chart).to_have_attribute("aria-valuetext", re.compile(re.escape(last) + "$"))
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert page.evaluate("adam.props().step") is None
    assert page.locator(".adam-past .adam-traced").count() == 1
    assert page.locator(".adam-past path.adam-other").count() == 4
    put(page, replay=past["replay"])
    assert page.locator(".adam-past path.adam-other").count() == 0


def test_a_slider_asks_what_if_and_reset_goes_back(open_adam: Open) -> None:
    page = open_adam()
    slider = page.get_by_role("slider", name="what if: beta1")
    expect(slider).to_have_attribute("aria-valuetext", "0.85")
    slider.focus()
    page.keyboard.press("ArrowRight")
    truth = {"beta1": 0.85, "beta2": 0.99, "learning_rate": 0.01}
    assert page.evaluate("adam.props().whatIf") == {**truth, "beta1": 0.9}
    expect(slider).to_have_attribute("aria-valuetext", "0.9")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("adam.props().whatIf") is None  # the truth again
    for name, key, setting, value in (
        ("beta2", "End", "beta2", 0.999),
        ("learning rate", "End", "learning_rate", 0.1),
        ("beta1", "Home", "beta1", 0),
    ):
        page.get_by_role("slider", name=f"what if: {name}").press(key)
        assert page.evaluate("adam.props().whatIf")[setting] == value
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("adam.props().whatIf") is None
    expect(page.get_by_role("button", name="Reset")).to_be_disabled()


def test_settings_from_elsewhere_are_shown_as_they_are(open_adam: Open) -> None:
    page = open_adam()
    put(page, whatIf={"beta1": 0.123, "beta2": 0.9876, "learning_rate": 0.0123})
    for name, text in (("beta1", "0.123"), ("beta2", "0.9876"), ("learning rate", "0.0123")):
        slider = page.get_by_role("slider", name=f"what if: {name}")
        expect(slider).to_have_attribute("aria-valuetext", text)


def test_without_python_the_sliders_are_off_and_say_why(open_adam: Open) -> None:
    page = open_adam()
    put(page, canAsk=False)
    for slider in page.locator(".adam-what-if input").all():
        expect(slider).to_be_disabled()
    expect(page.locator(".adam-past")).to_contain_text("they come with Python")


def test_what_is_kept_is_told(open_adam: Open) -> None:
    page = open_adam()
    expect(page.locator(".adam-kept")).to_be_hidden()
    put(page, kept=KEPT)
    expect(page.locator(".adam-kept")).to_have_text("Kept: the last 64 steps in full (2.6 MB) and 21 states (2.1 MB).")


# --- over training


def test_the_curves_tell_todays_numbers_and_those_of_other_steps(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    factors = page.get_by_role("slider", name="Bias correction over training")
    rates = page.get_by_role("slider", name="Learning rate over training")
    t, adam, curves = STEPS + 1, header["adam"], header["curves"]
    m, v = digits(adam["beta1_factor"]), digits(adam["beta2_factor"])
    expect(factors).to_have_attribute("aria-valuetext", f"step {t}: m \u00d7 {m}, v \u00d7 {v}")
    expect(rates).to_have_attribute("aria-valuetext", f"step {t}: lr_t = {digits(header['lr_t'])}")
    rates.focus()
    for key, i in (("Home", 0), ("ArrowRight", 1), ("PageUp", 11), ("End", -1)):
        page.keyboard.press(key)
        at = f"step {int(curves['steps'][i])}: "
        expect(rates).to_have_attribute("aria-valuetext", f"{at}lr_t = {digits(curves['learning_rate'][i])}")
        m, v = digits(curves["beta1_factor"][i]), digits(curves["beta2_factor"][i])
        expect(factors).to_have_attribute("aria-valuetext", f"{at}m \u00d7 {m}, v \u00d7 {v}")


def test_each_matrix_has_its_norm_and_its_shares(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    rows = page.locator(".adam-row:not(.adam-head)")
    put(page, cursor=adam_frame(header) - 1)
    assert set(rows.locator(".adam-norm").all_text_contents()) == {"not yet"}
    put(page, cursor=last_frame(header))
    of = [*header["matrices"], header["moved"]]
    assert rows.locator(".adam-norm").all_text_contents() == [digits(each["grad_norm"]) for each in of]
    for i, each in enumerate(of):
        found = [int(text.rstrip("%")) for text in rows.nth(i).locator(".adam-share").all_text_contents()]
        assert found == pytest.approx([100 * share for share in each["moved"].values()], abs=0.5 + 1e-9)


def test_the_norms_over_training_are_asked_step_by_step(open_adam: Open, made: Json) -> None:
    page, header, norms = open_adam(), made["header"], made["past"]["norms"]
    put(page, cursor=last_frame(header), norms=norms)
    chart = page.get_by_role("slider", name="gradient norm of all over training")
    now = digits(norms["all"][STEPS])
    expect(chart).to_have_attribute("aria-valuetext", f"step {STEPS + 1}: {now}")
    chart.focus()
    page.keyboard.press("Home")
    shown = page.locator(".adam-row:not(.adam-head) .adam-norm")
    for i in range(3):
        wanted = [digits(each[i]) for each in [*norms["matrices"].values(), norms["all"]]]
        assert shown.all_text_contents() == wanted
        page.keyboard.press("ArrowRight")


# --- the same for all


def test_going_to_a_moment_and_back_restores_every_pixel(open_adam: Open, made: Json) -> None:
    page, header, past = open_adam(), made["header"], made["past"]
    calm = {"t": 1, "hovered": None, "selection": None, "quantity": "update", "scale": "matrix", "canAsk": True}
    none = {"norms": None, "replay": None, "whatIf": None, "kept": None, "step": None}
    far = {
        "t": 0.4,
        "hovered": REF,
        "selection": {**REF, "matrix": 0},
        "quantity": "v",
        "scale": "all",
        "canAsk": False,
        "norms": past["norms"],
        "replay": past["what_if"],
        "whatIf": WHAT_IF,
        "kept": KEPT,
        "step": 3,
        "width": 400,
    }
    width = page.evaluate("adam.props().width")
    for cursor in (0, 30, adam_frame(header) - 1, adam_frame(header, 4), last_frame(header)):
        put(page, cursor=cursor)
        first = page.evaluate("adam.picture()")
        put(page, cursor=cursor)
        assert page.evaluate("adam.picture()") == first
        put(page, **{**far, "cursor": (cursor * 7 + 13) % last_frame(header)})
        assert page.evaluate("adam.picture()") != first
        put(page, **{**calm, **none, "cursor": cursor, "width": width})
        assert page.evaluate("adam.picture()") == first, f"at frame {cursor}"


def test_another_trace_and_back_restores_it(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, cursor=last_frame(made["header"]))
    first = page.evaluate("adam.picture()")
    page.evaluate("async () => adam.set({trace: await adam.load('four')})")
    assert page.evaluate("adam.picture()") != first
    page.evaluate("adam.set({trace: adam.trace})")
    assert page.evaluate("adam.picture()") == first


@pytest.mark.parametrize("name", KINDS)
def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_adam: Open, name: str) -> None:
    page = open_adam(name, width=600)
    before = page.evaluate("adam.picture()")
    page.evaluate("adam.times(200)")
    assert page.evaluate("adam.picture()") != before
    put(page, cursor=0)
    assert page.evaluate("adam.picture()") == before


def test_the_cells_follow_the_theme(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, cursor=last_frame(made["header"]))
    light = page.evaluate("adam.picture()")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("before => adam.picture() !== before", arg=light)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("before => adam.picture() === before", arg=light)


@pytest.mark.parametrize("name", ["adam", *KINDS])
@pytest.mark.parametrize("width", [360, 390, 790, 1240])
def test_nothing_sticks_out_of_the_page(open_adam: Open, name: str, width: int, made: Json) -> None:
    page = open_adam(name, width=width)
    page.evaluate("adam.set({cursor: adam.trace.frames.length - 1})")
    if name == "adam":
        put(page, norms=made["past"]["norms"], replay=made["past"]["what_if"], whatIf=WHAT_IF, kept=KEPT)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (790, "light"), (1240, "dark")])
def test_nothing_stands_in_the_way_of_assistive_technology(open_adam: Open, width: int, theme: str, made: Json) -> None:
    page = open_adam(width=width, theme=theme)
    for props in (
        {"cursor": 20},
        {
            "cursor": adam_frame(made["header"], 4),
            "hovered": REF,
            "norms": made["past"]["norms"],
            "replay": made["past"]["what_if"],
            "whatIf": WHAT_IF,
        },
    ):
        put(page, **props)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"][:90] for node in each["nodes"]]) for each in found] == []
