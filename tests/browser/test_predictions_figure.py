"""The predictions: where tokens and positions stand, which numbers they show, what the controls ask for."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from math import exp, log
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from reading import digits

from microgpt.data import Data
from microgpt.observe.trace import Trace, trace
from microgpt.ops import plain
from microgpt.presets import preset
from microgpt.run import start
from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]
MINUS = "\u2212"
MANY = "".join(chr(c) for c in range(33, 127) if chr(c) not in "<>")

Json = Any


def traced(
    doc: str, preset_name: str = "microgpt", position: int | None = None, docs: tuple[str, ...] = (), **settings: Any
) -> Trace:
    names = ("abcdefghijklmnopqrstuvwxyz", "emma", "mia")
    run = start(replace(preset(preset_name), **settings), Data("names", docs or names))
    return trace(run, doc, position, graph=False)


TRACES: dict[str, Callable[[], Trace]] = {
    "emma": lambda: traced("emma"),
    "small": lambda: traced("a", n_head=1, n_embd=8),
    "two": lambda: traced("emma", n_layer=2),
    "large": lambda: traced("abcdefghijklmno", n_layer=4, n_head=8, n_embd=32),
    "first": lambda: traced("emma", "first"),
    "target": lambda: traced("emma", position=2),
    "many": lambda: traced("a+b=c!", docs=(MANY, "a+b")),
}


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    return {name: make() for name, make in TRACES.items()}


@pytest.fixture
def open_predictions(harness: Harness, open_figure: Open, traces: dict[str, Trace]) -> Open:
    """What opens the predictions on one of these traces."""

    def opened(name: str = "emma", **options: Any) -> Page:
        return open_figure("predictions", trace=harness.write_trace(f"predictions-{name}", traces[name]), **options)

    return opened


def show(page: Page, **changes: Any) -> None:
    """Change the look, the settings, the answer of Python or whether it can be asked, each by its own name."""
    settings = {name: changes.pop(name) for name in ("order", "position", "temperature") if name in changes}
    answers = {"temper": changes.pop("tempered")} if "tempered" in changes else {}
    given = {"canAsk": changes.pop("canAsk")} if "canAsk" in changes else {}
    put(page, look=changes, settings=settings, answers=answers, **given)


def text_of(page: Page, selector: str) -> str:
    return page.locator(selector).first.text_content() or ""


def stage_index(header: Json, name: str, position: int | None) -> int:
    return next(i for i, s in enumerate(header["stages"]) if (s["name"], s["position"]) == (name, position))


def frame_index(header: Json, phase: str, stage: int) -> int:
    return next(i for i, f in enumerate(header["frames"]) if (f["phase"], f["stage"]) == (phase, stage))


def numbers(made: Trace, name: str, position: int, column: str = "stage_values", n: int = 0) -> list[float]:
    """Those of a stage, or its gradients after pass n."""
    stage = made.header["stages"][stage_index(made.header, name, position)]
    first = n * len(made.columns["stage_values"]) + stage["first"]
    return list(made.columns[column][first : first + stage["size"]])


def end_of(made: Trace) -> int:
    return len(made.header["frames"]) - 1


def fixed(x: float, places: int) -> str:
    return f"{x:.{places}f}".replace("-", MINUS)


def share(p: float) -> str:
    return "<0.001" if p < 0.0005 else fixed(p, 3)


def tempered(made: Trace, temperature: float, drawn: int = 200) -> Json:
    """What the session answers to a temperature."""
    n = len(made.header["token_ids"]) - 1
    probs = [plain.softmax(plain.scale(numbers(made, "logits", i), temperature)) for i in range(n)]
    counts = []
    for row in probs:
        count = Counter(random.Random(1).choices(range(len(row)), weights=row, k=drawn))
        counts.append([count[token] for token in range(len(row))])
    return {"temperature": temperature, "drawn": drawn, "probs": probs, "draws": counts}


# --- which numbers there are


@pytest.mark.parametrize("name", ["emma", "two", "first", "many", "small", "target"])
def test_the_numbers_of_every_token_are_the_traces(open_predictions: Open, traces: dict[str, Trace], name: str) -> None:
    page, made = open_predictions(name), traces[name]
    for position in range(len(made.header["token_ids"]) - 1):
        show(page, cursor=end_of(made), position=position)
        logits, probs = numbers(made, "logits", position), numbers(made, "probs", position)
        places = 4 if max(map(abs, logits)) < 0.1 else 2
        wanted = [fixed(x, places) for x in logits]
        assert page.locator(".predictions-logit .figure").all_text_contents() == wanted
        assert page.locator(".predictions-prob .figure:nth-child(2)").all_text_contents() == [share(p) for p in probs]
        came = page.locator(".predictions-line.is-target")
        assert came.count() == 1
        assert came.get_attribute("data-token") == str(made.header["token_ids"][position + 1])


def test_bars_are_as_long_as_their_probabilities(open_predictions: Open, traces: dict[str, Trace]) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    show(page, cursor=end_of(made), position=2)
    probs = numbers(made, "probs", 2)
    widths = page.locator(".predictions-bar").evaluate_all("bars => bars.map(bar => parseFloat(bar.style.width))")
    assert widths == pytest.approx([100 * p / max(probs) for p in probs], abs=0.01)


def test_tokens_stand_in_the_order_of_the_vocabulary_or_the_likeliest_first(
    open_predictions: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    rows = "[...document.querySelectorAll('.predictions-line')].map(row => Number(row.dataset.token))"
    show(page, cursor=end_of(made), position=1)
    assert page.evaluate(rows) == list(range(27))
    page.get_by_role("button", name="likeliest first").click()
    assert actions(page)[-1] == {"type": "set", "settings": {"order": "likely"}}
    probs = numbers(made, "probs", 1)
    assert page.evaluate(rows) == sorted(range(27), key=lambda token: -probs[token])
    show(page, cursor=0)
    assert page.evaluate(rows) == list(range(27))  # nothing is likely yet


def test_numbers_come_with_their_frames(open_predictions: Open, traces: dict[str, Trace]) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    logit, prob = page.locator(".predictions-logit .figure").first, page.locator(".predictions-prob .figure").first
    bars = page.locator(".predictions-position .predictions-loss")
    frames = [frame_index(made.header, "forward", stage_index(made.header, s, 0)) for s in ("logits", "probs", "loss")]
    seen = []
    for cursor in (frames[0] - 1, *frames):
        show(page, cursor=cursor)
        seen.append([each.text_content() != "" for each in (logit, prob, bars.first)])
    assert seen == [[False] * 3, [True, False, False], [True, True, False], [True] * 3]
    assert bars.nth(1).text_content() == ""


def test_the_cursor_shows_its_position_or_the_last_that_was_predicted(
    open_predictions: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    checked = page.locator("[role=radio][aria-checked=true]")
    at = stage_index(made.header, "layer0.attn_q", 3)
    show(page, cursor=frame_index(made.header, "forward", at))
    assert checked.get_attribute("data-position") == "2"
    show(page, cursor=frame_index(made.header, "forward", stage_index(made.header, "logits", 3)))
    assert checked.get_attribute("data-position") == "3"
    show(page, cursor=frame_index(made.header, "backward", at))
    assert checked.get_attribute("data-position") == "3"


@pytest.mark.parametrize("name", ["emma", "two", "first", "small"])
def test_the_loss_is_said_with_the_numbers_of_the_trace(
    open_predictions: Open, traces: dict[str, Trace], name: str
) -> None:
    page, made = open_predictions(name), traces[name]
    header = made.header
    show(page, cursor=end_of(made))
    assert page.locator(".predictions-loss").all_text_contents() == [fixed(loss, 2) for loss in header["losses"]]
    for position, loss in enumerate(header["losses"]):
        show(page, position=position)
        p = numbers(made, "probs", position)[header["token_ids"][position + 1]]
        assert text_of(page, ".predictions-loss-line") == f"-log({share(p)}) = {fixed(loss, 2)}"
        assert loss == pytest.approx(-log(p))
        size = len(header["vocabulary"])
        chance = f"a chance of 1 in {fixed(1 / p, 0 if 1 / p >= 9.95 else 1)}"
        worse = ", worse than a random guess" if p < 1 / size else ""
        assert text_of(page, ".predictions-sentence").strip().endswith(chance + worse)
        assert "as between" not in text_of(page, ".predictions-sentence")
    mean, between = fixed(header["loss"], 2), exp(header["loss"])
    unsure = f"as unsure as between {fixed(between, 0 if between >= 9.95 else 1)} letters"
    wanted = [
        f"Mean loss {mean}: {unsure if between <= size else 'worse than a random guess'}",
        f"a random guess: ln {size} = {fixed(log(size), 2)}",
    ]
    assert page.locator("p.predictions-mean span").all_text_contents() == wanted


def test_a_mean_above_that_of_a_random_guess_is_called_worse_than_one(
    open_predictions: Open, traces: dict[str, Trace]
) -> None:
    page, header = open_predictions("many"), traces["many"].header
    assert header["loss"] > header["random_guess"]
    show(page, cursor=end_of(traces["many"]))
    assert (
        text_of(page, "p.predictions-mean span") == f"Mean loss {fixed(header['loss'], 2)}: worse than a random guess"
    )
    assert "letters" not in text_of(page, ".predictions")


def test_what_a_frame_does_and_what_comes_next_is_said(open_predictions: Open, traces: dict[str, Trace]) -> None:
    page, header = open_predictions("emma"), traces["emma"].header
    said = page.locator(".predictions-sentence")
    show(page, cursor=3)
    expect(said).to_contain_text("to come, when it is through the layers: 27 logits")
    for stage, words in (
        ("logits", "each logit: the stream times its token\u2019s row"),
        ("probs", "softmax: exp of each logit"),
        ("loss", "a chance of 1 in"),
    ):
        show(page, cursor=frame_index(header, "forward", stage_index(header, stage, 0)))
        expect(said).to_contain_text(words)
    show(page, cursor=frame_index(header, "forward", stage_index(header, "logits", 0)) + 1)
    show(page, cursor=frame_index(header, "backward", stage_index(header, "logits", 2)))
    expect(said).to_contain_text(" gradient: its probability, less 1 for the token that came, divided by 5")


def test_a_trace_of_one_prediction_has_no_mean(open_predictions: Open, traces: dict[str, Trace]) -> None:
    page, made = open_predictions("target"), traces["target"]
    show(page, cursor=end_of(made))
    assert text_of(page, "p.predictions-mean").strip().startswith("Only the loss of position 2 goes backward")
    assert page.locator(".predictions-band > .predictions-mean").count() == 0
    labels = [each.get_attribute("aria-label") or "" for each in page.locator(".predictions-prob").all()]
    assert all(label.startswith("probs[") for label in labels)


@pytest.mark.parametrize(("name", "position"), [("emma", 3), ("first", 1), ("target", 2)])
def test_backwards_every_logit_shows_its_gradient(
    open_predictions: Open, traces: dict[str, Trace], name: str, position: int
) -> None:
    page, made = open_predictions(name), traces[name]
    stage = stage_index(made.header, "logits", position)
    frame = frame_index(made.header, "backward", stage)
    widths = "[...document.querySelectorAll('.predictions-gradient')].map(bar => parseFloat(bar.style.width))"
    show(page, cursor=frame - 1, position=position)
    assert set(page.evaluate(widths)) == {0}
    show(page, cursor=frame)
    n = made.header["frames"][frame]["pass"]
    grads = numbers(made, "logits", position, "stage_grads", n)
    most = max(map(abs, grads))
    assert page.evaluate(widths) == pytest.approx([50 * abs(g) / most for g in grads], abs=0.01)
    logits = numbers(made, "logits", position)
    for token, label in enumerate(page.locator(".predictions-logit").all()):
        wanted = f"logits[{token}] = {digits(logits[token])}, gradient {digits(grads[token], sign=True)}, for "
        assert (label.get_attribute("aria-label") or "").startswith(wanted)
        probs = numbers(made, "probs", position)
        one_hot = token == made.header["token_ids"][position + 1]
        n_losses = 1 if name == "target" else len(made.header["losses"])
        assert grads[token] == pytest.approx((probs[token] - one_hot) / n_losses)
        if token in (2, made.header["token_ids"][position + 1]):
            show(page, hovered={"kind": "stage", "stage": stage, "element": token})
            assert text_of(page, ".readout").strip().endswith(f" = {digits(grads[token], sign=True)}")


# --- temperature


def test_a_temperature_reshapes_the_bars_with_pythons_numbers(open_predictions: Open, traces: dict[str, Trace]) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    answer = tempered(made, 0.5)
    outlines = page.locator(".predictions-outline:visible")
    show(page, cursor=end_of(made), position=2, temperature=0.5)
    assert outlines.count() == 0  # Python has not answered yet
    show(page, tempered=answer)
    assert page.locator(".predictions-drawn").all_text_contents() == [str(n) for n in answer["draws"][2]]
    widths = page.locator(".predictions-outline").evaluate_all("bars => bars.map(bar => parseFloat(bar.style.width))")
    most = max(*answer["probs"][2], *numbers(made, "probs", 2))
    assert widths == pytest.approx([100 * p / most for p in answer["probs"][2]], abs=0.01)
    label = page.locator(".predictions-prob").nth(4).get_attribute("aria-label") or ""
    now = share(answer["probs"][2][4])
    assert label.endswith(f"at this temperature {now}, drawn {answer['draws'][2][4]} of 200 times")
    show(page, temperature=0.6)  # the answer is to another question
    assert outlines.count() == 0
    assert set(page.locator(".predictions-drawn").all_text_contents()) == {""}


def test_the_slider_asks_for_a_temperature_and_waits_for_python(open_predictions: Open) -> None:
    page = open_predictions("emma")
    slider = page.get_by_role("slider", name="temperature")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert actions(page)[-1] == {"type": "set", "settings": {"temperature": 0.9}}
    assert page.evaluate("figure.props().settings.temperature") == 0.9
    show(page, canAsk=False)
    assert slider.is_disabled()
    assert "needs Python" in text_of(page, ".predictions-controls .note")
    show(page, canAsk=True)
    assert slider.is_enabled()


def test_it_asks_for_the_temperature_of_the_slider_and_shows_a_recorded_answer_without_python(
    open_predictions: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    show(page, cursor=end_of(made), temperature=0.5, canAsk=False)
    (question,) = page.evaluate("figure.questions()")
    assert (question["name"], question["command"], question["args"]["temperature"]) == ("temper", "temper", 0.5)
    slider = page.get_by_role("slider", name="temperature")
    expect(slider).to_be_disabled()
    show(page, tempered=tempered(made, 0.5))
    expect(slider).to_be_enabled()
    assert "200 draws" in text_of(page, ".predictions-controls .note")


# --- the picture


@pytest.mark.parametrize("width", [390, 790, 1140])
@pytest.mark.parametrize("name", ["emma", "first", "many", "large"])
def test_going_to_a_moment_and_back_restores_it(
    open_predictions: Open, traces: dict[str, Trace], name: str, width: int
) -> None:
    page, made = open_predictions(name, width=width), traces[name]
    end = end_of(made)
    answer = tempered(made, 0.5)
    away = {"t": 0.4, "order": "likely", "position": 1, "temperature": 0.5, "tempered": answer}
    back = {"t": 1, "order": "vocabulary", "position": None, "temperature": 1, "tempered": None}
    hovered = {"kind": "stage", "stage": stage_index(made.header, "probs", 1), "element": 2}
    for cursor in (0, 30, end // 3, end // 2, 2 * end // 3, end):
        show(page, cursor=cursor, **back, hovered=None, selection=None)
        first = picture(page)
        show(page, cursor=cursor)
        assert picture(page) == first
        show(page, cursor=(cursor * 7 + 13) % end, **away, hovered=hovered, selection=hovered)
        assert picture(page) != first
        show(page, cursor=cursor, **back, hovered=None, selection=None)
        assert picture(page) == first, f"at frame {cursor}"


@pytest.mark.parametrize("name", sorted(TRACES))
def test_stepping_to_the_end_and_back_to_the_start_restores_it(open_predictions: Open, name: str) -> None:
    page = open_predictions(name)
    start_of_it = picture(page)
    page.evaluate("figure.times(200)")
    show(page, cursor=0)
    assert picture(page) == start_of_it


@pytest.mark.parametrize("stage", ["logits", "probs", "loss"])
def test_bars_grow_as_time_goes_by(open_predictions: Open, traces: dict[str, Trace], stage: str) -> None:
    page, header = open_predictions("emma"), traces["emma"].header
    show(page, cursor=frame_index(header, "forward", stage_index(header, stage, 2)))
    pictures = []
    for t in (0, 0.4, 1):
        show(page, t=t)
        pictures.append(picture(page))
    assert len(set(pictures)) == 3


SIZES = [(1110, 700), (1520, 880), (540, 660), (690, 430), (780, 620), (390, 440)]


@pytest.mark.parametrize("size", SIZES)
def test_it_fills_its_root_and_is_whole(open_figure: Open, size: tuple[int, int]) -> None:
    """The recorded document, at all the sizes that a page gives: nothing scrolls, nothing is cut at the foot."""
    width, height = size
    page = open_figure("predictions", width=max(width, 360), height=height)
    end = page.evaluate("figure.trace.frames.length - 1")
    for cursor in (0, end // 3, end):
        put(page, look={"cursor": cursor}, width=width, height=height)
        box = page.locator(".predictions").bounding_box()
        foot = page.locator(".predictions .foot").bounding_box()
        assert box
        assert foot
        assert box["height"] == pytest.approx(height, abs=1)
        assert foot["y"] + foot["height"] <= box["y"] + height + 0.5
        rooms = "[...document.querySelectorAll('.predictions-room')].map(e => e.scrollHeight - e.clientHeight)"
        assert page.evaluate(rooms) == [0]
        lowest = max(each["y"] + each["height"] for each in boxes(page, ".predictions-line"))
        assert lowest <= foot["y"]


def boxes(page: Page, selector: str) -> list[Json]:
    script = "all => all.map(e => e.getBoundingClientRect().toJSON())"
    return list(page.locator(selector).evaluate_all(script))


def test_pointing_at_a_number_moves_nothing(open_figure: Open) -> None:
    page = open_figure("predictions", width=1110, height=700)
    put(page, look={"cursor": page.evaluate("figure.trace.frames.length - 1")}, height=700)
    before = boxes(page, ".predictions *:not(.readout, .readout *)")
    stage = page.evaluate("figure.trace.stages.findIndex(({ name }) => name === 'probs')")
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 3}})
    assert boxes(page, ".predictions *:not(.readout, .readout *)") == before


# --- motion, on the recorded trace, which has a graph


def at_frame(page: Page, phase: str, name: str, position: int) -> None:
    """Put the cursor at a frame of the recorded trace."""
    script = """([phase, name, position]) => figure.trace.frames.findIndex((frame) => frame.phase === phase &&
      frame.stage !== null && figure.trace.stages[frame.stage].name === name &&
      figure.trace.stages[frame.stage].position === position)"""
    put(page, look={"cursor": page.evaluate(script, [phase, name, position])})


def test_the_logit_in_focus_adds_up_by_the_partial_sums_of_python(open_figure: Open) -> None:
    page = open_figure("predictions", width=1110, height=700)
    at_frame(page, "forward", "logits", 2)
    stage = page.evaluate("figure.trace.stages.findIndex((s) => s.name === 'logits' && s.position === 2)")
    weights = "figure.trace.matrices.findIndex(({ name }) => name === 'lm_head')"
    products = page.evaluate(
        f"""() => {{
          const {{ trace }} = figure, {{ stages, columns }} = trace, matrix = trace.matrices[{weights}];
          const x = stages[stages[{stage}].reads[0]];
          return Array.from({{ length: 16 }}, (_, j) =>
            columns.adam_before[matrix.first + 5 * 16 + j] * columns.stage_values[x.first + j]);
        }}"""
    )
    put(page, look={"hovered": {"kind": "stage", "stage": stage, "element": 5}})
    shown = page.locator("[data-token='5'] .predictions-logit .figure")
    seen = []
    for t in (0.2, 0.45, 0.5, 0.55, 0.6, 0.65):
        put(page, look={"t": t})
        seen.append(shown.text_content())
        assert page.locator("[data-token='6'] .predictions-logit .figure").text_content() == ""
    sums = [fixed(sum(products[: n + 1]), 2) for n in range(16)]
    assert seen[0] == ""
    assert len(set(seen)) > 4
    assert set(seen[1:]) <= set(sums)
    put(page, look={"t": 1})
    assert shown.text_content() == sums[-1]
    page.locator("[data-token='6'] .predictions-logit .figure").wait_for()


def test_probabilities_fill_in_letter_by_letter_until_they_make_1(open_figure: Open) -> None:
    page = open_figure("predictions", width=1110, height=700)
    at_frame(page, "forward", "probs", 1)
    shares = (
        "[...document.querySelectorAll('.predictions-prob .figure:nth-child(2)')].filter(e => e.textContent).length"
    )
    whole = "parseFloat(document.querySelector('.predictions-filled').style.width)"
    found = []
    for t in (0.2, 0.75, 0.85, 0.95, 1):
        put(page, look={"t": t})
        found.append((page.evaluate(shares), page.evaluate(whole)))
    assert found[0] == (0, 0)
    assert found == sorted(found)
    assert found[-1] == (27, 100)
    parts = page.locator(".predictions-filled i").evaluate_all("all => all.map(e => Number(e.style.flexGrow))")
    assert sum(parts) == pytest.approx(1, abs=1e-4)


def test_backwards_the_one_that_came_is_taken_1_from_last(open_figure: Open) -> None:
    page = open_figure("predictions", width=1110, height=700)
    at_frame(page, "backward", "logits", 2)
    put(page, look={"t": 0.65})
    width = "parseFloat(document.querySelector('[data-token=\"{}\"] .predictions-gradient').style.width)"
    assert page.evaluate(width.format(0)) > 0
    assert page.evaluate(width.format(11)) == 0  # l came
    put(page, look={"t": 1})
    assert page.evaluate(width.format(11)) == 50


@pytest.mark.parametrize("stage", ["logits", "probs", "loss"])
@pytest.mark.parametrize("phase", ["forward", "backward"])
def test_a_moment_of_a_motion_looks_the_same_whatever_was_before(open_figure: Open, stage: str, phase: str) -> None:
    page = open_figure("predictions", width=1110, height=700)
    at_frame(page, phase, stage, 2)
    times = (0, 0.2, 0.5, 0.72, 0.85, 1)
    pictures = []
    for t in times:
        put(page, look={"t": t})
        pictures.append(picture(page))
    for t, before in reversed(list(zip(times, pictures))):
        put(page, look={"t": t})
        assert picture(page) == before


@pytest.mark.parametrize("width", [360, 390, 790, 1440])
@pytest.mark.parametrize("name", ["emma", "large", "many"])
def test_nothing_sticks_out_of_the_page(
    open_predictions: Open, traces: dict[str, Trace], name: str, width: int
) -> None:
    page, made = open_predictions(name, width=width), traces[name]
    show(page, cursor=end_of(made), temperature=0.5, tempered=tempered(made, 0.5))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# --- choosing, pointing and the keyboard


def test_a_position_is_chosen_with_the_pointer_or_the_arrows_and_let_go(
    open_predictions: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    show(page, cursor=end_of(made))
    follow = page.get_by_role("button", name="follow the timeline")
    assert follow.is_hidden()
    page.get_by_role("radio").nth(3).click()
    assert actions(page)[-1] == {"type": "set", "settings": {"position": 3}}
    assert "position 3 “m”" in (page.get_by_role("grid").get_attribute("aria-label") or "")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("figure.props().settings.position") == 2
    assert page.evaluate("document.activeElement.dataset.position") == "2"
    page.keyboard.press("End")
    assert page.evaluate("figure.props().settings.position") == 4
    follow.click()
    assert page.evaluate("figure.props().settings.position") is None


def test_pointing_at_a_bar_tells_and_clicking_selects_it(open_predictions: Open, traces: dict[str, Trace]) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    show(page, cursor=end_of(made), position=1)
    ref = {"kind": "stage", "stage": stage_index(made.header, "probs", 1), "element": 6}
    page.locator(".predictions-prob").nth(6).click()
    assert page.evaluate("figure.props().look.hovered") == ref
    assert actions(page)[-1] == {"type": "selected", "ref": ref}
    p, grad = numbers(made, "probs", 1)[6], numbers(made, "probs", 1, "stage_grads")[6]
    assert text_of(page, ".readout .name") == f"probs[6] = {digits(p)}, gradient {digits(grad, sign=True)}"
    page.mouse.move(0, 0)
    assert page.evaluate("figure.props().look.hovered") is None


def test_two_of_them_stand_on_a_page_and_each_is_taken_away_whole(
    open_predictions: Open, traces: dict[str, Trace]
) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    show(page, cursor=end_of(made))
    before = picture(page)
    page.evaluate("async () => { window.other = await figure.mountAnother('predictions'); }")
    page.evaluate("other.set({ trace: 'predictions-emma', look: { cursor: 200 } })")
    page.get_by_role("radio").nth(8).click()  # of ten, five each
    page.get_by_role("button", name="likeliest first").last.click()
    assert page.evaluate("[other.props().settings.position, other.props().settings.order]") == [3, "likely"]
    assert actions(page) == []
    assert picture(page) == before
    page.evaluate("other.destroy()")
    assert page.evaluate("other.root.innerHTML") == ""
    assert picture(page) == before


@pytest.mark.parametrize("order", ["vocabulary", "likely"])
def test_the_arrows_reach_every_number_from_one_tab_stop(
    open_predictions: Open, traces: dict[str, Trace], order: str
) -> None:
    page, made = open_predictions("emma"), traces["emma"]
    show(page, cursor=end_of(made), position=1, order=order)
    assert page.locator("[role=gridcell][tabindex='0']").count() == 1
    page.locator("[role=gridcell][tabindex='0']").focus()
    page.keyboard.press("Home")
    names = []
    for _ in range(27):
        for key in ("ArrowLeft", "ArrowRight"):
            page.keyboard.press(key)
            names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("ArrowDown")
    wanted = {f"{what}[{token}]" for what in ("logits", "probs") for token in range(27)}
    assert {name.split(" ")[0] for name in names} == wanted
    page.keyboard.press("Enter")
    assert actions(page)[-1]["type"] == "selected"
    heard = page.evaluate(
        "() => { let n = 0; addEventListener('keydown', () => n++); window.heard = () => n; return n; }"
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("p")
    assert page.evaluate("heard()") == heard + 1  # only the key that is not ours


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1140, "dark")])
def test_nothing_stands_in_the_way_of_assistive_technology(
    open_predictions: Open, traces: dict[str, Trace], width: int, theme: str
) -> None:
    page, made = open_predictions("emma", width=width, theme=theme), traces["emma"]
    for cursor in (0, end_of(made) // 2, end_of(made)):
        show(page, cursor=cursor, temperature=0.5, tempered=tempered(made, 0.5), position=1)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:140]) for each in found] == []
