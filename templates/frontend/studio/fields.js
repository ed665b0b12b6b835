/* Kinds of fields. Each has its `element`, shows a value by `update`, and says by `onChange(value, key)` what was
   written; an empty one is undefined. */

import { text } from "../common/texts.js";
import { made, put } from "./dom.js";
import { get, unhurried } from "./server.js";

/* A text in one language, of a line or of several; `most`: characters that it may have. */
export class TextField {
  constructor({ name, language, lines = 1, most, onChange }) {
    Object.assign(this, { language, most });
    const more = lines > 1 ? { rows: lines } : { type: "text" };
    this.element = made(lines > 1 ? "textarea" : "input", {
      id: `field-${name}`, dir: "auto", lang: language, autocomplete: "off", ...more,
    });
    this.element.addEventListener("input", () => onChange(this.element.value));
  }

  update(value) {
    put(this.element, value?.[this.language] ?? "");
    if (!this.most) return;
    const { length } = this.element.value;
    this.help = text("alt_help", { count: length, most: this.most });
  }
}

/* A text without a language. */
export class LineField {
  constructor({ name, onChange }) {
    this.element = made("input", { type: "text", id: `field-${name}`, autocomplete: "off", dir: "auto" });
    this.element.addEventListener("input", () => onChange(this.element.value || undefined));
  }

  update(value) {
    put(this.element, value === undefined || value === null ? "" : String(value));
  }
}

/* Height × width and unit. */
export class DimensionsField extends LineField {
  help = text("dimensions_help");

  update(value) {
    const { height, width, unit = "cm" } = value ?? {};
    super.update(typeof value === "object" ? `${height} × ${width} ${unit}` : value);
  }
}

/* A date in words; beside it what the manifest takes, and how that reads. */
export class DateField {
  constructor({ name, language, studio, onChange }) {
    Object.assign(this, { language, studio, onChange });
    this.element = made("input", { type: "text", id: `field-${name}`, autocomplete: "off", dir: "auto" });
    this.read = unhurried(() => this.#read(), 250);
    this.element.addEventListener("input", () => this.read());
    this.help = text("date_help");
  }

  update(value) {
    if (value === this.value) return;
    this.value = value;
    if (document.activeElement !== this.element) put(this.element, value === undefined ? "" : String(value));
    this.help = value === undefined ? text("date_help") : text("date_kept", { edtf: value });
  }

  async #read() {
    const words = this.element.value.trim();
    if (!words) return this.#take(undefined, text("date_help"));
    const query = new URLSearchParams({ words, language: this.language });
    const told = await get(`/api/dates?${query}`).catch((error) => ({ problem: error.message }));
    if (words !== this.element.value.trim()) return undefined;
    if (told.edtf) return this.#take(told.edtf, text("date_reads", { edtf: told.edtf, reads: told.reads }));
    const { problem } = told;
    return this.#take(words, problem?.message ?? problem ?? text("date_unread"));
  }

  #take(value, help) {
    this.value = value;
    this.help = help;
    this.onChange(value);
  }
}

let statements = null; // [{uri, label}], asked for once

/* A statement of rights from the list. */
export class RightsField {
  constructor({ name, onChange }) {
    this.element = made("select", { id: `field-${name}` });
    this.element.addEventListener("change", () => onChange(this.element.value || undefined));
    this.#fill();
  }

  async #fill() {
    statements ??= get(`/api/rights?language=${document.documentElement.lang}`);
    const known = await statements.catch(() => { statements = null; return []; });
    this.element.replaceChildren(
      made("option", { value: "", textContent: text("rights_none") }),
      ...known.map(({ uri, label }) => made("option", { value: uri, textContent: label })),
    );
    this.update(this.value);
  }

  update(value) {
    this.value = value;
    const given = value ?? "";
    if (![...this.element.options].some((option) => option.value === given)) {
      this.element.append(made("option", { value: given, textContent: given }));
    }
    put(this.element, given);
  }
}
