/** Let the messages that have come to this worker be answered. */
export function mail() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = resolve;
    port1.postMessage(null);
  });
}
