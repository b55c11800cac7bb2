/**
 * A page with nothing on it but figures, driven from the tests and the bench as globalThis.figure: it plays the part of
 * the pages, which keep the props and hand them over. Which figure is mounted stands in the address,
 * ?figure=map&trace=trace&theme=dark. Who is through with it has it cleared, globalThis.harness.clear(), and if it is
 * then as it was, the next figure is mounted without another page: globalThis.harness.mount(...).
 *
 * @import {Figure, FigureAction, Props} from "../../web/figures/figure.js"
 * @import {Trace} from "../../web/trace/read.js"
 *
 * @typedef {Partial<Omit<Props, "trace">> & {trace?: string}} Changes  what is merged into the props; the trace by its
 *   name
 *
 * @typedef {{figure?: string, trace?: string, theme?: string}} Asked  which figure, on which trace, in which theme
 */

import { onThemeChange, paletteOf } from "../../web/draw/palette.js";
import { defaultsOf } from "../../web/figures/settings.js";
import { newLook } from "../../web/state/look.js";
import { newRun, stepsDone } from "../../web/state/run.js";
import { readTrace } from "../../web/trace/read.js";

const LOOK = newLook("look", "run");
const RUN = newRun("run");
const HOST = { python: { kind: "ready", seconds: 1 }, problem: null, keeping: "", reading: null, sources: {} };
const MERGED = ["look", "run", "host", "settings", "answers"];
const GIVEN = ["canAsk", "width", "height", "other"];
const OF_AXE = ["axe", "__core-js_shared__"]; // which looks, and changes nothing
const MOST = 6; // traces that are kept: some are large

/** @type {Map<string, Promise<Trace>>} */
const traces = new Map();

/**
 * The trace in recorded/NAME.json and recorded/NAME.bin.
 *
 * @param {string} name
 */
function traceNamed(name) {
  const read = async () => {
    const [header, bytes] = await Promise.all([
      fetch(`recorded/${name}.json`).then((response) => response.json()),
      fetch(`recorded/${name}.bin`).then((response) => response.arrayBuffer()),
    ]);
    return readTrace(header, bytes);
  };
  const found = traces.get(name) ?? read();
  traces.delete(name); // the one that was wanted last stands last
  traces.set(name, found);
  if (traces.size > MOST) traces.delete([...traces.keys()][0]);
  return found;
}

/**
 * What came as JSON, with {float64: [...]} in it as the typed array that it stands for.
 *
 * @param {any} value
 * @returns {any}
 */
function revived(value) {
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(revived);
  if (Array.isArray(value.float64)) return Float64Array.from(value.float64);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revived(each)]));
}

/**
 * A figure in a root, with props that are changed from outside and by what it dispatches itself.
 *
 * @param {Figure} figure
 * @param {HTMLElement} root
 */
