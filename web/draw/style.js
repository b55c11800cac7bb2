/**
 * Style properties of an element in a template: html`<li ${style({ "--share": 0.5 })}>`. They are set one by one, which
 * a page's security policy allows; a style attribute in the template it may not.
 *
 * @import {ElementPart} from "lit-html"
 *
 * @typedef {Record<string, string | number | null>} Properties  null: none of that name
 */

import { noChange } from "lit-html";
import { Directive, directive } from "lit-html/directive.js";

class Style extends Directive {
  /** @type {[string, string][]} */
  #set = [];

  /** @param {Properties} _properties */
  render(_properties) {
    return noChange;
  }

  /**
   * @param {ElementPart} part
   * @param {[Properties]} values
   * @override
   */
  update({ element }, [properties]) {
    const wanted = Object.entries(properties).flatMap(([name, value]) => (value === null ? [] : [[name, `${value}`]]));
    const { style: styles } = /** @type {HTMLElement | SVGElement} */ (element);
    // begun anew when there are others, so that the attribute is the same whatever it was before
    const isAnew = wanted.length !== this.#set.length || wanted.some(([name], at) => name !== this.#set[at][0]);
    // (to ask for the attribute has it written: Chrome leaves an empty one of properties that it had not written yet)
    if (isAnew && element.hasAttribute("style")) element.removeAttribute("style");
    wanted.forEach(([name, value], at) => {
      if (isAnew || this.#set[at][1] !== value) styles.setProperty(name, value);
    });
    this.#set = /** @type {[string, string][]} */ (wanted);
    return noChange;
  }
}

export const style = directive(Style);
