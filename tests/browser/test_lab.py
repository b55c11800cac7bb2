"""The lab: a recorded step is walked without Python, then steps are traced in the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import BOOT_MS, whole_step_there
from playwright.sync_api import Browser, Page, Route, expect
from tasks import LONGEST_TASK_MS, longest_task_ms
from windows import Watch, Windows

from microgpt.data import census, documents
from microgpt.observe.trace import trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from microgpt.train import train
from tools.parts import part
from tools.pieces import whole

Json = dict[str, Any]


class Lab:
    """The lab's page by what a reader calls its parts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = f"{address}lab.html"
        self.where = page.locator(".where")
        self.line = page.get_by_role("region", name="The line that runs").first
        self.inspector = page.get_by_role("region", name="Now")
        self.what = page.locator(".chooser-toggle")
        self.doc = page.get_by_role("textbox", name="document", exact=True)
        self.target = page.get_by_label("loss of")
        self.through = page.get_by_role("slider", name="Through training")
        self.caret = page.get_by_role("slider", name="Frame of the step")

    def press(self, *keys: str) -> None:
        """Press keys with the focus on nothing in particular."""
        self.page.evaluate("document.activeElement.blur()")
        for key in keys:
            self.page.locator("body").press(key)

    def look_into(self, doc: str) -> None:
        """Type a document, all of it."""
        self.doc.fill(doc)
        self.doc.press("Enter")

    def traces_told(self) -> list[Json]:
        """The headers of all traces that Python has told of."""
        told = "heard.filter(({ result }) => result?.header?.format).map(({ result }) => result.header)"
        return list(self.page.evaluate(told))

    def traced(self) -> Json:
        """The header of the last trace that Python has told of."""
        heard = self.page.evaluate("heard.filter(({ result }) => result?.header?.format).at(-1).result.header")
        return dict(heard)

    def go_to(self, cursor: int) -> None:
        """Open the lab at a link's frame."""
        self.page.goto(f"{self.address}#cursor={cursor}")
        expect(self.where).to_contain_text(f"{cursor + 1} / ")
        whole_step_there(self.page)

    def picture(self) -> list[str]:
        """All that a reader sees of the step, once it is at rest: the elements, every pixel of the canvases."""
        return self.page.evaluate(
            """async () => {
                 const seen = () => [
                 ...["[data-figure=source]", "[data-part=stage]", ".lab-now", "[data-figure=timeline]"].map(
                   (part) => document.querySelector(part).innerHTML),
                 ...[...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
                 ];
                 for (let before = null, now = []; ; before = now) {
                   for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
                   await new Promise((resolve) => setTimeout(resolve, 100));
                   now = seen();
                   if (String(now) === String(before)) return now;
                 }
               }"""
        )


@pytest.fixture(scope="module")
def recorded(site: Path) -> Json:
    """The recorded trace: its header, and its columns by name."""
    header, columns = whole({path.name: path.read_bytes() for path in part(site, "recorded").iterdir()})
    return {**header, "columns": columns}


@contextmanager
def without_python(windows: Windows, address: str) -> Iterator[tuple[Lab, Watch]]:
    """A window for the lab without Python, whose worker's script does not come, and without motion."""
    with windows.opened(width=1440, height=900, motion="reduce") as (page, watch):
        page.route("**/worker.js*", lambda route: None)
        yield Lab(page, address), watch


def open_lab(lab: Lab) -> Lab:
    """Open it at its first frame."""
    lab.go_to(0)
    lab.page.evaluate("Promise.all([...document.fonts].map((face) => face.load()))")  # canvases do not wait for them
    return lab


@pytest.fixture
def link(windows: Windows, address: str) -> Iterator[Lab]:
    """The lab before it is opened: for tests that come by a link of their own."""
    with without_python(windows, address) as (lab, _):
        yield lab


@pytest.fixture
def lab(link: Lab) -> Lab:
    """The lab, just opened."""
    return open_lab(link)


@pytest.fixture(scope="module")
def opened(windows: Windows, address: str) -> Iterator[tuple[Lab, Watch]]:
    with without_python(windows, address) as (lab, watch):
        yield open_lab(lab), watch


