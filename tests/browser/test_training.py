"""Thirty steps on real names: what the page shows of them is what the command line prints."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from figure import Figure
from playwright.sync_api import expect

from microgpt.data import census
from tools.environment import ROOT


@pytest.fixture(scope="module")
def printed(trained: Figure) -> tuple[list[float], list[str]]:
    """The losses and the names that the command on the page prints."""
    expect(trained.command).to_contain_text("--num_steps 30")  # the facts of the run come after its last step
    command = shlex.split(trained.command.inner_text())
    assert command[:4] == ["python3", "-m", "microgpt", "train"]
    done = subprocess.run(
        [sys.executable, *command[1:], "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    *steps, last = map(json.loads, done.stdout.splitlines())
    return [step["loss"] for step in steps], last["samples"]


def test_the_losses_are_those_of_the_command_line(trained: Figure, printed: tuple[list[float], list[str]]) -> None:
    losses, _ = printed
    assert [step["step"] for step in trained.steps()] == list(range(1, 31))
    assert [step["loss"] for step in trained.steps()] == pytest.approx(losses, rel=1e-9)


def test_the_names_generated_after_training_are_those_of_the_command_line(
    trained: Figure, printed: tuple[list[float], list[str]]
) -> None:
    _, names = printed
    trained.generate.click()
    expect(trained.generated).to_have_count(len(names))
    expect(trained.generate).to_be_enabled()
    docs = census().docs
    said = [f"{name} (in the data)" if name in docs else name for name in names]
    assert [" ".join(text.split()) for text in trained.generated.all_text_contents()] == said


def test_every_loss_can_be_read_with_the_arrow_keys(trained: Figure, printed: tuple[list[float], list[str]]) -> None:
    losses, _ = printed
    trained.chart.focus()
    trained.page.keyboard.press("Home")
    for step in range(1, 31):
        expect(trained.chart).to_have_attribute("aria-valuenow", str(step))
        mean = rf" \| mean of the last {step}: \d\.\d{{4}}" if step > 1 else ""
        said = re.compile(rf"^step {step} \| loss {losses[step - 1]:.4f}{mean}$")
        expect(trained.chart).to_have_attribute("aria-valuetext", said)
        trained.page.keyboard.press("ArrowRight")
    trained.page.keyboard.press("Escape")


def test_the_run_is_shown_as_live_and_done(trained: Figure) -> None:
    expect(trained.state).to_contain_text("Live")
    expect(trained.state).to_contain_text("Every number of this run was computed by the Python in this page.")
    expect(trained.progress).to_have_attribute("aria-valuemax", "30")
    expect(trained.stat("step")).to_have_text("30 / 30")
    expect(trained.stat("a step takes")).to_have_text(re.compile(r"^[\d.]+ (ms|s)$"))
    expect(trained.stat("time left")).to_have_text("0:00")
    expect(trained.stat("mean of up to 50 losses")).to_have_text(f"{trained.steps()[-1]['average']:.2f}")
    expect(trained.chart).to_have_attribute("aria-valuemax", "30")
    expect(trained.train).to_be_disabled()
    expect(trained.step).to_be_disabled()
    expect(trained.chart).to_contain_text("a random guess: ln 27 = 3.30")


def test_the_document_is_the_one_that_the_last_step_read(trained: Figure) -> None:
    last = trained.steps()[-1]
    assert last["doc"] in census().docs
    expect(trained.root).to_contain_text(f"Step 30 read “{last['doc']}”")
    expect(trained.positions).to_have_count(len(last["losses"]))
    tokens = ["BOS", *last["doc"], "BOS"]
    for position, loss in enumerate(last["losses"]):
        item = trained.positions.nth(position)
        after, comes = tokens[position], tokens[position + 1]
        expect(item).to_have_accessible_name(f"position {position}: after {after} comes {comes}, loss {loss:.4f}")
        expect(item).to_have_text(f"{loss:.2f} {comes}")


def test_names_were_invented_on_the_way(trained: Figure) -> None:
    expect(trained.samples).to_have_count(1)
    expect(trained.samples.get_by_role("rowheader")).to_have_text("1")
    expect(trained.samples.locator(".invented")).to_have_count(5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(trained: Figure, scheme: str) -> None:
    trained.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    violations = Axe().run(trained.page).response["violations"]
    trained.page.emulate_media(color_scheme=None)
    assert [(each["id"], each["help"]) for each in violations if each["impact"] in ("serious", "critical")] == []
