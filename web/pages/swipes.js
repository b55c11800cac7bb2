/** Swipes of a finger over an element. */

const LEAST = 40; // px: less is a tap

/**
 * @param {HTMLElement} root
 * @param {{left?: () => void, right?: () => void, up?: () => void, down?: () => void}} does  at which
 * @param {AbortSignal} signal
 */
export function swipes(root, { left, right, up, down }, signal) {
  let start = { x: 0, y: 0 };
  root.addEventListener(
    "pointerdown",
    ({ clientX: x, clientY: y }) => {
      start = { x, y };
    },
    { signal },
  );
  root.addEventListener(
    "pointerup",
    ({ pointerType, clientX, clientY }) => {
      const [x, y] = [clientX - start.x, clientY - start.y];
      if (pointerType === "mouse" || Math.max(Math.abs(x), Math.abs(y)) < LEAST) return;
      const isAcross = Math.abs(x) > Math.abs(y);
      (isAcross ? (x < 0 ? left : right) : y < 0 ? up : down)?.();
    },
    { signal },
  );
}
