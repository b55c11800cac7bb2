/** Has the page's own worker, bare Python and the port train in turns, and shows the seconds of every turn. */

const result = document.getElementById("result");
const { searchParams } = new URL(location.href);
const steps = Number(searchParams.get("steps"));
const turn = Number(searchParams.get("turn"));
const passes = Number(searchParams.get("passes"));

/** A worker that answers messages one by one. @param {string} url */
function asking(url) {
  const worker = new Worker(new URL(url, import.meta.url), { type: "module", name: "bench" });
  return (message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(message);
    });
}

/** The page's worker: the answer to a command, and what it tells meanwhile. */
async function asPage() {
  const { parts } = await (await fetch("../site.json")).json();
  const worker = new Worker(new URL(`../${parts.src}/worker.js`, import.meta.url), { type: "module", name: "bench" });
  return (command, args) =>
    new Promise((resolve, reject) => {
      const losses = [];
      worker.onmessage = ({ data }) => {
        if (data.event === "progress") {
          for (const { loss } of data.events) if (loss !== undefined) losses.push(loss);
        } else if (data.id) {
          if (data.error) reject(new Error(data.error.message));
          else resolve(losses);
        }
      };
      worker.postMessage({ id: 1, command, args });
    });
}

async function measured() {
  const bare = asking("bare.js");
  const page = await asPage();
  const turns = [];
  const losses = { port: [], bare: [], page: [] };
  for (let pass = 0; pass < passes; pass++) {
    const port = asking("port-worker.js");
    await port(await bare("start"));
    await page("start", { run: "r" });
    const trainers = {
      port: () => port(turn),
      bare: () => bare(turn),
      page: () => page("train", { run: "r", steps: turn }),
    };
    turns.push(Object.fromEntries(Object.keys(trainers).map((name) => [name, []])));
    for (let done = 0; done < steps; done += turn) {
      for (const [name, train] of Object.entries(trainers)) {
        const began = performance.now();
        const more = await train();
        turns[pass][name].push((performance.now() - began) / 1000);
        if (!pass) losses[name].push(...more);
      }
    }
  }
  return { turns, losses };
}

measured().then(
  (found) => {
    result.textContent = JSON.stringify(found);
  },
  (error) => {
    result.textContent = JSON.stringify({ error: String(error) });
  },
);
