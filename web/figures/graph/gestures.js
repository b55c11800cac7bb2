/**
 * What the pointer does on the canvas of the computation graph: points, selects, drags, and with the wheel or two fingers
 * zooms.
 *
 * @typedef {{x: number, y: number}} Pixel  of the canvas
 *
 * @typedef {object} Gestures
 * @property {(at: Pixel | null) => void} hover
 * @property {(at: Pixel) => void} select
 * @property {(factor: number, at: Pixel, dx: number, dy: number) => void} move  zoom at a pixel, then drag
 */

const CLICK_SLACK = 4; // px a pointer may stray and still click
const LINE = 20; // px a line of a wheel that counts in lines

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Gestures} gestures
 */
export function listenToPointers(canvas, { hover, select, move }) {
  /** Those that are down. @type {Map<number, Pixel>} */
  const pointers = new Map();
  let strayed = 0; // px since the first went down

  /** @param {PointerEvent | WheelEvent} event */
  function pixel({ clientX, clientY }) {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) strayed = 0;
    pointers.set(event.pointerId, pixel(event));
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = pixel(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      hover(at);
      return;
    }
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, at);
    const [dx, dy] = [at.x - before.x, at.y - before.y];
    strayed += Math.hypot(dx, dy);
    if (strayed < CLICK_SLACK) return;
    if (!other) {
      move(1, at, dx, dy);
      return;
    }
    const spread = Math.hypot(at.x - other.x, at.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
    move(spread, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }, dx / 2, dy / 2);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (pointers.delete(event.pointerId) && strayed < CLICK_SLACK) select(pixel(event));
  });
  canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
      move(2 ** ((-event.deltaY * lines * (event.ctrlKey ? 5 : 1)) / 400), pixel(event), 0, 0);
    },
    { passive: false },
  );
}
