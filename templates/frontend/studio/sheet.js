/* The contact sheet: all works, original beside colour, and what is to be done. */

import { text } from "../common/texts.js";
import { button, byId, made } from "./dom.js";
import { fill } from "./pictures.js";
import { ofWork, sentence, severe } from "./problems.js";
import { Roving } from "./roving.js";

const WIDTH = 640; // pixels of a picture on the sheet

export class Sheet {
  constructor(studio) {
    Object.assign(this, { studio, filter: "all", items: new Map() });
    this.list = byId("works");
    this.roving = new Roving(
      () => [...this.list.querySelectorAll("li:not([hidden]) .pair")],
      (link) => [...link.closest("li").querySelectorAll("button, .problems a")],
    );
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("focusin", (event) => {
      const link = event.target.closest("li")?.querySelector(".pair");
      if (link && link !== this.roving.current) this.roving.refresh(link);
    });
    for (const choice of document.querySelectorAll("[data-filter]")) {
      choice.addEventListener("click", () => { this.filter = choice.dataset.filter; this.update(); });
    }
  }

  show() {
    document.title = text("sheet");
    this.update();
  }

  update() {
    const { draft } = this.studio;
    const { order } = draft;
    if ([...this.items.keys()].join() !== order.join()) this.#build(order);
    const looked = order.filter((id) => draft.looked(id)).length;
    byId("looked").textContent = text("looked", { done: looked, of: order.length });
    Object.assign(byId("looked-bar"), { max: order.length, value: looked });
    const shown = order.filter((id) => this.#matches(id, this.filter));
    for (const choice of document.querySelectorAll("[data-filter]")) {
      const { filter } = choice.dataset;
      choice.setAttribute("aria-pressed", String(filter === this.filter));
      choice.querySelector(".count").textContent = order.filter((id) => this.#matches(id, filter)).length;
    }
    for (const [id, item] of this.items) this.#fill(id, item, shown.includes(id));
    byId("nothing-here").hidden = shown.length > 0;
    this.roving.refresh();
  }

  #matches(id, filter) {
    const { draft, problems } = this.studio;
    return {
      all: () => true,
      open: () => !draft.looked(id),
      accepted: () => draft.accepted(id) === "yes" && draft.fields(id).colorize !== false,
      unfinished: () => this.studio.todo(id).length > 0,
      problems: () => ofWork(problems, id).some(severe),
      grey: () => draft.fields(id).colorize === false,
    }[filter]();
  }

  #build(order) {
    const before = this.roving.current?.closest("li")?.dataset.work;
    this.items = new Map(order.map((id) => [id, this.items.get(id) ?? this.#item(id)]));
    this.list.replaceChildren(...[...this.items.values()].map(({ box }) => box));
    this.roving.refresh(this.items.get(before)?.link);
  }

  #item(id) {
    const [original, colour] = ["original", "colour"].map((kind) => {
      return made("img", { alt: "", "data-kind": kind });
    });
    const frames = [original, colour].map((image) => made("span", { className: "half" }, image));
    original.addEventListener("load", () => {
      for (const frame of frames) frame.style.aspectRatio = `${original.naturalWidth} / ${original.naturalHeight}`;
    });
    const reason = made("span", { className: "half reason", dir: "auto" });
    const link = made("a", { className: "pair", href: `#/works/${id}` }, frames[0], frames[1], reason);
    const title = made("p", { className: "title", dir: "auto" });
    const facts = made("p", { className: "small" });
    const todo = made("p", { className: "small todo" });
    const problems = made("ul", { className: "small problems" });
    const accept = button(text("accept"), () => this.studio.accept(id));
    const hint = made("a", { className: "deed", href: `#/works/${id}`, textContent: text("give_hint") });
    const grey = button(text("leave_grey"), () => this.studio.leaveGrey(id));
    hint.hidden = this.studio.draft.saved[id].film;
    hint.addEventListener("click", () => this.studio.wants("point"));
    const deeds = made("div", { className: "deeds", role: "group" }, accept, hint, grey);
    const box = made("li", { "data-work": id }, link, title, facts, todo, problems, deeds);
    return { box, link, title, facts, todo, problems, accept, grey, deeds, frames, reason };
  }

  #fill(id, item, shown) {
    const { studio } = this;
    const { draft } = studio;
    const { title, colorize, reason } = draft.fields(id);
    const grey = colorize === false;
    const name = studio.picked(title);
    item.box.hidden = !shown;
    Object.assign(item.title, { textContent: name.words || id, lang: name.language });
    item.link.setAttribute("aria-label", `${name.words || id}. ${studio.verdict(id)}`);
    item.deeds.setAttribute("aria-label", name.words || id);
    const bare = draft.base.works[id].fields.colorize === false; // there is no picture in colour yet
    for (const image of [item.frames[0], ...(bare ? [] : [item.frames[1]])].map((frame) => frame.firstChild)) {
      if (!image.dataset.state) fill(image, id, image.dataset.kind, WIDTH);
    }
    item.frames[1].hidden = grey;
    item.reason.hidden = !grey;
    const why = studio.picked(reason);
    Object.assign(item.reason, { textContent: why.words, lang: why.language });
    item.facts.textContent = [studio.verdict(id), ...this.#facts(id, grey)].join(" · ");
    const todo = studio.todo(id).map((field) => text(`field_${field}`));
    item.todo.textContent = todo.length ? text("todo", { fields: todo.join(", ") }) : "";
    item.accept.setAttribute("aria-pressed", String(draft.accepted(id) === "yes" && !grey));
    item.accept.disabled = grey;
    item.grey.textContent = text(grey ? "colour_again" : "leave_grey");
    const wrong = ofWork(studio.problems, id).filter(severe);
    item.problems.replaceChildren(...wrong.map((problem) => made("li", {},
      made("a", { href: studio.fieldAddress(id, problem.field), textContent: sentence(problem) }))));
  }

  #facts(id, grey) {
    if (grey) return [];
    const { confidence } = this.studio.draft.saved[id];
    const { hints = [] } = this.studio.draft.fields(id);
    return [
      ...(typeof confidence === "number" ? [text("confidence_of", { share: Math.round(confidence * 100) })] : []),
      ...(hints.length ? [text("hints_of", { count: hints.length })] : []),
    ];
  }

  #key(event) {
    const id = event.target.closest("li")?.dataset.work;
    if (!id || event.target.closest("button")) return undefined;
    if (this.roving.key(event)) return undefined;
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const act = { a: () => this.studio.accept(id), h: () => this.#hint(id), g: () => this.studio.leaveGrey(id) }[event.key.toLowerCase()];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  }

  #hint(id) {
    if (!this.studio.draft.saved[id].film) this.studio.wants("point");
    this.studio.go(`#/works/${id}`);
  }

  /* The focus back on a work that was accepted away by the filter, or was left. */
  focus(id) {
    const { link, box } = this.items.get(id) ?? {};
    if (link && !box.hidden) this.roving.focus(link);
    else this.roving.current?.focus();
  }

  leave() {}
}
