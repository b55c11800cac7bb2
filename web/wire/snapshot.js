/**
 * A memory snapshot of Python: the memory of one that had come up and imported the session, for others to go on from.
 * The build makes it (tools/snapshot.js), by a private way of the one version of Pyodide that the site has.
 *
 * It is Pyodide's own header, then the memory. Kept is how that differs from the memory that Pyodide's module begins
 * with, which every browser has once it has the module.
 *
 * @typedef {{instantiateWasm: (imports: WebAssembly.Imports, onInstance: OnInstance) => object}} Settings
 * @typedef {(instance: WebAssembly.Instance, module: WebAssembly.Module) => void} OnInstance
 */

/** The number of a header's that says where the memory begins. */
const START = 1;

/**
 * Pyodide's maker of its module, that also tells of the memory that the module begins with, before anything runs in it.
 *
 * @template M
 * @param {(settings: Settings) => Promise<M>} createPyodideModule
 * @param {(memory: ArrayBuffer) => void} onMemory
 * @returns {(settings: Settings) => Promise<M>}
 */
export function tellingOfMemory(createPyodideModule, onMemory) {
  return (settings) => {
    const { instantiateWasm } = settings;
    settings.instantiateWasm = (imports, onInstance) =>
      instantiateWasm(imports, (instance, module) => {
        onMemory(memoryOf(instance));
        onInstance(instance, module);
      });
    return createPyodideModule(settings);
  };
}

/** @param {WebAssembly.Instance} instance */
function memoryOf({ exports }) {
  const memory = Object.values(exports).find((each) => each instanceof WebAssembly.Memory);
  if (!memory) throw new Error("wanted a module that has a memory");
  return memory.buffer;
}

/**
 * Turn a snapshot into how it differs from that memory, and the other way round, where it stands.
 *
 * @param {Uint8Array<ArrayBuffer>} snapshot
 * @param {ArrayBuffer} memory
 */
export function turn(snapshot, memory) {
  const start = new Uint32Array(snapshot.buffer, snapshot.byteOffset)[START];
  if (start + memory.byteLength !== snapshot.length) throw new Error("the snapshot is of another memory");
  const kept = new Uint32Array(snapshot.buffer, snapshot.byteOffset + start);
  const begun = new Uint32Array(memory);
  for (let i = 0; i < begun.length; i++) kept[i] ^= begun[i];
}
