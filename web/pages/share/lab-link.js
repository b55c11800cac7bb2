/**
 * What a link says that leads to the same look in the lab.
 *
 * @import {Setting} from "../../figures/settings.js"
 * @import {PageState} from "../../state/page.js"
 */

import { linkOf } from "../../state/link.js";

/** The pictures of the lab. */
const PICTURES = ["map", "graph", "cache", "heads", "predictions", "adam"];

/**
 * Whether the lab shows a figure.
 *
 * @param {{figure: string, look: string | null}} shared
 */
export const isOfLab = ({ figure, look }) => PICTURES.includes(figure) && look !== null;

/**
 * @param {PageState} state
 * @param {{figure: string, id: string, look: string | null, run: string}} shared
 */
export function labLink(state, { figure, id, look, run }) {
  const { [id]: placed } = state.placed;
  const own = placed ? { [id]: { ...placed, name: figure, kinds: written(placed.kinds) } } : {};
  const hash = linkOf({ ...state, placed: own }, run, look);
  return `lab.html${hash}${hash === "#" ? "" : "&"}view=${figure}`;
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
