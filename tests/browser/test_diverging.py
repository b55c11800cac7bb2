"""A model without attention that plain SGD trains: what its pictures say they have not; and where it diverges, with the
way back to the last good snapshot, at another learning rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import BOOT_MS, Watch
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(scope="module")
def lab(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    watch = Watch(page, address)
    page.goto(f"{address}lab.html#attention=off&optimizer=sgd&learning_rate=1000&doc=emma&step=1&view=heads")
    yield page
    watch.check()
    page.close()


def test_a_picture_of_what_a_model_has_not_says_so_calmly(lab: Page) -> None:
    said = lab.locator(".lack:visible")
    expect(said).to_have_text("This model has no attention: no token reads another.", timeout=BOOT_MS)
    ink, red = said.evaluate(
        """(node) => {
          const red = document.createElement("p");
          red.className = "complaint";
          document.body.append(red);
          const colours = [node, red].map((each) => getComputedStyle(each).color);
          red.remove();
          return colours;
        }"""
    )
    assert ink != red
    for name, sentence in {
        "KV cache": "This model has no attention, and so no KV cache.",
        "Adam": "Plain SGD trains this model: a parameter moves by the learning rate times its gradient",
    }.items():
        lab.get_by_role("radio", name=name, exact=True).check()
        expect(said).to_contain_text(sentence)
    lab.get_by_role("radio", name="Model map", exact=True).check()
    expect(said).to_have_count(0)
    lab.keyboard.press("End")
    expect(lab.locator(".now-headline")).to_have_text(re.compile(r"^SGD moves the .*, each against its gradient\.$"))
    line = re.compile(r"data\[i\].* -= lr_t1000 \* g.*takes off")  # with its numbers under it
    expect(lab.locator("[data-figure=line]")).to_have_text(line)


def test_a_run_that_diverges_says_where_and_goes_on_from_a_snapshot_at_another_rate(lab: Page) -> None:
    lab.get_by_role("button", name="Train", exact=True).click()
    alert = lab.locator(".problem").get_by_role("alert")
    expect(alert).to_have_text(
        re.compile(
            r"^step \d+: the (loss|gradient of \S+) is .*no longer a finite number.*smaller learning_rate than 1000"
        ),
        timeout=BOOT_MS,
    )
    assert re.search(r"\w+\[\d+\]\[\d+\]", alert.inner_text())
    rate = lab.get_by_label("Learning rate", exact=True)
    expect(rate).to_have_value("100")
    rate.fill("fast")
    rate.press("Enter")
    expect(alert).to_have_text("learning_rate must be a finite number, not 'fast'")
    rate.fill("0.5")
    lab.get_by_role("button", name="Go back to step 0").click()
    expect(alert).to_have_count(0)
    lab.get_by_role("button", name="Train", exact=True).click()
    expect(lab).to_have_url(re.compile(r"learning_rate=0\.5.*&done=\d\d"), timeout=BOOT_MS)
    lab.get_by_role("button", name="Pause", exact=True).click()
    expect(alert).to_have_count(0)
