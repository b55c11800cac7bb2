"""Adam: every parameter at once, one under the lens, its past, what if, and the curves over training."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from adam_past import Trained
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from reading import digits

from tools.harness import Harness, actions, picture, put

Json = Any
Open = Callable[..., Page]
COLUMNS = ("after", "grad", "update")
STEPS = 12  # the trace is of the next one
PLACE = (3, 2, 5)  # layer0.attn_wq[2][5]
REF = {"kind": "param", "matrix": 3, "row": 2, "column": 5}
OWN = {"beta1": 0.85, "beta2": 0.99, "learning_rate": 0.01}
WHAT_IF = {"beta1": 0.5, "beta2": 0.999, "learning_rate": 0.02}
KEPT = {"steps": 64, "since": 1, "bytes": 2_600_000, "snapshot_bytes": 2_100_000}
KINDS: dict[str, tuple[Json, str, int | None]] = {  # settings, document, target
    "smallest": ({"n_layer": 1, "n_head": 1, "n_embd": 8}, "a", None),
    "two": ({"n_layer": 2, "n_head": 4, "n_embd": 16}, "mia", 1),
    "four": ({"n_layer": 4, "n_head": 8, "n_embd": 32}, "abcdefghijklmno", None),
    "first": ({"preset_name": "first"}, "emma", None),
}


@pytest.fixture(scope="module")
def made(harness: Harness) -> Json:
    """The header of a trace of a trained run with its columns, the run's norms, and the past of a parameter."""
    traced = Trained(STEPS, num_steps=100).trace("olivia")
    header = traced.header
    harness.write_trace("adam-trained", traced)
    for name, (settings, doc, position) in KINDS.items():
        harness.write_trace(f"adam-{name}", Trained(2, **settings).trace(doc, position))
    later = Trained(STEPS + 8, num_steps=100)
    past = {
        "norms": later.norms(header),
        "replay": later.replay(header, PLACE),
        "what_if": later.replay(header, PLACE, WHAT_IF),
    }
    columns = {name: column for name, column in traced.columns.items() if name.startswith("adam_")}
    return {"header": {**header, **columns}, "past": past}


@pytest.fixture
def open_adam(open_figure: Open, made: Json) -> Open:
    """What opens a page of the figure, at a width and in a theme."""

    def opened(name: str = "trained", width: int = 790, theme: str = "light", **props: Any) -> Page:
        return open_figure("adam", f"adam-{name}", width, 1200, theme, **props)

    return opened


def live(steps: int = 0, kept: Json = None) -> Json:
    """A run's past as the page tells it, after so many steps."""
    description = {"step": steps, "kept": kept} if kept else None
    return {
        "description": description,
        "steps": [{"step": i + 1} for i in range(steps)],
        "samples": [],
        "generated": [],
    }


def adam_frame(header: Json, matrix: int = 0) -> int:
    return next(i for i, frame in enumerate(header["frames"]) if frame["phase"] == "adam" and frame["matrix"] == matrix)


def last_frame(header: Json) -> int:
    return len(header["frames"]) - 1


def index_of(header: Json, matrix: int, row: int, column: int) -> int:
    info = header["matrices"][matrix]
    return int(info["first"] + row * info["columns"] + column)


def grid(page: Page, name: str) -> Locator:
    return page.get_by_role("grid", name=re.compile(rf"^{re.escape(name)},"))


# --- the heat maps


@pytest.mark.parametrize(
    ("quantity", "before", "after"),
    [
        ("m", "m_before", "m"),
        ("v", "v_before", "v"),
        ("direction", None, "direction"),
        ("update", None, "update"),
    ],
)
def test_a_cell_tells_the_traces_number(
    open_adam: Open, made: Json, quantity: str, before: str | None, after: str
) -> None:
    page, header = open_adam(settings={"quantity": quantity}), made["header"]
    for matrix, row, column in ((0, 5, 3), (3, 2, 5), (7, 60, 15), (8, 15, 63)):
        name = header["matrices"][matrix]["name"]
        spot = grid(page, name).get_by_role("gridcell")
        index = index_of(header, matrix, row, column)
        called = f"{name}[{row}][{column}]"
        hovered = {"kind": "param", "matrix": matrix, "row": row, "column": column}
        gradient = f"gradient {digits(header['adam_grad'][index], sign=True)}"
        # until it comes the values stand there
        then = "" if before is None else f"; {quantity} {digits(header[f'adam_{before}'][index])} before this step"
        put(page, look={"hovered": hovered, "cursor": 0})
        value = digits(header["adam_before"][index])
        assert spot.get_attribute("aria-label") == f"{called} = {value}{then}"
        put(page, look={"cursor": adam_frame(header, matrix) - 1})
        so_far = "no gradient yet" if matrix == 0 else gradient  # a letter that is not in the document
        assert spot.get_attribute("aria-label") == f"{called} = {value}, {so_far}{then}"
        put(page, look={"cursor": adam_frame(header, matrix)})
        value, number = digits(header["adam_after"][index]), digits(header[f"adam_{after}"][index])
        moved = f"{called} = {value}, {gradient}, updated by Adam; {quantity} {number}"
        assert spot.get_attribute("aria-label") == moved


