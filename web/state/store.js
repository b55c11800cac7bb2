/** A store: one state, one function that changes it, and those who act on what was asked for. */

import { signal } from "@preact/signals-core";

/**
 * dispatch(action) reduces the state with it and then hands it to those who asked for actions.
 *
 * @template S, A
 * @param {(state: S, action: A) => S} reduce
 * @param {S} initial
 */
export function createStore(reduce, initial) {
  const state = signal(initial);
  /** @type {Set<(action: A) => void>} */
  const listeners = new Set();
  return {
    state,
    /** @param {A} action */
    dispatch(action) {
      state.value = reduce(state.value, action);
      for (const listen of [...listeners]) listen(action); // who comes while they listen hears the next
    },
    /**
     * Have every action, once reduced, passed to this function; returns what ends that.
     *
     * @param {(action: A) => void} listen
     */
    onAction(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
  };
}