function mounted(figure, root) {
  const actions = /** @type {FigureAction[]} */ ([]);
  const end = new AbortController();
  let sizes = { width: root.clientWidth, height: 600 };
  /** @type {Record<string, any>} */
  let given = { trace: null, look: LOOK, run: {}, other: null, host: HOST, answers: {}, canAsk: true };
  given.settings = defaultsOf(figure.settings);

  /**
   * @returns {Props}
   */
  function props() {
    const { live = RUN.live, recorded = RUN.recorded } = given.run;
    const done = stepsDone({ ...RUN, live });
    const run = { ...RUN, isLive: done > 0, done, shown: done > 0 ? live : recorded, ...given.run };
    const other = given.other && { ...RUN, ...given.other };
    const all = /** @type {Props} */ ({ ...sizes, ...given, run, other });
    const unanswered = (figure.asks?.(all) ?? []).map(({ name }) => [name, null]);
    return { ...all, answers: { ...Object.fromEntries(unanswered), ...given.answers } };
  }

  const { update, destroy } = figure.mount(root, {
    dispatch,
    theme: () => paletteOf(root),
    stillness: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    signal: end.signal,
  });
  onThemeChange(draw, end.signal);
  addEventListener("resize", () => resize(), { signal: end.signal });

  function draw() {
    if (!given.trace && figure.needsTrace) return;
    const all = props();
    if (!lackIn(all)) update(all);
  }

  /** Why there is nothing to draw. @param {Props} all */
  function lackIn(all) {
    return all.trace ? (figure.lacks?.(all) ?? "") : "";
  }

  function resize() {
    sizes = { ...sizes, width: root.clientWidth };
    draw();
  }

  /**
   * @param {FigureAction} action
   */
  function dispatch(action) {
    actions.push(action);
    if (action.type === "hovered") merge({ look: { hovered: action.ref } });
    else if (action.type === "selected") merge({ look: { selection: action.ref } });
    else if (action.type === "go") merge({ look: { cursor: action.cursor, t: 1 } });
    else if (action.type === "changes-set") merge({ look: { changes: action.changes } });
    else if (action.type === "speed-set") merge({ look: { speed: action.speed } });
    else if (action.type === "step-hovered") merge({ run: { hoveredStep: action.step } });
    else if (action.type === "set" && (action.from ?? given.settings) !== given.settings) return;
    else if (action.type === "set") merge({ settings: action.settings });
    else return;
    draw();
  }

  /**
   * @param {Record<string, any>} changes
   */
  function merge(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (MERGED.includes(name)) given = { ...given, [name]: { ...given[name], ...value } };
      else if (GIVEN.includes(name)) given = { ...given, [name]: value };
      else throw new Error(`wanted changes of ${["trace", ...MERGED, ...GIVEN].join(", ")}, not of ${name}`);
    }
  }

  return {
    root,
    actions,
    props,
    get trace() {
      return given.trace;
    },
    get lack() {
      return lackIn(props());
    },

    /**
     * Merge changes into the props and draw; a trace is named, and fetched first.
     *
     * @param {Changes} changes
     */
    async set({ trace: name, ...changes } = {}) {
      if (name !== undefined) {
        const trace = await traceNamed(name);
        given = { ...given, trace, look: { ...given.look, trace: name } };
      }
      merge(revived(changes));
      draw();
    },

    /** What is asked of Python at the moment. */
    questions: () => figure.asks?.(props()) ?? [],

    /**
     * All that a reader can see or hear: the elements, what stands in the controls, and every pixel of the canvases.
     */
    picture() {
      const pixels = [...root.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL());
      const controls = [...root.querySelectorAll("input, select, textarea")].map((each) => {
        const control = /** @type {HTMLInputElement} */ (each);
        return `${control.value} ${control.checked}`;
      });
      return [root.innerHTML, ...controls, ...pixels].join("\n");
    },

    /**
     * How long an update takes, in ms and with what it takes to lay the page out: at every frame from the first to the
     * last, or at about so many of them.
     *
     * @param {number} [most]
     */
    times(most = Number.POSITIVE_INFINITY) {
      const all = props();
      const count = all.trace?.frames.length ?? 100;
      const every = Math.ceil(count / most) || 1;
      const times = [];
      for (let cursor = 0; cursor < count; cursor += every) {
        const start = performance.now();
        update({ ...all, look: { ...all.look, cursor } });
        root.getBoundingClientRect();
        times.push(performance.now() - start);
      }
      return times;
    },

    destroy() {
      if (end.signal.aborted) return;
      destroy();
      end.abort();
    },
  };
}

/** Every trace of its having been used that a page can be searched for: markup, styles, globals, what is stored. */
function stateOfPage() {
  const { documentElement: html, head, body } = document;
  const attributes = [...html.attributes].map(({ name, value }) => `${name}=${value}`);
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => !OF_AXE.includes(name));
  const stored = [localStorage.length, sessionStorage.length, location.href];
  return [...attributes, head.outerHTML, body.outerHTML, ...names.sort(), ...stored].join("\n");
}

/**
 * Mount the figure that the address names and offer it to whoever drives the page.
 *
 * @param {Record<string, Figure>} figures
 */
export async function drive(figures) {
  const root = /** @type {HTMLElement} */ (document.querySelector("#root"));
  const harness = { clear, mount };
  let isFree = false;
  /** @type {{destroy: () => void, root: HTMLElement}[]} */
  let all = [];
  Object.assign(globalThis, { harness, figure: null });
  const before = stateOfPage();

  /**
   * Another figure on the page, in a root of its own unless it is given one.
   *
   * @param {string} name  of the list, or of a script that the test wrote: tiny.js
   * @param {HTMLElement} root
   */
  async function mountAnother(name, root = document.createElement("div")) {
    if (!root.isConnected) document.querySelector("main")?.append(root);
    const figure = name.endsWith(".js") ? (await import(new URL(name, location.href).href)).default : figures[name];
    if (!figure) throw new Error(`wanted one of the figures ${Object.keys(figures).join(", ")}, not ${name}`);
    const made = Object.assign(mounted(figure, root), { mountAnother, figures });
    all.push(made);
    return made;
  }

  /** Take all figures away; whether the page is then as it was before the first. */
  function clear() {
    for (const each of all) {
      each.destroy();
      if (each.root !== root) each.root.remove();
    }
    all = [];
    delete root.dataset.ready;
    delete document.documentElement.dataset.theme;
    Object.assign(globalThis, { figure: null });
    getSelection()?.removeAllRanges();
    scrollTo(0, 0);
    isFree = stateOfPage() === before;
    return isFree;
  }

  /**
   * Mount the figure that is driven; whether that can be done on this page.
   *
   * @param {Asked} asked
   */
  async function mount({ figure: name = "", trace, theme }) {
    if (!isFree) return false;
    isFree = false;
    if (theme) document.documentElement.dataset.theme = theme;
    const figure = await mountAnother(name, root);
    Object.assign(globalThis, { figure });
    await figure.set({ trace });
    await document.fonts.ready;
    await new Promise(requestAnimationFrame);
    root.dataset.ready = "";
    return true;
  }

  clear();
  await mount(Object.fromEntries(new URLSearchParams(location.search)));
}