@pytest.mark.parametrize("quantity", ["value", "grad"])
def test_a_cell_of_values_or_gradients_is_called_as_everywhere(open_adam: Open, made: Json, quantity: str) -> None:
    page, header = open_adam(settings={"quantity": quantity}, look={"hovered": REF}), made["header"]
    spot = grid(page, "layer0.attn_wq").get_by_role("gridcell")
    index = index_of(header, *PLACE)
    gradient = f"gradient {digits(header['adam_grad'][index], sign=True)}"
    before, after = (digits(header[f"adam_{when}"][index]) for when in ("before", "after"))
    for cursor, said in (
        (0, before),
        (adam_frame(header, 3) - 1, f"{before}, {gradient}"),
        (adam_frame(header, 3), f"{after}, {gradient}, updated by Adam"),
    ):
        put(page, look={"cursor": cursor})
        assert spot.get_attribute("aria-label") == f"layer0.attn_wq[2][5] = {said}"


def test_gradients_are_drawn_as_far_as_they_are_there(open_adam: Open, made: Json) -> None:
    page, header = open_adam(settings={"quantity": "grad"}), made["header"]
    backward = next(i for i, frame in enumerate(header["frames"]) if frame["phase"] == "backward")
    put(page, look={"cursor": backward - 1})
    assert colours(page) == 1
    expect(page.locator(".adam-now")).to_contain_text("not known yet: they come with the backward pass")
    found = []
    for cursor in (backward + 2, backward + 40, adam_frame(header) - 1):
        put(page, look={"cursor": cursor})
        found.append(colours(page))
    assert found == sorted(found)
    assert found[-1] > 10
    expect(page.locator(".adam-now")).to_contain_text("Gradients add up")
    put(page, look={"cursor": adam_frame(header)})
    assert colours(page) > 10


def test_a_row_of_gradients_is_grey_until_its_sum_is_known_and_wider_with_each_share(
    open_adam: Open, made: Json
) -> None:
    page, header = open_adam(settings={"quantity": "grad"}), made["header"]
    widths = []
    for position in reversed(range(6)):
        norm = next(
            i
            for i, frame in enumerate(header["frames"])
            if frame["phase"] == "backward"
            and header["stages"][frame["stage"]]["name"] == "layer0.attn_norm"
            and header["stages"][frame["stage"]]["position"] == position
        )
        put(page, look={"cursor": norm})
        widths.append(grey_columns(page, 3))
    assert widths[:-1] == sorted(widths[:-1])
    assert 0 < widths[0] < widths[-2] < 16
    assert widths[-1] == 0  # in colour


def grey_columns(page: Page, matrix: int) -> int:
    """How many cells of the first row of a matrix have the colour of shares that are not known."""
    return int(
        page.evaluate(
            """(matrix) => {
              const canvas = document.querySelectorAll("canvas")[matrix];
              const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
              copy.drawImage(canvas, 0, 0);
              const { data } = copy.getImageData(0, 0, canvas.width, 1);
              const hair = getComputedStyle(canvas).getPropertyValue("--hair").trim();
              const wanted = [1, 3, 5].map((at) => Number.parseInt(hair.slice(at, at + 2), 16)).join();
              return Array.from({ length: canvas.width }, (_, i) => [...data.slice(4 * i, 4 * i + 3)].join())
                .filter((each) => each === wanted).length;
            }""",
            matrix,
        )
    )


