/** The table of contents: which chapter the reader is in, and closed again when one was chosen. */

import { setText } from "../../draw/element.js";

const READ = "-30% 0px -65% 0px"; // the line of the window at which one reads

/** @param {AbortSignal} signal */
export function followReader(signal) {
  const details = /** @type {HTMLDetailsElement} */ (document.querySelector(".toc"));
  const here = /** @type {HTMLElement} */ (details.querySelector('[data-part="here"]'));
  const links = [...details.querySelectorAll("a")];
  const sections = links.map(({ hash }) => document.querySelector(hash));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        links.forEach((link, at) => {
          const isHere = sections[at] === target;
          if (isHere) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
          if (isHere) setText(here, `${at + 1}. ${link.textContent}`);
        });
      }
    },
    { rootMargin: READ },
  );
  for (const section of sections) if (section) observer.observe(section);
  signal.addEventListener("abort", () => observer.disconnect());

  const close = () => {
    details.open = false;
  };
  details.addEventListener("click", ({ target }) => target instanceof HTMLAnchorElement && close(), { signal });
  document.addEventListener(
    "pointerdown",
    ({ target }) => target instanceof Node && !details.contains(target) && close(),
    { signal },
  );
  details.addEventListener(
    "keydown",
    ({ key }) => {
      if (key !== "Escape" || !details.open) return;
      close();
      details.querySelector("summary")?.focus();
    },
    { signal },
  );
}