@pytest.fixture
def walked(opened: tuple[Lab, Watch]) -> Iterator[Lab]:
    """The lab, in which tests before have stepped, looked at other pictures and sized the window, and no more."""
    lab, watch = opened
    lab.page.set_viewport_size({"width": 1440, "height": 900})
    lab.page.get_by_role("radio", name="Model map").check()
    lab.page.evaluate("document.activeElement.blur()")
    lab.press("Home")
    expect(lab.caret).to_have_attribute("aria-valuenow", "1")
    yield lab
    watch.check()


@pytest.fixture(scope="module")
def live(windows: Windows, address: str) -> Iterator[Lab]:
    """The lab with Python up, at step 0."""
    with windows.opened(width=1440, height=900, motion="reduce") as (page, _):
        lab = Lab(page, address)
        page.goto(lab.address)
        expect(lab.target).to_be_enabled(timeout=BOOT_MS)
        yield lab


def stage_at(header: Json, name: str, position: int | None) -> int:
    found = [i for i, stage in enumerate(header["stages"]) if (stage["name"], stage["position"]) == (name, position)]
    return found[0]


def frame_of(header: Json, phase: str, stage: int) -> int:
    frames = header["frames"]
    return next(i for i, frame in enumerate(frames) if (frame["phase"], frame["stage"]) == (phase, stage))


def shown(x: float) -> str:
    """A number as the inspector writes it, found by another way."""
    size = abs(x)
    if size != 0 and (size < 1e-4 or size >= 1e6):
        mantissa, exponent = f"{x:.5e}".split("e")
        text = f"{mantissa}e{int(exponent):+d}"
    else:
        text = f"{x:#.6g}"
    return text.replace("-", "\u2212")


# --- the recorded step


def test_a_recorded_step_is_there_before_python_is(walked: Lab, recorded: Json) -> None:
    expect(walked.what).to_contain_text(f"“{recorded['doc']}” step {recorded['step']}")
    expect(walked.page.get_by_text("This step was recorded when the page was built.")).to_be_visible()
    expect(walked.target).to_be_disabled()
    expect(walked.page.get_by_role("grid", name="Model map").get_by_role("gridcell").first).to_be_visible()


def test_a_whole_token_is_walked_with_the_keyboard_and_each_line_that_ran_is_lit(walked: Lab, recorded: Json) -> None:
    for cursor, frame in enumerate(recorded["frames"][:40]):
        expect(walked.where).to_contain_text(f"{cursor + 1} / {len(recorded['frames'])}")
        if frame["stage"] is None:
            expect(walked.line).to_contain_text("microgpt/tokenizer.py:")
        else:
            place = recorded["stages"][frame["stage"]]
            expect(walked.line).to_contain_text(f"{place['file']}:{place['line']}")
        walked.press("ArrowRight")


def test_the_whole_file_is_one_key_away_with_the_line_that_runs_lit(link: Lab, recorded: Json) -> None:
    stage = stage_at(recorded, "layer0.attn_q", 0)
    link.go_to(frame_of(recorded, "forward", stage))
    link.press("s")
    source = link.page.get_by_role("region", name="The whole file")
    expect(source.locator(".lit").first).to_have_attribute("data-line", str(recorded["stages"][stage]["line"]))
    box = source.bounding_box()
    assert box
    assert box["width"] >= 900  # room for 100 characters and the numbers beside them
    link.press("s")
    expect(source).to_be_hidden()


def test_one_key_leads_from_phase_to_phase(walked: Lab, recorded: Json) -> None:
    phases = [frame["phase"] for frame in recorded["frames"]]
    for phase in ("forward", "loss", "backward", "adam"):
        walked.press("p")
        expect(walked.where).to_contain_text(f"{phases.index(phase) + 1} / ")


