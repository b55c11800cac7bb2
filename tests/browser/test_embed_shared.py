"""Six figures on somebody's page, and one Python for all that want it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from embedding import Embedded, Posts, blogging
from hosts import Host, hosted
from playwright.sync_api import Browser, Page

from microgpt.config import Config
from microgpt.data import census
from microgpt.ops import vector
from microgpt.run import start
from microgpt.train import Step, train

BOOT_MS = 120_000
FIGURES = ("training", "loss", "kv-cache", "predictions", "attention", "tokens")
PYTHON = "pyodide.asm.wasm"


class Counted:
    """A host of the site that counts what is fetched; nothing is taken from a cache."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.fetched: list[str] = []
        host.headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        answer = host.answer

        def counted(path: str) -> tuple[int, str | None, bytes]:
            self.fetched.append(path.split("?")[0].rsplit("/", 1)[-1])
            return answer(path)

        vars(host)["answer"] = counted


@pytest.fixture
def counted(site: Path) -> Iterator[Counted]:
    with hosted(site) as host:
        yield Counted(host)


@pytest.fixture
def posts_counted(browser: Browser, counted: Counted) -> Iterator[Posts]:
    with blogging(counted.host.address) as blog, Posts(browser, blog).watched() as posts:
        yield posts


def expected(steps: int) -> list[Step]:
    """The first steps of the run, by CPython."""
    return list(islice(train(start(Config(), census(), vector)), steps))


def six_on(posts: Posts, script: str = "") -> list[Embedded]:
    """A page with six figures, all there."""
    body = "".join(f'<microgpt-figure id="f{n}" figure="{name}"></microgpt-figure>' for n, name in enumerate(FIGURES))
    page = posts.at(
        posts.blog.page(body, head="<style>microgpt-figure { height: 90px; overflow: hidden }</style>"), script
    )
    six = [Embedded(page, f"f{n}") for n in range(len(FIGURES))]
    for each in six:
        each.wait("ready")
    return six


def shared_workers(page: Page) -> int:
    assert page.context.browser
    client = page.context.browser.new_browser_cdp_session()
    targets = client.send("Target.getTargets")["targetInfos"]
    client.detach()
    return sum(target["type"] == "shared_worker" for target in targets)


def own_workers(page: Page) -> int:
    return len(page.workers)


@pytest.mark.parametrize("way", ["a shared worker", "one of the frames"])
def test_six_figures_have_one_python(posts_counted: Posts, counted: Counted, way: str) -> None:
    is_shared = way == "a shared worker"
    six = six_on(posts_counted, "" if is_shared else "delete window.SharedWorker;")
    page = six[0].page
    assert PYTHON not in counted.fetched  # nobody has asked for anything live
    assert own_workers(page) + shared_workers(page) == 0

    page.evaluate("() => { f0.train(3); f1.train(5); }")  # at once
    six[0].wait("step", 3, timeout=BOOT_MS)
    six[1].wait("step", 5, timeout=BOOT_MS)
    six[2].frame.get_by_role("button", name=re.compile("^Start Python")).click()
    six[2].set(doc="xaxa")  # which nobody has recorded
    page.wait_for_function("told.some(({ figure, doc }) => figure === 'f2' && doc === 'xaxa')", timeout=BOOT_MS)

    for figure, steps in zip(six[:2], (3, 5), strict=True):
        told, wanted = figure.told("step"), expected(steps)
        assert [(each["step"], each["doc"]) for each in told] == [(each.step, each.doc) for each in wanted]
        assert [each["loss"] for each in told] == pytest.approx([each.loss for each in wanted], rel=1e-9)
    assert all(each.told("step") == [] for each in six[2:])
    assert all(each.told("error") == [] for each in six)
    assert counted.fetched.count(PYTHON) == 1
    assert (shared_workers(page), own_workers(page)) == ((1, 0) if is_shared else (0, 1))
