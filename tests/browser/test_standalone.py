"""The one page that holds the whole site, opened as a file with no network, as by a double click."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import BOOT_MS, whole_step_there
from figure import Figure
from playwright.sync_api import Browser, Page, expect
from windows import TELL_OF_THE_POLICY, Watch

from microgpt.data import census
from microgpt.observe.trace import trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from microgpt.train import train
from tools.standalone import whole_in_one

STEPS = 6


@pytest.fixture(scope="module")
def file(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("downloads") / "a page.html"
    path.write_text(whole_in_one(site), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=["browser", "firefox"], ids=["chromium", "firefox"])
def engine(request: pytest.FixtureRequest) -> Browser:
    browser: Browser = request.getfixturevalue(request.param)
    return browser


@pytest.fixture(scope="module")
def opened(engine: Browser, file: Path) -> Iterator[tuple[Page, Watch]]:
    """A window without a network, which nothing may complain in."""
    context = engine.new_context(offline=True, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(TELL_OF_THE_POLICY)
    watch = Watch(page, file.as_uri())
    yield page, watch
    watch.check()
    context.close()


def test_it_trains_and_comes_to_the_losses_of_the_command_line(opened: tuple[Page, Watch], file: Path) -> None:
    page, watch = opened
    page.goto(file.as_uri())
    figure = Figure(page)
    figure.num_steps.press("ControlOrMeta+a")
    page.keyboard.type(str(STEPS))
    figure.train.click()
    expect(figure.chart).to_have_attribute("aria-valuenow", str(STEPS), timeout=BOOT_MS)
    *_, last = train(start(replace(preset("microgpt"), num_steps=STEPS), census(), vector))
    expect(figure.chart).to_have_attribute("aria-valuetext", re.compile(rf"^step {STEPS} \\| loss {last.loss:.4f} "))
    watch.check()


def test_a_link_that_is_copied_from_a_file_is_said_to_lead_to_it(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    page.mouse.wheel(0, 300)  # what may be done with figures is there once the reader has come to some
    figure = page.get_by_role("figure", name="Figure 1.")
    figure.get_by_role("button", name="Copy link", exact=True).click()
    of_this_machine = page.get_by_text("Copied: it leads to this file, on this machine")
    to_be_taken = page.get_by_role("dialog", name="Copy this link")
    expect(of_this_machine.or_(to_be_taken)).to_be_visible()
    page.keyboard.press("Escape")
    expect(figure.get_by_role("button", name="Embed")).to_have_count(0)
    watch.check()


def test_the_lab_is_in_it_too_and_has_the_run_that_was_trained(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    page.get_by_role("link", name="Lab", exact=True).click()
    expect(page).to_have_title(re.compile("^microgpt lab"))
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator(".where")).to_contain_text(re.compile(r"^\d+ / \d+"))
    whole_step_there(page)
    expect(page).to_have_url(re.compile(rf"\?lab#(.*&)?done={STEPS}&num_steps={STEPS}&"))
    page.get_by_role("link", name="microgpt", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Watch a GPT learn to invent names")
    # Firefox tells of a page that is left while it unpacks Python
    expect(page.get_by_text("Every number of this run was computed by the Python in this page").first).to_be_visible(
        timeout=BOOT_MS
    )
    watch.check()


def test_a_link_that_holds_a_run_opens_as_that_run(opened: tuple[Page, Watch], file: Path) -> None:
    page, watch = opened
    config = replace(preset("microgpt"), n_layer=2, n_head=2, n_embd=8, seed=7, num_steps=3)
    settings = "n_layer=2&n_head=2&n_embd=8&seed=7&num_steps=3"
    page.goto(f"{file.as_uri()}?lab#{settings}&doc=emma&step=1&view=predictions")
    expect(page.get_by_text("This step was computed by the Python in this page.")).to_be_visible(timeout=BOOT_MS)
    first, *_ = trace(start(config, census(), vector), "emma").header["losses"]
    expect(page.locator("[data-figure=predictions]")).to_contain_text(re.compile(rf"\b{first:.2f}\b"))
    watch.check()


@pytest.mark.slow
def test_served_from_anywhere_it_works_as_well(browser: Browser, file: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(file.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.add_init_script(TELL_OF_THE_POLICY)
        address = f"http://127.0.0.1:{server.server_address[1]}/a%20page.html"
        watch = Watch(page, address)
        page.goto(f"{address}?lab")
        whole_step_there(page)
        expect(page.locator("[data-figure=status]").first).not_to_contain_text("Unpacking", timeout=BOOT_MS)
        watch.check()
        page.close()
        server.shutdown()
