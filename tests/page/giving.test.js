import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const URL_OF_NAMES = "https://example.org/names.txt";

/** What the network answers. @type {() => Promise<Response>} */
let network;
/** What the browser has kept, by address. @type {Map<string, Response>} */
const kept = new Map();

const store = {
  match: async (/** @type {string} */ url) => kept.get(url)?.clone(),
  put: async (/** @type {string} */ url, /** @type {Response} */ response) => void kept.set(url, response),
  delete: async (/** @type {string} */ url) => kept.delete(url),
};

class FileReader extends EventTarget {
  result = "";
  /** @param {Blob} blob */
  async readAsDataURL(blob) {
    const bytes = Buffer.from(await blob.arrayBuffer());
    this.result = bytes.length ? `data:;base64,${bytes.toString("base64")}` : "data:";
    this.dispatchEvent(new Event("load"));
  }
}

Object.assign(globalThis, { FileReader, caches: { open: async () => store }, fetch: () => network() });
const { givingTo } = await import("../../web/wire/giving.js");

/** @param {any} args */
const bytesOf = ({ content }) => Buffer.from(content, "base64");

/** A Python that holds whatever it is given, and what it was asked. */
function python() {
  /** @type {[string, any][]} */
  const asked = [];
  const names = "emma\nava\n";
  const call = (/** @type {string} */ command, /** @type {any} */ args) => {
    asked.push([command, args]);
    if (command === "lists") return [{ address: null }, { address: URL_OF_NAMES, bytes: names.length }];
    if (command === "published" && bytesOf(args).toString() !== names) throw new Error("wanted another file");
    return command === "gather" && !args.is_last ? null : { digest: "d", docs: 2 };
  };
  /** @type {any[]} */
  const told = [];
  const giving = givingTo(/** @type {any} */ ({ call }));
  return { asked, told, names, giving, tell: (/** @type {any} */ event) => void told.push(event) };
}

beforeEach(() => kept.clear());

test("a file goes to Python in pieces, of which the first and the last are named, and each is told of", async () => {
  const { asked, told, giving, tell } = python();
  const text = "a".repeat(2 ** 21 + 5);
  const found = await giving.read({ name: "long.txt", source: new Blob([text]) }, tell);
  assert.equal(Buffer.concat(asked.map(([, args]) => bytesOf(args))).toString(), text);
  assert.deepEqual(
    asked.map(([, { is_first: isFirst, is_last: isLast }]) => [isFirst, isLast]),
    [
      [true, false],
      [false, false],
      [false, true],
    ],
  );
  assert.deepEqual(
    told.map(({ loaded, total }) => [loaded, total]),
    [2 ** 20, 2 ** 21, text.length].map((loaded) => [loaded, text.length]),
  );
  assert.deepEqual([found.digest, found.text.length], ["d", text.length]);
});

test("an empty file is Python's to refuse", async () => {
  const { asked, giving, tell } = python();
  await giving.read({ name: "empty.txt", source: new Blob([]) }, tell);
  assert.deepEqual(asked, [["gather", { name: "empty.txt", content: "", is_first: true, is_last: true }]]);
});

test("what is chosen while a file is read takes its place", async () => {
  const { giving, tell } = python();
  const long = giving.read({ name: "long.txt", source: new Blob(["a".repeat(2 ** 22)]) }, tell);
  const short = giving.read({ name: "short.txt", source: new Blob(["ada"]) }, tell);
  await assert.rejects(long, { message: "long.txt: given up for what was chosen after it" });
  assert.equal((await short).text, "ada");
});

test("the published names are fetched once, told of as they come, and come from the browser after", async () => {
  const { names, told, giving, tell } = python();
  network = async () => new Response(names);
  assert.equal((await giving.fetchNames(tell)).text, names);
  assert.deepEqual(told, [{ event: "reading", name: "makemore", loaded: names.length, total: names.length }]);
  network = () => Promise.reject(new TypeError("Failed to fetch"));
  assert.equal((await giving.fetchNames(tell)).text, names);
});

test("another file in their place is refused and not kept", async () => {
  const { names, giving, tell } = python();
  network = async () => new Response("anna\nada\n");
  await assert.rejects(giving.fetchNames(tell), { message: "wanted another file" });
  assert.equal(kept.size, 0);
  kept.set(URL_OF_NAMES, new Response("anna\nada\n")); // as if it had been changed
  await assert.rejects(giving.fetchNames(tell), { message: "wanted another file" });
  network = async () => new Response(names);
  assert.equal((await giving.fetchNames(tell)).text, names);
});

for (const [what, answer, said] of /** @type {[string, () => Promise<Response>, RegExp][]} */ ([
  [
    "no network",
    () => Promise.reject(new TypeError("Failed to fetch")),
    /could not be fetched from example\.org: there is/,
  ],
  ["an error of the server", async () => new Response("no", { status: 404 }), /example\.org answered 404\./],
  ["more than they are", async () => new Response("a".repeat(99)), /have 9 bytes, but example\.org sends more\./],
])) {
  test(`with ${what} it is said that they cannot be had`, async () => {
    const { giving, tell } = python();
    network = answer;
    await assert.rejects(giving.fetchNames(tell), { message: said });
  });
}
