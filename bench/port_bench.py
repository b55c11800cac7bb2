"""How long the page trains beside a port to JavaScript: python -m bench.port_bench [PASSES], after build.py.

bench/browser/port.js is the published program, a node per number. It begins with the parameters and documents of the
page's default run, and all losses have to be the same. The page's worker, bare Python and the port train in one
Chromium, in turns; of every turn the least time of the passes counts, which other programs disturbed least.
"""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from bench.side_by_side import PATIENCE, served
from tools.harness import launch

STEPS, PASSES = 1000, 5
TURN = 50  # steps: short ones are oftener left in peace; at the end of each the page's worker tells of its state, too
TOLERANCE = 1e-9  # between losses: additions are grouped in other ways
NAMES = {"port": "the port to JavaScript", "bare": "bare Python", "page": "the page's worker"}


def in_turns(browser: Browser, address: str, passes: int) -> dict[str, Any]:
    """The seconds of every turn of every pass, and all losses, of each of the three."""
    page = browser.new_page()
    page.goto(f"{address}bench/port.html?steps={STEPS}&turn={TURN}&passes={passes}")
    result = page.locator("#result")
    expect(result).not_to_have_text("measuring", timeout=2 * passes * PATIENCE)
    found: dict[str, Any] = json.loads(result.inner_text())
    page.close()
    if "error" in found:
        raise RuntimeError(found["error"])
    return found


def furthest(losses: dict[str, list[float]]) -> float:
    """The most by which a loss of one of them is off from Python's; raises ValueError if one trains something else."""
    bare, most = losses["bare"], 0.0
    for name, others in losses.items():
        if len(others) != STEPS:
            raise ValueError(f"{NAMES[name]} trained {len(others)} steps of {STEPS}")
        apart = [abs(one - other) for one, other in zip(bare, others)]
        if not all(each < TOLERANCE for each in apart):  # nor is nan
            raise ValueError(f"{NAMES[name]} has losses that are not those of {NAMES['bare']}")
        most = max(most, *apart)
    return most


def least(turns: list[dict[str, list[float]]]) -> dict[str, float]:
    """Seconds a step, by name: of every turn the least of its passes, added up."""
    return {name: sum(map(min, zip(*(each[name] for each in turns)))) / STEPS for name in NAMES}


def report(seconds: dict[str, float], off: float, passes: int, version: str) -> str:
    """What was measured, as Markdown."""
    lines = [
        f"Measured on {datetime.date.today()} by `python -m bench.port_bench` in Chromium {version}: the default run's "
        f"{STEPS} steps, the three in turns of {TURN}, the least of {passes} passes for each turn.",
        f"Their losses are within {off:.0e} of each other.",
        "",
        "| | a step | of the port's |",
        "|---|--:|--:|",
    ]
    lines += [
        f"| {NAMES[name]} | {1e3 * each:.2f} ms | {each / seconds['port']:.2f} |" for name, each in seconds.items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    passes = int(sys.argv[1]) if len(sys.argv) > 1 else PASSES
    with served() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        found = in_turns(browser, address, passes)
        version = browser.version
        browser.close()
    print(report(least(found["turns"]), furthest(found["losses"]), passes, version))


if __name__ == "__main__":
    main()
