/**
 * The settings of a new run, group after group, of which one is open: each with its sentence, its value, what it would
 * be otherwise, and why it cannot be what was typed.
 *
 * @import {FigureAction, Run} from "../figure.js"
 * @import {Prospect, SettingsGroup, SettingsTable} from "../../wire/protocol.js"
 * @import {Field} from "./form.js"
 *
 * @typedef {object} Form
 * @property {SettingsTable} table
 * @property {Prospect | null} prospect
 * @property {Run} run
 * @property {string} open  the title of the group that is
 * @property {string} id  what ids begin with
 * @property {(action: FigureAction) => void} dispatch
 */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { classes } from "../../draw/classes.js";
import { fieldOf, typedOf } from "./form.js";

/** @param {Form} form */
export const groupsView = (form) =>
  html`<div class="setup-groups">${form.table.groups.map((group, index) => groupView(form, group, index))}</div>`;

/**
 * @param {Form} form
 * @param {SettingsGroup} group
 * @param {number} index
 */
function groupView(form, { title, about, settings }, index) {
  const { table, run, prospect, open, id, dispatch } = form;
  const fields = settings.map((told) => fieldOf(told, table, run));
  const changed = fields.filter(({ isChanged }) => isChanged).map(({ told, value }) => `${told.name} ${value}`);
  const refused = fields.filter(({ told }) => prospect?.problems[told.name]).length;
  const isOpen = open === title;
  const body = `${id}-group-${index}`;
  const turn = () => dispatch({ type: "set", settings: { group: isOpen ? "" : title } });
  return html`<section class="setup-group">
    <h3>
      <button type="button" aria-expanded=${String(isOpen)} aria-controls=${body} @click=${turn}>
        <span class="setup-turn" aria-hidden="true"></span><span>${title}</span>
        ${refused > 0 ? html`<span class="setup-refused">${refused} refused</span>` : nothing}
        ${
          changed.length > 0
            ? html`<span class="setup-changed figure">${changed.join(", ")}</span>`
            : html`<span class="note">${about}</span>`
        }
      </button>
    </h3>
    <div id=${body} ?hidden=${!isOpen}>${isOpen ? fields.map((field) => fieldView(form, field)) : nothing}</div>
  </section>`;
}

/**
 * @param {Form} form
 * @param {Field} field
 */
function fieldView({ prospect, id, dispatch }, field) {
  const { told, initial, isChanged } = field;
  const { name, label, about, choices, allowed } = told;
  const complaint = prospect?.problems[name] ?? "";
  const idle = prospect?.idle[name] ?? "";
  /** @param {string} text */
  const set = (text) => dispatch({ type: "setting-set", name, value: typedOf(field, text) });
  const reset = () => dispatch({ type: "setting-set", name, value: null });
  const own = `${id}-${name}`;
  const sentence = choices.length > 0 ? `${about}.` : html`${about}: <span class="setup-allowed">${allowed}.</span>`;
  return html`<div class=${classes("setup-field", { field: choices.length === 0 })}>
    <div class="setup-name">
      ${
        choices.length > 0
          ? html`<span class="setup-label" id="${own}-label">${label}</span>`
          : html`<label for=${own}>${label}</label>`
      }
      ${label.toLowerCase() === name ? nothing : html`<span class="figure note">${name}</span>`}
    </div>
    ${choices.length > 0 ? choicesView(field, own, set) : numberView(field, own, complaint, set)}
    <p class="note">
      <span id="${own}-about"
        >${sentence}${
          idle ? html` <span class="setup-idle">${idle[0].toUpperCase()}${idle.slice(1)}.</span>` : nothing
        }</span
      >
      ${
        isChanged
          ? html`<button type="button" class="link" @click=${reset}>
              back to ${initial}
            </button>`
          : nothing
      }
    </p>
    ${complaint ? html`<p class="complaint" id="${own}-complaint" role="status">${complaint}.</p>` : nothing}
  </div>`;
}

/**
 * A number is set as it is typed, and tidied when it is done: left empty it is what it would be anyway.
 *
 * @param {Field} field
 * @param {string} own  its id
 * @param {string} complaint
 * @param {(text: string) => void} set
 */
function numberView({ told, value, initial }, own, complaint, set) {
  return html`<input
    id=${own}
    inputmode=${told.kind === "whole" ? "numeric" : "decimal"}
    autocomplete="off"
    aria-describedby=${complaint ? `${own}-complaint ${own}-about` : `${own}-about`}
    aria-invalid=${complaint ? "true" : nothing}
    .value=${value}
    @input=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => set(event.currentTarget.value)}
    @change=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) =>
      set(event.currentTarget.value.trim() || initial)}
  />`;
}

/**
 * @param {Field} field
 * @param {string} own  its id
 * @param {(text: string) => void} set
 */
const choicesView = ({ told, value }, own, set) =>
  html`<div
    class="choice words"
    role="radiogroup"
    aria-labelledby="${own}-label"
    aria-describedby="${own}-about"
  >
    ${told.choices.map(
      (each) =>
        html`<label
          ><input
            type="radio"
            name=${own}
            value=${each}
            .checked=${live(each === value)}
            @change=${() => set(each)}
          /><span>${each}</span></label
        >`,
    )}
  </div>`;
