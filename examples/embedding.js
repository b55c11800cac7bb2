/** The form on the page for authors: the figure as they set it, and the HTML for it. */

/** @typedef {{type: string, choices?: string[], min?: number, max?: number, isWhole?: boolean}} Kind */
/** @typedef {{name: string, about: string, kind: Kind, default: unknown, figures: string[] | null}} Parameter */

const FIRST = ["figure", "doc"]; // in sight; the others are asked for
const COMMON = ["doc", "step", "theme", "title", "caption", "hide"]; // of every figure, those that are tried most

const site = new URL("../", import.meta.url).href;
/** @type {{figures: string[], parameters: Parameter[]}} */
const known = await (await fetch("parameters.json")).json();
const figure = /** @type {HTMLElement} */ (document.querySelector("#tried"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("#form"));
const snippet = /** @type {HTMLElement} */ (document.querySelector("#snippet"));

/** What was chosen, by name: what is as it would be anyway is left out. @type {Map<string, string>} */
const chosen = new Map([
  ["figure", figure.getAttribute("figure") ?? ""],
  ["doc", figure.getAttribute("doc") ?? ""],
]);

/** The parameters that have a field now. */
function fields() {
  const name = chosen.get("figure") ?? "";
  const common = known.parameters.filter((each) => each.figures === null && COMMON.includes(each.name));
  return [...common, ...known.parameters.filter(({ figures }) => figures?.includes(name))];
}

/**
 * @param {string} name
 * @param {Kind} kind
 * @param {string} initial
 */
function inputOf(name, kind, initial) {
  const choices = kind.type === "flag" ? ["true", "false"] : kind.choices;
  const input = document.createElement(choices ? "select" : "input");
  for (const each of choices ?? []) input.append(new Option(each === "" ? "none" : each, each));
  if (kind.type === "number") Object.assign(input, { type: "number", step: kind.isWhole ? "1" : "any" });
  input.name = name;
  input.value = chosen.get(name) ?? initial;
  return input;
}

function drawForm() {
  const all = fields();
  const first = {
    name: "figure",
    kind: { type: "choice", choices: known.figures },
    default: "",
    about: "which figure",
  };
  const labels = [first, ...all].map(({ name, kind, default: initial, about }) => {
    const label = document.createElement("label");
    label.title = about;
    label.append(name, inputOf(name, kind, String(initial ?? "")));
    return { isFirst: FIRST.includes(name), label };
  });
  for (const [index, place] of form.querySelectorAll(".fields").entries()) {
    place.replaceChildren(...labels.filter(({ isFirst }) => isFirst === (index === 0)).map(({ label }) => label));
  }
  form.hidden = false;
}

/** The figure, and its HTML, as the form says. */
function show() {
  for (const { name } of [...figure.attributes]) {
    if (name !== "id" && !chosen.has(name)) figure.removeAttribute(name);
  }
  for (const [name, value] of chosen) figure.setAttribute(name, value);
  const escaped = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const attributes = [...chosen].map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  const address = escaped(`${site}embed.html#${new URLSearchParams([...chosen])}`);
  snippet.textContent = `<script type="module" src="${site}embed.js"></script>
<microgpt-figure${attributes}>
  <a href="${address}">${chosen.get("title") || `The figure ${chosen.get("figure")}`}</a>
</microgpt-figure>`;
}

form.addEventListener("change", ({ target }) => {
  const { name, value } = /** @type {HTMLInputElement} */ (target);
  const of = fields().find((each) => each.name === name);
  if (value === String(of?.default ?? "")) chosen.delete(name);
  else chosen.set(name, value);
  if (name === "figure") {
    for (const each of known.parameters) if (each.figures && !each.figures.includes(value)) chosen.delete(each.name);
    drawForm();
    /** @type {HTMLElement | null} */ (form.querySelector("select"))?.focus();
  }
  show();
});
form.addEventListener("submit", (event) => event.preventDefault());

drawForm();
show();
