/**
 * A run that is taken along from one page of the site to another, or over a reload, in the same tab: the model is what
 * it was, and so is its chart.
 *
 * @import {Kept} from "./host.js"
 */

const PLACE = "microgpt run";

/**
 * Put a run away, in place of any that was. A past too long for the browser's store is left behind; the model never is
 * for that.
 *
 * @param {Kept | null} kept
 */
export function putAway(kept) {
  for (const each of [kept, kept && { ...kept, past: undefined }]) {
    try {
      if (each) sessionStorage.setItem(PLACE, JSON.stringify(each));
      else sessionStorage.removeItem(PLACE);
      return;
    } catch {} // full, or not allowed here
  }
}

/**
 * The run that was put away, if there is one.
 *
 * @returns {Kept | null}
 */
export function takeUp() {
  try {
    const text = sessionStorage.getItem(PLACE);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
