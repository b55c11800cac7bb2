/**
 * <microgpt-figure>: a figure of microgpt in anybody's page. It makes a frame of embed.html, as high as the figure
 * needs, loaded when the reader comes near, and light or dark as the page around it.
 *
 *   <script type="module" src="https://SITE/embed.js"></script>
 *   <microgpt-figure figure="kv-cache" doc="emma"><a href="...">The KV cache reading "emma"</a></microgpt-figure>
 *
 * What is within stands there until the frame does: without script, a link. Attributes are the parameters of
 * embed.html and can be changed. Methods: play, pause, seek, train, reset. Events: ready, step, cursorchange and
 * error, each with detail {doc, loss, step, cursor}; error with a message, too.
 *
 * Messages cross between this script and the frame it made, and nobody else: each end checks window and origin.
 */

const site = new URL("./", import.meta.url);
const EVENTS = new Set(["ready", "step", "cursorchange", "error"]);
/** Attributes that are the page's own, not the figure's. */
const OWN = new Set(["id", "class", "style", "slot", "hidden", "lang", "dir", "tabindex", "role"]);
const NEAR = "50%";

class MicrogptFigure extends HTMLElement {
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** What was asked for before the frame was ready. @type {object[] | null} */
  #waiting = [];
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.#waiting = [];
    const { signal } = this.#leaving;
    if (!this.style.display) this.style.display = "block";
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        this.#load();
      },
      { rootMargin: NEAR },
    );
    near.observe(this);
    const changed = new MutationObserver(() => this.#send({ type: "link", link: this.#link() }));
    changed.observe(this, { attributes: true });
    const themed = new MutationObserver(() => this.#send({ type: "theme", theme: this.#theme() }));
    for (const each of [document.documentElement, document.body]) themed.observe(each, { attributes: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener(
      "change",
      () => this.#send({ type: "theme", theme: this.#theme() }),
      { signal },
    );
    addEventListener("message", (event) => this.#hear(event), { signal });
    signal.addEventListener("abort", () => {
      for (const each of [near, changed, themed]) each.disconnect();
    });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#frame?.remove();
    this.#frame = null;
  }

  /** Play what is stepped, from where it is. */
  play() {
    this.#call("play");
  }

  /** Stop what plays, and the training. */
  pause() {
    this.#call("pause");
  }

  /** Go to a frame of the step, by number or by name, such as "forward:attn_q@2". @param {number | string} cursor */
  seek(cursor) {
    this.#call("seek", cursor);
  }

  /** Train, so many steps or to the end; starts Python if it is not up. @param {number} [steps] */
  train(steps) {
    this.#call("train", steps);
  }

  /** Take the training back to before its first step. */
  reset() {
    this.#call("reset");
  }

  #load() {
    const frame = document.createElement("iframe");
    frame.src = `${new URL("embed.html", site)}#${this.#link()}`;
    frame.title = this.getAttribute("title") ?? `microgpt: ${this.getAttribute("figure") ?? "map"}`;
    frame.allow = "clipboard-write; fullscreen";
    Object.assign(frame.style, { display: "block", border: "0", inlineSize: "100%", blockSize: "32rem" });
    this.#frame = frame;
    this.replaceChildren(frame);
  }

  #link() {
    const given = new URLSearchParams();
    for (const { name, value } of this.attributes)
      if (!OWN.has(name) && !/^(on|aria-|data-)/.test(name)) given.set(name, value);
    return given.toString();
  }

  /** The theme of the page around: what it says it is, else as its text is on light or on dark. */
  #theme() {
    const { colorScheme, color } = getComputedStyle(this);
    if (colorScheme === "light" || colorScheme === "dark") return colorScheme;
    const [red, green, blue] = (color.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
    return 0.3 * red + 0.6 * green + 0.1 * blue > 140 ? "dark" : "light";
  }

  /** @param {string} method @param {unknown} [value] */
  #call(method, value) {
    this.#send({ type: "call", method, value });
  }

  /** @param {object} message */
  #send(message) {
    if (this.#waiting) this.#waiting.push(message);
    else this.#post(message);
  }

  /** @param {object} message */
  #post(message) {
    this.#frame?.contentWindow?.postMessage({ microgpt: 1, ...message }, site.origin);
  }

  /** @param {MessageEvent} event */
  #hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== site.origin || data?.microgpt !== 1) return;
    const { type, height, detail } = data;
    if (type === "here") this.#post({ type: "hello", theme: this.#theme() });
    if (type === "size" && Number.isFinite(height)) this.#frame.style.blockSize = `${Math.ceil(height)}px`;
    if (!EVENTS.has(type)) return;
    if (type === "ready") {
      for (const each of this.#waiting ?? []) this.#post(each);
      this.#waiting = null;
    }
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

customElements.define("microgpt-figure", MicrogptFigure);
