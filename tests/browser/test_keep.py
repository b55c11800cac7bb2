"""What the reader made is not lost: over a reload, a closed tab, a dead worker; as a file, to and from the CLI."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOT_MS, Visit
from figure import Figure
from playwright.sync_api import Error, Locator, Page, Route, expect
from windows import Windows

from microgpt import checkpoint
from microgpt.config import Config
from microgpt.data import census
from microgpt.ops import vector
from microgpt.run import Run, start
from microgpt.train import train

SMALL = "n_embd=4&n_head=2&block_size=4"

# the record of the tab, with the lowest bit of one of its numbers turned
DAMAGE = """() => new Promise((resolve) => {
  const opening = indexedDB.open("microgpt");
  opening.onsuccess = () => {
    const store = opening.result.transaction("runs", "readwrite").objectStore("runs");
    store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      new Uint8Array(cursor.value.moment.numbers.buffer)[0] ^= 1;
      cursor.update(cursor.value).onsuccess = () => { opening.result.close(); resolve(); };
    };
  };
})"""


def done(page: Page, steps: int) -> None:
    progress = page.get_by_role("progressbar", name="training")
    expect(progress.first).to_have_attribute("aria-valuenow", str(steps), timeout=BOOT_MS)


def chart(page: Page) -> Locator:
    return page.get_by_role("slider", name="Loss at each training step")


def said_of_the_last(page: Page) -> str:
    """What the chart says of the last step; it is open then."""
    page.get_by_role("button", name="Training", exact=True).click()
    expect(chart(page)).to_have_attribute("aria-valuetext", re.compile("^step 120"))
    return chart(page).get_attribute("aria-valuetext") or ""


def first_step_opens(page: Page) -> float:
    """Open the first step of the run from the chart, which is then closed; the loss of it, as Python says it."""
    chart(page).press("Home")
    chart(page).press("Enter")
    expect(chart(page)).to_be_hidden(timeout=BOOT_MS)
    expect(page.locator(".chooser-toggle")).to_contain_text(re.compile(r"step 1\b"))
    messages = page.evaluate("heard.filter(({ result }) => result?.header?.format).map(({ result }) => result.header)")
    return float(messages[-1]["loss"])


def test_a_reload_and_the_end_of_a_worker_lose_nothing_that_was_done_and_no_earlier_step(visit: Visit) -> None:
    with visit(f"lab.html#{SMALL}&num_steps=120") as page:
        page.get_by_role("button", name="Train", exact=True).click()
        done(page, 120)
        said, loss = said_of_the_last(page), first_step_opens(page)
        page.reload()
        done(page, 120)
        assert (said_of_the_last(page), first_step_opens(page)) == (said, loss)
        with suppress(Error):  # it dies in the midst of the call
            page.workers[0].evaluate("self.close()")
        page.get_by_role("button", name="Restart Python").click(timeout=BOOT_MS)
        expect(page.get_by_role("button", name="Restart Python")).to_be_hidden()
        done(page, 120)
        assert (said_of_the_last(page), first_step_opens(page)) == (said, loss)


def test_a_run_is_offered_to_the_next_visit_and_not_while_its_tab_is_open(visit: Visit) -> None:
    with visit("") as page:
        figure = Figure(page)
        figure.num_steps.fill("30")
        figure.train.click()
        done(page, 30)
        expect(figure.generate).to_be_enabled()
        last = figure.chart.get_attribute("aria-valuetext") or ""
        address = page.url
        other = page.context.new_page()
        here = Figure(other)
        other.goto(address)
        expect(here.chart).to_have_attribute("aria-valuemax", "1000")
        expect(here.button("Resume")).to_be_hidden()
        page.goto("about:blank")
        other.reload()
        expect(here.root.locator("[data-figure=resume]")).to_contain_text("step 30 of 30, a moment ago.")
        here.button("Resume").click()
        done(other, 30)
        expect(here.chart).to_have_attribute("aria-valuetext", last)
        expect(here.button("Resume")).to_be_hidden()
        here.reset.click()
        done(other, 0)
        other.evaluate(DAMAGE)
        other.reload()
        here.button("Resume").click()
        expect(here.problem).to_contain_text("the run that was kept here is damaged", timeout=BOOT_MS)
        expect(here.train).to_be_enabled()
        other.close()


NOWHERE = {
    "it is forbidden": """
Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("denied", "SecurityError"); } });
""",
    "it never answers": """
