/**
 * What a link says that leads to a figure alone, as it is embedded, and as it stands.
 *
 * @import {PageState} from "../../state/page.js"
 * @import {Shared} from "./line.js"
 */

import { withDefaults } from "../../figures/settings.js";
import { linkOf } from "../../state/link.js";
import { EMBEDS } from "../embed/embeds.js";

/**
 * The parameters of the embed that shows a figure as it stands: those that differ from what it begins with.
 *
 * @param {PageState} state
 * @param {Pick<Shared, "figure" | "id" | "look" | "run">} shared
 * @returns {[name: string, value: string][]}
 */
export function embedParameters(state, { figure, id, look, run }) {
  const { [id]: placed } = state.placed;
  const name = embedName(figure.name, placed.settings);
  const kinds = withDefaults(figure.settings, EMBEDS[name]?.parts[0].settings ?? {});
  const own = { ...placed, name: "", kinds };
  const hash = linkOf({ ...state, placed: { [id]: own } }, run, figure.needsTrace ? look : null);
  return [["figure", name], ...new URLSearchParams(hash.slice(1))];
}

/**
 * Which embed is a figure with these settings: that which begins with most of them.
 *
 * @param {string} figure
 * @param {Record<string, unknown>} settings
 */
export function embedName(figure, settings) {
  const found = Object.entries(EMBEDS)
    .map(([name, { parts }]) => ({ name, first: parts[0], begun: Object.entries(parts[0].settings ?? {}) }))
    .filter(({ first, begun }) => first.figure === figure && begun.every(([each, value]) => settings[each] === value))
    .sort((a, b) => b.begun.length - a.begun.length);
  return found[0]?.name ?? figure;
}

/** @param {[name: string, value: string][]} parameters */
export const embedLink = (parameters) => `embed.html#${new URLSearchParams(parameters)}`;
