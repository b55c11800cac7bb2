"""Links hold the run: who opens one sees the same numbers, or a sentence on what could not be had again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import BOOT_MS, Visit
from playwright.sync_api import Page, expect


def traced(page: Page) -> list[dict[str, Any]]:
    """The headers of the traces that Python has made, in full precision."""
    messages = page.evaluate("heard.filter(({ result }) => result?.header?.format).map(({ result }) => result.header)")
    return list(messages)


def train_and_look(page: Page, steps: int) -> None:
    """Train to the end, which is so many steps, and look into the next."""
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("progressbar", name="training")).to_have_attribute(
        "aria-valuenow", str(steps), timeout=BOOT_MS
    )
    before = len(traced(page))
    page.get_by_role("textbox", name="document", exact=True).press("Enter")
    expect(page.locator(".chooser-toggle")).to_contain_text(f"step {steps + 1}", timeout=BOOT_MS)
    assert len(traced(page)) == before + 1


def see(page: Page, step: int) -> dict[str, Any]:
    """Wait for the step that a link asks for; what Python said of it."""
    expect(page.locator(".chooser-toggle")).to_contain_text(re.compile(rf"step {step}\b"), timeout=BOOT_MS)
    return traced(page)[-1]


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        (
            "data=gods&n_layer=2&n_head=2&n_embd=8&block_size=12&seed=7&tied_head=true&norm=layernorm&residual=false"
            "&activation=gelu&optimizer=sgd&learning_rate=0.02&init_std=0.1&holdout=0.1&temperature=0.7&top_k=5",
            12,
        ),
        ("preset=first&seed=3", 6),
        ("text=ada%0Abea%0Aabe&autograd=scalar&learning_rate=0.03&activation=relu2", 9),
    ],
)
def test_a_run_of_other_settings_comes_back_with_the_same_loss_to_the_last_digit(
    visit: Visit, settings: str, steps: int
) -> None:
    with visit(f"lab.html#{settings}&num_steps={steps}&view=predictions") as page:
        see(page, 1)
        train_and_look(page, steps)
        page.evaluate("document.activeElement.blur()")
        page.locator("body").press("p")
        page.locator("body").press("ArrowRight")
        first = traced(page)[-1]
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        where = page.locator(".where").inner_text()
        cursor = int(where.split(" / ")[0]) - 1  # which the address tells a moment later
        expect(page).to_have_url(re.compile(rf"done={steps}.*step={steps + 1}.*cursor={cursor}\b"))
        address = page.url
    with visit(address[address.index("lab.html") :]) as page:
        again = see(page, steps + 1)
        assert (again["loss"], again["losses"]) == (first["loss"], first["losses"])
        assert again["config"] == first["config"]
        expect(page.locator(".where")).to_have_text(where)
        expect(page.get_by_role("radio", name="Predictions")).to_be_checked()
        expect(page.get_by_text("This step was computed by the Python in this page.")).to_be_visible()
        expect(page).to_have_url(address)


def test_documents_too_long_for_a_link_are_asked_for_and_known_again(visit: Visit) -> None:
    names = [f"{a}{b}{c}" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvw"]
    with visit("lab.html") as page:
        page.get_by_role("button", name="The run", exact=True).click()
        expect(page.get_by_role("button", name="Start this run")).to_be_enabled(timeout=BOOT_MS)
        page.get_by_label("trained on").select_option("own")
        page.get_by_label("documents of your own").fill("\n".join(names))
        page.get_by_role("button", name="Start this run").click()
        first = see(page, 1)
        expect(page).to_have_url(re.compile(r"documents=[0-9a-f]{64}.*step=1\b"))
        address = page.url
    with visit(address[address.index("lab.html") :]) as page:
        sentence = "trained on documents that are too long for a link"
        expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible(timeout=BOOT_MS)
        expect(page.get_by_text("This step was recorded when the page was built.")).to_be_visible()
        expect(page.get_by_role("button", name="Start this run")).to_be_enabled(timeout=BOOT_MS)
        page.get_by_label("documents of your own").fill("\n".join(names))
        page.get_by_role("button", name="Start this run").click()
        assert see(page, 1)["loss"] == first["loss"]
    with visit(address[address.index("lab.html") :]) as page:
        expect(page.get_by_role("button", name="Start this run")).to_be_enabled(timeout=BOOT_MS)
        page.get_by_label("documents of your own").fill("ada\nbea")
        page.get_by_role("button", name="Start this run").click()
        other = page.get_by_role("alert").filter(has_text="These are not the documents of the link")
        expect(other).to_be_visible(timeout=BOOT_MS)


def test_a_link_of_a_run_that_was_changed_on_the_way_says_that_its_numbers_cannot_be_had_again(visit: Visit) -> None:
    with visit("lab.html#num_steps=4&done=2&doc=emma&step=3&changed=true&cursor=5") as page:
        sentence = page.get_by_role("alert").filter(has_text="changed on the way")
        expect(sentence).to_contain_text("its numbers differ", timeout=BOOT_MS)
        assert see(page, 3)["doc"] == "emma"


def test_what_makes_no_sense_in_a_link_is_told(visit: Visit) -> None:
    with visit("lab.html#n_layer=two&cursor=40&view=heads&colour=red") as page:
        told = page.get_by_role("alert").filter(has_text="makes no sense here")
        expect(told).to_contain_text("n_layer=two, colour=red")
        expect(page.locator(".where")).to_contain_text("41 / ")
        expect(page.get_by_role("radio", name="Attention")).to_be_checked()


def test_settings_that_cannot_be_get_pythons_sentence_and_no_other_run_in_silence(visit: Visit) -> None:
    with visit("lab.html#n_head=3&step=2&doc=emma") as page:
        told = page.get_by_role("alert").filter(has_text="n_embd must be a multiple of n_head")
        expect(told).to_be_visible(timeout=BOOT_MS)
        expect(page.get_by_text("This step was recorded when the page was built.")).to_be_visible()
        assert traced(page) == []


def test_the_trained_model_goes_along_to_the_lab_and_back(visit: Visit) -> None:
    with visit("") as page:
        page.get_by_role("spinbutton", name="steps").fill("25")
        page.get_by_role("button", name="Train", exact=True).click()
        done = page.get_by_role("progressbar", name="training")
        expect(done).to_have_attribute("aria-valuenow", "25", timeout=BOOT_MS)
        expect(page.get_by_role("button", name="Generate")).to_be_enabled()
        last = page.get_by_role("slider", name="Loss at each training step").get_attribute("aria-valuetext")
        page.get_by_role("link", name="Lab", exact=True).click()
        step = see(page, 26)
        assert step["num_steps"] == 25
        page.get_by_role("button", name="Training", exact=True).click()
        expect(page.get_by_role("slider", name="Loss at each training step")).to_have_attribute(
            "aria-valuetext", last or ""
        )
        page.get_by_role("link", name="microgpt").click()
        expect(done).to_have_attribute("aria-valuenow", "25", timeout=BOOT_MS)
        expect(page.locator("[data-figure=status]")).to_contain_text("Live")
        expect(page.get_by_role("button", name="Generate")).to_be_enabled(timeout=BOOT_MS)