IDBFactory.prototype.open = () => new EventTarget();
sessionStorage.setItem("microgpt run", "of this tab");
""",
}


@pytest.mark.parametrize("why", NOWHERE)
def test_where_nothing_can_be_kept_the_page_says_so_and_works(windows: Windows, address: str, why: str) -> None:
    with windows.opened(script=NOWHERE[why], new=True) as (page, _):
        held: list[Route] = []
        page.route("**/worker.js*", lambda route: held.append(route))
        page.goto(address)
        expect(page.get_by_text("This browser lets the page keep nothing")).to_be_visible()
        expect(Figure(page).train).to_be_enabled()
        page.context.close()


# a record as a page without versions would have kept it, and that this tab is the one that did
OTHER_VERSION = """() => new Promise((resolve) => {
  const opening = indexedDB.open("microgpt");
  opening.onsuccess = () => {
    const transaction = opening.result.transaction(["entries", "runs"], "readwrite");
    transaction.objectStore("entries").put({ id: "other", at: Date.now(), step: 3, setup: null });
    transaction.objectStore("runs").put({ run: null, origin: null, moment: { text: "x", step: 3 } }, "other");
    transaction.oncomplete = () => { opening.result.close(); resolve(); };
    sessionStorage.setItem("microgpt run", "other");
  };
})"""


@pytest.mark.parametrize("place", ["", "lab.html"])
def test_a_run_that_another_version_of_the_page_has_kept_is_told_of_once(visit: Visit, place: str) -> None:
    with visit(place) as page:
        train = page.get_by_role("button", name="Train", exact=True).first
        expect(train).to_be_visible()
        page.evaluate(OTHER_VERSION)
        page.reload()
        told = page.get_by_text("The run that was kept in this browser is of another version of this page").first
        expect(told).to_be_visible()
        expect(train).to_be_enabled()
        page.reload()
        expect(train).to_be_enabled()
        expect(told).to_be_hidden()


def numbers_of(path: Path) -> list[Any]:
    stored = json.loads(path.read_text())
    return [stored[each] for each in ("params", "m", "v", "rng", "step")]


def test_a_file_goes_from_the_command_line_to_the_page_and_back(visit: Visit, tmp_path: Path) -> None:
    def trained(run: Run, steps: int) -> Run:
        assert len(list(islice(train(run), steps))) == steps
        return run

    run = trained(start(Config(num_steps=60), census(), vector), 20)
    sent, back, later = (tmp_path / name for name in ("sent.json", "back.json", "later.json"))
    checkpoint.save(run, sent)
    with visit("") as page:
        figure = Figure(page)

        def save(path: Path) -> None:
            with page.expect_download() as download:
                figure.button("Save model").click()
            download.value.save_as(path)

        file = figure.root.get_by_label("Open a saved one")
        expect(file).to_be_enabled(timeout=BOOT_MS)
        file.set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": b"{}"})
        expect(figure.problem).to_contain_text("x.json: wanted a checkpoint, but this JSON has no")
        deep = {"name": "x.json", "mimeType": "application/json", "buffer": b"[" * 200_000}
        file.set_input_files(deep)
        expect(figure.problem).to_contain_text("this JSON is nested too deeply")
        expect(figure.train).to_be_enabled()  # what was there is still there
        file.set_input_files(sent)
        expect(figure.stat("step")).to_have_text("20 / 60")
        came = "The first 20 steps of this run came with a file."
        expect(figure.state).to_contain_text(f"{came} Python goes on from there.")
        save(back)
        assert numbers_of(back) == numbers_of(sent)
        figure.step.click()
        done(page, 21)
        expect(figure.step).to_be_enabled()
        save(later)
        page.reload()
        done(page, 21)
        expect(figure.state).to_contain_text(f"{came} The Python in this page did the others.")
    trained(run, 1)
    resumed = checkpoint.load(later, vector)
    assert resumed.step == 21
    flat = [x for rows in resumed.params().values() for row in rows for x in row]
    assert flat == pytest.approx(
        [x for rows in run.params().values() for row in rows for x in row], rel=1e-9, abs=1e-12
    )
    checkpoint.give_data(resumed, census())
    assert [step.step for step in train(resumed)] == list(range(22, 61))