def test_stepping_to_the_end_and_back_to_the_start_restores_the_page(walked: Lab) -> None:
    walked.press("End", "Home")
    expect(walked.where).to_contain_text("1 / ")
    expect(walked.caret).to_have_attribute("aria-valuenow", "1")
    before = walked.picture()
    walked.press("PageDown", "PageDown", "ArrowRight", "p", "p", "ArrowRight", "End")
    assert walked.picture() != before
    walked.press("Home")
    expect(walked.where).to_contain_text("1 / ")
    expect(walked.caret).to_have_attribute("aria-valuenow", "1")
    assert walked.picture() == before


def test_into_goes_down_to_scalar_operations_and_out_again(link: Lab, recorded: Json) -> None:
    stage = stage_at(recorded, "layer0.attn_q", 0)
    columns, ops = recorded["columns"], recorded["ops"]
    count = sum(owner == stage and ops[op] != "" for owner, op in zip(columns["node_stage"], columns["node_op"]))
    link.go_to(frame_of(recorded, "forward", stage))
    link.press("ArrowDown")
    expect(link.where).to_contain_text(f"operation 1 of {count}")
    link.press("ArrowRight", "ArrowRight")
    expect(link.where).to_contain_text(f"operation 3 of {count}")
    expect(link.inspector).to_contain_text(re.compile("multiplication|addition", re.IGNORECASE))
    link.press("ArrowUp")
    expect(link.where).not_to_contain_text("operation")


def test_every_frame_is_a_link(lab: Lab) -> None:
    lab.press("PageDown", "PageDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight")
    expect(lab.page).to_have_url(re.compile(r"#.*cursor=\d+&op=1$"))
    text, address = lab.where.inner_text(), lab.page.url
    lab.page.goto("about:blank")
    lab.page.goto(address)
    expect(lab.where).to_have_text(text)


@pytest.mark.parametrize("hash", ["#cursor=999999", "#cursor=-1&view=nothing", "#op=5", "#cursor=abc&%%%"])
def test_a_link_that_makes_no_sense_still_opens_the_lab(link: Lab, hash: str) -> None:
    link.page.goto(link.address + hash)
    expect(link.where).to_contain_text("/")


def test_playing_goes_on_to_the_end_and_stops(link: Lab, recorded: Json) -> None:
    link.go_to(len(recorded["frames"]) - 4)
    link.page.get_by_label("frames a second").select_option("16")
    link.press(" ")
    expect(link.where).to_contain_text(f"{len(recorded['frames'])} / ")
    expect(link.page.get_by_role("button", name="play", exact=True)).to_be_visible()


def test_the_graph_shows_the_same_frame_and_shares_the_selection(link: Lab, recorded: Json) -> None:
    stage = stage_at(recorded, "layer0.attn_v", 1)
    link.go_to(frame_of(recorded, "forward", stage))
    link.inspector.get_by_text("All its 16 numbers").click()
    link.inspector.get_by_role("button", name="[2]", exact=True).click()
    link.page.get_by_role("radio", name="Graph").check()
    expect(link.page.locator("[data-figure=graph] canvas")).to_be_visible()
    expect(link.page.locator("[data-figure=map]")).to_be_hidden()
    expect(link.inspector).to_contain_text("values[0][1][2]")


def test_two_pictures_stand_side_by_side_and_a_link_brings_both_back(lab: Lab) -> None:
    lab.page.get_by_label("compare with").select_option(label="Graph")
    expect(lab.page.locator("[data-figure=map] canvas").first).to_be_visible()
    expect(lab.page.locator("[data-figure=graph] canvas")).to_be_visible()
    expect(lab.page).to_have_url(re.compile(r"beside=graph"))
    address = lab.page.url
    lab.page.goto("about:blank")
    lab.page.goto(address)
    expect(lab.page.locator("[data-figure=graph] canvas")).to_be_visible()
    lab.page.get_by_role("radio", name="Graph").check()
    expect(lab.page.locator("[data-figure=map]")).to_be_hidden()
    expect(lab.page.get_by_label("compare with")).to_have_value("")


@pytest.mark.parametrize(
    ("view", "scheme"),
    [
        ("Model map", "light"),
        ("Graph", "dark"),
        ("KV cache", "light"),
        ("Attention", "dark"),
        ("Predictions", "light"),
        ("Adam", "dark"),
    ],
)
def test_nothing_stands_in_the_way_of_assistive_technology(link: Lab, view: str, scheme: Any) -> None:
    link.page.emulate_media(color_scheme=scheme)
    link.go_to(200)
    link.page.get_by_role("radio", name=view).check()
    found = Axe().run(link.page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], node["html"]) for each in grave for node in each["nodes"]] == []