def colours(page: Page) -> int:
    """How many colours the cells of all matrices have."""
    return int(
        page.evaluate("""() => {
          const found = new Set();
          for (const canvas of document.querySelectorAll("canvas")) {
            const copy = new OffscreenCanvas(canvas.width, canvas.height)
              .getContext("2d", { willReadFrequently: true });
            copy.drawImage(canvas, 0, 0);
            const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
            for (let i = 0; i < pixels.length; i += 4) found.add([...pixels.slice(i, i + 4)].join());
          }
          return found.size;
        }""")
    )


def test_the_matrix_that_a_frame_updates_is_lit_and_fills_row_by_row(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, look={"cursor": adam_frame(header, 4)})
    assert page.locator(".adam-matrix.is-lit code").all_text_contents() == ["layer0.attn_wk"]
    pictures = []
    for t in (0, 0.3, 0.7, 1):
        put(page, look={"t": t})
        pictures.append(picture(page))
    assert len(set(pictures)) == 4
    put(page, settings={"page": "training"})
    assert page.locator(".adam-row.is-lit code").all_text_contents() == ["layer0.attn_wk"]
    put(page, look={"cursor": 20})
    assert page.locator(".is-lit").count() == 0


def test_a_matrix_goes_through_five_quantities_and_then_stands_there_with_its_new_values(
    open_adam: Open, made: Json
) -> None:
    page, header = open_adam(), made["header"]
    wq, wk, wo = (grid(page, f"layer0.attn_{name}") for name in ("wq", "wk", "wo"))
    put(page, look={"cursor": adam_frame(header, 4)})
    seen = []
    for t in (0.1, 0.3, 0.5, 0.7, 0.9, 1):
        put(page, look={"t": t})
        seen.append((wk.get_attribute("aria-label") or "").split(": ")[1])
        assert (wq.get_attribute("aria-label") or "").endswith(": value")
        assert (wo.get_attribute("aria-label") or "").endswith(": value")
    assert seen == ["gradient", "m", "v", "update", "value", "value"]
    for op, name in enumerate(("m", "v", "m_hat", "v_hat", "value")):
        put(page, look={"t": 1, "operation": op})
        assert (wk.get_attribute("aria-label") or "").endswith(f": {name}")


def test_before_adam_there_are_the_values_and_what_the_last_step_left(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, look={"cursor": 20})
    for quantity in ("turn", "value", "m", "v", "direction", "update"):
        put(page, settings={"quantity": quantity})
        assert colours(page) > 10, quantity
    label = grid(page, "layer0.attn_wq").get_by_role("gridcell").get_attribute("aria-label")
    assert label == f"layer0.attn_wq[0][0] = {digits(header['adam_before'][index_of(header, 3, 0, 0)])}"


def test_the_legend_says_the_ends_of_the_scale(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    put(page, look={"cursor": last_frame(header), "hovered": REF}, settings={"quantity": "grad"})
    info = header["matrices"][3]
    numbers = header["adam_grad"][info["first"] : info["first"] + 256]
    most = max(abs(g) for g in numbers)
    legend = page.locator(".legend")
    expect(legend).to_have_text(f"gradient, layer0.attn_wq{digits(-most)}{digits(most, sign=True)}")
    most = max(abs(g) for g in header["adam_grad"])
    put(page, settings={"scale": "all"})
    expect(legend).to_have_text(f"gradient, all matrices{digits(-most)}{digits(most, sign=True)}")
    put(page, settings={"quantity": "v"})
    expect(legend).to_contain_text("v, all matrices0")


def test_one_scale_for_all_changes_the_colours(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, look={"cursor": last_frame(made["header"])}, settings={"quantity": "grad"})
    each = picture(page)
    page.get_by_text("one for all").click()
    assert actions(page)[-1] == {"type": "set", "settings": {"scale": "all"}}
    assert picture(page) != each
    page.get_by_text("one per matrix").click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert picture(page) == each


def test_the_quantity_is_chosen_by_keyboard(open_adam: Open) -> None:
    page = open_adam()
    page.get_by_role("radio", name="update").focus()
    keys = page.evaluate("globalThis.heard = []; addEventListener('keydown', (e) => heard.push(e.key)); heard")
    for name in ("direction", "v", "m", "grad", "value", "turn"):
        page.keyboard.press("ArrowLeft")
        assert actions(page)[-1] == {"type": "set", "settings": {"quantity": name}}
    assert page.evaluate("heard") == keys == []  # the page's own keys do not see them


def test_pointing_at_a_parameter_puts_it_under_the_lens(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, look={"cursor": last_frame(made["header"])})
    box = grid(page, "layer0.attn_wq").locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 5.5 / 16, box["y"] + box["height"] * 2.5 / 16)
    assert page.evaluate("figure.props().look.hovered") == REF
    expect(page.locator(".readout")).to_contain_text("layer0.attn_wq[2][5]")
    page.mouse.down()
    page.mouse.up()
    assert actions(page)[-1] == {"type": "selected", "ref": REF}
    page.mouse.move(0, 0)
    assert page.evaluate("figure.props().look.hovered") is None


