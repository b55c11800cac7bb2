/**
 * What a link says that leads to the same look in the lab.
 *
 * @import {Setting} from "../../figures/settings.js"
 * @import {PageState} from "../../state/page.js"
 */

import { inLab } from "../../draw/pages.js";
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
  const own = placed ? { [id]: { ...placed, name: figure, kinds: written(placed) } } : {};
  const hash = linkOf({ ...state, placed: own }, run, look);
  return inLab(`${hash}${hash === "#" ? "" : "&"}view=${figure}`);
}

/**
 * Settings that are all written in a link: what they begin with here is not what they do in the lab. What of the figure
 * is drawn at all, the lab decides; what is not chosen, it does not choose either.
 *
 * @param {{kinds: Record<string, Setting>, settings: Record<string, unknown>}} placed
 */
const written = ({ kinds, settings }) =>
  Object.fromEntries(
    Object.entries(kinds)
      .filter(([each, { isShape }]) => !isShape && settings[each] !== null)
      .map(([each, kind]) => [each, { ...kind, default: undefined }]),
  );
