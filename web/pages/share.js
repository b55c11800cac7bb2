/** What a reader may do with figures: a script of its own, which the pages fetch when they stand. */

export { toTheLab } from "./article/to-lab.js";
export { shareLines } from "./article/sharing.js";
export { shareLine } from "./share/line.js";
import "./share/share.css";
