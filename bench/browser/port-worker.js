/** Trains the port, so many steps at a time: what it is told first is what Python began with. */

import { Port } from "./port.js";

let port = null;

self.onmessage = ({ data }) => {
  if (!port) {
    port = new Port(data);
    self.postMessage([]);
  } else {
    self.postMessage(Array.from({ length: data }, () => port.train()));
  }
};