def test_the_keyboard_walks_every_cell_of_a_matrix(open_adam: Open, made: Json) -> None:
    page, header = open_adam(settings={"quantity": "update"}), made["header"]
    put(page, look={"cursor": last_frame(header)})
    grid(page, "layer0.attn_wv").get_by_role("gridcell").focus()
    info = header["matrices"][5]
    page.keyboard.press("Home")
    for row in range(16):
        for column in range(16):
            i = index_of(header, 5, row, column)
            value, grad, update = (digits(header[f"adam_{name}"][i], name == "grad") for name in COLUMNS)
            label = page.evaluate("document.activeElement.getAttribute('aria-label')")
            known = f"{value}, gradient {grad}, updated by Adam; update {update}"
            assert label == f"{info['name']}[{row}][{column}] = {known}"
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert actions(page)[-1] == {
        "type": "selected",
        "ref": {"kind": "param", "matrix": 5, "row": 15, "column": 0},
    }


def test_the_row_that_an_embedding_reads_is_marked(open_adam: Open, made: Json) -> None:
    page, header = open_adam(), made["header"]
    stage = next(i for i, s in enumerate(header["stages"]) if s["name"] == "tok_emb" and s["position"] == 1)
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 4}})
    name = f"wte[{header['token_ids'][1]}][4]"
    assert (grid(page, "wte").get_by_role("gridcell").get_attribute("aria-label") or "").startswith(name)
    put(page, settings={"page": "one"})
    expect(page.locator(".adam-one")).to_contain_text(name)


# --- one parameter


def test_under_the_lens_is_what_moves_most_unless_something_is_chosen(open_adam: Open, made: Json) -> None:
    page, header = open_adam(settings={"page": "one"}), made["header"]
    updates = [abs(u) for u in header["adam_update"]]
    most = updates.index(max(updates))
    assert lens(page) == name_of(header, most)
    put(page, look={"selection": REF})
    assert lens(page) == "layer0.attn_wq[2][5]"
    put(page, look={"hovered": {**REF, "row": 9}})
    assert lens(page) == "layer0.attn_wq[9][5]"


def lens(page: Page) -> str:
    """The parameter under the lens."""
    return page.locator(".adam-one .figure").inner_text()


def name_of(header: Json, index: int) -> str:
    """The parameter at an index in flat order."""
    info = next(m for m in reversed(header["matrices"]) if m["first"] <= index)
    row, column = divmod(index - info["first"], info["columns"])
    return f"{info['name']}[{row}][{column}]"


def test_the_lens_fills_as_the_numbers_come(open_adam: Open, made: Json) -> None:
    page, header = open_adam(settings={"page": "one"}), made["header"]
    put(page, look={"selection": REF, "cursor": 20})
    results = page.locator(".adam-result")
    assert results.all_text_contents() == ["not yet"] * 7
    grad = digits(header["adam_grad"][index_of(header, *PLACE)])
    for cursor in (adam_frame(header) - 1, adam_frame(header)):
        put(page, look={"cursor": cursor})
        assert results.all_text_contents() == [grad] + ["not yet"] * 6
        expect(page.locator(".adam-put").first).to_have_text("from the backward pass")
    i = index_of(header, *PLACE)
    put(page, look={"cursor": adam_frame(header, 3)})
    names = ("grad", "m", "v", "m_hat", "v_hat", "update", "after")
    assert results.all_text_contents() == [digits(header[f"adam_{name}"][i]) for name in names]


