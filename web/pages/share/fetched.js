/** What a reader may do with figures, fetched with its style. */

import { element } from "../../draw/element.js";
import { moduleAddress, sharingUrl } from "../../wire/assets.js";

/**
 * Put it on the page, once it is there. If it does not come, the figures stand without.
 *
 * @param {(sharing: typeof import("../share.js")) => void} put
 */
export async function whenSharingIsThere(put) {
  // one page that holds the whole site has all styles in it
  const style = element("link", { rel: "stylesheet", href: sharingUrl("share.css").href });
  if (!globalThis.carried) document.head.append(style);
  try {
    put(await import(await moduleAddress(sharingUrl("share.js"))));
  } catch {}
}
