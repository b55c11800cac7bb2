"""Makes the picture that stands beside a link to the page: python -m tools.preview, after a build, with a browser.

It is the top of the article as it was built, on the recorded run, so every number in it was computed. It is kept in
web/pictures, for who builds the site may have no browser.
"""

from __future__ import annotations

import threading
from pathlib import Path

from playwright.sync_api import Route, expect, sync_playwright

from tools.harness import launch
from tools.heads import PICTURE_SIZE
from tools.server import server_for
from tools.site import PICTURE, SITE

# what is of a visit and not of the page
LEFT_OUT = ".bar, [data-figure=status] { display: none !important }"


def make_picture(site: Path, file: Path) -> None:
    """Write the picture of a site that was built."""
    width, height = PICTURE_SIZE
    with server_for(site, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = launch(playwright)
        # the policy of the page takes no style from elsewhere
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", bypass_csp=True
        )
        page = context.new_page()
        held: list[Route] = []  # Python does not come up, and nothing is said of that
        page.route("**/worker.js*", lambda route: held.append(route))
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        page.add_style_tag(content=LEFT_OUT)
        chart = page.get_by_role("slider", name="Loss at each training step")
        expect(chart).to_have_attribute("aria-valuemax", "1000", timeout=60_000)
        expect(page.locator("[data-figure=weights] canvas").first).to_be_visible(timeout=60_000)
        page.evaluate("() => document.fonts.ready.then(() => true)")
        page.wait_for_timeout(2000)  # until all is drawn: the request for Python stays open
        page.screenshot(path=file)
        for route in held:
            route.abort()
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    make_picture(SITE, PICTURE)