def test_the_lines_have_the_numbers_put_in(open_adam: Open, made: Json) -> None:
    page, header = open_adam(settings={"page": "one"}), made["header"]
    put(page, look={"selection": REF, "cursor": last_frame(header)})
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
    page, past = open_adam(settings={"page": "one"}), made["past"]
    expect(page.locator(".adam-past")).to_contain_text("comes when Python has trained some steps")
    put(page, answers={"replay": past["what_if"]}, look={"selection": REF})
    chart = page.get_by_role("slider", name="The past of layer0.attn_wq[2][5]")
    expect(chart).to_have_attribute("aria-valuenow", str(STEPS + 1))  # the step of the trace
    chart.focus()
    page.keyboard.press("Home")
    for i in range(STEPS + 8):
        true, other = ({k: digits(v[i]) for k, v in past["what_if"][which].items()} for which in ("true", "what_if"))
        told = f"step {i + 1}: value {true['value']} (what if: {other['value']}), gradient {true['grad']} (what if: "
        expect(chart).to_have_attribute("aria-valuetext", re.compile(re.escape(told)))
        last = f"update {true['update']} (what if: {other['update']})"
        expect(chart).to_have_attribute("aria-valuetext", re.compile(re.escape(last) + "$"))
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert page.evaluate("figure.props().settings.step") is None
    assert page.locator(".adam-past .adam-traced").count() == 1
    assert page.locator(".adam-past path.adam-other").count() == 5
    put(page, answers={"replay": past["replay"]})
    assert page.locator(".adam-past path.adam-other").count() == 0


def test_a_slider_asks_what_if_and_reset_goes_back(open_adam: Open) -> None:
    page = open_adam(settings={"page": "one"})
    slider = page.get_by_role("slider", name="what if: beta1")
    expect(slider).to_have_attribute("aria-valuetext", "0.85")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("figure.props().settings.whatIf") == {**OWN, "beta1": 0.9}
    expect(slider).to_have_attribute("aria-valuetext", "0.9")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("figure.props().settings.whatIf") is None  # the truth again
    for name, key, setting, value in (
        ("beta2", "End", "beta2", 0.999),
        ("learning rate", "End", "learning_rate", 0.1),
        ("beta1", "Home", "beta1", 0),
    ):
        page.get_by_role("slider", name=f"what if: {name}").press(key)
        assert page.evaluate("figure.props().settings.whatIf")[setting] == value
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("figure.props().settings.whatIf") is None
    expect(page.get_by_role("button", name="Reset")).to_be_disabled()


def test_settings_from_elsewhere_are_shown_as_they_are(open_adam: Open) -> None:
    page = open_adam(settings={"page": "one"})
    put(page, settings={"whatIf": {"beta1": 0.123, "beta2": 0.9876, "learning_rate": 0.0123}})
    for name, text in (("beta1", "0.123"), ("beta2", "0.9876"), ("learning rate", "0.0123")):
        slider = page.get_by_role("slider", name=f"what if: {name}")
        expect(slider).to_have_attribute("aria-valuetext", text)


def test_without_python_the_sliders_are_off_and_say_why(open_adam: Open) -> None:
    page = open_adam(settings={"page": "one"})
    put(page, canAsk=False)
    for slider in page.locator(".adam-what-if input").all():
        expect(slider).to_be_disabled()
    expect(page.locator(".adam-past")).to_contain_text("they come with Python")


def test_what_is_kept_is_told(open_adam: Open) -> None:
    page = open_adam(settings={"page": "one"})
    expect(page.locator(".adam-kept")).to_be_hidden()
    put(page, run={"live": live(64, KEPT), "snapshots": list(range(21))})
    expect(page.locator(".adam-kept")).to_have_text(
        "Kept: the last 64 steps in full and all gradients from step 1 on (2.6 MB), and 21 snapshots (2.1 MB)."
    )


# --- over training


def test_the_curves_tell_todays_numbers_and_those_of_other_steps(open_adam: Open, made: Json) -> None:
    page, header = open_adam(settings={"page": "training"}), made["header"]
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
    page, header = open_adam(settings={"page": "training"}), made["header"]
    rows = page.locator(".adam-row:not(.adam-head)")
    put(page, look={"cursor": adam_frame(header) - 1})
    assert set(rows.locator(".adam-norm").all_text_contents()) == {"not yet"}
    put(page, look={"cursor": last_frame(header)})
    of = [*header["matrices"], header["moved"]]
    assert rows.locator(".adam-norm").all_text_contents() == [digits(each["grad_norm"]) for each in of]
    for i, each in enumerate(of):
        found = [int(text.rstrip("%")) for text in rows.nth(i).locator(".adam-share").all_text_contents()]
        assert found == pytest.approx([100 * share for share in each["moved"].values()], abs=0.5 + 1e-9)


