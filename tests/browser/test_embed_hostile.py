"""Pages and frames that mean ill: a figure hears nobody but the page that it stands in, does nothing that no message
can ask for, and nobody can speak in its place.
"""

from __future__ import annotations

from pathlib import Path

from embedding import Embedded, Posts
from playwright.sync_api import expect

# whoever is quicker than the element has the channel: the page itself may, and says what it likes
TAKE_THE_CHANNEL = """
<script>
window.heard = [];
addEventListener("message", (event) => {
  event.stopImmediatePropagation();
  window.port = event.ports[0];
  port.onmessage = ({ data }) => heard.push(data);
}, true);
</script>
"""

SENSELESS = """() => {
  const junk = [
    undefined, null, 0, NaN, "", "theme", [], {}, [[]], new Map(), new Uint8Array(4), 1n, -0, 1e308, Infinity,
    JSON.parse('{"__proto__": {"type": "theme", "theme": "dark"}}'),
  ];
  const types = ["theme", "link", "call", "ready", "size", "hello", "constructor", "__proto__", "toString", 3, null];
  const methods = ["play", "seek", "train", "constructor", "__proto__", "hasOwnProperty", "valueOf", "dispatch", ""];
  const links = [
    "figure=constructor", "figure=__proto__", "theme=constructor", "__proto__=1", "cursor=1e999", "cursor=-1",
    "%", "%E0%A4%A", "figure=kv-cache&cursor=NaN", "cursor=".repeat(5000), "x".repeat(200000),
  ];
  for (const each of junk) port.postMessage(each);
  for (const type of types) for (const each of junk) {
    if (type !== "call") port.postMessage({ type, theme: each, link: each, method: each, value: each });
  }
  for (const method of methods) for (const value of junk) {
    if (method !== "train" && method !== "play") port.postMessage({ type: "call", method, value });
  }
  for (const value of [0, -1, NaN, 1e308, "all", {}, [5]]) port.postMessage({ type: "call", method: "train", value });
  for (const each of junk) document.querySelector("iframe").contentWindow.postMessage(each, "*");
  window.links = links;
}"""


def test_a_page_that_says_senseless_things_gets_errors_at_most(posts_anywhere: Posts) -> None:
    blog = posts_anywhere.blog
    frame = f'<iframe src="{blog.site}embed.html#figure=kv-cache" width="640" height="600" title="f"></iframe>'
    page = posts_anywhere.at(blog.put("hostile.html", f"<!doctype html>{TAKE_THE_CHANNEL}{frame}"))
    inside = page.frame_locator("iframe")
    page.wait_for_function("window.heard?.some(({ type }) => type === 'ready')")
    page.evaluate(SENSELESS)
    for _ in range(3):
        page.evaluate("() => { for (let n = 0; n < 1000; n++) port.postMessage({ type: 'theme', theme: n }); }")
    page.evaluate("() => { port.postMessage({ type: 'call', method: 'seek', value: 30 }); }")
    page.wait_for_function("heard.some(({ type, detail }) => type === 'cursorchange' && detail.cursor === 30)")
    said = page.evaluate("[...new Set(heard.map(({ type, detail }) => detail?.message ?? type))]")
    told = [each for each in said if each not in ("ready", "size", "cursorchange", "taken", "anew")]
    assert told  # of what could have been meant
    assert all(each.startswith("Wanted a ") for each in told), told
    expect(inside.locator("[data-figure=cache] > *").first).to_be_visible()
    expect(inside.locator("html")).not_to_have_attribute("data-theme", "constructor")


def test_no_link_leads_a_figure_to_another_page(posts: Posts) -> None:
    figure = posts.figure()
    page = figure.page
    site = posts.blog.site
    for link in ("javascript:alert(1)", "https://example.org/", "//example.org", "#/../../..", "data:text/html,x"):
        figure.set(figure=link, title=link)
    figure.wait("ready", 2)
    expect(figure.frame.get_by_role("heading", name="data:text/html,x")).to_be_visible()
    expect(figure.drawn).to_be_visible()
    assert {frame.url.split("#")[0] for frame in page.frames[1:]} == {f"{site}embed.html"}


SPEAK = """
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => { (window.heard ??= []).push(data); };
const say = (each) => port1.postMessage(each);
say({ type: "size", height: 5000 });
say({ type: "ready", detail: { doc: "faked" } });
say({ type: "step", detail: { doc: "faked" } });
SENT
"""
ANOTHER = SPEAK.replace("SENT", 'parent.postMessage({ microgpt: "here" }, "*", [port2]);')


def test_no_other_frame_is_taken_for_the_figure(posts_anywhere: Posts) -> None:
    blog = posts_anywhere.blog
    other = blog.put("other.html", f"<!doctype html><script>{ANOTHER}</script>")
    figure = posts_anywhere.figure()
    page = figure.page
    height = figure.iframe.evaluate("(each) => each.offsetHeight")
    figures = f"{blog.site}embed.html#figure=tokens"  # of the same site, but none of the element's
    page.evaluate(
        """(others) => Promise.all(others.map((other) => new Promise((resolve) => {
          const frame = document.createElement("iframe");
          frame.onload = resolve;
          frame.src = other;
          document.body.append(frame);
        })))""",
        [other, figures],
    )
    page.evaluate(f"() => {{ {SPEAK.replace('SENT', 'postMessage({ microgpt: 1 }); postMessage(1);')} }}")
    # the frame itself, gone to another site
    figure.iframe.evaluate(
        "(each, other) => new Promise((resolve) => { each.onload = resolve; each.src = other; })", other
    )
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 200))")
    assert figure.iframe.evaluate("(each) => each.offsetHeight") == height
    assert [each["doc"] for each in figure.told("ready")] == ["bill"]
    assert figure.told("step") == []
    assert [frame.evaluate("window.heard") for frame in page.frames if frame.url == other] == [None, None]


FAKE = """<!doctype html><script>
const { port1, port2 } = new MessageChannel();
const say = (each) => port1.postMessage(each);
parent.postMessage({ microgpt: "here" }, "*", [port2]);
for (const height of [-1e9, 1e9, NaN, Infinity, "5px", null, {}, [], 3]) say({ type: "size", height });
for (const type of ["click", "load", "__proto__", "constructor", 7, null, {}]) say({ type, detail: { doc: "faked" } });
for (const each of [null, undefined, 0, "", "ready", [], [{ type: "ready" }]]) say(each);
say({ type: "error", detail: { message: "the end" } });
</script>"""


def test_what_a_frame_asks_for_is_kept_within_bounds(posts: Posts, site: Path) -> None:
    blog = posts.blog
    blog.put("fake/embed.js", (site / "embed.js").read_text(), "text/javascript")
    blog.put("fake/embed.html", FAKE)
    watch = """
    <script>
    window.heights = [];
    window.types = [];
    const { dispatchEvent } = EventTarget.prototype;
    EventTarget.prototype.dispatchEvent = function (event) {
      types.push(event.type);
      return dispatchEvent.call(this, event);
    };
    </script>"""
    head = f'<script src="listen.js"></script>{watch}<script type="module" src="fake/embed.js"></script>'
    address = blog.put("fake.html", f'<!doctype html>{head}<microgpt-figure id="f"></microgpt-figure>')
    figure = Embedded(posts.at(address))
    assert figure.wait("error")["message"] == "the end"
    assert figure.page.evaluate("types") == ["error"]
    assert figure.iframe.evaluate("(each) => each.offsetHeight") == 40
    assert figure.page.evaluate("f.shadowRoot.querySelector('iframe').style.blockSize") == "40px"
