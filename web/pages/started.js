/** The end of what a page says until its script runs: see start.js. */

/** Take the sentence away that stands in the page for when its script does not run. */
export const hasStarted = () => document.querySelector('[data-part="unstarted"]')?.remove();
