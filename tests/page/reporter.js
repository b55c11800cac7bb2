/** What node --test prints: every test that failed, with its error, and how many passed. */

/** @param {AsyncIterable<{type: string, data: any}>} events */
export default async function* reporter(events) {
  const counts = { passed: 0, failed: 0 };
  for await (const { type, data } of events) {
    const isTest = data.details?.type !== "suite" && !data.file?.endsWith(data.name);
    if (type === "test:pass" && isTest) counts.passed += 1;
    if (type === "test:fail" && isTest) {
      counts.failed += 1;
      const { error } = data.details;
      yield `FAILED ${data.file}:${data.line} ${data.name}\n${error?.cause?.stack ?? error?.stack ?? error}\n`;
    }
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
  }
  yield `${counts.failed ? `${counts.failed} failed, ` : ""}${counts.passed} passed\n`;
}
