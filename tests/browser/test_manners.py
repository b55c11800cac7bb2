"""What the page must not do: stall, let strange code in, ask anybody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Watch
from figure import Figure
from playwright.sync_api import Browser, Page, expect
from tasks import LONGEST_TASK_MS, longest_task_ms

from tools.parts import part_address
from tools.server import CONTENT_SECURITY_POLICY

UNTIL = """async (element, [attribute, wanted]) => {
  const said = () => (attribute ? element.getAttribute(attribute) : element.textContent);
  while (!new RegExp(wanted).test(said())) await new Promise(requestAnimationFrame);
}"""


def test_the_page_never_stalls_while_it_trains(live: Figure, browser: Browser) -> None:
    # found before: to look for a role in a whole article takes the page longer than any of its own tasks
    button, progress = live.train.element_handle(), live.progress.element_handle()
    note = live.page.locator(".name-note").element_handle()
    browser.start_tracing(page=live.page, categories=["disabled-by-default-devtools.timeline"])
    button.click()
    progress.evaluate(UNTIL, ["aria-valuenow", "^[1-9]\\d\\d"])
    button.click()
    note.evaluate(UNTIL, ["", "your training"])  # what was trained is what is looked into
    events = json.loads(browser.stop_tracing())["traceEvents"]
    expect(live.go_on).to_be_visible()
    assert live.steps_done() > 10
    assert longest_task_ms(events) < LONGEST_TASK_MS


def test_the_policy_is_sent_with_the_page_and_with_the_worker(
    page: Page, watch: Watch, address: str, site: Path
) -> None:
    src = part_address(site, "src")
    for name in ("", f"{src}/index.js", f"{src}/worker.js"):
        response = page.request.get(address + name)
        assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "intrusion",
    [
        "setTimeout('window.intruded = 1')",
        "document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.intruded = 1' }))",
        "fetch('http://localhost:9/')",
        "document.body.append(Object.assign(new Image(), { src: 'http://localhost:9/x.png' }))",
        "new Worker(URL.createObjectURL(new Blob([''], { type: 'text/javascript' })))",
    ],
)
def test_the_policy_keeps_strange_code_and_addresses_out(recorded: Figure, watch: Watch, intrusion: str) -> None:
    watch.allow("Content Security Policy|the policy .* was broken|asked another origin: http://localhost:9/")
    with recorded.page.expect_console_message(lambda message: "was broken by" in message.text):
        recorded.page.evaluate(f"async () => {{ try {{ await {intrusion}; }} catch {{}} }}")
    assert recorded.page.evaluate("window.intruded") is None


def test_a_page_that_misbehaves_fails_its_test(recorded: Figure, watch: Watch) -> None:
    recorded.page.evaluate("console.warn('look here'); setTimeout(() => { throw new Error('and there') }); 0")
    recorded.page.evaluate("fetch('http://localhost:9/').catch(() => 0)")
    recorded.page.evaluate("new Promise((resolve) => setTimeout(resolve))")
    problems = "\n".join(watch.problems)
    for part in ("warning: look here", "error: and there", "the policy connect-src was broken by http://localhost:9"):
        assert part in problems
    with pytest.raises(AssertionError):
        watch.check()
