/** What an author sets in an embed beside the settings of its figure. */

import { choice, text } from "../../figures/settings.js";
import { EMBEDS } from "./embeds.js";

export const SETTINGS = {
  figure: choice("which figure", Object.keys(EMBEDS)),
  theme: choice("of the colours: as the reader's system has it, or one of the two", ["auto", "light", "dark"]),
  title: text("above the figure", ""),
  caption: text("below the figure", ""),
};
