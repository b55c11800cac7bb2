"""The page that figures are tested on: it keeps the props, acts for a figure, and takes figures away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tools.harness import Harness, actions, picture, put
from tools.harness.python import Python

Open = Callable[..., Page]

TINY = """
export default {
  name: "tiny", title: "Tiny", caption: "Look at it.", needsTrace: true,
  settings: { size: { default: 2, meaning: "its size" } },
  asks: ({ look }) => [{ name: "norms", command: "norms", args: { run: look.run } }],
  mount(root, { dispatch, theme, stillness }) {
    const button = document.createElement("button");
    root.append(button);
    let to = null;
    button.addEventListener("click", () => dispatch(to));
    return {
      update({ trace, look, run, settings, answers, width, canAsk }) {
        const [ref] = [{ kind: "stage", stage: 3, element: 1 }];
        to = [
          { type: "hovered", ref }, { type: "selected", ref }, { type: "go", cursor: 7 },
          { type: "set", settings: { size: 5 } }, { type: "speed-set", speed: 8 }, { type: "trace-asked" },
        ][look.cursor];
        button.textContent = JSON.stringify({
          look, settings, answers, width, canAsk, isLive: run.isLive, steps: run.shown.steps.length,
          document: trace.header.doc, paper: theme().colours.paper, still: stillness(),
          isTyped: answers.norms?.total instanceof Float64Array,
        });
      },
      destroy: () => root.replaceChildren(),
    };
  },
};
"""


@pytest.fixture
def open_tiny(harness: Harness, open_figure: Open) -> Open:
    name = harness.write_module("tiny", TINY)
    return lambda **props: open_figure(name, **props)


def shown(page: Page) -> dict[str, object]:
    return dict(page.evaluate("JSON.parse(figure.root.textContent)"))


def test_a_figure_gets_the_whole_of_its_props(open_tiny: Open) -> None:
    page = open_tiny(width=500)
    before = shown(page)
    assert before["settings"] == {"size": 2}
    assert before["answers"] == {"norms": None}
    assert before["steps"] == 0
    assert before["width"] == page.evaluate("figure.root.clientWidth")
    put(page, look={"t": 0.5}, run={"live": {"steps": [{"step": 1}]}}, answers={"norms": {"total": {"float64": [1]}}})
    after = shown(page)
    assert after["look"] == {**before["look"], "t": 0.5}  # type: ignore[dict-item]
    assert (after["isLive"], after["steps"], after["isTyped"]) == (True, 1, True)
    assert (after["canAsk"], after["still"], after["document"]) == (True, False, before["document"])


def test_the_page_does_what_a_figure_dispatches(open_tiny: Open) -> None:
    page = open_tiny()
    ref = {"kind": "stage", "stage": 3, "element": 1}
    for cursor, (name, value) in enumerate((("hovered", ref), ("selection", ref))):
        put(page, look={"cursor": cursor})
        page.get_by_role("button").click()
        assert shown(page)["look"][name] == value  # type: ignore[index]
    put(page, look={"cursor": 2, "t": 0.5})
    page.get_by_role("button").click()
    look = shown(page)["look"]
    assert (look["cursor"], look["t"]) == (7, 1)  # type: ignore[index]
    put(page, look={"cursor": 3})
    page.get_by_role("button").click()
    assert shown(page)["settings"] == {"size": 5}
    put(page, look={"cursor": 5})
    before = picture(page)
    page.get_by_role("button").click()
    assert picture(page) == before
    assert [action["type"] for action in actions(page)] == ["hovered", "selected", "go", "set", "trace-asked"]


@pytest.mark.parametrize("by", ["theme", "data_theme"])
def test_a_figure_is_drawn_again_when_the_theme_changes(open_tiny: Open, by: str) -> None:
    papers = {shown(open_tiny(**{by: theme}))["paper"] for theme in ("light", "dark")}
    assert len(papers) == 2
    page = open_tiny(**{by: "dark"})
    before = shown(page)["paper"]
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.wait_for_function("before => JSON.parse(figure.root.textContent).paper !== before", arg=before)


def test_a_second_figure_has_props_of_its_own_and_goes_without_a_trace(open_tiny: Open) -> None:
    page = open_tiny()
    page.evaluate(
        "async () => { globalThis.other = await figure.mountAnother('tiny.js'); await other.set({trace: 'trace'}) }"
    )
    put(page, look={"cursor": 4})
    assert page.evaluate("other.props().look.cursor") == 0
    expect(page.get_by_role("button")).to_have_count(2)
    page.evaluate("other.destroy()")
    expect(page.get_by_role("button")).to_have_count(1)
    assert page.evaluate("other.root.innerHTML") == ""


def test_what_a_figure_asks_is_answered_by_the_session(harness: Harness, open_tiny: Open) -> None:
    python = Python(harness, n_embd=4, n_head=2)
    python.train(30)
    page = open_tiny(trace=python.trace("tiny-emma", "emma"))
    assert shown(page)["document"] == "emma"
    python.answer(page)
    norms = python.ask("norms", run="run")
    assert norms["steps"][-1] > 1
    assert shown(page)["answers"]["norms"] == norms  # type: ignore[index]


def test_a_prop_that_no_figure_has_is_refused(open_tiny: Open) -> None:
    with pytest.raises(Exception, match=r"wanted changes of trace, look, .* not of cursor"):
        put(open_tiny(), cursor=3)


def test_every_frame_is_timed_or_about_so_many(open_tiny: Open) -> None:
    page = open_tiny()
    frames = page.evaluate("figure.trace.frames.length")
    assert len(page.evaluate("figure.times()")) == frames
    assert len(page.evaluate("figure.times(10)")) <= 10
