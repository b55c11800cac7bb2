/**
 * A figure where it stands on a page: mounted when it is first seen, given its props when they change, its questions
 * asked, its settings kept, taken away without a trace.
 *
 * @import {Context, Figure, FigureAction, Mounted, Props, Question, Run} from "../figures/figure.js"
 * @import {Lead} from "./following.js"
 * @import {Address, Action, PageState} from "./page.js"
 *
 * @typedef {{state: {readonly value: PageState}, dispatch: (action: Action) => void}} Store
 *
 * @typedef {object} Place
 * @property {Figure} figure
 * @property {HTMLElement} root
 * @property {string} [id]  of the placed figure; its name unless it stands on the page twice
 * @property {string} [name]  before the names of its settings in a link; its id if not said
 * @property {string | null} [look]
 * @property {string} run
 * @property {Lead} [lead]  what its look goes with, if it does
 * @property {string} [other]  run, that it is compared with while there is one
 * @property {Record<string, unknown>} [defaults]  of its settings here, where they are not the figure's own
 * @property {Record<string, unknown>} [settings]  what a link, or a reader before, has made of them
 * @property {(props: Props) => void} [onDrawn]
 */

import { element } from "../draw/element.js";
import { defaultsOf, withDefaults } from "../figures/settings.js";
import { onThemeChange, paletteOf } from "../draw/palette.js";
import { newLook } from "./look.js";
import { isOtherDocument, isOutOfReach, RECORDED } from "../trace/read.js";
import { traceOfLook } from "./page.js";
import { answersTo } from "./queries.js";

const PICTURE = 160; // px of height from which on a place is one of a picture

const NO_LOOK = newLook("", "");

/**
 * @param {Store} store
 * @param {Place} place
 * @param {{stillness: () => boolean, ask: (placed: string, questions: Question[], canAsk: boolean) => void}} page
 */
export function placeFigure({ state, dispatch }, place, { stillness, ask }) {
  const {
    figure,
    root,
    run,
    other = "",
    lead,
    look = null,
    id = figure.name,
    name = id,
    defaults = {},
    settings = {},
  } = place;
  const aborter = new AbortController();
  /** @type {Mounted | null} */
  let mounted = null;
  /** @type {Props | null} */
  let drawn = null;
  /** In its place when it cannot be drawn, and the trace that it could not be drawn of. */
  const note = element("p");
  /** @type {Props["trace"] | undefined} */
  let undrawable;
  let isThemeNew = true;
  let size = { width: 0, height: 0 };
  let palette = paletteOf(root);

  const kinds = withDefaults(figure.settings, defaults);
  dispatch({
    type: "placed",
    placed: id,
    as: { name, look, kinds, settings: { ...defaultsOf(kinds), ...settings } },
  });
  onThemeChange(() => {
    isThemeNew = true;
  }, aborter.signal);

  /** @type {Address} */
  const address = { run, look: look ?? "", placed: id, ...(lead && { look: lead.look, run: lead.run }) };
  /** @type {Context} */
  const context = {
    dispatch: (action) => dispatch(addressed(led(action), address)),
    theme: () => palette,
    stillness,
    signal: aborter.signal,
  };

  /** What is asked for in a look that goes with another is asked of that one. @param {FigureAction} action */
  function led(action) {
    if (!lead || look === null || action.type !== "go") return action;
    return { ...action, cursor: lead.ledTo(state.value, look, lead, action.cursor) };
  }

  /** @returns {Props | null} */
  function propsNow() {
    const now = state.value;
    const trace = look === null ? null : traceOfLook(now, look);
    if (figure.needsTrace && !trace) return null;
    const placed = now.placed[id];
    const of = trace?.header.id ?? "";
    const isLost = now.lost.includes(isOtherDocument(of) ? RECORDED : of) || isOutOfReach(of);
    const props = /** @type {Props} */ ({
      trace,
      look: look === null ? NO_LOOK : lead ? lead.followed(now, look, lead) : now.looks[look],
      run: now.runs[run],
      other: now.runs[other] ?? null,
      host: now.host,
      settings: placed.settings,
      answers: drawn?.answers ?? {},
      canAsk: now.host.python.kind === "ready" && !isLost,
      ...size,
    });
    const questions = figure.asks?.(props) ?? [];
    const answers = answersTo(questions, placed.answers, now);
    if (!isSame(answers, props.answers)) props.answers = answers;
    ask(id, questions, props.canAsk);
    return props;
  }

  /** Say why there is nothing to draw, where a picture should be, if what was recorded is not there. */
  function sayWhy() {
    const { missed } = state.value;
    if (missed && !mounted && size.height >= PICTURE) tell(missed, "complaint");
  }

  /** @param {string} text @param {"complaint" | "lack"} kind  of a model that has no such part nothing went wrong */
  function tell(text, kind) {
    if (root === document.body) return; // where the text itself stands
    note.className = kind;
    note.textContent = text;
    root.append(note);
  }

  /** What a figure that has failed halfway has left may be anything. */
  function takeAway() {
    try {
      mounted?.destroy();
    } catch {} // it has failed already
    mounted = null;
    drawn = null;
    if (root !== document.body) root.replaceChildren();
  }

  /** Whether the place is not to be seen, or what it is in: it has no size then. */
  const isHidden = () => root.closest("[hidden]") !== null;

  return {
    root,
    /** Take the size of the root: of all figures before one is drawn. */
    measure() {
      if (!isHidden()) size = { width: root.clientWidth, height: root.clientHeight };
    },
    /** Draw, if the root is to be seen and something has changed. */
    draw() {
      if (isHidden()) return;
      const props = propsNow();
      if (!props) return sayWhy();
      if (undrawable !== undefined && props.trace === undrawable) return;
      note.remove();
      const lack = props.trace ? (figure.lacks?.(props) ?? "") : "";
      if (lack) {
        if (mounted) takeAway();
        return tell(lack, "lack");
      }
      undrawable = undefined;
      try {
        if (isThemeNew) palette = paletteOf(root);
        mounted ??= figure.mount(root, context);
        if (isThemeNew || !drawn || !isSame(props, drawn)) mounted.update(props);
        isThemeNew = false;
        drawn = props;
        place.onDrawn?.(props);
      } catch (error) {
        undrawable = props.trace;
        takeAway();
        tell(`This figure cannot be drawn: ${/** @type {Error} */ (error).message}.`, "complaint");
        reportError(error);
      }
    },
    destroy() {
      note.remove();
      mounted?.destroy();
      aborter.abort();
      dispatch({ type: "taken-away", placed: id });
    },
  };
}

/**
 * @param {FigureAction} action
 * @param {Address} address
 * @returns {Action}
 */
function addressed(action, { run, look, placed }) {
  if (action.type === "set") return { ...action, placed };
  const whose = { ...action, run: ("run" in action && action.run) || run };
  return look ? { ...whose, look } : whose;
}

/**
 * Whether two records hold the very same things.
 *
 * @param {Record<string, any>} a
 * @param {Record<string, any>} b
 */
function isSame(a, b) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
