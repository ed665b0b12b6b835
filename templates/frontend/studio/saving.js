/* Saving: what is missing is asked for, what is refused is told, what others saved meanwhile is shown beside. */

import { text } from "../common/texts.js";
import { same } from "./changes.js";
import { Conflict } from "./dialogs.js";
import { byId, made } from "./dom.js";
import { dotted, sentence } from "./problems.js";
import { post } from "./server.js";
import { summaryOf } from "./summary.js";

export class Saving {
  constructor(studio) {
    this.studio = studio;
    this.conflict = new Conflict(studio, this);
    this.busy = false;
  }

  async save() {
    const { draft } = this.studio;
    this.studio.say("");
    this.refuse([]);
    if (!draft.changed || this.busy) return;
    const missing = this.#missingEvidence();
    if (missing) {
      const [id, field] = missing;
      this.refuse([{ work: id, field, message: text("evidence_missing") }]);
      this.studio.go(this.studio.fieldAddress(id, field));
      return;
    }
    const { form, changes } = draft;
    this.#working(true);
    let saved;
    try {
      saved = await post("/api/changes", { digest: draft.exhibit.digest, changes, summary: summaryOf(changes) });
    } catch (error) {
      if (error.status === 409) this.conflict.open(error.told);
      else this.refuse((error.told?.problems ?? []).map(dotted), error.message);
      return;
    } finally {
      this.#working(false);
    }
    this.studio.take(saved, form);
    this.studio.say(text("saved"));
  }

  #working(busy) {
    this.busy = busy;
    byId("save").setAttribute("aria-busy", String(busy));
  }

  /* The first changed hint that does not say how it is known: [work, field]. */
  #missingEvidence() {
    const { base, form } = this.studio.draft;
    for (const [id, { fields }] of Object.entries(form.works)) {
      const before = base.works[id].fields.hints ?? [];
      const at = (fields.hints ?? []).findIndex((hint, index) =>
        !same(hint, before[index]) && !Object.values(hint.evidence ?? {}).some((words) => words.trim()));
      if (at >= 0) return [id, `hints.${at}`];
    }
    return null;
  }

  /* Nothing was saved: why, with ways to the fields. */
  refuse(problems, message = "") {
    const wrong = problems.filter(({ severity }) => severity === undefined || severity === "error");
    byId("refused").hidden = !wrong.length && !message;
    byId("refused-why").textContent = wrong.length ? "" : message;
    byId("refused-list").replaceChildren(...wrong.map((problem) => this.#item(problem)));
    if (wrong.length) this.studio.found(wrong);
  }

  #item(problem) {
    const { work, field } = problem;
    if (!work) return made("li", { textContent: sentence(problem) });
    const href = this.studio.fieldAddress(work, field);
    return made("li", {}, made("a", { href, textContent: `${work}: ${sentence(problem)}` }));
  }
}