@pytest.mark.parametrize("view", ["map", "graph", "cache", "heads", "predictions", "adam"])
def test_each_picture_follows_the_cursor_to_the_end_and_back(walked: Lab, view: str) -> None:
    walked.page.locator(f"[data-part=view-switch] input[value={view}]").check()
    walked.page.evaluate("document.activeElement.blur()")  # away from the switch
    walked.press("End", "Home")
    expect(walked.caret).to_have_attribute("aria-valuenow", "1")
    before = walked.picture()
    walked.press("PageDown", "PageDown", "ArrowRight")
    assert walked.picture() != before
    walked.press("p", "p", "ArrowRight", "End", "Home")
    expect(walked.where).to_contain_text("1 / ")
    expect(walked.caret).to_have_attribute("aria-valuenow", "1")
    assert walked.picture() == before


def test_pictures_of_the_recorded_step_have_what_was_recorded_with_it(lab: Lab, site: Path) -> None:
    answers = json.loads((part(site, "recorded") / "answers-heads.json").read_text())
    docs = answers[0]["result"]["docs"]
    lab.page.get_by_role("radio", name="Attention").check()
    expect(lab.page.locator("[data-figure=heads]")).to_contain_text(f"{docs} names")
    lab.page.get_by_role("radio", name="Predictions").check()
    lab.press("End")
    lab.page.get_by_role("radio", name="Adam").check()
    lab.page.get_by_role("radio", name="over training").check()
    expect(lab.page.locator("[data-figure=adam] svg").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 820, 1440])
def test_nothing_is_wider_than_the_window(walked: Lab, width: int) -> None:
    walked.page.set_viewport_size({"width": width, "height": 900})
    for view in ("map", "cache", "heads", "predictions", "adam"):
        walked.page.locator(f"[data-part=view-switch] input[value={view}]").check()
        expect(walked.page.locator(f"[data-figure={view}]")).to_be_visible()
        expect(walked.page.locator("html")).to_have_js_property("scrollWidth", width)  # once it is laid out anew


def test_a_drawer_opened_while_a_moment_is_fetched_stays_until_what_is_asked_for_in_it_is_seen(lab: Lab) -> None:
    held: list[Route] = []
    lab.page.route("**/recorded/through-*", lambda route: held.append(route))
    drawer = lab.page.get_by_role("region", name="Training", exact=True)
    lab.page.get_by_role("button", name="slide through training").click()
    with lab.page.expect_request("**/recorded/through-400*"):
        lab.through.press("ArrowLeft")
    lab.page.get_by_role("button", name="Training", exact=True).click()
    let_go(held)
    expect(lab.what).to_contain_text("step 401")
    expect(drawer).to_be_visible()
    chart = lab.page.get_by_role("slider", name="Loss at each training step")
    chart.press("Home")
    with lab.page.expect_request("**/recorded/through-0*"):
        chart.press("Enter")
    expect(drawer).to_be_visible()
    let_go(held)
    expect(lab.what).to_have_text(re.compile(r"step 1\s*$"))
    expect(drawer).to_be_hidden()


def test_a_moment_that_comes_after_another_is_asked_for_closes_no_drawer_over_it(lab: Lab) -> None:
    held: list[Route] = []
    lab.page.route("**/recorded/through-*", lambda route: held.append(route))
    drawer = lab.page.get_by_role("region", name="Training", exact=True)
    lab.page.get_by_role("button", name="slide through training").click()
    with lab.page.expect_request("**/recorded/through-400*"):
        lab.through.press("ArrowLeft")
    lab.page.get_by_role("button", name="Training", exact=True).click()
    chart = lab.page.get_by_role("slider", name="Loss at each training step")
    chart.press("Home")
    chart.press("Enter")
    with lab.page.expect_request("**/recorded/through-0*"):
        let_go(held)
    expect(lab.what).to_contain_text("step 401")
    expect(drawer).to_be_visible()
    let_go(held)
    expect(lab.what).to_have_text(re.compile(r"step 1\s*$"))
    expect(drawer).to_be_hidden()


