/** What a reader may set in “The vocabulary”. */

import { text } from "../settings.js";

export const settings = {
  text: text("the word that is turned into tokens; the document that is looked at if not said", null),
};
