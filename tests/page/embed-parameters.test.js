import { flag } from "../../web/figures/settings.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { aboutEmbed, aboutParameter } from "../../web/pages/embed/about.js";
import { EMBEDS } from "../../web/pages/embed/embeds.js";
import { allParameters, parametersOf } from "../../web/pages/embed/parameters.js";
import { linkAsked, readParameters, writeParameters } from "../../web/pages/embed/reading.js";
import { readLink } from "../../web/state/link.js";

/** @typedef {import("../../web/pages/embed/parameters.js").Parameter} Parameter */

const TEXTS = ["emma", "", "two\nlines & more = #?+%", "ñ 名", "a=2,b=-3"];
const NUMBERS = [0, 1, 2, 7, 0.001, 0.25, 0.5, 1.5, 42, 1000, 123_456, 2 ** 53 - 1];

/** What a parameter may be. @param {Parameter} parameter @returns {unknown[]} */
function legal({ kind, default: initial }) {
  if (kind.type === "choice") return [...kind.choices];
  if (kind.type === "flag") return [true, false];
  if (kind.type === "number") {
    const { min, max, isWhole } = kind;
    const ends = [min, max].filter((each) => Number.isFinite(each));
    return [...ends, ...NUMBERS].filter((each) => each >= min && each <= max && (!isWhole || Number.isInteger(each)));
  }
  if (kind.type === "numbers") return [Object.fromEntries(kind.names.map((name, at) => [name, at / 2 - 1]))];
  if (kind.type === "words") return [kind.words[0], kind.words.join(" ")];
  if (kind.type === "address") return ["https://example.org/a.json", "../model.json"];
  return initial === null ? TEXTS : [...TEXTS, initial];
}

/** What it may not be. @param {Parameter} parameter @returns {string[]} */
function illegal({ kind }) {
  if (kind.type === "choice") return ["zebra", "__proto__"];
  if (kind.type === "flag") return ["maybe", "1"];
  if (kind.type === "numbers") return ["", "1", "a_b", `${"1_".repeat(kind.names.length)}1`];
  if (kind.type === "words") return ["everything"];
  if (kind.type === "address") return ["javascript:alert(1)", "data:text/plain,1", "file:///etc/hosts"];
  if (kind.type !== "number") return [];
  const { min, max, isWhole } = kind;
  const beyond = [min - 1, max + 1].filter((each) => Number.isFinite(each) && (each < min || each > max)).map(String);
  return ["", "NaN", "Infinity", "two", ...(isWhole ? ["1.5"] : []), ...beyond];
}

test("every parameter that is written into a link is read from it as it was", () => {
  let count = 0;
  for (const embed of Object.keys(EMBEDS)) {
    for (const parameter of parametersOf(embed)) {
      if (parameter.name === "figure") continue;
      for (const value of legal(parameter)) {
        const {
          embed: found,
          values,
          notes,
        } = readParameters(`#${writeParameters(embed, { [parameter.name]: value })}`);
        assert.equal(found, embed);
        assert.deepEqual(notes, [], `${embed} ${parameter.name}`);
        assert.deepEqual(values[parameter.name] ?? parameter.default, value, `${embed} ${parameter.name}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 5000, String(count));
});

test("all parameters of an embed stand in one link", () => {
  for (const embed of Object.keys(EMBEDS)) {
    const rows = parametersOf(embed).filter(({ name }) => name !== "figure");
    const wanted = Object.fromEntries(
      rows.map((each) => [each.name, legal(each).findLast((value) => value !== each.default)]),
    );
    assert.deepEqual(readParameters(writeParameters(embed, wanted)).values, wanted, embed);
  }
});

test("what a parameter may not be leaves it as it is, and a note says what was wanted and what came", () => {
  for (const embed of ["map", "heads", "generation", "value", "adam-one"]) {
    for (const parameter of parametersOf(embed)) {
      for (const text of parameter.name === "figure" ? [] : illegal(parameter)) {
        const { values, notes } = readParameters(
          new URLSearchParams({ figure: embed, [parameter.name]: text }).toString(),
        );
        assert.ok(!(parameter.name in values), `${parameter.name}=${text}`);
        assert.equal(notes.length, 1, `${parameter.name}=${text}`);
        assert.match(notes[0], new RegExp(`^Wanted for ${parameter.name} .+, not “`));
      }
    }
  }
});

test("names are read as attributes, JavaScript and Python write them", () => {
  for (const name of ["sample-count", "sampleCount", "sample_count", "samplecount", "SAMPLE-COUNT"]) {
    assert.deepEqual(readParameters(`figure=heads&${name}=7`).settings.figure, { sampleCount: 7 });
  }
  for (const name of ["n-layer", "nLayer", "n_layer", "run-n-layer"]) {
    assert.deepEqual(readParameters(`figure=map&${name}=2`).settings.run, { n_layer: 2 });
  }
  assert.deepEqual(readParameters("figure=KV_cache&autoplay=").settings.page, { autoplay: true });
});

test("a figure's own setting comes before one of the run of the same name, which has run- before it", () => {
  const { settings } = readParameters("figure=generation&seed=3&run-seed=4&temperature=0.7");
  assert.deepEqual(settings.figure, { seed: 3, temperature: 0.7 });
  assert.deepEqual(settings.run, { seed: 4 });
  assert.deepEqual(readParameters("figure=value&text=a*b").settings.run, {});
});

test("a figure that there is not is the first one, and a parameter that there is not is named", () => {
  const unknown = readParameters("figure=zebra&colour=red");
  assert.equal(unknown.embed, "map");
  assert.match(unknown.notes[0], /^There is no figure “zebra”; there are map, .*kv-cache.* This is map\.$/);
  assert.equal(unknown.notes[1], "“colour” is no parameter of map: it was passed over.");
  assert.deepEqual(readParameters("").notes, []);
});

test("the run and the look come to what a link of the lab says", () => {
  const { settings } = readParameters("figure=map&n-layer=2&steps=500&doc=emma&step=3&phase=loss&cursor=7&data=census");
  const { run, look, senseless } = readLink(linkAsked(settings), {});
  assert.deepEqual([run.settings, run.numSteps, look.doc, look.step, look.cursor], [{ n_layer: 2 }, 500, "emma", 3, 7]);
  assert.deepEqual(senseless, []);
});

test("every parameter is explained, and those of figures say of which", () => {
  const rows = allParameters();
  assert.ok(rows.length > 80);
  for (const name of Object.keys(EMBEDS)) assert.ok(aboutEmbed(name).length > 5, name);
  for (const each of rows) {
    const { name, of, figures } = each;
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok(aboutParameter(each).length > 5, name);
    assert.equal(of === "figure", figures !== null, name);
  }
});

test("a switch is read as a link writes it, and as the command line does", () => {
  const { read, write } = flag("whether", false);
  assert.deepEqual(["true", "on", "false", "off"].map(read), [true, true, false, false]);
  for (const wrong of ["", "On", "1", "yes", "constructor"]) assert.equal(read(wrong), undefined);
  assert.equal(write(true), "true");
});