def let_go(held: list[Route]) -> None:
    """Let what was held back come."""
    coming = held.copy()
    held.clear()
    for route in coming:
        route.continue_()


# --- with Python


def test_a_typed_document_is_traced_with_the_recorded_model_until_there_is_another(live: Lab) -> None:
    live.look_into("emma")
    expect(live.what).to_contain_text("“emma” step 501", timeout=BOOT_MS)
    run = start(preset("microgpt"), census(), vector)
    for _ in islice(train(run), 500):
        pass
    traced = trace(run, "emma", graph=False)
    assert live.traced()["losses"] == pytest.approx(traced.header["losses"], rel=1e-9)
    said = "This step was computed by the Python in this page, with the recorded model."
    expect(live.page.get_by_text(said).first).to_be_attached()


def test_the_loss_of_one_prediction_alone_goes_backward(live: Lab) -> None:
    live.look_into("emma")
    live.target.select_option(label="m → m")
    expect(live.page).to_have_url(re.compile("target=2"), timeout=BOOT_MS)
    assert live.traced()["target"] == 2
    live.target.select_option(label="the whole document")
    expect(live.page).not_to_have_url(re.compile("target="), timeout=BOOT_MS)


def test_a_document_of_foreign_letters_gets_a_sentence_and_the_step_stays(live: Lab) -> None:
    before = live.what.inner_text()
    live.look_into("x1")
    expect(live.page.get_by_role("status").filter(has_text="'1' in 'x1' is not among")).to_be_visible()
    expect(live.what).to_have_text(before)
    expect(live.doc).to_have_value("x1")
    live.look_into("")


def open_training(live: Lab) -> None:
    """Have the drawer of the training shown."""
    if not live.page.get_by_role("spinbutton", name="steps").is_visible():
        live.page.get_by_role("button", name="Training", exact=True).click()


def train_60_steps(live: Lab) -> None:
    """Have 60 steps done."""
    open_training(live)
    drawer = live.page.get_by_role("region", name="Training")
    drawer.get_by_role("spinbutton", name="steps").fill("60")
    live.page.evaluate("document.activeElement.blur()")
    if drawer.get_by_role("button", name="Train", exact=True).is_enabled():
        drawer.get_by_role("button", name="Train", exact=True).click()
    expect(drawer.get_by_role("progressbar", name="training")).to_have_attribute("aria-valuenow", "60", timeout=BOOT_MS)
    live.page.get_by_role("button", name="Training", exact=True).click()
    expect(drawer).to_be_hidden()


def test_an_earlier_moment_of_training_can_be_looked_into(live: Lab) -> None:
    train_60_steps(live)
    live.look_into("emma")
    expect(live.what).to_contain_text("“emma” step 61", timeout=BOOT_MS)
    live.page.get_by_role("button", name="slide through training").click()
    live.through.press("Home")
    expect(live.what).to_contain_text("“emma” step 1", timeout=BOOT_MS)
    live.through.press("ArrowRight")
    expect(live.what).to_contain_text("“emma” step 51", timeout=BOOT_MS)
    live.page.get_by_role("button", name="slide through training").click()


def test_any_step_can_be_looked_into_from_the_chart_of_the_losses(live: Lab) -> None:
    """Also one between the kept moments: Python trains on to it from the one before."""
    train_60_steps(live)
    open_training(live)
    chart = live.page.get_by_role("slider", name="Loss at each training step")
    chart.focus()
    chart.press("Home")
    for _ in range(12):
        chart.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuenow", "13")
    chart.press("Enter")
    run = start(replace(preset("microgpt"), num_steps=60), census(), vector)
    for _ in islice(train(run), 12):
        pass
    traced = trace(run, graph=False)
    expect(live.what).to_contain_text(f"“{traced.header['doc']}” step 13", timeout=BOOT_MS)
    assert live.traced()["losses"] == pytest.approx(traced.header["losses"], rel=1e-9)


