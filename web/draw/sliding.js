/**
 * A pointer that slides along a bar: pressed anywhere on what holds it, dragged, and followed until it is let go.
 *
 * @typedef {PointerEvent & {currentTarget: Element}} PointerOn
 */

/**
 * @param {string} bar  which element within the one that listens is the bar
 * @param {(share: number) => void} onShare  how far along the bar the pointer is, from 0 to 1 and beyond
 * @param {() => void} onPress
 */
export function sliding(bar, onShare, onPress) {
  /** @param {PointerOn} event */
  function follow({ clientX, currentTarget }) {
    const box = currentTarget.querySelector(bar)?.getBoundingClientRect();
    if (box) onShare((clientX - box.left) / box.width);
  }
  return {
    /** @param {PointerOn} event */
    down: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      onPress();
      follow(event);
    },
    /** @param {PointerOn} event */
    move: (event) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
    },
  };
}
