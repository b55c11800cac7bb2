"""All figures say the same of a thing, at every frame: what is known of it then."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tools.bundles import NODE_MODULES
from tools.environment import ROOT
from tools.harness import Harness, figure_names

Open = Callable[..., Page]

WALK = """async ({ names, script }) => {
  const { walk } = await import(script);
  const sources = Object.fromEntries(figure.trace.header.files.map((file) => [file, Array(500).fill("")]));
  const handles = [];
  for (const name of names) {
    if (!figure.figures[name].needsTrace) continue;
    const handle = await figure.mountAnother(name);
    const wide = name === "source" ? { width: 1100, settings: { file: "microgpt/model.py" } } : {};
    await handle.set({ trace: figure.props().look.trace, host: { sources }, ...wide });
    handles.push(Object.assign(handle, { name }));
  }
  return walk(handles);
}"""


@pytest.fixture(scope="module")
def script(harness: Harness) -> str:
    """The address of what walks."""
    esbuild = str(NODE_MODULES / "esbuild" / "bin" / "esbuild")
    options = ["--bundle", "--format=esm", "--target=es2022", f"--outfile={harness.folder / 'agree.js'}"]
    source = str(ROOT / "tests" / "browser" / "pages" / "agree.js")
    subprocess.run([esbuild, source, *options, "--log-level=warning"], check=True)
    return f"{harness.address}agree.js"


@pytest.mark.parametrize("trace", ["bill", "first", "layers"])
def test_all_figures_say_of_a_thing_what_is_known_of_it(open_figure: Open, script: str, trace: str) -> None:
    page = open_figure("cache", trace=trace, width=1000)
    found: dict[str, Any] = page.evaluate(WALK, {"names": figure_names(), "script": script})
    said = {name: each["said"] for name, each in found["figures"].items() if each["said"]}
    assert [fault for each in found["figures"].values() for fault in each["faults"]][:20] == []
    assert found["things"] >= 150
    assert said["now"] == said["map"] == said["graph"] == found["asked"]  # these show everything
    assert {"adam", "cache", "heads", "predictions", "source"} <= set(said)
