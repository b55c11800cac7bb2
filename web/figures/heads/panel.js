/**
 * The focus panel: how one weight was computed, and what was done with it.
 *
 * @import {Ref} from "../../trace/read.js"
 * @import {Pair, Props} from "./weights.js"
 */

import { element, setText } from "../../draw/element.js";
import { tableView } from "./table.js";
import { headDim, placed } from "./text.js";
import { dotTable, softmaxTable, sumTable } from "./terms.js";
import { momentOf } from "./weights.js";

const PARTS = /** @type {const} */ (["dot", "softmax", "sum"]);

/** @param {HTMLElement} root @param {{hoverRef: (ref: Ref | null) => void, selectRef: (ref: Ref) => void, choose: (pair: Pair) => void, release: () => void}} listeners */
export function panelView(root, { hoverRef, selectRef, choose, release }) {
  const caption = element("p", { class: "heading" });
  const follow = element("button", { type: "button", class: "button small" }, "Follow the cursor");
  const note = element("p", { class: "note" });
  follow.addEventListener("click", release);
  const holders = PARTS.map((part) => {
    const [title, table] = [element("p", { class: "heads-title" }), element("div", { class: "heads-scroll" })];
    return { part, title, table, node: element("div", { class: `heads-part heads-${part}` }, title, table) };
  });
  const parts = element("div", { class: "heads-parts row" }, ...holders.map(({ node }) => node));
  root.append(element("div", { class: "row" }, caption, follow), note, parts);
  const onSelect = (/** @type {import("./table.js").TableCell} */ { ref, target }) => {
    if (target?.pair) choose(target.pair);
    if (target && ref) selectRef(ref);
  };
  const tables = holders.map(({ table }) => tableView(table, { onHover: hoverRef, onSelect }));

  /** @param {Props} props @param {Pair} pair */
  return function update(props, pair) {
    const { trace, hovered, selection, focus } = props;
    const { layer, head, t, s } = pair;
    setText(caption, `Layer ${layer}, head ${head}: ${placed(trace, t)} reads ${placed(trace, s)}`);
    follow.hidden = focus === null;
    setText(
      note,
      momentOf(props) === null ? "" : "These are the numbers of this trace, not of the moment chosen above.",
    );
    note.hidden = note.textContent === "";
    const d = headDim(trace);
    const titles = [
      "1. How well the query matches this key",
      `2. Softmax: the matches with all that is read become shares of 1`,
      `3. The value vectors, each times its weight`,
    ];
    const rows = [dotTable(props, pair), softmaxTable(props, pair), sumTable(props, pair)];
    const tracks = [
      "minmax(max-content, 1fr) minmax(max-content, 1.6fr) max-content",
      "max-content 1fr 1.4fr 1.4fr",
      `max-content max-content repeat(${d}, minmax(3.25rem, max-content))`,
    ];
    for (const [at, { title, table }] of holders.entries()) {
      setText(title, titles[at]);
      table.style.setProperty("--heads-tracks", tracks[at]);
      tables[at]({ label: titles[at].slice(3), rows: rows[at], hovered, selection });
    }
  };
}