def test_the_norms_over_training_are_asked_step_by_step(open_adam: Open, made: Json) -> None:
    page, header, norms = open_adam(settings={"page": "training"}), made["header"], made["past"]["norms"]
    put(page, look={"cursor": last_frame(header)}, answers={"norms": norms})
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
    calm: Json = {
        "look": {"t": 1, "hovered": None, "selection": None},
        "settings": {"page": "maps", "quantity": "turn", "scale": "matrix", "whatIf": None, "step": None},
        "answers": {"norms": None, "replay": None},
        "run": {"live": live()},
        "canAsk": True,
        "width": page.evaluate("figure.props().width"),
    }
    far: Json = {
        "look": {"t": 0.4, "hovered": REF, "selection": {**REF, "matrix": 0}},
        "settings": {"page": "one", "quantity": "v", "scale": "all", "whatIf": WHAT_IF, "step": 3},
        "answers": {"norms": past["norms"], "replay": past["what_if"]},
        "run": {"live": live(64, KEPT)},
        "canAsk": False,
        "width": 400,
    }
    for cursor in (0, 30, adam_frame(header) - 1, adam_frame(header, 4), last_frame(header)):
        put(page, look={"cursor": cursor})
        first = picture(page)
        put(page, look={"cursor": cursor})
        assert picture(page) == first
        put(page, **{**far, "look": {**far["look"], "cursor": (cursor * 7 + 13) % last_frame(header)}})
        assert picture(page) != first
        put(page, **{**calm, "look": {**calm["look"], "cursor": cursor}})
        assert picture(page) == first, f"at frame {cursor}"


def test_with_all_that_python_answers_it_is_restored_too(open_adam: Open, made: Json) -> None:
    """The charts and sliders, which are drawn anew only when what they show differs."""
    page, past = open_adam(look={"cursor": last_frame(made["header"])}), made["past"]
    answers = {"norms": past["norms"], "replay": past["replay"]}
    moments: list[Json] = [
        {"settings": {"page": each, "step": step, "whatIf": what_if}, "answers": {**answers, **others}}
        for each, step, what_if, others in (
            ("one", None, None, {}),
            ("one", 7, WHAT_IF, {"replay": past["what_if"]}),
            ("one", 7, WHAT_IF, {"replay": None}),
            ("training", None, None, {}),
            ("training", 7, None, {"norms": None}),
        )
    ]
    pictures = []
    for moment in moments:
        put(page, **moment)
        pictures.append(picture(page))
    assert len(set(pictures)) == len(moments)
    for moment, before in reversed(list(zip(moments, pictures))):
        put(page, **moment)
        assert picture(page) == before


def test_another_trace_and_back_restores_it(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, look={"cursor": last_frame(made["header"])})
    first = picture(page)
    put(page, trace="adam-four")
    assert picture(page) != first
    put(page, trace="adam-trained")
    assert picture(page) == first


@pytest.mark.parametrize("name", KINDS)
def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_adam: Open, name: str) -> None:
    page = open_adam(name, width=600)
    before = picture(page)
    page.evaluate("figure.times(200)")
    assert picture(page) != before
    put(page, look={"cursor": 0})
    assert picture(page) == before


def test_the_cells_follow_the_theme(open_adam: Open, made: Json) -> None:
    page = open_adam()
    put(page, look={"cursor": last_frame(made["header"])})
    light = picture(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("before => figure.picture() !== before", arg=light)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("before => figure.picture() === before", arg=light)


@pytest.mark.parametrize("name", ["trained", *KINDS])
@pytest.mark.parametrize("width", [360, 390, 790, 1240])
def test_nothing_sticks_out_of_the_page(open_adam: Open, name: str, width: int, made: Json) -> None:
    page = open_adam(name, width=width)
    put(page, look={"cursor": page.evaluate("figure.trace.frames.length - 1")})
    if name == "trained":
        put(page, **everything(made))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (790, "light"), (1240, "dark")])
