/**
 * The line of Python that a frame is about: what is pinned below the computation graph, however near it is looked at.
 *
 * @import {Props} from "../figure.js"
 *
 * @typedef {{lead: string, place: string, code: string}} Line  lead: how the frame stands to it; code: HTML, "" while
 *   the sources are not there
 */

/**
 * @param {Pick<Props, "trace" | "look" | "host">} props
 * @returns {Line}
 */
export function lineOf({ trace, look, host }) {
  const { stage, phase } = trace.frames[look.cursor];
  const { file, line } =
    stage === null ? trace.header.functions[/** @type {"tokens" | "adam"} */ (phase)] : trace.stages[stage];
  return {
    lead: phase === "backward" ? "gradients of what this line made:" : "",
    place: `${file.slice(file.lastIndexOf("/") + 1)}:${line}`,
    code: (host.sources[file]?.[line - 1] ?? "").trimStart(),
  };
}
