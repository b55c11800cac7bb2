/** Trains in bare Python: "start" gives what the run begins with; a number trains so many steps, and gives losses. */

import { boot } from "./python.js";

const booted = boot();
let bare = null;

self.onmessage = async ({ data }) => {
  try {
    const { pyodide } = await booted;
    if (data === "start") {
      bare?.destroy();
      bare = pyodide.runPython("from bench.measure import Bare\nBare(1000)");
      self.postMessage(JSON.parse(bare.began_with()));
    } else {
      self.postMessage(JSON.parse(bare.losses(data)));
    }
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