def test_nothing_stands_in_the_way_of_assistive_technology(open_adam: Open, width: int, theme: str, made: Json) -> None:
    page = open_adam(width=width, theme=theme)
    look = {"cursor": adam_frame(made["header"], 4), "hovered": REF}
    for shown in ("maps", "one", "training"):
        props = {**everything(made), "look": look}
        put(page, **{**props, "settings": {**props["settings"], "page": shown}})
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"][:90] for node in each["nodes"]]) for each in found] == []


def everything(made: Json) -> Json:
    """The props with all that Python answers."""
    return {
        "answers": {"norms": made["past"]["norms"], "replay": made["past"]["what_if"]},
        "settings": {"whatIf": WHAT_IF},
        "run": {"live": live(64, KEPT)},
    }


def test_two_on_a_page_do_not_disturb_each_other(open_adam: Open, made: Json) -> None:
    page = open_adam(look={"cursor": last_frame(made["header"])}, **everything(made))
    before = picture(page)
    other = page.evaluate_handle("figure.mountAnother('adam')")
    other.evaluate("other => other.set({ trace: 'bill' })")
    page.get_by_role("radio", name="gradient").nth(1).check(force=True)
    assert page.get_by_role("radio", name="in turn").first.is_checked()
    assert other.evaluate("other => other.props().settings.quantity") == "grad"
    assert picture(page) == before
    other.evaluate("other => other.destroy()")
    assert other.evaluate("other => other.root.innerHTML") == ""
    assert picture(page) == before
    page.evaluate("figure.destroy()")
    assert page.evaluate("figure.root.innerHTML") == ""


# --- how it moves, and how it fills its room


@pytest.mark.parametrize("size", [(1110, 700), (1520, 880)])
@pytest.mark.parametrize("shown", ["maps", "one", "training"])
def test_each_page_is_whole_without_scrolling(
    open_figure: Open, open_adam: Open, made: Json, size: tuple[int, int], shown: str
) -> None:
    width, height = size
    page = open_adam(width=width)
    sized = {"width": width, "height": height}
    for cursor in (20, adam_frame(made["header"]) - 1, adam_frame(made["header"], 4)):
        put(
            page,
            **{**everything(made), "settings": {"whatIf": WHAT_IF, "page": shown}, **sized, "look": {"cursor": cursor}},
        )
        box = page.locator(".adam-view").bounding_box()
        assert box
        assert box["height"] == pytest.approx(height, abs=1)
        more = "e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]"
        assert page.locator(".adam-room").evaluate(more) == [0, 0]


@pytest.mark.parametrize("shown", ["maps", "one"])
@pytest.mark.parametrize("at", [("backward", 60), ("adam", 4), ("op", 2)])
def test_a_moment_of_a_motion_looks_the_same_whatever_was_before(
    open_adam: Open, made: Json, shown: str, at: tuple[str, int]
) -> None:
    header = made["header"]
    phase, n = at
    first = next(i for i, frame in enumerate(header["frames"]) if frame["phase"] == "backward")
    cursor = first + n if phase == "backward" else adam_frame(header, 4)
    operation = n if phase == "op" else None
    page = open_adam(settings={"page": shown}, look={"cursor": cursor, "operation": operation})
    times = (0, 0.2, 0.5, 0.85, 1)
    pictures = []
    for t in times:
        put(page, look={"t": t})
        pictures.append(picture(page))
    for t, before in reversed(list(zip(times, pictures))):
        put(page, look={"t": t})
        assert picture(page) == before


