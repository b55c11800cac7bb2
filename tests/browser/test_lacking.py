"""Models that lack a part, or have another in its place: every figure of a step shows what there is, or says what there
is not.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tools.harness import put
from tools.traces import LACKING

Open = Callable[..., Page]
PICTURES = ("map", "graph", "cache", "heads", "predictions", "adam")
BESIDE = ("now", "line", "timeline")
LEAST = 20  # characters: an empty frame has none
NOTHING = {
    ("alone", "cache"): "This model has no attention, and so no KV cache.",
    ("alone", "heads"): "This model has no attention: no token reads another.",
    ("bare", "cache"): "This model has no attention, and so no KV cache.",
    ("bare", "heads"): "This model has no attention: no token reads another.",
    ("bare", "adam"): "Plain SGD trains this model",
}


@pytest.mark.parametrize("figure", [*PICTURES, *BESIDE])
def test_a_figure_follows_a_model_that_lacks_a_part(open_figure: Open, figure: str) -> None:
    """From the first frame to the last, forwards and backwards; what goes wrong in a page fails the test."""
    page = open_figure(figure, trace="lacking-plain", height=600)
    for name in LACKING:
        put(page, trace=f"lacking-{name}", look={"cursor": 0, "t": 1})
        last = int(page.evaluate("figure.trace.frames.length")) - 1
        for cursor in (0, last // 8, last // 4, last // 2, 3 * last // 4, last):
            put(page, look={"cursor": cursor, "t": 0.5})
            put(page, look={"cursor": cursor, "t": 1})
        lack = str(page.evaluate("figure.lack"))
        assert lack.startswith(NOTHING.get((name, figure), "")), name
        assert bool(lack) == ((name, figure) in NOTHING), name
        text = page.locator("#root").inner_text()
        assert lack or len(text) + 100 * page.locator("#root canvas").count() > LEAST, name


def test_the_stream_of_a_model_without_a_norm_is_not_said_to_be_normed(open_figure: Open) -> None:
    page = open_figure("cache", trace="lacking-replacing", height=600)
    stream = page.locator("#root [aria-label*=' stream of ']").first
    assert "normed stream of" in str(stream.get_attribute("aria-label"))
    put(page, trace="lacking-plain")
    assert "The stream of" in str(stream.get_attribute("aria-label"))
