/**
 * From a figure of the article to the same look in the lab.
 *
 * @import {Board} from "../../state/board.js"
 * @import {Spot} from "./placing.js"
 */

import { element } from "../../draw/element.js";
import { inLab } from "../../draw/pages.js";
import { isOfLab, labLink } from "../share/lab-link.js";

/**
 * Every caption of a figure that the lab has gets one link there; where it leads is said when it is about to be
 * followed.
 *
 * @param {Board} board
 * @param {Spot[]} spots
 */
export function toTheLab({ state }, spots) {
  for (const { id, name, look, root } of spots) {
    const place = root.closest("figure")?.querySelector(".share");
    if (!isOfLab({ figure: name, look }) || !place || place.querySelector(".to-lab")) continue;
    const link = element("a", { class: "link to-lab", href: inLab() }, "See it in the lab");
    const aim = () => {
      link.href = labLink(state.value, { figure: name, id, look, run: "main" });
    };
    for (const event of ["pointerenter", "focus", "click"]) link.addEventListener(event, aim);
    place.prepend(link, " ");
  }
}
