/**
 * What a link says that leads to a figure alone, as it is embedded, and as it stands.
 *
 * @import {PageState} from "../../state/page.js"
 * @import {Shared} from "./line.js"
 */

import { linkOf } from "../../state/link.js";
import { EMBEDS } from "../embed/embeds.js";
import { parametersOf } from "../embed/parameters.js";

/** Settings that a page begins with as suits its own manners: such as that the wheel zooms, where nothing scrolls. */
const OF_THE_PAGE = ["wheel"];

/**
 * The parameters of the embed that shows a figure as it stands: those that differ from what it begins with.
 *
 * @param {PageState} state
 * @param {Pick<Shared, "figure" | "id" | "look" | "run">} shared
 * @returns {[name: string, value: string][]}
 */
export function embedParameters(state, { figure, id, look, run }) {
  const { [id]: placed } = state.placed;
  const embed = embedName(figure.name, placed.settings);
  const hash = linkOf({ ...state, placed: {} }, run, figure.needsTrace ? look : null);
  const link = new URLSearchParams(hash.slice(1));
  const told = parametersOf(embed).map(({ name, of, own, setting }) => {
    if (of === "page") return [name, null];
    if (of !== "figure") return [name, link.get(own)];
    const value = placed.settings[own];
    if (OF_THE_PAGE.includes(own) && value === placed.kinds[own].default) return [name, null];
    const isTold = value !== undefined && value !== null && value !== setting.default;
    return [name, isTold ? setting.write(value) : null];
  });
  const given = told.filter(([, value]) => value !== null);
  return /** @type {[string, string][]} */ ([["figure", embed], ...given]);
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
