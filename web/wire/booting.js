/**
 * Brings Python up: Pyodide, our wheel, the session.
 *
 * @import {Session} from "./python.js"
 */

import { FETCHING, pyodideUrl, pythonUrl } from "./assets.js";
import { imported, watchFetching } from "./fetching.js";
import { SIZES, TOTAL_BYTES } from "./sizes.js";

/** What is kept of Python: the session's ways in and out; numbers come as JavaScript's, which it need not know of. */
const SESSION = `
import session
s = session.Session()
s.handle, lambda name, numbers: s.give_column(name, numbers.to_bytes()), s.take_column
`;

/**
 * Rejects when a part of Python cannot be fetched, or is not what it should be.
 *
 * @param {(stage: string, loaded: number, total: number) => void} tell  how far it has come
 * @returns {Promise<Session>}
 */
export async function bootPython(tell) {
  const progress = { stage: FETCHING, loaded: 0 };
  const tellProgress = () => tell(progress.stage, Math.min(progress.loaded, TOTAL_BYTES), TOTAL_BYTES);

  /** @type {Promise<never>} */
  const broken = new Promise((_, onBroken) => {
    watchFetching({
      onBytes(count) {
        progress.loaded += count;
        tellProgress();
      },
      onBroken,
    });
    tellProgress();
  });

  /** @returns {Promise<Session>} */
  async function bringUp() {
    const names = ["pyodide.js", "pyodide.asm.js"];
    const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(
      names.map(async (name) => {
        const module = await imported(pyodideUrl(name));
        progress.loaded += SIZES[name];
        tellProgress();
        return module;
      }),
    );
    const pyodide = await loadPyodide({
      createPyodideModule,
      indexURL: pyodideUrl().href,
      lockFileURL: pythonUrl("pyodide-lock.json").href,
      packages: ["microgpt"],
    });
    progress.stage = "Importing microgpt";
    tellProgress();
    const archive = await fetch(pythonUrl("session.zip"));
    pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
    const [handle, giveColumn, takeColumn] = pyodide.runPython(SESSION);
    return { handle, giveColumn, takeColumn };
  }
  return Promise.race([broken, bringUp()]);
}
