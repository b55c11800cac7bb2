"""The heads view: maps of what every head reads, arcs, the arithmetic of one weight, and its moments of training."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from heads_examples import LETTERS, example
from playwright.sync_api import Page, expect
from reading import digits

from microgpt.config import Config
from microgpt.observe.attention import pair_index
from microgpt.observe.trace import Trace
from tools.harness import Harness, actions, float64, picture, put

MINUS = "\u2212"
EXAMPLES: dict[str, dict[str, Any]] = {
    "emma": {"doc": "emma"},
    "small": {"doc": "a", "n_layer": 1, "n_head": 1, "n_embd": 8},
    "middle": {"doc": "olivia", "n_layer": 2, "n_head": 4, "steps": 3},
    "large": {"doc": LETTERS[:15], "n_layer": 4, "n_head": 8, "n_embd": 32, "steps": 2},
    "first": {"doc": "emma", "preset_name": "first"},
    "target": {"doc": "emma", "position": 2},
}

Json = Any
Made = dict[str, tuple[Trace, Json]]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def made(harness: Harness) -> Made:
    """The examples: a trace, and the answers about it."""
    examples = {name: example(**settings) for name, settings in EXAMPLES.items()}
    for name, (traced, _) in examples.items():
        harness.write_trace(f"heads-{name}", traced)
    return examples


@pytest.fixture
def open_heads(open_figure: Open, made: Made) -> Open:
    """What opens a page of the figure, at a width and in a theme."""

    def opened(name: str = "emma", width: int = 790, theme: str = "light", **props: Any) -> Page:
        answers = answered(made[name][1])
        return open_figure("heads", f"heads-{name}", width, 1600, theme, answers=answers, **props)

    return opened


def answered(answers: Json) -> Json:
    """The answers as the figure gets them."""
    over = answers["overTraining"]
    return {**answers, "overTraining": {**over, "weights": float64(over["weights"])}}


def stage_at(traced: Trace, name: str, position: int) -> int:
    stages = traced.header["stages"]
    return next(i for i, s in enumerate(stages) if s["name"] == name and s["position"] == position)


def values(traced: Trace, stage: int) -> list[float]:
    described = traced.header["stages"][stage]
    return list(traced.columns["stage_values"][described["first"] : described["first"] + described["size"]])


def frame_of(traced: Trace, phase: str, stage: int) -> int:
    frames = traced.header["frames"]
    return next(i for i, frame in enumerate(frames) if frame["phase"] == phase and frame["stage"] == stage)


def last_frame(traced: Trace) -> int:
    return len(traced.header["frames"]) - 1


def thousandths(x: float) -> str:
    text = f"{x:.3f}"
    return (text if re.search("[1-9]", text) else text.replace("-", "")).replace("-", MINUS)


def rows_of(page: Page, part: str) -> list[list[str]]:
    """The numbers of a table of the focus panel, row by row, without its headings."""
    rows = page.locator(f".heads-part.heads-{part} .heads-tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('.figure .heads-text')].map(each => each.textContent))"
    )
    return rows[1:]


# --- the picture


@pytest.mark.parametrize("name", ["emma", "middle", "first", "target"])
def test_going_to_a_moment_and_back_restores_every_pixel(open_heads: Open, made: Made, name: str) -> None:
    page = open_heads(name)
    traced = made[name][0]
    end = last_frame(traced)
    weights = stage_at(traced, "layer0.head0.attn_weights", 2)
    moments = [0, 1, frame_of(traced, "forward", weights), frame_of(traced, "backward", weights), end]
    other = {"kind": "stage", "stage": weights, "element": 1}
    focus = {"layer": 0, "head": 1, "t": 3, "s": 2}
    for cursor in moments:
        put(page, look={"cursor": cursor})
        first = picture(page)
        put(page, look={"cursor": cursor})
        assert picture(page) == first
        put(
            page,
            look={"cursor": (cursor * 7 + 13) % end, "t": 0.4, "hovered": other, "selection": other},
            settings={"focus": focus, "trainingMoment": 1},
        )
        assert picture(page) != first
        put(page, settings={"sampleCount": 50}, answers={"heads": None, "overTraining": None}, canAsk=False)
        put(
            page,
            look={"cursor": cursor, "t": 1, "hovered": None, "selection": None},
            settings={"focus": None, "trainingMoment": None},
        )
        put(page, settings={"sampleCount": 200}, answers=answered(made[name][1]), canAsk=True)
        assert picture(page) == first, f"at frame {cursor}"


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_heads: Open, name: str) -> None:
    page = open_heads(name)
    start_of_it = picture(page)
    page.evaluate("figure.times(200)")
    put(page, look={"cursor": 0})
    assert picture(page) == start_of_it


def test_rows_come_as_time_goes_by(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced = made["emma"][0]
    put(page, look={"cursor": frame_of(traced, "forward", stage_at(traced, "layer0.head1.attn_weights", 3))})
    pictures = []
    for t in (0, 0.3, 0.7, 1):
        put(page, look={"t": t})
        pictures.append(picture(page))
    assert len(set(pictures)) == 4


def test_the_maps_follow_the_theme(open_heads: Open) -> None:
    page = open_heads()
    put(page, look={"cursor": 100})
    light = picture(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("before => figure.picture() !== before", arg=light)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("before => figure.picture() === before", arg=light)


@pytest.mark.parametrize("name", ["small", "emma", "large"])
@pytest.mark.parametrize("width", [360, 390, 820, 1440])
def test_nothing_sticks_out_of_the_page(open_heads: Open, made: Made, name: str, width: int) -> None:
    page = open_heads(name, width)
    put(page, look={"cursor": last_frame(made[name][0])})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_row_of_a_map_appears_when_it_is_computed_and_turns_to_gradients_backward(
    open_heads: Open, made: Made
) -> None:
    page = open_heads()
    traced = made["emma"][0]
    stage = stage_at(traced, "layer0.head2.attn_weights", 3)
    pixel = """([row, column]) => {
        const canvas = document.querySelectorAll('.heads-map canvas')[2];
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
        copy.drawImage(canvas, 0, 0);
        return [...copy.getImageData(column, row, 1, 1).data];
    }"""
    forward, backward = frame_of(traced, "forward", stage), frame_of(traced, "backward", stage)
    seen = []
    for cursor in (forward - 1, forward, backward - 1, backward):
        put(page, look={"cursor": cursor})
        seen.append(page.evaluate(pixel, [3, 1]))
        assert page.evaluate(pixel, [1, 3]) == [0, 0, 0, 0]  # nothing above the diagonal
    pending, weight, still, gradient = seen
    assert pending == [245, 242, 236, 255]
    assert weight == still
    red, green, blue, _ = weight
    assert max(red, green, blue) - min(red, green, blue) < 20  # grey: a share
    assert len({tuple(each) for each in (pending, weight, gradient)}) == 3
    page.mouse.move(0, 0)
    assert "gradient" in page.locator(".legend .item").all_text_contents()[1]


SIZES = [(1110, 700), (1520, 880), (540, 660), (690, 430), (780, 620), (390, 440)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fills_its_room_and_shows_its_whole_subject_where_there_is_room(
    open_heads: Open, width: int, height: int
) -> None:
    page = open_heads("emma", width)
    put(page, height=height)
    box, foot = page.locator(".heads").bounding_box(), page.locator(".heads-foot").bounding_box()
    assert box
    assert foot
    assert box["height"] == height
    assert foot["y"] + foot["height"] == pytest.approx(box["y"] + height, abs=1)
    inner = page.locator(".heads-main").evaluate("e => [e.clientHeight, e.scrollHeight, e.clientWidth, e.scrollWidth]")
    assert inner[3] <= inner[2]
    if width >= 1110:
        assert inner[1] <= inner[0], "an inner scroll bar"


PART_SIZES = [(1152, 496), (780, 496), (320, 528)]


@pytest.mark.parametrize(("width", "height"), PART_SIZES)
@pytest.mark.parametrize("parts", ["weight", "averages"])
def test_a_part_of_it_is_whole_in_the_spots_of_the_article(
    open_heads: Open, made: Made, parts: str, width: int, height: int
) -> None:
    height = 576 if parts == "averages" and width == 320 else height
    page = open_heads("emma", width + 40)  # the margins of the page
    put(page, height=height, settings={"parts": parts})
    seen = set()
    forward = [at for at, frame in enumerate(made["emma"][0].header["frames"]) if frame["phase"] == "forward"]
    for cursor in forward[::3]:  # what the article goes through
        put(page, look={"cursor": cursor})
        inner = page.locator(".heads-main").evaluate(
            "e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]"
        )
        assert max(inner) <= 0, f"more than there is room for in frame {cursor}"
        assert page.locator(".heads-scroll").evaluate_all("all => all.every(e => e.scrollWidth <= e.clientWidth)")
        foot = page.locator(".heads-foot").bounding_box()
        assert foot
        seen.add(round(foot["y"]))
    assert len(seen) == 1
    assert page.locator(".heads-line").count() == (parts == "weight" and width >= 780)
    assert page.locator(".heads-words").count() == (4 if parts == "averages" else 0)
    assert page.locator(".heads-focus").count() == (parts == "weight")


@pytest.mark.parametrize("parts", ["weight", "averages"])
@pytest.mark.parametrize("name", ["small", "large", "middle"])
@pytest.mark.parametrize("width", [320, 780, 1152])
def test_a_part_of_it_is_as_wide_as_its_spot_whatever_the_model(
    open_heads: Open, made: Made, name: str, width: int, parts: str
) -> None:
    page = open_heads(name, width)
    put(page, look={"cursor": last_frame(made[name][0])}, settings={"parts": parts})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".heads-maps .heads-panel").count() == made[name][0].header["config"]["n_head"]


def test_the_averages_mark_no_weight_but_the_one_that_is_selected(open_heads: Open, made: Made) -> None:
    page = open_heads("emma", 1152)
    traced = made["emma"][0]
    put(page, settings={"parts": "averages"}, look={"cursor": last_frame(traced)})
    assert page.locator(".heatmap-selected:visible").count() == 0
    stage = stage_at(traced, "layer0.head2.attn_weights", 3)
    put(page, look={"selection": {"kind": "stage", "stage": stage, "element": 1}})
    assert page.locator(".heatmap-selected:visible").count() == 2  # in the map and in that of averages


@pytest.mark.parametrize("name", ["emma", "first"])
def test_nothing_shifts_while_frames_come_and_go(open_heads: Open, made: Made, name: str) -> None:
    page = open_heads(name, 1110)
    put(page, height=700)
    boxes = page.evaluate(
        """async frames => {
          const boxes = new Set();
          const parts = [".heads-action", ".heads-maps", ".heads-line", ".heads-focus", ".heads-foot"];
          for (let cursor = 0; cursor < frames; cursor += 1) {
            await figure.set({ look: { cursor, t: cursor % 2 ? 1 : 0.6 } });
            boxes.add(JSON.stringify(parts.map(part => {
              const { x, y, width } = document.querySelector(part).getBoundingClientRect();
              return [x, part === ".heads-focus" ? 0 : y, width].map(Math.round);
            })));
          }
          return [...boxes];
        }""",
        len(made[name][0].header["frames"]),
    )
    assert len(boxes) == 1


@pytest.mark.parametrize("phase", ["forward", "backward"])
@pytest.mark.parametrize("what", ["attn_logits", "attn_weights", "out"])
def test_a_move_has_three_acts_and_is_a_function_of_time(open_heads: Open, made: Made, phase: str, what: str) -> None:
    page = open_heads("emma", 1110)
    put(page, height=700)
    traced = made["emma"][0]
    cursor = frame_of(traced, phase, stage_at(traced, f"layer0.head1.{what}", 3))
    put(page, look={"cursor": cursor})
    times = (0, 0.2, 0.5, 0.85, 1)
    pictures = []
    for t in times:
        put(page, look={"t": t})
        pictures.append(picture(page))
    assert len(set(pictures[:4])) == 4
    assert pictures[4] != pictures[0]
    for t, before in reversed(list(zip(times, pictures))):
        put(page, look={"cursor": 5, "t": 0.3})
        put(page, look={"cursor": cursor, "t": t})
        assert picture(page) == before, f"at {t}"


def test_where_one_layer_is_shown_at_a_time_another_can_be_chosen(open_heads: Open, made: Made) -> None:
    page = open_heads("middle", 1110)
    stage = stage_at(made["middle"][0], "layer0.head2.attn_weights", 3)
    put(page, height=700, look={"cursor": frame_of(made["middle"][0], "forward", stage)})
    maps = page.get_by_role("group", name=re.compile("^Layer [01]$"))
    assert maps.count() == 1
    page.get_by_role("radio", name="1", exact=True).check(force=True)
    assert maps.get_attribute("aria-label") == "Layer 1"
    chosen = page.evaluate("figure.props().settings.focus")
    assert chosen["layer"] == 1
    ref = page.evaluate("figure.props().look.selection")
    assert made["middle"][0].header["stages"][ref["stage"]]["layer"] == 1, "what other pictures follow"


# --- what it says


def test_on_the_way_back_the_arithmetic_is_that_of_the_gradients(open_heads: Open, made: Made) -> None:
    page = open_heads("emma", 1110)
    traced = made["emma"][0]
    config, columns = Config(**traced.header["config"]), traced.columns
    t, s, head, d = 4, 2, 1, 4
    stage = stage_at(traced, f"layer0.head{head}.attn_logits", t)
    cursor = frame_of(traced, "backward", stage)
    put(page, look={"cursor": cursor}, settings={"focus": {"layer": 0, "head": head, "t": t, "s": s}})
    at = pair_index(config, t, 0, head, s) * d
    logit = columns["stage_grads"][traced.header["stages"][stage]["first"] + s]

    def near(text: str) -> float:
        return float(text.replace(MINUS, "-"))

    rows = rows_of(page, "dot")
    assert [near(row[2]) for row in rows[:d]] == pytest.approx(list(columns["cache_key_sent"][at : at + d]), rel=0.05)
    assert near(rows[d][0]) == pytest.approx(logit, rel=0.05)
    first = pair_index(config, t, 0, head, 0)
    for read, row in enumerate(rows_of(page, "sum")[: t + 1]):
        sent = columns["cache_value_sent"][(first + read) * d : (first + read + 1) * d]
        assert [near(text) for text in row[1:]] == pytest.approx(list(sent), rel=0.05)
    put(page, look={"cursor": frame_of(traced, "backward", stage) - 1})
    assert {row[2] for row in rows_of(page, "dot")[:d]} == {"\u00b7"}, "not before its frame"


def test_it_says_from_when_on_something_stands_out(open_heads: Open, made: Made) -> None:
    page = open_heads()
    caption = page.locator(".heads-main > .caption").text_content() or ""
    assert f"more than {made['emma'][1]['heads']['much']} times that" in caption


@pytest.mark.parametrize("name", ["emma", "middle"])
def test_every_cell_says_its_weight_and_its_gradient(open_heads: Open, made: Made, name: str) -> None:
    page = open_heads(name)
    traced = made[name][0]
    config = traced.header["config"]
    put(page, look={"cursor": last_frame(traced)})
    for layer in range(config["n_layer"]):
        for head in range(config["n_head"]):
            grid = page.get_by_role("grid", name=f"Layer {layer}, head {head}: what each position reads", exact=True)
            for t in range(len(traced.header["token_ids"]) - 1):
                stage = stage_at(traced, f"layer{layer}.head{head}.attn_weights", t)
                first = traced.header["stages"][stage]["first"]
                for s, weight in enumerate(values(traced, stage)):
                    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": s}})
                    gradient = digits(traced.columns["stage_grads"][first + s], sign=True)
                    wanted = f"attn_weights[{s}] = {digits(weight)}, gradient {gradient}"
                    said = grid.locator("[role=gridcell]").get_attribute("aria-label")
                    assert said
                    assert said.endswith(wanted)
                    formula = page.locator(".readout .name").text_content()
                    assert formula
                    assert formula.startswith(wanted)


def test_a_cell_that_is_not_there_yet_says_so(open_heads: Open, made: Made) -> None:
    page = open_heads()
    stage = stage_at(made["emma"][0], "layer0.head0.attn_weights", 2)
    put(page, look={"cursor": 0, "hovered": {"kind": "stage", "stage": stage, "element": 1}})
    assert page.locator(".readout .name").text_content() == "attn_weights[1]: not computed yet"
    assert "not computed yet" in (page.locator(".heads-map [role=gridcell]").first.get_attribute("aria-label") or "")
    numbers = page.locator(".heads-reads .figure .heads-text").all_text_contents()
    assert set(numbers) == {"", "\u00b7"}


@pytest.mark.parametrize("name", ["emma", "small", "middle", "first"])
def test_the_arithmetic_of_a_weight_is_the_traces(open_heads: Open, made: Made, name: str) -> None:
    page = open_heads(name)
    traced = made[name][0]
    config = Config(**traced.header["config"])
    columns = traced.columns
    n = len(traced.header["token_ids"]) - 1
    layer, head, t = config.n_layer - 1, config.n_head - 1, n - 1
    d = config.head_dim
    put(page, look={"cursor": last_frame(traced)})
    for s in range(n):
        put(page, settings={"focus": {"layer": layer, "head": head, "t": t, "s": s}})
        at = pair_index(config, t, layer, head, s)
        q = values(traced, stage_at(traced, f"layer{layer}.attn_q", t))[head * d : (head + 1) * d]
        k = values(traced, stage_at(traced, f"layer{layer}.attn_k", s))[head * d : (head + 1) * d]
        logits = values(traced, stage_at(traced, f"layer{layer}.head{head}.attn_logits", t))
        weights = values(traced, stage_at(traced, f"layer{layer}.head{head}.attn_weights", t))
        out = values(traced, stage_at(traced, f"layer{layer}.head{head}.out", t))
        products = columns["attn_products"][at * d : (at + 1) * d]
        row = (t * config.n_layer + layer) * config.n_head + head
        first = pair_index(config, t, layer, head, 0)
        exps = columns["attn_exps"][first : first + n]
        assert rows_of(page, "dot") == [
            *[[thousandths(x) for x in terms] for terms in zip(q, k, products)],
            [thousandths(columns["attn_dots"][at])],
            [thousandths(logits[s])],
        ]
        assert rows_of(page, "softmax") == [
            *[[thousandths(x) for x in terms] for terms in zip(logits, exps, weights)],
            [thousandths(columns["attn_exp_sums"][row])],
        ]
        weighted = [columns["attn_weighted"][(first + s) * d : (first + s + 1) * d] for s in range(n)]
        assert rows_of(page, "sum") == [
            *[[thousandths(x) for x in (w, *terms)] for w, terms in zip(weights, weighted)],
            [thousandths(x) for x in out],
        ]
        element = head * d
        names = page.locator(".heads-dot .heads-label:not(:empty)").all_text_contents()
        assert names[:2] == [f"q[{element}]", f"keys[{layer}][{s}][{element}]"]


def test_the_arithmetic_comes_as_the_cursor_computes_it(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced = made["emma"][0]
    focus = {"layer": 0, "head": 1, "t": 3, "s": 1}
    moments = [("attn_q", 4), ("head1.attn_logits", 6 + 4), ("head1.attn_weights", 5), ("head1.out", 20)]
    seen = 0
    for name, more in moments:
        frame = frame_of(traced, "forward", stage_at(traced, f"layer0.{name}", 3))
        counts = []
        for cursor in (frame - 1, frame):
            put(page, look={"cursor": cursor}, settings={"focus": focus})
            texts = [text for part in ("dot", "softmax", "sum") for row in rows_of(page, part) for text in row]
            counts.append(sum(text not in ("", "\u00b7") for text in texts))
        assert counts[1] > counts[0] >= seen, (name, more)
        seen = counts[1]


def test_the_panel_follows_the_selection_and_else_the_cursor(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced = made["emma"][0]
    heading = page.locator(".heads-focus .heading")
    stage = stage_at(traced, "layer0.head2.attn_weights", 3)
    weights = values(traced, stage)
    strongest = weights.index(max(weights))
    letters = ["BOS", *"emma"]
    put(page, look={"cursor": frame_of(traced, "forward", stage)})
    assert heading.text_content() == (
        f"Layer 0, head 2: position 3 \u201cm\u201d reads position {strongest} \u201c{letters[strongest]}\u201d"
    )
    logits = stage_at(traced, "layer0.head3.attn_logits", 4)
    put(page, look={"selection": {"kind": "stage", "stage": logits, "element": 1}})
    assert "head 3: position 4 \u201ca\u201d reads position 1 \u201ce\u201d" in (heading.text_content() or "")
    put(page, settings={"focus": {"layer": 0, "head": 0, "t": 2, "s": 0}})
    assert "head 0: position 2 \u201cm\u201d reads position 0 \u201cBOS\u201d" in (heading.text_content() or "")
    page.get_by_role("button", name="Follow the timeline").click()
    assert page.evaluate("[figure.props().settings.focus, figure.props().look.selection]") == [None, None]
    assert "head 2" in (heading.text_content() or "")


def test_what_a_head_reads_on_average_is_written_out(open_heads: Open, made: Made) -> None:
    page = open_heads()
    figures = made["emma"][1]["heads"]
    shown = page.locator(".heads-summary")
    assert shown.count() == len(figures["heads"])
    for at, summary in enumerate(figures["heads"]):
        numbers = shown.nth(at).locator(".heads-share .figure").all_text_contents()
        assert numbers == [f"{summary[kind]:.2f}" for kind in ("previous", "first", "itself")]
    caption = page.locator(".heads-main > .caption").text_content() or ""
    assert f"on average over {figures['docs']} names, after 6 steps" in caption
    assert f"the tick: what reading all alike would give ({figures['even']:.2f})" in caption
    first = figures["heads"][0]
    put(
        page,
        answers={
            "heads": {**figures, "heads": [{**first, "reads": "previous", "previous": 0.61}, *figures["heads"][1:]]}
        },
    )
    assert page.locator(".heads-habit").first.text_content() == "reads the previous letter"
    expect(shown.first.locator(".heads-share.is-read")).to_have_text(re.compile(r"previous\s*0\.61"))
    stage = stage_at(made["emma"][0], "layer0.head0.attn_weights", 3)
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 1}})
    mean, names = digits(first["map"][3][1]), figures["counts"][3]
    name = page.locator(".heads-average [role=gridcell]").first.get_attribute("aria-label")
    assert name == f"position 3 reads position 1: {mean} on average over {names} names"
    assert f"on average {mean} over {names} names" in (page.locator(".readout").text_content() or "")


def test_a_moment_of_training_takes_the_place_of_the_weights(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced, figures = made["emma"]
    config = Config(**traced.header["config"])
    over = figures["overTraining"]
    pairs = pair_index(config, 5, 0, 0, 0)
    put(page, look={"cursor": last_frame(traced)}, settings={"focus": {"layer": 0, "head": 1, "t": 4, "s": 2}})
    panel = rows_of(page, "softmax")
    for moment, steps in enumerate(over["snapshots"]):
        put(page, settings={"trainingMoment": moment})
        wanted = [
            [f"{over['weights'][moment * pairs + pair_index(config, 4, 0, head, s)]:.2f}" for s in range(5)]
            for head in range(4)
        ]
        rows = page.locator(".heads-reads .heads-tr").evaluate_all(
            "rows => rows.slice(1).map(row => [...row.querySelectorAll('.figure')].map(each => each.textContent))"
        )
        assert rows == wanted
        when = "before the first step" if steps == 0 else f"after {steps} step{'s' if steps > 1 else ''}"
        assert page.locator(".heads-moment").text_content() == when
        assert rows_of(page, "softmax") == panel
        expect(page.locator(".heads-focus .note")).to_contain_text("numbers of this step")
        said = page.locator(".heads-map [role=gridcell]").nth(1).get_attribute("aria-label") or ""
        assert said.endswith(f"{digits(over['weights'][moment * pairs + pair_index(config, 4, 0, 1, 2)])} {when}")
    page.get_by_role("button", name="Back to this step").click()
    assert actions(page)[-1] == {"type": "set", "settings": {"trainingMoment": None}}
    assert page.locator(".heads-moment").text_content() == "of this step, after 6 steps"


def test_a_moment_that_was_not_kept_is_not_shown(open_heads: Open, made: Made) -> None:
    page = open_heads()
    before = picture(page)
    put(page, settings={"trainingMoment": len(made["emma"][1]["overTraining"]["snapshots"])})
    assert picture(page) == before
    assert page.locator(".heads-moment").text_content() == "of this step, after 6 steps"


def test_without_python_the_controls_say_what_they_need(open_heads: Open) -> None:
    page = open_heads()
    put(page, answers={"overTraining": None}, canAsk=False)
    expect(page.get_by_label("Moment of training")).to_be_disabled()
    expect(page.get_by_label("Names averaged over")).to_be_disabled()
    expect(page.locator(".heads-controls")).to_contain_text("To move through training, Python has to be up.")
    expect(page.locator(".heads-controls")).to_contain_text("Choosing needs Python.")


def test_it_asks_about_the_trace_and_again_when_its_run_has_gone_on(open_heads: Open) -> None:
    page = open_heads(run={"id": "run", "live": {"steps": [], "description": {"step": 6}}})
    page.evaluate("Object.assign(figure.trace.header, {id: 'trace 1', run: 'run'})")
    heads = {"name": "heads", "command": "heads", "args": {"trace": "trace 1", "count": 200}}
    over_training = {"name": "overTraining", "command": "over_training", "args": {"trace": "trace 1"}, "after": 6}
    assert page.evaluate("figure.questions()") == [heads, over_training]
    put(page, run={"activity": "training", "live": {"steps": [{"step": 9}], "description": {"step": 6}}})
    assert page.evaluate("figure.questions()") == [heads, over_training]  # not while it trains
    put(page, run={"activity": "idle", "live": {"steps": [{"step": 9}], "description": {"step": 9}}})
    put(page, settings={"sampleCount": 50})
    heads["args"] = {"trace": "trace 1", "count": 50}
    assert page.evaluate("figure.questions()") == [heads, {**over_training, "after": 9}]
    put(page, run={"id": "another run"})
    assert page.evaluate("figure.questions()[1].after") is None


# --- pointing and the keyboard


def test_the_controls_set_the_figures(open_heads: Open) -> None:
    page = open_heads()
    page.get_by_label("Moment of training").fill("2")
    assert actions(page)[-1] == {"type": "set", "settings": {"trainingMoment": 2}}
    page.get_by_label("Names averaged over").select_option("1000")
    assert actions(page)[-1] == {"type": "set", "settings": {"sampleCount": 1000}}


def test_pointing_at_a_cell_tells_and_clicking_focuses_and_selects_it(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced = made["emma"][0]
    put(page, look={"cursor": last_frame(traced)})
    box = page.locator(".heads-map .heatmap").nth(2).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 1.5 / 5, box["y"] + box["height"] * 3.5 / 5)
    ref = {"kind": "stage", "stage": stage_at(traced, "layer0.head2.attn_weights", 3), "element": 1}
    assert page.evaluate("figure.props().look.hovered") == ref
    assert page.locator(".heads-line .heading").text_content() == "What position 3 \u201cm\u201d reads in layer 0"
    page.mouse.down()
    page.mouse.up()
    done = actions(page)[-2:]
    assert {"type": "selected", "ref": ref} in done
    assert {"type": "set", "settings": {"focus": {"layer": 0, "head": 2, "t": 3, "s": 1}}} in done
    page.mouse.move(0, 0)
    assert page.evaluate("figure.props().look.hovered") is None


def test_a_token_chooses_whose_reading_the_arcs_show(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced = made["emma"][0]
    put(page, look={"cursor": last_frame(traced)})
    heading = page.locator(".heads-line .heading")
    tokens = page.locator(".heads-token")
    tokens.nth(2).hover()
    assert heading.text_content() == "What position 2 \u201cm\u201d reads in layer 0"
    assert page.locator(".heads-arcs path").count() == 4 * 3
    page.mouse.move(0, 0)
    assert heading.text_content() == "What position 4 \u201ca\u201d reads in layer 0"
    tokens.nth(1).click()
    page.mouse.move(0, 0)
    assert heading.text_content() == "What position 1 \u201ce\u201d reads in layer 0"
    focus = page.evaluate("figure.props().settings.focus")
    weights = values(traced, stage_at(traced, "layer0.head0.attn_weights", 1))
    assert focus == {"layer": 0, "head": 0, "t": 1, "s": weights.index(max(weights))}


def test_arcs_are_as_wide_as_their_weights_and_a_head_comes_forward(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced = made["emma"][0]
    put(page, look={"cursor": last_frame(traced)}, settings={"focus": {"layer": 0, "head": 0, "t": 4, "s": 0}})
    read = (
        "paths => paths.map(path => [Number(path.getAttribute('stroke-width')), Number(path.getAttribute('opacity'))])"
    )
    weights = [w for head in range(4) for w in values(traced, stage_at(traced, f"layer0.head{head}.attn_weights", 4))]
    arcs = page.locator(".heads-arcs path").evaluate_all(read)
    by_weight = [width for _, (width, _) in sorted(zip(weights, arcs))]
    assert by_weight == sorted(by_weight)
    stage = stage_at(traced, "layer0.head2.attn_weights", 4)
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 3}})
    for head, (_, opacity) in zip(sorted([*range(4)] * 5), page.locator(".heads-arcs path").evaluate_all(read)):
        assert (opacity == 0.12) == (head != 2)
    assert page.locator(".heads-arcs path.is-hovered").count() == 1


def test_keys_walk_every_cell_of_a_map(open_heads: Open, made: Made) -> None:
    page = open_heads()
    traced = made["emma"][0]
    put(page, look={"cursor": last_frame(traced)}, settings={"focus": {"layer": 0, "head": 1, "t": 0, "s": 0}})
    page.locator(".heads-map [role=gridcell]").nth(1).focus()
    seen = []
    for t in range(5):
        page.keyboard.press("Home")
        for s in range(t + 1):
            ref = page.evaluate("figure.props().look.hovered")
            stage = stage_at(traced, "layer0.head1.attn_weights", t)
            assert ref == {"kind": "stage", "stage": stage, "element": s}
            said = page.locator(":focus").get_attribute("aria-label") or ""
            assert f"attn_weights[{s}] = {digits(values(traced, stage)[s])}" in said
            seen.append((t, s))
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    assert len(seen) == 15
    page.keyboard.press("Enter")
    assert page.evaluate("figure.props().settings.focus") == {"layer": 0, "head": 1, "t": 4, "s": 4}


def test_keys_walk_the_tables_and_are_not_handed_on(open_heads: Open, made: Made) -> None:
    page = open_heads()
    put(page, look={"cursor": last_frame(made["emma"][0])}, settings={"focus": {"layer": 0, "head": 1, "t": 3, "s": 1}})
    page.evaluate("globalThis.passed = []; addEventListener('keydown', ({ key }) => passed.push(key))")
    table = page.get_by_role("grid", name="How well the query matches this key")
    assert table.locator("[tabindex='0']").count() == 1
    table.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    traced = made["emma"][0]
    stage = stage_at(traced, "layer0.attn_q", 3)
    gradient = traced.columns["stage_grads"][traced.header["stages"][stage]["first"] + 4]
    wanted = f"q[4] = {digits(values(traced, stage)[4])}, gradient {digits(gradient, sign=True)}"
    expect(page.locator(":focus")).to_have_attribute("aria-label", wanted)
    assert page.evaluate("figure.props().look.hovered") == {"kind": "stage", "stage": stage, "element": 4}
    page.keyboard.press("ArrowRight")
    assert (page.locator(":focus").get_attribute("aria-label") or "").startswith("keys[0][1][4] = ")
    page.keyboard.press("End")
    assert (page.locator(":focus").get_attribute("aria-label") or "").startswith("q[4] * keys[0][1][4] = ")
    assert page.evaluate("passed") == []
    page.keyboard.press("p")
    assert page.evaluate("passed") == ["p"]


def test_the_focus_stays_where_it_is_while_rows_come_and_go(open_heads: Open, made: Made) -> None:
    page = open_heads()
    put(page, look={"cursor": last_frame(made["emma"][0])}, settings={"focus": {"layer": 0, "head": 1, "t": 2, "s": 1}})
    page.get_by_role("grid", name="Softmax").locator("[data-at='2 3']").focus()
    count = len(actions(page))
    put(page, settings={"focus": {"layer": 0, "head": 1, "t": 4, "s": 1}})
    assert page.evaluate("document.activeElement.dataset.at") == "2 3"
    assert len(actions(page)) == count


def test_a_row_of_the_softmax_chooses_the_cell(open_heads: Open, made: Made) -> None:
    page = open_heads()
    put(page, look={"cursor": last_frame(made["emma"][0])}, settings={"focus": {"layer": 0, "head": 1, "t": 3, "s": 1}})
    page.locator(".heads-softmax .heads-letter").nth(2).click()
    assert page.evaluate("figure.props().settings.focus") == {"layer": 0, "head": 1, "t": 3, "s": 2}


@pytest.mark.parametrize("name", ["emma", "large", "first", "target"])
def test_every_cell_has_a_name(open_heads: Open, made: Made, name: str) -> None:
    page = open_heads(name)
    for cursor in (0, last_frame(made[name][0]) // 2, last_frame(made[name][0])):
        put(page, look={"cursor": cursor})
        cells = page.locator("[role=gridcell], [role=columnheader], [role=rowheader]")
        names = cells.evaluate_all("cells => cells.map(cell => cell.getAttribute('aria-label'))")
        assert len(names) > 20
        assert all(names)
        assert not any("undefined" in each or "NaN" in each for each in names)
        assert "NaN" not in page.locator("#root").inner_text()


@pytest.mark.parametrize(
    ("name", "width", "theme"), [("emma", 390, "light"), ("emma", 1440, "dark"), ("large", 790, "light")]
)
def test_nothing_stands_in_the_way_of_assistive_technology(
    open_heads: Open, made: Made, name: str, width: int, theme: str
) -> None:
    page = open_heads(name, width, theme)
    traced = made[name][0]
    stage = stage_at(traced, "layer0.head0.attn_weights", 3)
    backward = frame_of(traced, "backward", stage)
    hovered = {"kind": "stage", "stage": stage, "element": 1}
    for props in ({"look": {"cursor": backward, "hovered": hovered}}, {"canAsk": False}):
        put(page, **props)
        found = Axe().run(page).response["violations"]
        assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []


# --- with others on the page


def test_two_do_not_disturb_each_other_and_go_without_a_trace(open_heads: Open, made: Made) -> None:
    page = open_heads()
    page.evaluate(
        """async answers => {
          globalThis.other = await figure.mountAnother("heads");
          await other.set({ trace: "heads-middle", answers });
        }""",
        answered(made["middle"][1]),
    )
    before = picture(page)
    others = page.locator("main > div").nth(1)
    others.get_by_label("Names averaged over").select_option("1000")
    others.locator(".heads-map [role=gridcell]").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("other.props().look.hovered") is not None
    assert actions(page) == []
    assert picture(page) == before
    page.evaluate("other.destroy()")
    assert page.evaluate("other.root.innerHTML") == ""
    assert picture(page) == before
    page.evaluate("figure.destroy()")
    assert page.evaluate("figure.root.innerHTML") == ""
    assert page.evaluate("figure.root.getAttributeNames()") == ["id", "class", "data-ready"]
