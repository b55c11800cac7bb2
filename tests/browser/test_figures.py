"""What every figure keeps, whatever it shows: the contract of web/figures/figure.js."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tools.harness import Harness, figure_names, picture, put

Open = Callable[..., Page]
QUERY = {"kind": "stage", "stage": 4, "element": 3}
WEIGHT = {"kind": "param", "matrix": 2, "row": 1, "column": 5}
PROBLEM = {"message": "The Python in this page has stopped.", "details": "at line 1", "restart": True}
MOMENTS: list[dict[str, Any]] = [
    {"look": {"cursor": 60, "t": 1}},
    {"look": {"cursor": 200, "t": 0.4, "hovered": QUERY}, "canAsk": False, "host": {"problem": PROBLEM}},
    {"look": {"cursor": 321, "selection": WEIGHT, "isPlaying": True}, "run": {"hoveredStep": 7}},
    {"look": {"cursor": 0, "operation": None}, "run": {"activity": "training"}, "width": 400},
]

# what listens outside the root, for as long as it does
LISTENERS = """
globalThis.listening = [];
const targets = () => [window, document, document.documentElement, document.body, document.fonts];
const [add, remove] = [EventTarget.prototype.addEventListener, EventTarget.prototype.removeEventListener];
EventTarget.prototype.addEventListener = function (type, listener, options) {
  const isOutside = targets().includes(this) || this instanceof MediaQueryList;
  if (isOutside && !options?.signal?.aborted) {
    const entry = { target: this, type, listener };
    listening.push(entry);
    add.call(options?.signal ?? new AbortController().signal, "abort", () => {
      listening = listening.filter((each) => each !== entry);
    });
  }
  return add.call(this, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  const isIt = (each) => each.target === this && each.type === type && each.listener === listener;
  listening = listening.filter((each) => !isIt(each));
  return remove.call(this, type, listener, options);
};
"""

TWICE = """async ({ name, props }) => {
  const before = new Set(listening);
  const other = await figure.mountAnother(name);
  await other.set({ trace: "bill", ...props });
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  const groups = [figure, other].map(({ root }) => [...root.querySelectorAll("input[type=radio]")]
    .filter(({ form }) => !form || !root.contains(form)).map(({ name }) => name));
  other.destroy();
  const left = [other.root.innerHTML, other.root.className + other.root.style.cssText];
  const more = listening.filter((each) => !before.has(each));
  return { ids, groups, left, listening: more.map(({ target, type }) => `${type} at ${target.constructor.name}`) };
}"""


@pytest.fixture(scope="module")
def props(harness: Harness) -> dict[str, Any]:
    """A run with everything that one can have, the recorded one, beside another that is not so far."""
    run = json.loads((harness.folder / "recorded" / "run.json").read_text())
    steps = [event for event in run["events"] if "loss" in event][:60]
    past = {
        "description": run["description"],
        "steps": steps,
        "samples": [{"step": 50, "names": ["ann", "bo"]}, {"step": 1, "names": ["x"]}],
        "generated": run["names"],
        "inData": ["bo"],
        "heldOut": [{"step": step, "loss": 2.5, "documents": 100, "of": 500} for step in (20, 40)],
    }
    one = {"live": past, "recorded": past, "snapshots": run["description"]["snapshots"]}
    other = {**one, "id": "other", "live": {**past, "steps": steps[:30]}, "done": 30}
    return {"run": one, "other": other}


def begin_anew(page: Page, props: dict[str, Any]) -> None:
    """The props as they were before any of MOMENTS."""
    look = {"cursor": 0, "t": 1, "operation": None, "hovered": None, "selection": None, "isPlaying": False}
    host = {"problem": None}
    put(
        page,
        look=look,
        canAsk=True,
        width=700,
        host=host,
        run={"hoveredStep": None, "activity": "idle", **props["run"]},
    )


def difference(one: str, other: str) -> str:
    """Where two pictures begin to differ, with what is around it; nothing if they are the same."""
    if one == other:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return f"…{one[max(at - 300, 0) : at]}[{one[at : at + 100]}] or [{other[at : at + 100]}]"


@pytest.mark.parametrize("name", figure_names())
def test_a_figure_is_a_function_of_its_props(open_figure: Open, props: dict[str, Any], name: str) -> None:
    """The same props twice are the same DOM, and so they are after any others."""
    page = open_figure(name, trace="bill", **props)
    pictures = []
    for moment in MOMENTS:
        begin_anew(page, props)
        put(page, **moment)
        pictures.append(picture(page))
        put(page)
        assert difference(picture(page), pictures[-1]) == ""
    for moment, before in reversed(list(zip(MOMENTS, pictures))):
        begin_anew(page, props)
        put(page, **moment)
        assert difference(picture(page), before) == ""


@pytest.mark.parametrize("name", figure_names())
def test_a_figure_stands_twice_on_a_page_and_goes_without_a_trace(
    open_figure: Open, props: dict[str, Any], name: str
) -> None:
    page = open_figure(name, trace="bill", script=LISTENERS, **props)
    before = picture(page)
    found = page.evaluate(TWICE, {"name": name, "props": props})
    assert sorted(set(found["ids"])) == sorted(found["ids"])
    assert not set(found["groups"][0]) & set(found["groups"][1]), "radio buttons of two figures are one choice"
    assert found["left"] == ["", ""]
    assert found["listening"] == []
    assert picture(page) == before
    page.evaluate("figure.destroy()")
    root = "[figure.root.innerHTML, figure.root.getAttribute('style') || '', figure.root.className]"
    assert page.evaluate(root) == ["", "", "wide"]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", figure_names())
def test_nothing_of_a_figure_sticks_out_of_the_page(
    open_figure: Open, props: dict[str, Any], name: str, width: int
) -> None:
    page = open_figure(name, trace="bill", width=width, **props, look={"cursor": 60})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", figure_names())
def test_everybody_can_use_a_figure(open_figure: Open, props: dict[str, Any], name: str, theme: str) -> None:
    page = open_figure(name, trace="bill", theme=theme, **props, look={"cursor": 200}, host={"problem": PROBLEM})
    found = Axe().run(page, context="#root")
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]] == []


def test_a_figure_says_what_it_is_and_what_can_be_set_in_it(open_figure: Open) -> None:
    page = open_figure("document", trace=None)
    said = page.evaluate(
        """Object.entries(figure.figures).map(([key, {name, title, caption, settings, needsTrace}]) => ({
          key, name, title, caption, needsTrace,
          settings: Object.entries(settings).map(([name, { default: initial, meaning, read, write }]) =>
            ({ name, meaning, isReadBack: initial === null || Object.is(read(write(initial)), initial)
 })),
        }))"""
    )
    assert sorted(each["key"] for each in said) == figure_names()
    for each in said:
        assert each["name"] == each["key"]
        assert each["title"]
        assert each["caption"].endswith(".")
        assert isinstance(each["needsTrace"], bool)
        for setting in each["settings"]:
            assert setting["meaning"], f"{each['key']}.{setting['name']}"
            assert setting["isReadBack"], f"{each['key']}.{setting['name']}"
