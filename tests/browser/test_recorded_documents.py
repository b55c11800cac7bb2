"""An embed of a name that was recorded shows it with no Python: its letters and what it cost, as Python computed it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from windows import Windows

from tools.documents import file_name
from tools.packing import unpacked
from tools.parts import part


def test_an_embed_of_a_recorded_name_shows_its_letters_and_its_loss_before_any_python(
    windows: Windows, address: str, site: Path
) -> None:
    header, _ = unpacked((part(site, "recorded") / file_name("emma")).read_bytes())
    with windows.opened(width=640, height=700, motion="reduce") as (page, _):
        fetched: list[str] = []
        page.route("**/worker.js*", lambda route: None)
        page.on("request", lambda request: fetched.append(request.url.split("?")[0]))
        page.goto(f"{address}embed.html#figure=predictions&doc=emma")
        figure = page.locator('[data-figure="predictions"]')
        for guess, cost in zip(("BOS → e", "e → m", "m → m", "m → a", "a → BOS"), header["losses"], strict=True):
            expect(figure).to_contain_text(guess)
            expect(figure).to_contain_text(f"{cost:.2f}")
        expect(figure).to_contain_text(f"Mean loss {header['loss']:.2f}")
        expect(page.locator('[data-part="badge"]')).to_contain_text("This step was recorded when the page was built.")
        recorded = {url.rpartition("/recorded/")[2] for url in fetched if "/recorded/" in url}
        assert recorded <= {file_name("emma"), "run.json", "answers-temper.json"}
        assert [url for url in fetched if "/pyodide/" in url or "/python/" in url] == []
