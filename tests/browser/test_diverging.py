"""A training that diverges: where, and the way back to the last good snapshot, at another learning rate."""

from __future__ import annotations

import re

from conftest import BOOT_MS
from playwright.sync_api import Page, expect


def test_a_run_that_diverges_says_where_and_goes_on_from_a_snapshot_at_another_rate(page: Page, address: str) -> None:
    page.goto(f"{address}lab.html#learning_rate=0.7")
    page.get_by_role("button", name="Train", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_have_text(
        re.compile(r"^step \d+: the loss is no longer a finite number; \w+(\.\w+)?\[\d+\]\[\d+\] has come furthest"),
        timeout=BOOT_MS,
    )
    rate = page.get_by_label("Learning rate", exact=True)
    expect(rate).to_have_value("0.07")
    rate.fill("fast")
    rate.press("Enter")
    expect(alert).to_have_text("learning_rate must be a finite number, not 'fast'")
    rate.fill("0.01")
    page.get_by_role("button", name="Go back to step 0").click()
    expect(alert).to_have_count(0)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page).to_have_url(re.compile(r"#learning_rate=0\.01&done=\d\d"), timeout=BOOT_MS)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(alert).to_have_count(0)
