/**
 * From a figure of the article to the same look in the lab.
 *
 * @import {Setting} from "../../figures/settings.js"
 * @import {Board} from "../../state/board.js"
 * @import {Spot} from "./placing.js"
 */

import { element } from "../../draw/element.js";
import { inLab } from "../../draw/pages.js";
import { linkOf } from "../../state/link.js";

/** The pictures of the lab. */
const PICTURES = ["map", "graph", "cache", "heads", "predictions", "adam"];

/**
 * Every caption of a figure that the lab has gets one link there; where it leads is said when it is about to be
 * followed.
 *
 * @param {Board} board
 * @param {Spot[]} spots
 */
export function toTheLab({ state }, spots) {
  for (const { id, name, look, root } of spots) {
    const caption = root.closest("figure")?.querySelector("figcaption");
    if (!PICTURES.includes(name) || !caption || look === null || caption.querySelector(".to-lab")) continue;
    const link = element("a", { class: "to-lab", href: inLab() }, "Look into this in the lab");
    const aim = () => {
      const { [id]: placed } = state.value.placed;
      const own = placed ? { [id]: { ...placed, name, kinds: written(placed.kinds) } } : {};
      const hash = linkOf({ ...state.value, placed: own }, "main", look);
      link.href = inLab(`${hash}${hash === "#" ? "" : "&"}view=${name}`);
    };
    for (const event of ["pointerenter", "focus", "click"]) link.addEventListener(event, aim);
    caption.append(" ", link);
  }
}

/**
 * Settings that are all written in a link: what they begin with here is not what they do in the lab. What of the figure
 * is drawn at all, the lab decides.
 *
 * @param {Record<string, Setting>} kinds
 */
const written = (kinds) =>
  Object.fromEntries(
    Object.entries(kinds)
      .filter(([, { isShape }]) => !isShape)
      .map(([each, kind]) => [each, { ...kind, default: undefined }]),
  );
