"""All parameters on a page with a board: from their file before Python is up, and live while it trains."""

from __future__ import annotations

from conftest import BOOT_MS
from playwright.sync_api import Page, Route, expect
from test_many import address, opened, page  # noqa: F401 (fixtures)

STEPS = 150


def place(page: Page, address: str) -> None:  # noqa: F811
    opened(page, address)
    page.evaluate("many.open(['one'])")
    page.evaluate("many.recorded()")
    page.evaluate("() => { many.lab = many.place(['weights', 'surprise', 'vocabulary', 'status'], 'one') }")


def test_what_is_recorded_fills_the_figures_without_python(page: Page, address: str) -> None:  # noqa: F811
    held: list[Route] = []
    page.route("**/worker.js*", lambda route: held.append(route))
    place(page, address)
    expect(page.locator(".weights-title")).to_have_text("All 4,192 parameters after 1,000 steps")
    slider = page.get_by_role("slider", name="training steps")
    slider.press("Home")
    expect(page.locator(".weights-title")).to_have_text("All 4,192 parameters before the first step")
    slider.press("End")
    expect(page.locator(".weights-title")).to_have_text("All 4,192 parameters after 1,000 steps")
    expect(page.locator(".surprise-mark")).to_have_count(3)
    expect(page.locator(".surprise-words")).to_contain_text("The model gave 0.5 to what came")
    expect(page.locator(".vocabulary-words")).to_contain_text("6 tokens make 5 predictions")
    for route in held:
        route.abort()


def test_while_python_trains_the_figures_follow_a_few_times_a_second(page: Page, address: str) -> None:  # noqa: F811
    place(page, address)
    expect(page.locator("[data-figure=status]")).to_contain_text("Python is up", timeout=BOOT_MS)
    page.evaluate(f"many.board.dispatch({{ type: 'num-steps-set', run: 'main', numSteps: {STEPS} }})")
    page.evaluate("many.board.dispatch({ type: 'train-asked', run: 'main' })")
    expect(page.locator(".weights-head")).to_contain_text("Of the training in this page", timeout=BOOT_MS)
    expect(page.locator(".weights-title")).to_have_text(f"All 4,192 parameters after {STEPS} steps", timeout=BOOT_MS)
    expect(page.locator(".surprise-chart")).to_contain_text(f"mean of steps {STEPS - 49} to {STEPS}")
    answers = page.evaluate(
        "heard.filter(({ result }) => result?.columns?.values).map(({ result }) => result.header.step)"
    )
    assert answers == sorted(answers)
    assert answers[-1] == STEPS
    progress = page.evaluate("heard.filter(({ event }) => event === 'progress').length")
    assert 2 <= len(answers) < progress, "it is asked anew as steps come, but not after every slice"
    box = page.get_by_role("textbox", name="a word")
    box.fill("Zoe")
    expect(page.locator(".vocabulary-words")).to_contain_text("'Z' in 'Zoe' is not among the 26 characters")
