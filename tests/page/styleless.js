/** Figures without a page: their styles are imported as nothing. Import this before any of them. */

import { register } from "node:module";

register(
  `data:text/javascript,${encodeURIComponent(`
    export async function load(url, context, next) {
      return url.endsWith(".css") ? { format: "module", source: "", shortCircuit: true } : next(url, context);
    }
  `)}`,
);
