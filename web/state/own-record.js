/** Which record of a run is this tab's own: remembered for as long as the tab is there. */

const PLACE = "microgpt run";

/** @returns {string | null} */
export function remembered() {
  try {
    return sessionStorage.getItem(PLACE);
  } catch {
    return null; // not allowed here: the run is offered, as to another tab
  }
}

/** @param {string | null} id */
export function remember(id) {
  try {
    if (id === null) sessionStorage.removeItem(PLACE);
    else sessionStorage.setItem(PLACE, id);
  } catch {} // as above
}
