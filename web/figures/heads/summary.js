/**
 * What a head reads on average: the map of its mean weights, and beside it how much of that is the previous letter, the
 * first token and itself.
 *
 * @import {Cell} from "../../draw/heat-map.js"
 * @import {HeadsLayout} from "./layout.js"
 * @import {Palette} from "../../draw/palette.js"
 * @import {Props} from "./weights.js"
 */

import { element, setText } from "../../draw/element.js";
import { digits, whole } from "../../draw/format.js";
import { heatmap } from "../../draw/heat-map.js";
import { positions } from "../../trace/read.js";
import { letter, weightText } from "./text.js";
import { identity } from "./weights.js";

const KINDS = /** @type {const} */ (["previous", "first", "itself"]);

/** @param {HTMLElement} root @param {number} layer @param {number} head @param {{onHover: (cell: Cell | null) => void, onSelect: (cell: Cell) => void}} listeners */
export function summaryView(root, layer, head, listeners) {
  const grid = element("div", { class: "heads-average" });
  const habit = element("p", { class: "heads-habit" });
  const shares = KINDS.map((kind) => {
    const [name, number, bar, even] = [
      element("dt", {}),
      element("dd", { class: "figure" }),
      element("i", { class: "heads-bar" }),
      element("i", { class: "heads-even" }),
    ];
    const track = element("dd", { class: "heads-track", "aria-hidden": "true" }, bar, even);
    return { kind, name, number, bar, even, item: element("div", { class: "heads-share" }, name, number, track) };
  });
  const list = element("dl", {}, ...shares.map(({ item }) => item));
  const words = element("div", { class: "heads-words" }, list);
  const node = element("div", { class: "heads-summary" }, grid, words);
  root.append(habit, node);
  const draw = heatmap(grid, listeners);

  /** @param {Props} props @param {HeadsLayout} layout @param {Palette} palette @param {{hovered: Cell | null, selected: Cell | null}} looked */
  return function update({ trace, heads }, { averageSide, gutter, isBeside }, palette, { hovered, selected }) {
    const summary = heads?.heads.find((each) => each.layer === layer && each.head === head);
    habit.hidden = node.hidden = !summary;
    if (!heads || !summary) return;
    const n = positions(trace);
    const known = summary.map.length; // positions that any of the documents has
    const inside = (/** @type {Cell | null} */ cell) => (cell && cell.row < known ? cell : null);
    node.classList.toggle("is-beside", isBeside);
    node.style.paddingLeft = `${gutter}px`;
    habit.style.paddingLeft = `${gutter}px`;
    grid.style.width = `${averageSide}px`;
    draw({
      rows: n,
      columns: n,
      colourOf: (row, s) => (s > row || row >= known ? null : palette.scales.share(summary.map[row][s], 1)),
      painted: `${identity(heads)} ${n} ${palette.key}`,
      width: averageSide,
      height: averageSide,
      label: `Layer ${layer}, head ${head}: what each position reads on average`,
      nameOf: (row, s) =>
        `position ${row} reads position ${s}: ${digits(summary.map[row][s])} on average over ${namesText(heads.counts[row])}`,
      hovered: inside(hovered),
      selected: inside(selected),
    });
    const wordOf = { previous: "the previous letter", first: letter(trace, 0), itself: "itself" };
    const { reads } = summary;
    const read = reads === "previous" && !isBeside ? "previous" : reads && wordOf[reads];
    setText(habit, read ? `reads ${read}` : isBeside ? "none of these stands out" : "none much");
    habit.classList.toggle("is-tight", !isBeside);
    for (const { kind, name, number, bar, even, item } of shares) {
      setText(name, kind === "previous" ? "previous" : wordOf[kind]);
      name.classList.toggle("special", kind === "first");
      setText(number, weightText(summary[kind], !isBeside));
      item.classList.toggle("is-read", kind === reads);
      bar.style.width = `${summary[kind] * 100}%`;
      even.style.left = `${heads.even * 100}%`;
    }
  };
}

/** 200 names @param {number} count */
export function namesText(count) {
  return `${whole(count)} ${count === 1 ? "name" : "names"}`;
}
