/** What a reader sets in the form itself, beside what the form is about. */

import { passing, text } from "../settings.js";

export const settings = {
  group: passing(text("the group of settings that is open", "Size")),
};
