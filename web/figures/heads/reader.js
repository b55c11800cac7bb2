/**
 * What a reader does with the heads: what is pointed at, what is selected, which weight is taken apart.
 *
 * @import {Context, Props} from "../figure.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Pair} from "./weights.js"
 *
 * @typedef {ReturnType<typeof readerOf>} Reader
 */

import { sameRef } from "../../trace/refs.js";
import { weightRef } from "./weights.js";

/**
 * @param {Context["dispatch"]} dispatch
 * @param {() => Props | null} drawn  what the figure was last given; null while it is being drawn: what moves the focus
 *   then is not the reader
 */
export function readerOf(dispatch, drawn) {
  /** @param {Ref | null} ref */
  function hover(ref) {
    const props = drawn();
    if (props && !sameRef(ref, props.look.hovered)) dispatch({ type: "hovered", ref });
  }
  /** @param {Ref | null} ref */
  const select = (ref) => dispatch({ type: "selected", ref });
  /** @param {Pair | null} focus */
  const choose = (focus) => set({ focus });
  /** @param {Record<string, unknown>} settings */
  const set = (settings) => dispatch({ type: "set", settings });

  return {
    hover,
    select,
    choose,
    set,
    /** @param {Pair | null} pair */
    hoverPair(pair) {
      const props = drawn();
      if (props) hover(pair && weightRef(props.trace, pair));
    },
    /**
     * Take a weight apart, and select it.
     *
     * @param {Pair} pair
     */
    take(pair) {
      const props = drawn();
      choose(pair);
      if (props) select(weightRef(props.trace, pair));
    },
    release() {
      choose(null);
      select(null);
    },
  };
}
