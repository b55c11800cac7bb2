/**
 * <microgpt-figure>: a figure of microgpt in anybody's page. It makes a frame of embed.html, as high as the figure
 * needs, loaded when the reader comes near, and light or dark as the page around it.
 *
 *   <script type="module" src="https://SITE/embed.js"></script>
 *   <microgpt-figure figure="kv-cache" doc="emma"><a href="...">The KV cache reading "emma"</a></microgpt-figure>
 *
 * What is within stands there until the frame does: without script, a link. Attributes are the parameters of
 * embed.html, in kebab case (sampleCount: sample-count), and can be changed at any time. Methods: play, pause, seek,
 * train, reset; called before there is a figure they wait for it. Events: ready, step, cursorchange and error, each
 * with detail {doc, loss, step, cursor}; error with a message, too.
 *
 * The frame says that it is here, and hands over one end of a channel; whether it is our window, with a page of our
 * site in it, is checked then. Nothing else is ever heard, or sent to any other window.
 */

const NAME = "microgpt-figure";
const site = new URL("./", import.meta.url);
const EVENTS = new Set(["ready", "step", "cursorchange", "error"]);
/** Attributes that are the page's own, not the figure's. */
const OWN = /^(id|class|style|slot|part|hidden|lang|dir|tabindex|role|(on|aria-|data-).*)$/;
const NEAR = "50%";
/** A height that a figure may ask for, in px. */
const [LOWEST, HIGHEST] = [40, 8000];
/** How long a frame that has loaded may take to say so, in ms. */
const PATIENCE = 2000;

/**
 * The theme cannot be had from anywhere: a page may follow a class, an attribute, a style sheet or the system. All
 * change the colour of its text, which <i> inherits: it is not to be seen, and tells of the change by its transition.
 */
const style = new CSSStyleSheet();
style.replaceSync(`
  :host { display: grid; grid-template-columns: minmax(0, 1fr) }
  :host([hidden]), [hidden] { display: none }
  slot, iframe { grid-area: 1 / 1; display: block; min-block-size: 32rem }
  iframe { inline-size: 100%; border: 0 }
  slot:not([hidden]) ~ iframe { visibility: hidden }
  i { position: absolute; visibility: hidden; transition: color 1ms }
  slot { outline-color: color-mix(in srgb, currentcolor, currentcolor) } /* as srgb, however the page says it */
`);

