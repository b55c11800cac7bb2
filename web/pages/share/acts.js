/** What the buttons below a figure do. */

import { openEmbedding } from "./embedding.js";
import { copyLink } from "./link.js";
import { openPicture } from "./picturing.js";

export const ACTS = { embed: openEmbedding, copy: copyLink, picture: openPicture };
