"""Figure 1 of the page, by what a reader finds in it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect


class Figure:
    """What can be seen of the training, and what can be done to it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.get_by_role("figure", name="Figure 1.")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    @property
    def train(self) -> Locator:
        return self.button("Train")

    @property
    def go_on(self) -> Locator:
        return self.button("Go on")

    @property
    def pause(self) -> Locator:
        return self.button("Pause")

    @property
    def step(self) -> Locator:
        return self.button("Step")

    @property
    def reset(self) -> Locator:
        return self.button("Reset")

    @property
    def restart(self) -> Locator:
        return self.button("Restart Python")

    @property
    def generate(self) -> Locator:
        return self.button("Generate 20 names")

    @property
    def generated(self) -> Locator:
        return self.root.get_by_role("list", name="Generated names").get_by_role("listitem")

    @property
    def num_steps(self) -> Locator:
        return self.root.get_by_role("spinbutton", name="steps")

    @property
    def vectors(self) -> Locator:
        """The choice of the autograd with one node per vector."""
        return self.root.get_by_role("radio", name="one node per vector")

    @property
    def numbers(self) -> Locator:
        """The choice of the autograd with one node per number."""
        return self.root.get_by_role("radio", name="one node per number")

    @property
    def progress(self) -> Locator:
        return self.root.get_by_role("progressbar", name="training")

    @property
    def chart(self) -> Locator:
        return self.root.get_by_role("slider", name="Loss at each training step")

    @property
    def samples(self) -> Locator:
        return self.root.get_by_role("table", name="Names invented").get_by_role("row")

    @property
    def positions(self) -> Locator:
        return self.root.get_by_role("listitem", name=re.compile("^position "))

    @property
    def state(self) -> Locator:
        """The line on where the numbers come from."""
        return self.root.locator("[data-figure=status]")

    @property
    def problem(self) -> Locator:
        """What went wrong, in a sentence."""
        return self.root.locator("[data-figure=problem]").get_by_role("alert")

    @property
    def details(self) -> Locator:
        """What is folded away under the problem."""
        return self.root.get_by_role("group").locator("pre")

    @property
    def complaint(self) -> Locator:
        """What is wrong with the number of steps."""
        return self.root.locator("[data-figure=controls]").get_by_role("alert")

    @property
    def command(self) -> Locator:
        """What to type for the same losses."""
        return self.page.get_by_text(re.compile("^python3 -m microgpt train"))

    def stat(self, name: str) -> Locator:
        """One of the numbers beside the controls."""
        return self.root.locator("dl div").filter(has=self.page.get_by_text(name, exact=True)).get_by_role("definition")

    def is_ready(self) -> bool:
        """Whether Python is up and nothing is being done."""
        return "Python is up" in self.state.inner_text() and not self.problem.is_visible() and self.is_idle()

    def is_idle(self) -> bool:
        return bool(self.train.or_(self.go_on).count()) and not self.button("Generating…").count()

    def steps_done(self) -> int:
        return int(self.progress.get_attribute("aria-valuenow") or 0)

    def do_step(self) -> None:
        """Press Step, and see one more step done."""
        done = self.steps_done()
        self.step.click()
        expect(self.progress).to_have_attribute("aria-valuenow", str(done + 1))
        expect(self.pause).to_be_hidden()

    def heard(self, event: str) -> list[dict[str, Any]]:
        """What the worker said of its own accord, in full precision."""
        return list(self.page.evaluate("(event) => heard.filter((each) => each.event === event)", event))

    def steps(self) -> list[dict[str, Any]]:
        """The steps trained since the page was last at step 0."""
        steps: list[dict[str, Any]] = []
        for message in self.heard("progress"):
            for event in message["events"]:
                if "loss" in event:
                    steps = [*steps[: event["step"] - 1], event]
        return steps
