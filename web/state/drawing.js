/** When views are drawn: once a frame, however often the state changes before. */

import { effect } from "@preact/signals-core";

/**
 * Draw at every change of a signal, of the theme, or of the size of one of some elements.
 *
 * @param {{readonly value: any}} state @param {() => void} draw @param {Element[]} sized
 */
export function drawOnChange(state, draw, sized) {
  let scheduled = 0;
  const schedule = () => {
    scheduled ||= requestAnimationFrame(() => {
      scheduled = 0;
      draw();
    });
  };
  effect(() => {
    state.value;
    schedule();
  });
  const observer = new ResizeObserver(schedule);
  for (const each of sized) observer.observe(each);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", schedule);
}
