"""What is around a figure: the colours and the width of the page, its policy, its sandbox, a reader without storage."""

from __future__ import annotations

from embedding import Embedded, Posts
from playwright.sync_api import expect

FIGURE = '<microgpt-figure id="f" figure="kv-cache"></microgpt-figure>'

# ways in which pages go dark and light again: a style, and what changes
WAYS = {
    "a class": (".dark { background: #111; color: #eee }", "document.documentElement.classList.toggle('dark')"),
    "an attribute of something around": (
        "[data-theme=dark] { background: oklch(0.2 0 0); color: oklch(0.93 0 0) }",
        "document.querySelector('main').dataset.theme = isDark ? 'dark' : 'light'",
    ),
    "a colour scheme": ("", "document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'"),
    "a style sheet": (
        "",
        "const sheet = new CSSStyleSheet(); sheet.replaceSync('body { background: black; color: white }'); "
        "document.adoptedStyleSheets = isDark ? [sheet] : []",
    ),
}


def test_the_theme_is_that_of_the_page_and_changes_with_it(posts_anywhere: Posts) -> None:
    style = "".join(f"{rule}\n" for rule, _ in WAYS.values())
    style += "@media (prefers-color-scheme: dark) { body { background: #222; color: #ddd } }"
    address = posts_anywhere.blog.page(f"<main>{FIGURE}</main>", head=f"<style>{style}</style>")
    figure = Embedded(posts_anywhere.at(address, color_scheme="light"))
    figure.wait("ready")
    root = figure.frame.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    for _, change in WAYS.values():
        for is_dark in (True, False):
            figure.page.evaluate(f"(isDark) => {{ {change} }}", is_dark)
            expect(root).to_have_attribute("data-theme", "dark" if is_dark else "light")
    if not posts_anywhere.is_firefox:  # in which no other system can be made believe in
        figure.page.emulate_media(color_scheme="dark")
        expect(root).to_have_attribute("data-theme", "dark")
    assert root.evaluate("() => getComputedStyle(document.body).color") != "rgb(0, 0, 0)"


def test_a_page_that_changed_while_the_figure_was_hidden_is_followed_when_it_is_seen(posts: Posts) -> None:
    figure = posts.figure()
    figure.element.evaluate("(each) => { each.hidden = true; }")
    figure.page.evaluate("() => { document.body.style.color = 'white'; }")
    figure.element.evaluate("(each) => { each.hidden = false; }")
    expect(figure.frame.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_figure_is_as_high_as_it_needs_at_any_width(posts_anywhere: Posts) -> None:
    figure = posts_anywhere.figure(
        'figure="kv-cache" title="A title" caption="A caption"', head="<style>body { margin: 0 }</style>"
    )
    root = figure.frame.locator("html")
    heights = set()
    for width in (280, 360, 640, 1200):
        figure.page.set_viewport_size({"width": width, "height": 900})
        root.evaluate("""async () => {
          const whole = () => document.documentElement.scrollHeight <= innerHeight;
          for (let n = 0; n < 100 && !whole(); n++) await new Promise(requestAnimationFrame);
        }""")
        shown = root.evaluate("(each) => [each.scrollWidth, each.clientWidth, each.scrollHeight, innerHeight]")
        assert shown[0] <= shown[1]
        assert shown[2] <= shown[3]
        heights.add(shown[3])
    assert len(heights) > 1


STRICT = "default-src 'none'; script-src 'self' {site}; frame-src {site}; require-trusted-types-for 'script'"


def test_the_strictest_policy_of_a_page_lets_a_figure_be(posts_anywhere: Posts) -> None:
    posts_anywhere.allow("favicon.ico")  # which the page forbids, and Firefox fetches
    policy = STRICT.format(site=posts_anywhere.blog.site)
    page = posts_anywhere.at(posts_anywhere.blog.page(FIGURE, Content_Security_Policy=policy))
    figure = Embedded(page)
    expect(figure.drawn).to_be_visible()
    expect(figure.frame.locator("html")).to_have_attribute("data-theme", "light")
    assert figure.iframe.evaluate("(each) => getComputedStyle(each).borderTopWidth") == "0px"


def test_a_plain_frame_needs_no_script_of_the_page(posts: Posts) -> None:
    site = posts.blog.site
    frame = f'<iframe src="{site}embed.html#figure=kv-cache" title="The KV cache" width="640" height="500"></iframe>'
    address = posts.blog.put("plain.html", frame, Content_Security_Policy=f"default-src 'none'; frame-src {site}")
    page = posts.at(address)
    inside = page.frame_locator("iframe")
    expect(inside.locator("[data-figure=cache] > *").first).to_be_visible()
    expect(inside.get_by_role("button", name="Play")).to_be_attached()
    width, room = inside.locator("html").evaluate("(each) => [each.scrollWidth, each.clientWidth]")
    assert width <= room


def test_figures_in_a_sandbox_have_no_origin_and_work(posts_anywhere: Posts) -> None:
    blog = posts_anywhere.blog
    plain = f'<iframe id="plain" src="{blog.site}embed.html#figure=tokens" title="A word"></iframe>'
    post = blog.page(FIGURE + plain, path="inner.html", Access_Control_Allow_Origin="*")
    outer = f'<iframe id="post" sandbox="allow-scripts" src="{post}" width="800" height="800" title="A post"></iframe>'
    page = posts_anywhere.at(blog.put("outer.html", outer))
    inner = page.frame_locator("#post")
    inside = inner.frame_locator("microgpt-figure iframe")
    expect(inside.locator("[data-figure=cache] > *").first).to_be_visible()
    expect(inside.locator("html")).to_have_attribute("data-theme", "light")
    inner.locator("#f").evaluate("(each) => each.seek(30)")
    page.frames[1].wait_for_function("told.some(({ type, cursor }) => type === 'cursorchange' && cursor === 30)")
    assert inside.locator("html").evaluate("() => window.origin") == "null"
    expect(inner.frame_locator("#plain").locator("[data-figure=vocabulary] > *").first).to_be_visible()


def test_python_runs_in_a_sandbox_once_the_reader_wants_it(posts: Posts) -> None:
    frame = f'<iframe sandbox="allow-scripts" src="{posts.blog.site}embed.html#figure=training" height="800"></iframe>'
    inside = posts.at(posts.blog.put("sandboxed.html", frame)).frame_locator("iframe")
    inside.get_by_role("button", name="Step", exact=True).click()
    progress = inside.get_by_role("progressbar", name="training")
    expect(progress).to_have_attribute("aria-valuenow", "1", timeout=120_000)
    expect(inside.locator("[data-part=badge]")).to_contain_text("Live")


NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
  });
}
"""


def test_a_reader_whose_browser_keeps_nothing_for_frames_has_the_figure(posts: Posts) -> None:
    figure = posts.figure('figure="training"', script=NO_STORAGE)
    expect(figure.frame.get_by_role("button", name="Train", exact=True)).to_be_visible()
    figure.call("train", 2)
    assert figure.wait("step", 2, timeout=120_000)["step"] == 2
    assert figure.told("error") == []
