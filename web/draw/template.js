/**
 * Templates in a root: what a figure draws is one template of its props, and goes without a trace.
 *
 * @import {TemplateResult} from "lit-html"
 */

import { render } from "lit-html";
import { element } from "./element.js";

/** @param {HTMLElement} root */
export function templateIn(root) {
  const holder = element("div", { class: "contents" }); // takes no part in the layout
  root.append(holder);
  return {
    /** @param {TemplateResult} template */
    draw(template) {
      render(template, holder);
    },
    remove() {
      holder.remove();
    },
  };
}
