/**
 * What the figure says: which parameters these are, and what one of them is for.
 *
 * @import {Run} from "../figure.js"
 * @import {Parameters, Sized} from "../../wire/protocol.js"
 */

import { digits, fixed, tokenText, whole } from "../../draw/format.js";

export const LOADING = "The parameters are on their way.";

/** What a matrix is for, by the end of its name. @type {Record<string, string>} */
const PURPOSES = {
  wte: "the embedding of each token, a row for each",
  wpe: "the embedding of each position, a row for each",
  lm_head: "makes the logits, a row for each token",
  attn_wq: "makes query vectors: what a token looks for",
  attn_wk: "makes key vectors: what a token is found by",
  attn_wv: "makes value vectors: what a token hands on",
  attn_wo: "mixes what the heads have read",
  mlp_fc1: "the first half of the MLP, four times as wide as the stream",
  mlp_fc2: "the second half of the MLP, back to the width of the stream",
};

/** @param {number} steps */
export const stepsText = (steps) => `${whole(steps)} ${steps === 1 ? "step" : "steps"}`;

/**
 * @param {Parameters & {values: Float32Array}} shown
 */
export const titleText = ({ step, values }) =>
  step === 0
    ? `All ${whole(values.length)} parameters before the first step`
    : `All ${whole(values.length)} parameters after ${stepsText(step)}`;

/**
 * Where they come from, and how large they are.
 *
 * @param {Parameters} shown
 * @param {Run} run
 */
export function aboutText({ step, rms }, { isLive, origin }) {
  const own = origin?.shared ? "Of the link’s model" : "Of the training in this page";
  const isRecorded = !isLive || (origin?.recorded !== undefined && step <= origin.recorded);
  const of = isRecorded ? "Of the recorded training" : own;
  const why = step === 0 ? ", drawn at random" : "";
  return `${of}: typically ${fixed(rms, 3)} from zero${why}.`;
}

/** @param {Sized} matrix */
export const purposeText = ({ name }) => PURPOSES[name.slice(name.indexOf(".") + 1)] ?? "";

/**
 * A parameter with its value.
 *
 * @param {Parameters & {values: Float32Array}} shown
 * @param {{matrix: number, row: number, column: number}} cell
 */
export function cellText({ matrices, values }, { matrix, row, column }) {
  const { name, first, columns } = matrices[matrix];
  return `${name}[${row}][${column}] = ${digits(values[first + row * columns + column])}`;
}

/**
 * What is to be said about a parameter: whose row it is in, and what its matrix is for.
 *
 * @param {Sized} matrix
 * @param {number} row
 * @param {string[]} tokens  the vocabulary
 */
export function rowText(matrix, row, tokens) {
  const isOfToken = (matrix.name === "wte" || matrix.name === "lm_head") && tokens[row] !== undefined;
  const whose = isOfToken
    ? `row of ${tokenText(tokens[row])}; `
    : matrix.name === "wpe"
      ? `row of position ${row}; `
      : "";
  return whose + purposeText(matrix);
}