def test_a_parameter_given_another_number_changes_the_loss_and_undo_brings_it_back(live: Lab) -> None:
    live.look_into("emma")
    expect(live.what).to_contain_text("“emma”", timeout=BOOT_MS)
    choose_parameter(live, "wpe")
    field = live.page.get_by_label("What if wpe[0][0] were")
    field.fill("1.5")
    field.press("Enter")
    live.page.get_by_role("button", name="Keep", exact=True).click()
    expect(live.inspector).to_contain_text("wpe[0][0]")
    expect(live.inspector).to_contain_text("→ 1.5000", timeout=BOOT_MS)
    expect(live.inspector).to_contain_text("distance said")
    live.press("p")
    live.page.get_by_label("the map shows what changed").check()
    expect(live.page.get_by_role("gridcell", name=re.compile("change of wte")).first).to_be_attached()
    live.page.get_by_role("button", name="Undo").click()
    expect(live.inspector.get_by_text("Changed", exact=True)).to_be_hidden(timeout=BOOT_MS)


def test_a_gradient_is_checked_by_nudging_its_parameter(live: Lab) -> None:
    choose_parameter(live, "lm_head")
    live.page.get_by_role("button", name="Check its gradient").click()
    term = live.inspector.locator(".experiment .numbers div")
    expect(term.filter(has_text="its .grad")).to_be_visible(timeout=BOOT_MS)
    grad, slope = (term.filter(has_text=name).locator("dd").inner_text() for name in ("its .grad", "nudged by"))
    assert float(grad.replace("\u2212", "-")) == pytest.approx(float(slope.replace("\u2212", "-")), rel=1e-3, abs=1e-8)


def choose_parameter(live: Lab, matrix: str) -> None:
    """Select the first number of a matrix, by its name in the map."""
    live.page.get_by_label("Model map", exact=True).check()
    live.page.locator(".map-param", has_text=matrix).first.click()


def test_the_pictures_ask_python_what_they_need(live: Lab) -> None:
    train_60_steps(live)
    live.look_into("emma")
    live.page.get_by_role("button", name="slide through training").click()
    live.through.press("End")
    expect(live.what).to_contain_text("“emma” step 61", timeout=BOOT_MS)
    live.page.get_by_role("button", name="slide through training").click()
    live.page.get_by_role("radio", name="Attention").check()
    expect(live.page.locator("[data-figure=heads]")).to_contain_text("200 names, after 60 steps", timeout=BOOT_MS)
    live.page.get_by_role("radio", name="Adam").check()
    live.page.get_by_role("radio", name="one parameter").check()
    expect(live.page.locator("[data-figure=adam]")).to_contain_text(
        re.compile(r"The past of .*, steps 1 to 60"), timeout=BOOT_MS
    )
    live.page.get_by_role("radio", name="Predictions").check()
    live.page.evaluate("document.activeElement.blur()")
    live.press("End")
    live.page.get_by_role("slider", name="temperature").fill("0.5")
    expect(live.page.locator("[data-figure=predictions]")).to_contain_text("200 draws", timeout=BOOT_MS)
    live.page.get_by_role("radio", name="Model map").check()


def open_setup(live: Lab) -> None:
    """Have the form of a new run shown."""
    if not live.page.locator(".setup-form").is_visible():
        live.page.get_by_role("button", name="The run", exact=True).click()


