/** What an author pastes: markup that shows a figure in a page of their own. */

/** @typedef {[name: string, value: string][]} Parameters */

/**
 * With the script of the site: as high as the figure needs, in the theme of the page around.
 *
 * @param {string} site
 * @param {Parameters} parameters
 * @param {{link: string, words: string}} instead  what stands there without script
 */
export function elementSnippet(site, parameters, { link, words }) {
  const attributes = parameters.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  return `<script type="module" src="${escaped(new URL("embed.js", site).href)}"></script>
<microgpt-figure${attributes}><a href="${escaped(link)}">${escaped(words)}</a></microgpt-figure>`;
}

/**
 * A frame and nothing else, for editors that let no script through.
 *
 * @param {string} address
 * @param {string} title
 * @param {number} height  in px
 */
export function frameSnippet(address, title, height) {
  return `<iframe src="${escaped(address)}" title="${escaped(title)}" width="100%" height="${height}" \
loading="lazy" style="border: 0" allow="clipboard-write; fullscreen"></iframe>`;
}

/** @param {string} text */
export const escaped = (text) =>
  text.replace(/[&"<>\n]/g, (each) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" })[each] ?? "&#10;");

/**
 * Why others cannot reach an address; "" if they can.
 *
 * @param {string} address
 */
export function unreachable(address) {
  const { protocol, hostname } = new URL(address);
  if (protocol === "file:") return "This page is a file on this computer: what is copied here shows nothing elsewhere.";
  const isLocal = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1\])$|\.localhost$/.test(hostname);
  if (!isLocal) return "";
  return `This page is at ${hostname}, which is this computer and no other: others see what is copied here once the \
site has an address of its own.`;
}
