/** What a reader may set in “Transport”. */

import { text } from "../settings.js";

export const settings = {
  from: text("where the passage begins, such as forward:attn_q; the start of the step if not set", ""),
  to: text("where it ends, such as forward:attn_residual@2; the end of the step if not set", ""),
  only: text("the stages that it goes through, such as attn_k attn_v; all if not set", ""),
};
