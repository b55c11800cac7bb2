"""A walk through the lab in any browser: each picture at a moment of each phase of a step, and what is drawn there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

PICTURES = ("map", "graph", "cache", "heads", "predictions", "adam")
# how one comes from the moment before to one within the next phase, starting anew for each picture
MOMENTS = {
    "forward": ("Home", "PageDown", "PageDown", "ArrowRight"),
    "loss": ("p",),
    "backward": ("p", "PageDown", "ArrowRight"),
    "adam": ("p",),
}

# what is there once the picture is at rest: how many colours each canvas has, how many marks each drawing
SEEN = """async (view) => {
  const pane = document.querySelector(`[data-part=stage] > [data-figure=${view}]`);
  const isShown = (each) => each.clientWidth * each.clientHeight > 0;
  const shown = (tag) => [...pane.querySelectorAll(tag)].filter(isShown);
  const pixels = (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Uint32Array(data.buffer);
  };
  const digest = (numbers) => numbers.reduce((sum, each) => (Math.imul(sum, 31) + each) | 0, 0);
  const area = (each) => each.getBoundingClientRect().width + each.getBoundingClientRect().height;
  const text = (selector) => document.querySelector(selector).innerText.replace(/\\s+/g, " ").trim();
  const picture = () => [text(".where"), pane.innerHTML, ...shown("canvas").map((each) => digest(pixels(each)))].join();
  for (let before = "", now = picture(); now !== before; now = picture()) {
    before = now;
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  }
  return {
    canvases: shown("canvas").map((canvas) => new Set(pixels(canvas)).size),
    drawings: shown("svg").map((svg) => [...svg.querySelectorAll("*")].filter(area).length),
    where: text(".where"),
    now: text(".lab-now"),
    status: text("header [data-figure=status]"),
    picture: picture(),
  };
}"""


class Reader(Protocol):
    """What somebody does at a browser."""

    def press(self, *keys: str) -> None:
        """Press keys with the focus on nothing in particular."""

    def choose(self, view: str) -> None:
        """Choose a picture."""

    def ask(self, script: str, *args: Any) -> Any:
        """What a function of the page's own language says."""


@dataclass
class Seen:
    """What is to be seen at one moment in one picture."""

    view: str
    phase: str
    canvases: list[int]
    drawings: list[int]
    where: str
    now: str
    status: str
    picture: str

    @property
    def is_drawn(self) -> bool:
        """Whether nothing that is there is empty, but for caches, which a step fills as it goes."""
        surfaces = [each > 1 for each in self.canvases + self.drawings]
        return any(surfaces) if self.view == "cache" else bool(surfaces) and all(surfaces)


def walk(reader: Reader) -> Iterator[Seen]:
    """Go through the step once for each picture; all that is seen on the way."""
    for view in PICTURES:
        reader.choose(view)
        for phase, keys in MOMENTS.items():
            reader.press(*keys)
            yield Seen(view, phase, **reader.ask(SEEN, view))
