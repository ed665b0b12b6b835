/* What the curator has changed and not saved, with undo and redo. */

import { applied, changesBetween, COLOURS, formOf, same } from "./changes.js";

const PAUSE = 1000; // milliseconds after which what is typed on is a change of its own

export class Draft {
  constructor(exhibit) {
    this.past = [];
    this.future = [];
    this.take(exhibit);
  }

  /* The exhibit as the server has it now; nothing of one's own is left. */
  take(exhibit) {
    this.exhibit = exhibit;
    this.saved = Object.fromEntries(exhibit.works.map((work) => [work.id, work]));
    this.base = this.form = formOf(exhibit);
    Object.assign(this, { past: [], future: [], last: {} });
  }

  /* The same, with what changed since `from` on top of it. */
  rebase(exhibit, from = this.base) {
    const changes = changesBetween(from, this.form);
    this.take(exhibit);
    this.form = applied(this.base, changes, from);
  }

  get changes() {
    return changesBetween(this.base, this.form);
  }

  get changed() {
    return !same(this.base, this.form);
  }

  /* `key` names what is changed: one goes on with the same change by changing the same at once again. */
  change(form, key = null) {
    const now = performance.now();
    const goesOn = key !== null && key === this.last.key && now - this.last.time < PAUSE;
    if (!goesOn) this.past.push(this.form);
    Object.assign(this, { form, future: [], last: { key, time: now } });
  }

  undo() {
    this.#turn(this.past, this.future);
  }

  redo() {
    this.#turn(this.future, this.past);
  }

  #turn(from, to) {
    if (!from.length) return;
    to.push(this.form);
    this.form = from.pop();
    this.last = {};
  }

  fields(id) {
    return this.form.works[id].fields;
  }

  /* All works in the order of the rooms. */
  get order() {
    return this.form.rooms.flatMap(({ works }) => works);
  }

  /* Whether the colours of a work were accepted as they are: "yes", "no", or "changed" where they were others. */
  accepted(id) {
    const { approved, fields } = this.form.works[id];
    if (approved !== null) return approved ? "yes" : "no";
    const said = this.saved[id].approved;
    if (!said) return "no";
    const as = this.base.works[id].fields;
    return said.valid && [...COLOURS].every((name) => same(as[name], fields[name])) ? "yes" : "changed";
  }

  /* Whether there is nothing left to look at: its colours were accepted, or it has none. */
  looked(id) {
    return this.fields(id).colorize === false || this.accepted(id) === "yes";
  }
}
