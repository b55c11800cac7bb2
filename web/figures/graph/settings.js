/** What a reader may set in “Graph”. */

import { choice, flag, numbers, place } from "../settings.js";

export const settings = {
  follow: flag("whether it looks at the current frame", true),
  near: choice("what of it: the block, or how the number in focus is made", ["block", "number"]),
  camera: place(numbers("the middle of what it looks at, and how near; all of it if not given", ["x", "y", "k"])),
  wheel: choice("when the wheel zooms: once the graph was clicked, or always", ["focused", "always"]),
  line: flag("whether the line of Python stands below", true),
};
