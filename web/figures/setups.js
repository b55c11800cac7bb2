/**
 * What a setup is trained on: a list that has a name, or documents of the reader's own.
 *
 * @import {Run, Setup} from "./figure.js"
 */

export const CENSUS = "census";
/** What stands for documents of the reader's own. */
export const OWN = "own";
/** The list that is fetched when it is asked for. */
export const PUBLISHED = "makemore";

/** The name of the list, or OWN. @param {Pick<Setup, "data" | "text">} setup */
export const chosenOf = ({ data, text }) => data ?? (text === null ? CENSUS : OWN);

/** Whether that is the name of a list, not an address. @param {string} data */
export const isList = (data) => /^[a-z]+$/.test(data);

/**
 * Its documents, as the session wants them.
 *
 * @param {Pick<Setup, "data" | "text" | "file">} setup
 */
export function documentsOf({ data, text, file }) {
  const chosen = chosenOf({ data, text });
  if (text === null && chosen !== OWN) return { data_name: chosen };
  return { data_name: file?.name ?? "your own", text: text ?? "" };
}

/** A run that is set up, as Python is asked about it. @param {Pick<Run, "setup" | "numSteps" | "autograd">} run */
export function wantedOf({ setup, numSteps, autograd }) {
  return {
    preset_name: setup.preset,
    settings: { num_steps: numSteps, ...setup.settings },
    ...askedOf(setup),
    autograd: autograd === "vector" ? null : autograd,
  };
}

/**
 * The same for a question, of which there are many: what was read before goes by its digest, even if Python may have it
 * no longer.
 *
 * @param {Pick<Setup, "data" | "text" | "file">} setup
 */
export function askedOf(setup) {
  const { text, file } = setup;
  return text !== null && file?.digest ? { documents: file.digest } : documentsOf(setup);
}
