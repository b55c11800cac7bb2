/** What a reader may do with figures, fetched with its style. */

import { element } from "../../draw/element.js";
import { sharingUrl } from "../../wire/assets.js";

/**
 * Put it on the page, once it is there. If it does not come, the figures stand without.
 *
 * @param {(sharing: typeof import("../share.js")) => void} put
 */
export async function whenSharingIsThere(put) {
  document.head.append(element("link", { rel: "stylesheet", href: sharingUrl("share.css").href }));
  try {
    put(await import(sharingUrl("share.js").href));
  } catch {}
}
