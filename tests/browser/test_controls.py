"""Train, Pause, Step, Reset, Generate and the number of steps; and a worker that dies."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from conftest import BOOT_MS, Watch
from figure import Figure
from playwright.sync_api import Error, Page, Route, expect

AVERAGED_STEPS = 50

# how long the page takes from a click to saying that it is done, by its own clock
PAUSE = """async ([name, after]) => {
  const button = [...document.querySelectorAll("button")].find((each) => each.textContent === name);
  const began = performance.now();
  button.click();
  await new Promise((resolve) => {
    const look = () => button.textContent === after && resolve();
    new MutationObserver(look).observe(button, { childList: true, subtree: true, characterData: true });
    look();
  });
  return performance.now() - began;
}"""


def train_some(figure: Figure, steps: int) -> None:
    """Let it train until at least so many steps are done, and go on."""
    figure.train.or_(figure.go_on).click()
    expect(figure.pause).to_be_visible()
    for _ in range(steps):
        before = figure.steps_done()
        expect(figure.progress).not_to_have_attribute("aria-valuenow", str(before))


def test_step_does_one_step(live: Figure) -> None:
    for done in (1, 2):
        live.do_step()
        expect(live.stat("step")).to_have_text(f"{done} / 1,000")
    assert [event["step"] for event in live.steps()] == [1, 2]
    expect(live.go_on).to_be_enabled()
    expect(live.samples.get_by_role("rowheader")).to_have_text("1")


def test_pause_answers_at_once_and_the_run_can_go_on(live: Figure) -> None:
    train_some(live, 2)
    milliseconds = live.page.evaluate(PAUSE, ["Pause", "Go on"])
    a_step = max(event["seconds_per_step"] for event in live.steps()) * 1000
    assert milliseconds < 100 + 2 * a_step + 1000  # the last for a busy machine
    done = len(live.steps())
    live.do_step()
    assert len(live.steps()) == done + 1  # nothing had gone on unseen
    train_some(live, 1)
    live.pause.click()
    expect(live.go_on).to_be_visible()
    assert [event["step"] for event in live.steps()] == list(range(1, live.steps_done() + 1))


def test_who_does_not_want_to_wait_has_the_trained_model_at_once_and_goes_on_from_it(live: Figure) -> None:
    live.do_step()
    skip = live.button("Skip to trained")
    skip.click()
    expect(live.stat("step")).to_have_text("1,000 / 1,000")
    expect(skip).to_have_count(0)
    expect(live.state.first).to_contain_text("The first 1,000 steps of this run were recorded when the page was built.")
    expect(live.chart).to_have_attribute("aria-valuenow", "1000")
    live.num_steps.fill("1001")
    live.num_steps.press("Enter")
    live.do_step()
    expect(live.stat("step")).to_have_text("1,001 / 1,001")
    live.reset.click()
    expect(live.stat("step")).to_have_text("0 / 1,001")
    expect(skip).to_be_enabled()


def test_reset_returns_to_step_0_and_the_recorded_run(live: Figure) -> None:
    train_some(live, 2)
    live.pause.click()
    expect(live.go_on).to_be_visible()
    first = live.steps()[0]["loss"]
    live.reset.click()
    expect(live.stat("step")).to_have_text("0 / 1,000")
    expect(live.stat("mean of up to 50 losses")).to_have_text("–")  # noqa: RUF001 (as it is set)
    expect(live.state).to_contain_text("Recorded")
    expect(live.chart).to_have_attribute("aria-valuenow", "1000")
    expect(live.train).to_be_enabled()
    live.do_step()
    assert [event["loss"] for event in live.steps()] == [first]


def test_reset_in_the_midst_of_training_ends_it(live: Figure) -> None:
    train_some(live, 1)
    live.reset.click()
    expect(live.stat("step")).to_have_text("0 / 1,000")
    expect(live.state).to_contain_text("Recorded")
    expect(live.train).to_be_enabled()
    live.do_step()


def test_the_number_of_steps_can_be_changed_before_and_in_mid_run(live: Figure) -> None:
    live.num_steps.fill("2")
    live.num_steps.press("Tab")
    expect(live.stat("step")).to_have_text("0 / 2")
    live.train.click()
    expect(live.stat("step")).to_have_text("2 / 2")
    expect(live.train).to_be_disabled()
    expect(live.command).to_have_text(re.compile(r" --num_steps 2\b"))

    live.num_steps.fill("4")
    live.num_steps.press("Tab")
    expect(live.go_on).to_be_enabled()
    live.do_step()
    expect(live.stat("step")).to_have_text("3 / 4")
    expect(live.page.get_by_text("This run changed its number of steps on the way")).to_be_visible()
    expect(live.page.get_by_text("In a clone of the project this command prints")).to_be_hidden()
    rates = [event["learning_rate"] for event in live.steps()]
    assert rates == [0.01, 0.005, 0.01 * (1 - 2 / 4)]


@pytest.mark.parametrize("wanted", ["0", "-3", "2.5", "100001", "", "1e9"])
def test_a_number_of_steps_that_cannot_be_gets_a_sentence_and_is_kept(recorded: Figure, wanted: str) -> None:
    recorded.num_steps.fill(wanted)
    recorded.num_steps.press("Tab")
    expect(recorded.complaint).to_have_text(f"Wanted a whole number from 1 to 100000, not “{wanted}”.")
    expect(recorded.num_steps).to_have_value(wanted)
    expect(recorded.num_steps).to_have_attribute("aria-invalid", "true")
    expect(recorded.stat("step")).to_have_text("0 / 1,000")
    recorded.num_steps.fill("20")
    recorded.num_steps.press("Tab")
    expect(recorded.complaint).to_be_empty()
    expect(recorded.stat("step")).to_have_text("0 / 20")


def test_the_autograd_can_be_switched_while_it_trains(live: Figure) -> None:
    expect(live.vectors).to_be_checked()
    train_some(live, 1)
    live.numbers.check()
    expect(live.numbers).to_have_accessible_name(re.compile(r"one node per number ?[\d.]+ m?s a step"))
    expect(live.pause).to_be_visible()
    live.pause.click()
    expect(live.go_on).to_be_visible()
    used = [event["autograd"] for event in live.steps()]
    assert used == sorted(used, reverse=True)  # vector, then scalar
    assert set(used) == {"vector", "scalar"}
    expect(live.command).to_have_text(re.compile(r" --autograd scalar$"))
    live.vectors.check()
    live.do_step()
    assert live.steps()[-1]["autograd"] == "vector"


def test_names_can_be_generated_in_mid_run(live: Figure) -> None:
    live.do_step()
    expect(live.generate).to_be_enabled()
    live.generate.click()
    expect(live.generated).to_have_count(20)
    expect(live.step).to_be_enabled()


def test_a_worker_that_dies_is_told_of_and_the_run_goes_on_after_a_restart(live: Figure) -> None:
    train_some(live, 2)
    live.pause.click()
    expect(live.go_on).to_be_visible()
    saved = live.steps()
    live.go_on.click()
    expect(live.progress).not_to_have_attribute("aria-valuenow", str(len(saved)))
    with suppress(Error):  # it dies in the midst of the call
        live.page.workers[0].evaluate("self.close()")
    sentences = (
        r"^The Python in this page has stopped: it ended without a word\. "
        r"Restarting goes on from step (\d+), the last that was saved\.$"
    )
    expect(live.problem).to_have_text(re.compile(sentences))
    told = re.match(sentences, live.problem.inner_text())
    assert told
    kept = int(told[1])
    assert kept >= len(saved)
    expect(live.state).to_contain_text("Python is not running.")
    expect(live.chart).to_have_attribute("aria-valuemin", "1")  # what was shown is there still
    for button in (live.go_on, live.step, live.reset, live.generate):
        expect(button).to_be_disabled()

    live.restart.click()
    expect(live.state).to_contain_text("Python is up", timeout=BOOT_MS)
    expect(live.problem).to_be_hidden()
    expect(live.stat("step")).to_have_text(f"{kept} / 1,000")
    live.do_step()
    steps = live.steps()
    assert [event["step"] for event in steps] == list(range(1, kept + 2))
    assert steps[: len(saved)] == saved
    losses = [event["loss"] for event in steps[-AVERAGED_STEPS:]]  # those of before the end count on
    assert steps[-1]["average"] == pytest.approx(sum(losses) / len(losses), rel=1e-12)


def test_after_a_reset_a_restart_does_not_bring_back_what_was_reset(live: Figure) -> None:
    train_some(live, 1)
    live.reset.click()
    expect(live.train).to_be_enabled()
    expect(live.stat("step")).to_have_text("0 / 1,000")
    with suppress(Error):
        live.page.workers[0].evaluate("self.close()")
    expect(live.problem).to_contain_text("Restarting goes on from the beginning.")
    live.restart.click()
    expect(live.state).to_contain_text("Python is up", timeout=BOOT_MS)
    live.do_step()
    expect(live.stat("step")).to_have_text("1 / 1,000")


def test_an_exception_in_python_reaches_the_reader_as_a_sentence_with_details(
    page: Page, opened: Callable[[], Figure], watch: Watch
) -> None:
    def broken(route: Route) -> None:
        place = "\n            self._losses.append(step.loss)"
        bug = "\n            if step.step == 3:\n                raise ZeroDivisionError('the third step is cursed')"
        whole, changed = route.fetch().body(), BytesIO()
        with ZipFile(BytesIO(whole)) as archive, ZipFile(changed, "w", ZIP_DEFLATED) as other:
            for name in archive.namelist():
                source = archive.read(name).decode()
                assert (place in source) == name.endswith("/training.py")
                other.writestr(name, ast.unparse(ast.parse(source.replace(place, bug + place))))
        # as long as it was, or it would not be taken for what it is: filled up by the comment at its end
        missing = len(whole) - len(changed.getvalue())
        with ZipFile(changed, "a") as other:
            other.comment = b" " * missing
        route.fulfill(body=changed.getvalue())

    page.route("**/memory.bin", lambda route: route.abort())  # in which the session is as it was
    page.route("**/session.zip*", broken)
    figure = opened()
    expect(figure.state).to_contain_text("Python is up", timeout=BOOT_MS)
    figure.train.click()
    expect(figure.problem).to_have_text("the third step is cursed")
    expect(figure.stat("step")).to_have_text("2 / 1,000")  # what was done before it is there
    expect(figure.details).to_be_hidden()
    figure.root.get_by_text("Details", exact=True).click()
    expect(figure.details).to_contain_text("Traceback (most recent call last)")
    expect(figure.details).to_contain_text("ZeroDivisionError")
    figure.button("Dismiss").click()
    expect(figure.problem).to_be_hidden()
    figure.reset.click()
    expect(figure.stat("step")).to_have_text("0 / 1,000")
    figure.do_step()
    expect(figure.stat("step")).to_have_text("1 / 1,000")
