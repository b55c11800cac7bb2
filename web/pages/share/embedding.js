/**
 * The dialog with what an author pastes: the figure as it will stand there, at the width and in the theme they choose,
 * and the markup that does it.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Shared} from "./line.js"
 */

import { element, setText } from "../../draw/element.js";
import { ownId } from "../../draw/own-id.js";
import { embedLink } from "./embed-link.js";
import { copied } from "./clipboard.js";
import { openDialog } from "./dialog.js";
import { elementSnippet, frameSnippet, unreachable } from "./snippets.js";
import { subjectOf } from "./subject.js";

/** Widths to look at it in, in px. */
const WIDTHS = { Phone: 360, Column: 640, Wide: 960 };
/** What the dialog and the window have around a figure. */
const AROUND = 64;
const THEMES = { "as the page around": "auto", light: "light", dark: "dark" };

/**
 * @param {Board} board
 * @param {Shared} shared
 */
export async function openEmbedding(board, shared) {
  const { site, parameters, what, link } = subjectOf(board, shared);
  await import(/** @type {any} */ (new URL("embed.js", site).href)); // <microgpt-figure>, as in the author's page
  const figure = document.createElement("microgpt-figure");
  const stage = element("div", { class: "share-stage" }, figure);
  const view = element("div", { class: "share-view" }, stage);
  for (const [name, value] of parameters) figure.setAttribute(name, value);

  const own = snippet("With its script: as high as the figure needs, and light or dark as your page is");
  const frame = snippet("As a frame alone: where an editor lets no script through");
  const address = snippet("As an address: where an editor makes a frame of one");
  const local = unreachable(site);
  const authors = element("a", { href: new URL("examples/embedding.html", site).href }, "All that can be set");
  let theme = "auto";

  /** Write the markup for what is chosen, and for the height that the figure has now. */
  function write() {
    const given = theme === "auto" ? parameters : withTheme(parameters, theme);
    const alone = new URL(embedLink(given), site).href;
    own.say(elementSnippet(site, given, { link, words: what }));
    frame.say(frameSnippet(alone, what, Math.round(figure.getBoundingClientRect().height)));
    address.say(alone);
  }
  const room = Object.entries(WIDTHS).filter(([, width]) => width <= Math.max(innerWidth - AROUND, WIDTHS.Phone));
  const [, first] = room[Math.min(1, room.length - 1)];
  const widths = choice("Seen on", Object.fromEntries(room), first, (width) => {
    stage.style.inlineSize = `min(${width}px, 100%)`;
  });
  const themes = choice("Colours", THEMES, "auto", (chosen) => {
    theme = chosen;
    figure.setAttribute("theme", theme);
    write();
  });
  const dialog = openDialog(
    "Embed this figure",
    element("div", { class: "share-choices" }, widths, themes),
    view,
    ...[own, frame, address].map(({ root }) => root),
    element("p", { class: "note" }, ...(local ? [local, " "] : []), authors),
  );
  for (const each of [own, frame, address]) each.fit();
  const observer = new ResizeObserver(write);
  observer.observe(figure);
  figure.addEventListener("ready", () => closeFromWithin(dialog, figure));
  dialog.addEventListener("close", () => observer.disconnect());
}

/**
 * Have Escape close the dialog where the figure in it has the focus, too: a frame keeps its keys to itself.
 *
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} figure  a new frame of it is there
 */
function closeFromWithin(dialog, figure) {
  const frame = figure.shadowRoot?.querySelector("iframe");
  frame?.contentWindow?.addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented) dialog.close();
  });
}

/**
 * @param {[string, string][]} parameters
 * @param {string} theme
 * @returns {[string, string][]}
 */
const withTheme = (parameters, theme) => [...parameters, ["theme", theme]];

/**
 * Markup to be pasted, with a button that copies it.
 *
 * @param {string} words
 */
function snippet(words) {
  const id = ownId("share-snippet");
  const text = element("textarea", { id, readonly: true, rows: 1, spellcheck: "false", class: "figure" });
  const button = element("button", { type: "button", class: "button small" }, "Copy");
  const said = element("span", { role: "status" });
  button.addEventListener("click", async () => {
    const isCopied = await copied(text.value);
    setText(said, isCopied ? "Copied" : "The browser lets no page copy here: it is selected.");
    if (!isCopied) text.select();
  });
  /** As high as the markup is, once it is to be seen. */
  function fit() {
    text.style.blockSize = "auto";
    text.style.blockSize = `${text.scrollHeight + 2}px`;
  }
  const head = element("div", { class: "share-head" }, element("label", { for: id }, words), said, button);
  return {
    root: element("div", { class: "share-snippet" }, head, text),
    /** @param {string} markup */
    say(markup) {
      if (text.value === markup) return;
      text.value = markup;
      setText(said, "");
      fit();
    },
    fit,
  };
}

/**
 * A choice of one of some; the first call of `choose` is at once.
 *
 * @template {string | number} T
 * @param {string} legend
 * @param {Record<string, T>} choices
 * @param {T} chosen
 * @param {(value: T) => void} choose
 */
function choice(legend, choices, chosen, choose) {
  const name = ownId("share-choice");
  const all = Object.entries(choices).map(([words, value]) => {
    const input = element("input", { type: "radio", name, value: String(value), checked: value === chosen });
    input.addEventListener("change", () => choose(value));
    return element("label", {}, input, " ", element("span", {}, words));
  });
  choose(chosen);
  return element("fieldset", { class: "choice words" }, element("legend", {}, legend), ...all);
}
