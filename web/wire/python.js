/**
 * The Python of a worker: what of its session is called, and how it ends.
 *
 * @import {Call, Commands, Description, Given, Probed, PythonError, Read, TrainingEvent} from "./protocol.js"
 *
 * @typedef {{header: object, columns: {name: string}[]}} WithColumns  which wait in the session to be taken
 *
 * @typedef {Exclude<keyof Commands, "read" | "fetch_names">} Passed  as the page gives them
 * @typedef {{[K in Passed]: Call<Commands[K]["args"], FromSession<Commands[K]["result"]>>} & Private} Calls
 *
 * @typedef {object} Private  commands that only the worker gives
 * @property {Call<{name: string, text: string}, Read>} read
 * @property {Call<{name: string, content: string, is_first: boolean, is_last: boolean}, Read | null>} gather  the
 *   bytes of a file, in Base64, piece by piece; what it is comes with the last
 * @property {Call<{content: string}, Read>} published
 * @property {Call<{run: string}, Description>} describe
 * @property {Call<{milliseconds: number}, Probed>} probe_on
 * @property {Call<{run: string, milliseconds: number}, {events: TrainingEvent[], more: boolean}>} slice
 *
 * @typedef {Float64Array | Float32Array | Uint32Array | Uint8Array} Column
 *
 * @typedef {object} Session  what of the session is called: the PyProxies that are kept
 * @property {(command: string, args: string) => string} handle
 * @property {(name: string, numbers: Float64Array) => void} giveColumn
 * @property {(name: string) => {toJs: () => Column, destroy: () => void}} takeColumn
 */

/**
 * A result as the session gives it.
 *
 * @template R
 * @typedef {R extends {header: infer H, columns: object} ? WithColumns & {header: H} : R} FromSession
 */

/** @typedef {ReturnType<typeof pythonOf>} Python */

/**
 * @param {{onCall: () => void, onEnd: (error: PythonError) => void}} listeners  onCall: nobody is answered until what
 *   is called now is done; onEnd: it can be used no more
 */
export function pythonOf({ onCall, onEnd }) {
  /** @type {Session} */
  let session;
  let isDead = false; // after an error that is none of its own

  /**
   * What Python comes to. An error that is none of Python's own has gone through it and left it as it was just then
   * (the stack or the memory was at an end): whatever it did next could be wrong, so that is the end of it.
   *
   * @template R
   * @param {() => R} act
   * @returns {R}
   */
  function inPython(act) {
    if (isDead) throw new Error("Python has stopped.");
    try {
      return act();
    } catch (error) {
      if (/** @type {Error} */ (error).name === "PythonError") throw error;
      isDead = true;
      onEnd(describeError(error));
      throw error;
    }
  }

  return {
    /** It is up. @param {Session} up */
    isUp(up) {
      session = up;
    },

    /**
     * Have the session carry out a command.
     *
     * @template {keyof Calls} K
     * @param {K} command
     * @param {Calls[K]["args"]} args
     * @param {Given} [given]
     * @returns {Calls[K]["result"]}
     */
    call(command, args, given = {}) {
      onCall();
      const { result, error } = JSON.parse(
        inPython(() => {
          for (const [name, numbers] of Object.entries(given)) session.giveColumn(name, numbers);
          return session.handle(command, JSON.stringify(args));
        }),
      );
      if (error) throw Object.assign(new Error(error.message), { python: error });
      return result;
    },

    /** A column of the last result. @param {string} name */
    taken(name) {
      return inPython(() => {
        const column = session.takeColumn(name);
        const numbers = column.toJs();
        column.destroy();
        return numbers;
      });
    },
  };
}

/** @param {any} error @returns {PythonError} */
export function describeError(error) {
  if (error.python) return error.python;
  if (error.name === "PythonError") {
    const last = error.message.split("\n").find((/** @type {string} */ line) => line.startsWith(error.type));
    return { type: error.type, message: last ?? error.type, traceback: error.message };
  }
  return { type: error.name ?? "Error", message: error.message ?? String(error), traceback: error.stack ?? "" };
}
