"""Many figures, several looks, on one page: each follows its own, and all go without a trace."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import BOOT_MS, INIT, Watch
from playwright.sync_api import Browser, Page, Route, expect
from test_figures import LISTENERS

from tools.bundles import NODE_MODULES
from tools.environment import ROOT
from tools.parts import addresses_from_a_part, part, part_address
from tools.server import server_for

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Many figures</title><link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="SRC/many.css"></head>
<body><main></main><script type="module" src="SRC/many.js"></script></body></html>
"""

THREE_LABS = """async () => {
  const { many } = globalThis;
  await many.open(["one", "two"]);
  await many.drawn();
  const counts = () => ({ elements: document.querySelectorAll("*").length, listeners: listening.length });
  const before = counts();
  const names = Object.keys(many.figures);
  const labs = [["one", names], ["one", names], ["two", names]].map(([look, all]) => many.place(all, look));
  await many.drawn();
  const where = () => labs.map(({ section }) => section.querySelector(".where").textContent.split(" ")[0]);
  const step = (look, cursor) => many.board.dispatch({ type: "go", look, run: "main", cursor });
  const frames = [where()];
  for (const [look, cursor] of [["one", 60], ["two", 200], ["one", 61]]) {
    step(look, cursor);
    await many.drawn();
    frames.push(where());
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  const during = counts();
  for (const { remove } of labs) remove();
  await many.drawn();
  return { before, during, after: counts(), frames, ids, placed: Object.keys(many.board.state.value.placed) };
}"""


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site, with a page of many figures in it."""
    folder = tmp_path_factory.mktemp("many") / "site"
    shutil.copytree(site, folder)
    (folder / "many.html").write_text(PAGE.replace("SRC", part_address(folder, "src")))
    parts = addresses_from_a_part(folder)
    esbuild = str(NODE_MODULES / "esbuild" / "bin" / "esbuild")
    options = ["--bundle", "--format=esm", "--target=es2022", "--external:*.woff2", "--log-level=warning"]
    options += [f"--define:PARTS={json.dumps(parts)}", "--define:RECORDED_SIZES={}"]
    source = str(ROOT / "tests" / "browser" / "pages" / "many.js")
    subprocess.run([esbuild, source, *options, f"--outfile={part(folder, 'src') / 'many.js'}"], check=True)
    style = part(folder, "src") / "many.css"
    style.write_text(style.read_text(encoding="utf-8").replace("../fonts/", parts["fonts"]), encoding="utf-8")
    with server_for(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1000, "height": 800})
    context.add_init_script(INIT)
    context.add_init_script(LISTENERS)
    page = context.new_page()
    watch = Watch(page, address)
    yield page
    watch.check()
    context.close()


def opened(page: Page, address: str) -> None:
    page.goto(f"{address}many.html")
    page.locator("html[data-ready]").wait_for(state="attached")


def test_three_labs_on_two_looks_step_apart_and_go_without_a_trace(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/worker.js*", lambda route: held.append(route))
    opened(page, address)
    found = page.evaluate(THREE_LABS)
    assert found["frames"] == [["1"] * 3, ["61", "61", "1"], ["61", "61", "201"], ["62", "62", "201"]]
    assert sorted(set(found["ids"])) == sorted(found["ids"])
    assert found["during"]["elements"] > found["before"]["elements"] + 1000
    assert found["after"] == found["before"]
    assert found["placed"] == []
    for route in held:
        route.abort()


def test_a_figure_made_in_a_test_joins_a_page_and_asks_python(page: Page, address: str) -> None:
    opened(page, address)
    page.evaluate("many.open(['one'])")
    page.evaluate("() => { many.lab = many.place(['made', 'status'], 'one') }")
    button = page.locator("[data-figure=made] button")
    expect(button).to_have_text("bill at 0, set to 1: heat 1, sum 1.000000")  # as it was recorded
    expect(page.locator("html")).to_be_attached()
    expect(page.locator("[data-figure=status]")).to_contain_text("Python is up", timeout=BOOT_MS)
    choice = {"doc": "emma", "target": None, "after": None}
    page.evaluate("choice => many.board.dispatch({ type: 'choice-set', look: 'one', run: 'main', choice })", choice)
    page.evaluate("many.board.dispatch({ type: 'trace-asked', look: 'one', run: 'main' })")
    expect(button).to_have_text("emma at 0, set to 1: heat 1, sum 1.000000", timeout=BOOT_MS)
    button.click()
    expect(button).to_have_text("emma at 0, set to 0.5: heat 0.5, sum 1.000000", timeout=BOOT_MS)
    link = page.evaluate("many.linkOf(many.board.state.value, 'main', 'one')")
    assert re.search(r"made-1\.heat=0\.5", link)
    kinds = "{ 'made-1': many.board.state.value.placed['made-1'].kinds }"
    assert page.evaluate(f"link => many.readLink(link, {kinds}).settings['made-1']", link) == {"heat": 0.5}
    page.evaluate("many.lab.remove()")
    expect(button).to_have_count(0)
    assert page.evaluate("Object.keys(many.board.state.value.placed)") == []


EARLY = ["trace-frames.bin", "trace-stages.bin"]
THROUGH_THE_STAGES = """async () => {
  const { many } = globalThis;
  await many.openStages("one");
  const { section } = many.place(["map", "cache", "heads"], "one");
  const { frames } = many.board.state.value.traces.recorded;
  const adam = frames.findIndex(({ phase }) => phase === "adam");
  const said = [];
  for (let cursor = 0; cursor < adam; cursor += 9) {
    many.board.dispatch({ type: "go", look: "one", run: "main", cursor });
    await many.drawn();
    const names = [...section.querySelectorAll("[aria-label]")].map((each) => each.getAttribute("aria-label"));
    said.push([section.innerText, ...names].join(" "));
  }
  return { adam, said };
}"""


def test_figures_of_stages_show_every_number_before_the_graph_of_the_recorded_step(page: Page, address: str) -> None:
    """Another is fetched when a look comes to what Adam does, and changes nothing of where the look is."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.split("/recorded/")[-1].split("?")[0]))
    held: list[Route] = []
    page.route("**/worker.js*", lambda route: held.append(route))
    opened(page, address)
    found = page.evaluate(THROUGH_THE_STAGES)
    assert len(found["said"]) > 20
    assert [said for said in found["said"] if re.search(r"NaN|= \u2026|undefined", said)] == []
    assert [name for name in fetched if name.startswith("trace-")] == EARLY
    has_adam = "() => Number.isFinite(many.board.state.value.traces.recorded.columns.adam_update[0])"
    assert not page.evaluate(has_adam)
    go = "cursor => many.board.dispatch({ type: 'go', look: 'one', run: 'main', cursor })"
    page.evaluate(go, found["adam"] + 1)
    page.wait_for_function(has_adam)
    assert [name for name in fetched if name.startswith("trace-")] == [*EARLY, "trace-adam.bin"]
    assert page.evaluate("many.board.state.value.looks.one.cursor") == found["adam"] + 1
    for route in held:
        route.abort()
