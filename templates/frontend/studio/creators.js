/* Who made a work: one or several, each with a name, what they did, and how the index lists them. */

import { text } from "../common/texts.js";
import { texted } from "./changes.js";
import { button, made, put } from "./dom.js";

const KINDS = ["", "person", "body"];

export class CreatorsField {
  constructor({ name, language, onChange }) {
    Object.assign(this, { name, language, onChange, creators: [], rows: [] });
    this.list = made("ol", { className: "creators" });
    this.add = button(text("creator_add"), () => {
      this.#give([...this.creators, { name: {} }]);
      this.rows[this.rows.length - 1]?.parts.name.focus();
    }, { className: "act" });
    this.element = made("div", {}, this.list, this.add);
  }

  /* One who is named and no more stands in the manifest as a text. */
  update(value = []) {
    this.creators = Array.isArray(value) ? value : [{ name: value }];
    if (this.rows.length !== Math.max(this.creators.length, 1)) this.#build();
    for (const { remove } of this.rows) remove.hidden = !this.creators.length;
    this.rows.forEach(({ parts }, at) => {
      const { name, role, sort, kind } = this.creators[at] ?? { name: {} };
      put(parts.name, name?.[this.language] ?? "");
      put(parts.role, role?.[this.language] ?? "");
      put(parts.sort, sort?.[this.language] ?? "");
      put(parts.kind, kind ?? "");
    });
  }

  /* A row for each creator; an empty one where there is none. */
  #build() {
    this.rows = Array.from({ length: Math.max(this.creators.length, 1) }, (_, at) => this.#row(at));
    this.list.replaceChildren(...this.rows.map(({ item }) => item));
  }

  #row(at) {
    const id = at ? `field-${this.name}-${at}` : `field-${this.name}`;
    const line = (part) => {
      const input = made("input", { type: "text", dir: "auto", lang: this.language, autocomplete: "off", id: part === "name" ? id : `${id}-${part}` });
      input.addEventListener("input", () => this.#change(at, part, input.value));
      return input;
    };
    const kind = made("select", { id: `${id}-kind` }, ...KINDS.map((value) =>
      made("option", { value, textContent: text(value ? `kind_${value}` : "kind_by_words") })));
    kind.addEventListener("change", () => this.#change(at, "kind", kind.value));
    const parts = { name: line("name"), role: line("role"), sort: line("sort"), kind };
    if (at) parts.name.setAttribute("aria-label", text("field_creator"));
    const labelled = (part) => made("p", {}, made("label", { htmlFor: parts[part].id, textContent: text(`creator_${part}`) }), parts[part]);
    const more = made("details", {}, made("summary", { textContent: text("creator_more") }), labelled("role"), labelled("sort"), labelled("kind"));
    const remove = button(text("remove"), () => {
      this.#give(this.creators.filter((_, index) => index !== at));
      this.add.focus();
    }, { "aria-label": text("creator_remove", { number: at + 1 }) });
    const item = made("li", {}, made("div", { className: "creator-head" }, parts.name, remove), more);
    const { role, sort, kind: body } = this.creators[at] ?? {};
    more.open = Boolean(role || sort || body);
    return { item, parts, remove };
  }

  #change(at, part, value) {
    const creators = this.creators.length ? this.creators : [{ name: {} }];
    const changed = creators.map((creator, index) => {
      if (index !== at) return creator;
      const given = part === "kind" ? value || undefined : texted(creator[part], this.language, value);
      const found = { ...creator, [part]: given };
      if (given === undefined) delete found[part];
      return found;
    });
    this.#give(changed.every((creator) => !Object.keys(creator).length) ? [] : changed, `creator-${at}-${part}`);
  }

  #give(creators, key) {
    const [{ name, ...more } = {}, ...others] = creators;
    const alone = name && !others.length && !Object.keys(more).length;
    this.onChange(alone ? name : creators.length ? creators : undefined, key);
  }
}
