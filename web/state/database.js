/** The page's database in the reader's browser: what is kept there, by kind; archive.js says how. */

export const ENTRIES = "entries";
export const RUNS = "runs";
export const SNAPSHOTS = "snapshots";
export const TEXTS = "texts";

/** All of them, with how what is in them is found. @type {[string, IDBObjectStoreParameters?][]} */
const STORES = [[ENTRIES, { keyPath: "id" }], [RUNS], [SNAPSHOTS], [TEXTS, { keyPath: "digest" }]];

/**
 * Rejects where nothing can be kept: in a frame without an origin, in some private windows. Some browsers never answer.
 *
 * @returns {Promise<IDBDatabase>}
 */
export async function openDatabase() {
  const opening = indexedDB.open("microgpt", 2); // throws where it is forbidden
  opening.onupgradeneeded = () => {
    const { result } = opening;
    for (const [name, how] of STORES) if (!result.objectStoreNames.contains(name)) result.createObjectStore(name, how);
  };
  const database = await answerTo(opening);
  database.onversionchange = () => database.close(); // a newer page wants to change it
  return database;
}

/** Whether nothing is kept. @param {IDBDatabase} database */
export const isEmpty = async (database) =>
  (await answerTo(database.transaction(ENTRIES).objectStore(ENTRIES).count())) === 0;

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function answerTo(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    if (request instanceof IDBOpenDBRequest) request.onblocked = () => reject(new Error("it is held by an older page"));
  });
}