class MicrogptFigure extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #within = document.createElement("slot");
  #ink = document.createElement("i");
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** To the frame, once it has said that it is here. @type {MessagePort | null} */
  #port = null;
  #isReady = false;
  #theme = "";
  /** The link that the frame was loaded with, and the newest that it was given. */
  #loaded = "";
  #given = "";
  /** How many of those it was given it has not taken over yet. */
  #pending = 0;
  /** What was asked for and not passed on yet. @type {object[]} */
  #calls = [];
  #leaving = new AbortController();

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [style];
    this.#root.append(this.#within, this.#ink);
    for (const event of ["run", "end", "cancel"]) {
      this.#ink.addEventListener(`transition${event}`, () => this.#colour());
    }
  }

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const link = document.createElement("a"); // where the page has nothing within
    link.href = this.#address();
    link.textContent = this.#name();
    this.#within.replaceChildren(link);
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        if (!this.#frame) this.#load();
        this.#colour(); // what is not to be seen has no transitions
      },
      { rootMargin: NEAR },
    );
    near.observe(this);
    const changed = new MutationObserver(() => this.#give());
    changed.observe(this, { attributes: true });
    addEventListener("message", (event) => this.#meet(event), { signal });
    signal.addEventListener("abort", () => {
      near.disconnect();
      changed.disconnect();
    });
  }

  /** Moved in one piece: the frame stays. */
  connectedMoveCallback() {}

  disconnectedCallback() {
    this.#leaving.abort();
    this.#unload();
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

  /** Make a frame of the attributes as they are, as high as the one before it. */
  #load() {
    const { blockSize = "", minBlockSize = "" } = this.#frame?.style ?? {};
    const isStanding = this.#within.hidden; // a figure in whose place this one comes
    this.#unload();
    this.#within.hidden = isStanding;
    const frame = document.createElement("iframe");
    this.#frame = frame;
    this.#loaded = this.#link();
    frame.src = this.#address();
    frame.title = this.#name();
    frame.allow = "clipboard-write; fullscreen";
    Object.assign(frame.style, { blockSize, minBlockSize });
    frame.addEventListener("load", () => setTimeout(() => this.#port || this.#miss(frame), PATIENCE));
    this.#root.append(frame);
  }

  #unload() {
    this.#frame?.remove();
    this.#frame = null;
    this.#within.hidden = false;
    this.#part();
  }

  #part() {
    this.#port?.close();
    this.#port = null;
    this.#isReady = false;
    this.#pending = 0;
    this.#theme = "";
  }

  /** There is something else where the figure should be, or nothing. @param {HTMLIFrameElement} frame */
  #miss(frame) {
    if (frame !== this.#frame) return;
    this.#unload();
    const message = `Wanted the figure from ${this.#address()}, but what came in its frame is not that page.`;
    this.#tell("error", { doc: "", loss: null, step: 0, cursor: null, message });
  }

  #link() {
    const given = new URLSearchParams();
    for (const { name, value } of this.attributes) {
      if (!OWN.test(name))
        given.set(
          name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
          value,
        );
    }
    return given.toString();
  }

  #address() {
    return `${new URL("embed.html", site)}#${this.#link()}`;
  }

  #name() {
    return this.getAttribute("title") || `microgpt: ${this.getAttribute("figure") ?? "map"}`;
  }

  /** Dark is where text is light. */
  #colour() {
    const theme = lightness(getComputedStyle(this.#within).outlineColor) > 0.5 ? "dark" : "light";
    if (!this.#port || theme === this.#theme) return;
    this.#theme = theme;
    this.#port.postMessage({ type: "theme", theme });
  }

  /** Pass the attributes on, if they are others: a figure takes over what it can, and else asks to be loaded anew. */
  #give() {
    const link = this.#link();
    if (this.#frame) this.#frame.title = this.#name();
    if (!this.#isReady || link === this.#given) return;
    this.#given = link;
    this.#pending += 1;
    this.#port?.postMessage({ type: "link", link });
  }

  /** @param {string} method @param {unknown} [value] */
  #call(method, value) {
    this.#give(); // what was changed before is to come before
    // what a message cannot hold is no number and no name
    this.#calls.push({ type: "call", method, value: typeof value === "number" ? value : value && String(value) });
    this.#pass();
  }

  #pass() {
    if (!this.#isReady || this.#pending > 0) return;
    for (const call of this.#calls.splice(0)) this.#port?.postMessage(call);
  }

  /** @param {MessageEvent} event */
  #meet({ source, origin, data, ports: [port] }) {
    if (!this.#frame || source !== this.#frame.contentWindow || data?.microgpt !== "here" || !port) return;
    // a page that is sandboxed itself has frames without an origin, too
    if (origin !== site.origin && !(origin === "null" && self.origin === "null")) return;
    this.#part();
    this.#within.hidden = true;
    this.#port = port;
    this.#given = this.#loaded;
    port.onmessage = (event) => this.#hear(Object(event.data));
    this.#colour();
  }

  /** @param {{type?: string, height?: number, detail?: object}} said  by the figure */
  #hear({ type = "", height, detail }) {
    if (type === "size" && this.#frame && Number.isFinite(height)) {
      this.#frame.style.blockSize = `${Math.min(Math.max(Math.ceil(Number(height)), LOWEST), HIGHEST)}px`;
      this.#frame.style.minBlockSize = "0";
    } else if (type === "taken") {
      this.#pending -= 1;
      this.#pass();
    } else if (type === "anew") {
      this.#load();
    } else if (EVENTS.has(type)) {
      if (type === "ready") {
        this.#isReady = true;
        this.#give();
      }
      this.#tell(type, detail);
      this.#pass();
    }
  }

  /** @param {string} type @param {object} [detail] */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Of a colour, from 0 to 1. @param {string} colour  such as color(srgb 0.1 0.1 0.1) */
function lightness(colour) {
  const [red, green, blue] = (colour.match(/[\d.]+(e-\d+)?/g) ?? [0, 0, 0]).map(Number);
  return 0.3 * red + 0.6 * green + 0.1 * blue;
}

// a page may have this script twice, from two addresses
if (!customElements.get(NAME)) customElements.define(NAME, MicrogptFigure);
