/** A new run: which preset, how large a model, which seed and which documents. */

import "./style.css";
import { tokenText, whole } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";

const PRESETS = [
  { value: "microgpt", text: "microgpt, as published" },
  { value: "first", text: "its first revision" },
];
/** What can be chosen, by setting: the lab's pictures are legible within these. */
const CHOICES = {
  n_layer: { label: "layers", values: [1, 2, 3, 4] },
  n_head: { label: "heads", values: [1, 2, 4, 8] },
  n_embd: { label: "vector length", values: [8, 16, 32] },
  block_size: { label: "positions", values: [4, 8, 16] },
};

/**
 * @typedef {object} Props
 * @property {import("../../state/store.js").Setup} setup  what the form holds
 * @property {import("../../wire/protocol.js").Description | null} description  of the run that is there
 * @property {boolean} canStart
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function setupView(root, { dispatch }) {
  const summary = element("summary");
  const preset = element(
    "select",
    { id: "setup-preset" },
    ...PRESETS.map(({ value, text }) => element("option", { value }, text)),
  );
  const settings = Object.entries(CHOICES).map(([name, { label, values }]) => {
    const select = element("select", { id: `setup-${name}` });
    select.append(
      element("option", { value: "" }, "the preset’s"),
      ...values.map((value) => element("option", { value }, String(value))),
    );
    return { name, select, field: field(label, select) };
  });
  const seed = element("input", {
    type: "number",
    id: "setup-seed",
    min: 0,
    step: 1,
    inputmode: "numeric",
    placeholder: "the preset’s",
  });
  const own = element("textarea", {
    id: "setup-text",
    rows: 4,
    spellcheck: "false",
    placeholder: "one a line; empty for the built-in first names",
  });
  const file = element("input", { type: "file", id: "setup-file", accept: ".txt,text/plain" });
  const start = element("button", { type: "submit", class: "button" }, "Start this run");
  const form = element(
    "form",
    { class: "setup", novalidate: true }, // Python says what is wrong, in a sentence
    element(
      "div",
      { class: "row" },
      field("program", preset),
      ...settings.map((each) => each.field),
      field("seed", seed),
    ),
    element(
      "div",
      { class: "row" },
      field("documents of your own", own),
      element("div", { class: "setup-file" }, field("or from a text file", file), start),
    ),
  );
  const details = element("details", { class: "setup-details" }, summary, form);
  root.append(details);

  preset.addEventListener("change", () => dispatch({ type: "setup-set", setup: { preset: preset.value } }));
  own.addEventListener("input", () =>
    dispatch({ type: "setup-set", setup: { text: own.value.trim() ? own.value : null } }),
  );
  file.addEventListener("change", async () => {
    const text = await file.files?.[0]?.text();
    if (text !== undefined) dispatch({ type: "setup-set", setup: { text } });
  });
  form.addEventListener("change", () => dispatch({ type: "setup-set", setup: { settings: chosen() } }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dispatch({ type: "setup-asked" });
  });

  /** The settings that differ from the preset's. */
  function chosen() {
    /** @type {Record<string, number>} */
    const found = {};
    for (const { name, select } of settings) if (select.value !== "") found[name] = Number(select.value);
    if (seed.value !== "") found.seed = Number(seed.value);
    return found;
  }

  /** @param {Props} props */
  return function update({ setup, description, canStart }) {
    setText(summary, description ? described(description) : "The run");
    preset.value = setup.preset;
    for (const { name, select } of settings) select.value = String(setup.settings[name] ?? "");
    if (document.activeElement !== seed) seed.value = String(setup.settings.seed ?? "");
    if (document.activeElement !== own) own.value = setup.text ?? "";
    start.disabled = !canStart;
  };
}

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  return element("div", { class: "field" }, element("label", { for: control.id }, label), control);
}

/** @param {import("../../wire/protocol.js").Description} description */
function described({ config, data_name: data, num_docs: docs, num_params: params, tokens }) {
  const { n_layer: layers, n_head: heads, n_embd: length, block_size: positions, seed } = config;
  const blocks = `${layers} ${layers === 1 ? "layer" : "layers"} of ${heads} ${heads === 1 ? "head" : "heads"}`;
  const names = `${whole(docs)} documents (${data}) in ${tokens.length} tokens, ${tokens.map(tokenText).includes("BOS") ? "BOS among them" : ""}`;
  return `This run: ${blocks}, vectors of ${length}, ${positions} positions, ${whole(params)} parameters, seed ${seed}, ${names.replace(/, $/, "")}. Start another…`;
}