def test_a_run_of_another_size_on_documents_of_ones_own_is_started_and_traced(live: Lab) -> None:
    open_setup(live)
    live.page.get_by_label("layers", exact=True).fill("2")
    live.page.get_by_label("heads", exact=True).fill("2")
    live.page.get_by_label("vector length").fill("8")
    live.page.get_by_label("trained on").select_option("own")
    live.page.get_by_label("documents of your own").fill("ada\nbea\nabe")
    expect(live.page.locator(".setup-cost")).to_contain_text(re.compile("About .* a step here, measured on"))
    would_be = live.page.locator(".setup-cost .figure").first.inner_text()
    live.page.get_by_role("button", name="Start this run").click()
    data = documents("ada\nbea\nabe", "your own")
    config = replace(preset("microgpt"), n_layer=2, n_head=2, n_embd=8, num_steps=60)
    traced = trace(start(config, data, vector), graph=False)
    expect(live.what).to_contain_text(f"“{traced.header['doc']}” step 1", timeout=BOOT_MS)
    assert live.traced()["losses"] == pytest.approx(traced.header["losses"], rel=1e-9)
    open_setup(live)
    expect(live.page.locator(".setup-run")).to_contain_text("2 layers of 2 heads, vectors of 8")
    expect(live.page.locator(".setup-run")).to_contain_text("3 documents (your own), a vocabulary of 5 tokens")
    expect(live.page.locator(".setup-run")).to_contain_text(f"{would_be} parameters")


def test_another_run_trains_beside_this_one_and_both_are_compared(live: Lab) -> None:
    open_setup(live)
    live.page.get_by_label("heads", exact=True).fill("1")
    live.page.get_by_role("button", name="Compare", exact=True).click()
    beside = live.page.get_by_role("region", name="Two runs compared")
    expect(beside).to_contain_text(re.compile("The second run would have .*n_head 1"))
    beside.get_by_role("button", name="Set it beside this run").click()
    beside.get_by_role("button", name="Train both").click(timeout=BOOT_MS)
    done = beside.get_by_role("row", name="steps done")
    expect(done).to_have_text(re.compile(r"steps done of ([\d,]+)\s*\1\s*\1\s*$"), timeout=BOOT_MS)
    expect(beside.get_by_role("row", name="n_head")).to_have_text(re.compile(r"n_head\s*[24]\s*1"))
    assert len(live.page.workers) == 2, "each trains in a worker of its own"
    expect(beside).to_contain_text("Both are at their end.")
    beside.get_by_role("button", name="Their pictures").click()
    other = live.page.locator(".pane.is-other:not([hidden])")
    expect(live.page.get_by_label("compare with")).to_have_value("other")
    expect(other.get_by_role("gridcell").first).to_be_visible(timeout=BOOT_MS)
    assert [each["run"] for each in live.traces_told()[-1:]] == ["other"]
    whose = live.page.get_by_role("radiogroup", name="Whose picture").locator("label")
    expect(whose).to_have_text([re.compile("A n_head [24] · “.+”, step "), re.compile("B n_head 1 · “.+”, step ")])
    live.page.set_viewport_size({"width": 390, "height": 844})  # room for one of them
    expect(other).to_have_css("visibility", "hidden")
    live.page.get_by_role("radio", name="B n_head 1").check()
    expect(other).to_have_css("visibility", "visible")
    live.page.set_viewport_size({"width": 1440, "height": 900})
    live.page.get_by_label("compare with").select_option("")
    expect(other).to_have_count(0)
    live.page.get_by_label("compare with").select_option("other")
    live.press("c")
    beside.get_by_role("button", name="Compare no longer").click()
    expect(beside.get_by_role("button", name="Set it beside this run")).to_be_visible()
    expect(live.page).not_to_have_url(re.compile("beside=other"))
    assert len(live.page.workers) == 1
    live.page.reload()
    expect(live.target).to_be_enabled(timeout=BOOT_MS)
    live.press("c")
    expect(beside.get_by_role("button", name="Set it beside this run")).to_be_enabled(timeout=BOOT_MS)
    expect(beside).to_contain_text("n_head 1")
    live.page.keyboard.press("Escape")


def test_settings_that_cannot_be_get_a_sentence_and_the_run_stays(live: Lab) -> None:
    open_setup(live)
    before = live.page.locator(".setup-run").inner_text()
    live.page.get_by_label("heads", exact=True).fill("3")
    said = "n_embd must be a multiple of n_head, not 8 with 3 heads"
    expect(live.page.locator(".setup-field").filter(has_text="vector length").locator(".complaint")).to_contain_text(
        said
    )
    expect(live.page.get_by_role("button", name="Start this run")).to_be_disabled()
    expect(live.page.locator(".setup-run")).to_have_text(before)
    live.page.get_by_label("heads", exact=True).fill("4")
    expect(live.page.get_by_role("button", name="Start this run")).to_be_enabled()


