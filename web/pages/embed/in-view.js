/** Does something once, when a figure has come into view: as much of it, or of the window, as one looks at. */

const SEEN = 0.5;

/**
 * @param {Element} root
 * @param {() => void} act
 * @param {AbortSignal} signal
 */
export function onceInView(root, act, signal) {
  const observer = new IntersectionObserver(
    (entries) => {
      const isSeen = entries.some(({ isIntersecting, intersectionRatio, intersectionRect, rootBounds }) => {
        const room = rootBounds?.height ?? screen.availHeight; // a page of another origin keeps its window to itself
        const fills = intersectionRect.height >= SEEN * room;
        return isIntersecting && (intersectionRatio >= SEEN || fills);
      });
      if (!isSeen) return;
      observer.disconnect();
      act();
    },
    { threshold: [0, 0.25, SEEN, 0.75, 1] },
  );
  observer.observe(root);
  signal.addEventListener("abort", () => observer.disconnect());
}
