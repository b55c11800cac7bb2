/** The table of contents: which chapter the reader is in. */

const READ = "-30% 0px -65% 0px"; // the line of the window at which one reads

/** @param {AbortSignal} signal */
export function followReader(signal) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".contents a")]);
  const sections = links.map(({ hash }) => document.querySelector(hash));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        links.forEach((link, at) => {
          if (sections[at] === target) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        });
      }
    },
    { rootMargin: READ },
  );
  for (const section of sections) if (section) observer.observe(section);
  signal.addEventListener("abort", () => observer.disconnect());
}