def test_a_seed_that_would_change_is_refused_in_a_sentence_and_stays_in_the_form(live: Lab) -> None:
    open_setup(live)
    live.page.get_by_role("button", name="Start where training begins").click()
    seed = live.page.get_by_label("seed", exact=True)
    seed.fill("9007199254740993")
    expect(live.page.locator(".setup-field .complaint")).to_have_text(
        "seed must be at most 9007199254740991, not 9007199254740993."
    )
    expect(seed).to_have_value("9007199254740993")
    seed.fill("")
    seed.blur()
    expect(live.page.locator(".setup-field .complaint")).to_have_count(0)
    expect(seed).to_have_value("42")
    live.page.get_by_role("button", name="Size").click()


def test_a_file_of_a_hundred_thousand_lines_never_stalls_the_page(live: Lab, browser: Browser, tmp_path: Path) -> None:
    open_setup(live)
    run = live.page.locator(".setup-run").inner_text()
    path = tmp_path / "names.txt"
    path.write_text("\n".join(f"name{i:06d}" for i in range(100_000)))
    live.page.get_by_label("trained on").select_option("own")
    browser.start_tracing(page=live.page, categories=["disabled-by-default-devtools.timeline"])
    live.page.get_by_label("or from a text file").set_input_files(path)
    held = live.page.locator(".setup-held")
    held.filter(has_text="100,000 documents").wait_for()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    assert longest_task_ms(events) < LONGEST_TASK_MS

    # what cannot be read is refused, and takes nothing from the form or from the run that is there
    latin = tmp_path / "latin.txt"
    latin.write_bytes("emma\nzo\u00eb\n".encode("latin-1"))
    live.page.get_by_label("or from a text file").set_input_files(latin)
    said = "latin.txt, line 2: wanted UTF-8 text, but there is the byte 0xeb"
    expect(live.page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(held).to_contain_text("100,000 documents")
    expect(live.page.locator(".setup-run")).to_have_text(run)
    live.page.get_by_role("button", name="Dismiss").click()

    # it is too long for what a tab remembers, and is there after a reload as well
    live.page.reload()
    open_setup(live)
    expect(held).to_contain_text("100,000 documents")
    expect(live.page.locator("[data-figure=reading]")).to_contain_text("100,000 documents", timeout=BOOT_MS)
    held.get_by_role("button", name="Write your own instead").click()


WIDER = "() => document.documentElement.scrollWidth - innerWidth"


def test_a_document_of_ten_thousand_characters_makes_no_page_wider(live: Lab, tmp_path: Path) -> None:
    open_setup(live)
    long = "abcdefghij" * 1000
    path = tmp_path / "long.txt"
    path.write_text(f"{long}\n")
    live.page.get_by_label("trained on").select_option("own")
    live.page.get_by_label("or from a text file").set_input_files(path)
    live.page.locator(".setup-held").filter(has_text="1 document, 10,001 characters").wait_for()
    live.page.get_by_role("button", name="Start this run").click()
    quoted = f"“{long[:40]}…”"
    expect(live.what).to_contain_text(f"{quoted} step 1", timeout=BOOT_MS)
    live.page.get_by_role("button", name="Training", exact=True).click()
    for width in (1440, 390):
        live.page.set_viewport_size({"width": width, "height": 900})
        assert live.page.evaluate(WIDER) <= 0
        if width > 400:
            live.page.get_by_role("button", name="Training", exact=True).click()
    expect(live.what).to_be_visible()
    expect(live.what).to_have_attribute("title", long)
    live.page.set_viewport_size({"width": 1440, "height": 900})


def test_a_link_to_a_step_trains_up_to_it(windows: Windows, address: str) -> None:
    with windows.opened(motion="reduce") as (page, _):
        page.goto(f"{address}lab.html#doc=emma&step=4&cursor=9")
        expect(page.locator(".chooser-toggle")).to_contain_text("“emma” step 4", timeout=BOOT_MS)
        expect(page.locator(".where")).to_contain_text("10 / ")
