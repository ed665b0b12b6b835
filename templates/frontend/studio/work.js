/* One work: its large picture with what is known of its colours, or its label. */

import { text } from "../common/texts.js";
import { Bench } from "./bench.js";
import { byId } from "./dom.js";
import { LabelForm } from "./label.js";
import { ofWork } from "./problems.js";

const PICTURE = /^(hints|protect|crop|rotate|vividness|colorize|source)\b/;

export class WorkView {
  constructor(studio) {
    this.studio = studio;
    this.parts = { colours: new Bench(studio), label: new LabelForm(studio) };
    this.id = null;
    byId("accept").addEventListener("click", () => studio.accept(this.id));
    byId("leave-grey").addEventListener("click", () => studio.leaveGrey(this.id));
  }

  /* `part` is colours or label; `field`: the one that is to have the focus. */
  show({ id, part = "colours", field }) {
    const { order } = this.studio.draft;
    const at = order.indexOf(id);
    Object.assign(this, { id, part });
    const rest = part === "label" ? "/label" : "";
    byId("work-place").textContent = text("work_place", { number: at + 1, of: order.length });
    for (const [way, other] of [["previous", order[at - 1]], ["next", order[at + 1]]]) {
      byId(`${way}-work`).hidden = !other;
      byId(`${way}-work`).href = `#/works/${other}${rest}`;
    }
    for (const name of ["colours", "label"]) {
      byId(`${name}-part`).hidden = name !== part;
      const link = byId(`to-${name}`);
      link.href = `#/works/${id}${name === "label" ? "/label" : ""}`;
      if (name === part) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (part !== "colours") this.parts.colours.leave();
    this.parts[part].show(id);
    this.update();
    if (field) this.parts[part].focus(field);
  }

  update() {
    const { studio, id } = this;
    if (!studio.draft.form.works[id]) return studio.go("#/");
    const { words, language } = studio.picked(studio.draft.fields(id).title);
    Object.assign(byId("work-title"), { textContent: words || id, lang: language });
    document.title = words || id;
    const wrong = ofWork(studio.problems, id).filter(({ field }) => !PICTURE.test(field ?? ""));
    byId("label-wrong").textContent = wrong.length ? text("problems", { count: wrong.length }) : "";
    const { colorize } = studio.draft.fields(id);
    const accepted = studio.draft.accepted(id);
    byId("accept").setAttribute("aria-pressed", String(accepted === "yes"));
    byId("accept").disabled = colorize === false;
    byId("leave-grey").textContent = text(colorize === false ? "colour_again" : "leave_grey");
    byId("verdict").textContent = studio.verdict(id);
    return this.parts[this.part].update();
  }

  leave() {
    this.parts.colours.leave();
    this.id = null;
  }
}
