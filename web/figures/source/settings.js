/** What a reader may set in “Source”. */

import { text } from "../settings.js";

export const settings = {
  file: text("the file that is shown, such as microgpt/model.py; none: the one that runs", ""),
};
