/* The label of a work: its fields as a form, beside it the label as it will be printed. */

import { text } from "../common/texts.js";
import { withField, withText } from "./changes.js";
import { byId, made } from "./dom.js";
import { CreatorsField } from "./creators.js";
import { DateField, DimensionsField, LineField, RightsField, TextField } from "./fields.js";
import { fill } from "./pictures.js";
import { ofWork, wrongOf } from "./problems.js";
import { send, unhurried } from "./server.js";

const ALT_MOST = 250; // characters, as gallery/manifest/schema.py says

/* Every field in the order of the form: its name, its kind, what the kind needs to know. */
const FIELDS = [
  ["title", TextField], ["creator", CreatorsField], ["date", DateField], ["place", TextField], ["medium", TextField],
  ["dimensions", DimensionsField], ["alt", TextField, { lines: 3, most: ALT_MOST }],
  ["description", TextField, { lines: 8 }], ["credit", TextField], ["lender", TextField],
  ["inventory_number", LineField], ["catalogue", LineField], ["rights", RightsField],
  ["rights_note", TextField, { lines: 2 }], ["reason", TextField, { lines: 2 }],
];

export class LabelForm {
  constructor(studio) {
    this.studio = studio;
    this.fields = [];
    this.preview = unhurried(() => this.#ask(), 350);
    this.asked = null;
  }

  show(id) {
    const { language } = this.studio;
    if (this.id === id && this.shown === language) return;
    Object.assign(this, { id, shown: language, told: null });
    this.fields = FIELDS.map(([name, Kind, more = {}]) => this.#made(name, Kind, more));
    byId("fields").replaceChildren(...this.fields.map(({ box }) => box));
    byId("printed").hidden = true;
    fill(byId("label-picture"), id, "original", 960);
  }

  #made(name, Kind, more) {
    const field = new Kind({ name, language: this.shown, studio: this.studio, ...more, onChange: (value, key) => this.#set(name, value, key) });
    const wrong = made("p", { className: "wrong", id: `field-${name}-wrong` });
    const help = made("p", { className: "small help", id: `field-${name}-help`, textContent: field.help ?? "" });
    const label = made("label", { htmlFor: `field-${name}`, textContent: text(`field_${name}`) });
    const box = made("div", { className: "field-row", "data-field": name }, label, field.element, help, wrong);
    return { name, field, box, wrong, help };
  }

  #set(name, value, key = name) {
    const { draft } = this.studio;
    const isText = this.fields.find((found) => found.name === name).field instanceof TextField;
    const form = isText ? withText(draft.form, this.id, name, this.shown, value) : withField(draft.form, this.id, name, value);
    this.studio.change(form, `${this.id}-${key}-${this.shown}`);
  }

  update() {
    if (this.shown !== this.studio.language) this.show(this.id);
    const values = this.studio.draft.fields(this.id);
    const problems = ofWork(this.studio.problems, this.id);
    const todo = this.studio.draft.saved[this.id].todo ?? [];
    for (const { name, field, box, wrong, help } of this.fields) {
      field.update(values[name]);
      const told = wrongOf(problems, name);
      wrong.textContent = told;
      help.textContent = field.help ?? "";
      box.classList.toggle("unfinished", todo.includes(name));
      if (name === "reason") box.hidden = values.colorize !== false;
      for (const control of box.querySelectorAll("input, textarea, select")) {
        control.setAttribute("aria-describedby", `field-${name}-help field-${name}-wrong`);
        control.setAttribute("aria-invalid", String(Boolean(told)));
      }
    }
    const asked = JSON.stringify([this.id, this.shown, values]);
    if (asked === this.told) return;
    this.told = asked;
    this.preview();
  }

  focus(name) {
    const row = this.fields.find((found) => found.name === name.split(".")[0]);
    row?.box.querySelector("input, textarea, select")?.focus();
  }

  /* The label as it will be printed, with what has not been saved. */
  async #ask() {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const { id, shown: language } = this;
    const changes = this.studio.draft.changes.filter(({ work }) => work === id);
    try {
      const answer = await send("/api/label", { work: id, changes, language }, { signal: asked.signal });
      const blob = await answer.blob();
      if (asked !== this.asked) return;
      const printed = byId("printed");
      URL.revokeObjectURL(printed.src);
      Object.assign(printed, { src: URL.createObjectURL(blob), hidden: false });
      byId("printed-problem").textContent = "";
    } catch (error) {
      if (error.name !== "AbortError") byId("printed-problem").textContent = error.message;
    }
  }
}
