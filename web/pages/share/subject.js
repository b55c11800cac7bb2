/**
 * What of a page is shared: its figure, what it shows, where it stands.
 *
 * @import {Board} from "../../state/board.js"
 * @import {PageState} from "../../state/page.js"
 * @import {Shared} from "./line.js"
 */

import { inArticle } from "../../draw/pages.js";
import { EMBEDS } from "../embed/embeds.js";
import { embedLink, embedParameters } from "./embed-link.js";
import { isOfLab, labLink } from "./lab-link.js";
import { fileName, momentOf, sayWhat } from "./words.js";

/**
 * @param {Board} board
 * @param {Shared} shared
 */
export function subjectOf({ state: { value: state } }, shared) {
  const site = new URL("./", location.href.replace(/[?#].*/, "")).href;
  const parameters = embedParameters(state, shared);
  const [[, name]] = parameters;
  const moment = momentOf(state, shared);
  const alone = EMBEDS[name]?.parts.length > 1 ? capital(name) : shared.figure.title;
  return {
    site,
    parameters,
    what: sayWhat(alone, moment),
    file: fileName(name, moment),
    link: new URL(shared.link ?? linkTo(state, shared, parameters), location.href).href,
  };
}

/**
 * A link to the same thing: in the lab where it is there, else alone, which it is not if one page holds the whole site.
 *
 * @param {PageState} state
 * @param {Shared} shared
 * @param {[string, string][]} parameters
 */
function linkTo(state, shared, parameters) {
  const named = { ...shared, figure: shared.figure.name };
  if (isOfLab(named)) return labLink(state, named);
  return globalThis.carried ? inArticle(shared.stage.id) : embedLink(parameters);
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