def test_under_the_lens_line_after_line_comes_to_its_number_and_the_value_moves(open_adam: Open, made: Json) -> None:
    page, header = open_adam(settings={"page": "one"}, look={"selection": REF}), made["header"]
    put(page, look={"cursor": adam_frame(header, 3)})
    i = index_of(header, *PLACE)
    names = ("grad", "m", "v", "m_hat", "v_hat", "update", "after")
    all_results = [digits(header[f"adam_{name}"][i]) for name in names]
    results, dot = page.locator(".adam-result"), page.locator(".adam-number-line circle")
    seen = []
    for t in (0, 0.3, 0.55, 0.7, 0.8, 1):
        put(page, look={"t": t})
        shown = results.all_text_contents()
        known = sum(each != "not yet" for each in shown)
        assert shown == all_results[:known] + ["not yet"] * (7 - known)
        seen.append((known, float(dot.get_attribute("cx") or 0)))
    assert [known for known, _ in seen] == sorted({known for known, _ in seen})
    assert (seen[0][0], seen[-1][0]) == (0, 7)
    places = [x for _, x in seen]
    assert places in (sorted(places), sorted(places, reverse=True))
    assert places[0] != places[-1]
    for op in range(5):
        put(page, look={"operation": op, "t": 1})
        known = op + 2 + (op == 4)
        assert results.all_text_contents() == all_results[:known] + ["not yet"] * (7 - known)
        assert page.locator(".adam-lens .is-lit").count() == (2 if op == 4 else 1)
    line = page.get_by_role("img", name=re.compile(re.escape("layer0.attn_wq[2][5] was")))
    assert all_results[-1] in (line.get_attribute("aria-label") or "")


def test_every_drawing_has_a_role_and_a_name(open_adam: Open, made: Json) -> None:
    page = open_adam(look={"cursor": last_frame(made["header"])}, **everything(made))
    for shown in ("maps", "one", "training"):
        put(page, settings={"page": shown})
        nameless = "[...document.querySelectorAll('svg')].filter((e) => !e.getAttribute('role') || !e.ariaLabel).length"
        assert page.evaluate(nameless) == 0


def test_what_if_says_from_which_step_on_the_gradients_are_replayed(open_adam: Open, made: Json) -> None:
    what_if = made["past"]["what_if"]
    page = open_adam(settings={"page": "one", "whatIf": WHAT_IF}, answers={"replay": what_if})
    past = page.locator(".adam-past")
    expect(past).to_contain_text("given every gradient from step 1 on.")
    put(page, answers={"replay": {**what_if, "since": 601, "steps": [step + 900 for step in what_if["steps"]]}})
    expect(past).to_contain_text("given every gradient from step 601 on; what came before is in the averages")
    expect(past).to_contain_text("The value begins where it was before step 901.")


# --- what it asks


def test_the_norms_and_the_past_of_what_is_selected_are_asked(open_adam: Open, made: Json) -> None:
    page = open_adam(run={"live": live(STEPS)}, look={"selection": REF, "hovered": {**REF, "row": 9}})
    norms = {"name": "norms", "command": "norms", "args": {"run": "run"}, "after": STEPS}
    args = {"run": "run", "matrix": "layer0.attn_wq", "row": 2, "column": 5, "what_if": None}
    assert questions(page) == [norms, {"name": "replay", "command": "replay", "args": args, "after": STEPS}]
    put(page, settings={"whatIf": WHAT_IF})
    assert questions(page)[1]["args"] == {**args, "what_if": WHAT_IF}
    put(page, look={"selection": None})
    updates = [abs(u) for u in made["header"]["adam_update"]]
    asked = questions(page)[1]["args"]
    most = name_of(made["header"], updates.index(max(updates)))
    assert f"{asked['matrix']}[{asked['row']}][{asked['column']}]" == most


def test_nothing_new_is_asked_while_the_run_is_training(open_adam: Open) -> None:
    page = open_adam(run={"live": live(STEPS, KEPT)})
    before = questions(page)
    put(page, run={"activity": "training", "live": {**live(STEPS, KEPT), "steps": live(STEPS + 5)["steps"]}})
    assert questions(page) == before
    put(page, run={"activity": "idle"})
    assert [each["after"] for each in questions(page)] == [STEPS + 5] * 2


def test_before_the_first_step_there_is_no_past_to_ask_for(open_adam: Open) -> None:
    page = open_adam()
    assert [each["name"] for each in questions(page)] == ["norms"]


def test_of_the_recorded_trace_only_what_was_recorded_is_asked(open_figure: Open) -> None:
    page = open_figure("adam", run={"live": live(STEPS)})
    norms, replay = questions(page)
    assert (norms["name"], norms["args"]) == ("norms", {"run": "recorded"})
    assert (replay["args"]["run"], replay["args"]["what_if"]) == ("recorded", None)
    put(page, settings={"page": "one", "whatIf": WHAT_IF})
    assert questions(page)[1] == replay
    expect(page.get_by_role("slider", name="what if: beta1")).to_be_disabled()


def questions(page: Page) -> list[Json]:
    return list(page.evaluate("figure.questions()"))
