/* The studio: the draft, what is wrong with it, what is saved, and which view is open. */

import { text } from "../common/texts.js";
import { same, withApproval, withField, withText } from "./changes.js";
import { askReason, Journal } from "./dialogs.js";
import { byId, made, types } from "./dom.js";
import { Draft } from "./draft.js";
import { Order } from "./order.js";
import { renew } from "./pictures.js";
import { allProblems, dotted } from "./problems.js";
import { Saving } from "./saving.js";
import { ask, get, post, unhurried } from "./server.js";
import { Sheet } from "./sheet.js";
import { WorkView } from "./work.js";

const PICTURE = /^(hints|protect|crop|rotate|vividness|colorize)\b/;

export class Studio {
  constructor(exhibit) {
    this.draft = new Draft(exhibit);
    this.language = exhibit.language;
    this.problems = allProblems(exhibit);
    this.checkSoon = unhurried(() => this.#check(), 400);
    this.views = { sheet: new Sheet(this), work: new WorkView(this), order: new Order(this) };
    this.journal = new Journal(this);
    this.saving = new Saving(this);
    this.#showExhibit();
    this.#listen();
    this.route();
  }

  #listen() {
    addEventListener("hashchange", () => this.route());
    addEventListener("beforeunload", (event) => { if (this.draft.changed) event.preventDefault(); });
    document.addEventListener("keydown", (event) => this.#key(event));
    byId("undo").addEventListener("click", () => this.undo());
    byId("redo").addEventListener("click", () => this.redo());
    byId("save").addEventListener("click", () => this.saving.save());
    byId("keys-open").addEventListener("click", () => byId("help").showModal());
    byId("languages").addEventListener("change", () => {
      this.language = byId("languages").value;
      this.view.update();
    });
    const events = new EventSource("/api/events");
    events.addEventListener("exhibit", ({ data }) => this.#heard(JSON.parse(data).digest));
    events.addEventListener("picture", ({ data }) => this.#pictured(JSON.parse(data)));
    events.addEventListener("open", () => this.#back());
    events.addEventListener("error", () => { byId("gone").hidden = false; });
  }

  #key(event) {
    const letter = event.key.toLowerCase();
    const control = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (document.querySelector("dialog[open]")) return;
    if (control && letter === "z") (event.shiftKey ? this.redo() : this.undo());
    else if (control && letter === "y") this.redo();
    else if (control && letter === "s") this.saving.save();
    else if (event.key === "?" && !types(event.target)) byId("help").showModal();
    else return;
    event.preventDefault();
  }

  /* Where the address leads: the contact sheet, the order, or a work. */
  route() {
    const [place, id, part, field] = location.hash.replace(/^#?\/?/, "").split("/").map(decodeURIComponent);
    const known = place === "works" && this.draft.form.works[id];
    const name = known ? "work" : place === "order" ? "order" : "sheet";
    const moved = this.view && this.view !== this.views[name];
    if (moved) this.view.leave();
    this.view = this.views[name];
    for (const view of Object.keys(this.views)) {
      byId(view).hidden = view !== name;
      const link = document.querySelector(`[data-view="${view}"]`);
      if (view === name) link?.setAttribute("aria-current", "page");
      else link?.removeAttribute("aria-current");
    }
    this.view.show({ id, part: part === "label" ? "label" : "colours", field });
    if (moved && !field) this.#arrive(name);
    if (name === "work" && this.wanted) this.views.work.parts.colours.tools.choose(this.wanted, true);
    this.wanted = null;
  }

  /* The focus goes to where one has come. */
  #arrive(name) {
    if (name === "sheet" && this.left) this.views.sheet.focus(this.left);
    else byId(`${name}-title`).focus({ preventScroll: true });
    if (name !== "sheet") scrollTo(0, 0);
    this.left = name === "work" ? this.views.work.id : this.left;
  }

  go(address) {
    location.hash = address;
  }

  /* The tool to be in the hand when a work is opened. */
  wants(tool) {
    this.wanted = tool;
  }

  fieldAddress(id, field) {
    if (!field) return `#/works/${id}`;
    return `#/works/${id}/${PICTURE.test(field) ? "colours" : "label"}/${field}`;
  }

  say(words) {
    byId("spoken").textContent = words;
  }

  /* A text in the language that is written, else in the exhibit's, else in any. */
  picked(texts = {}) {
    const tags = [this.language, this.draft.exhibit.language, ...Object.keys(texts)];
    const language = tags.find((tag) => texts[tag]) ?? "";
    return { words: texts[language] ?? "", language };
  }

  /* Fields that are still to be filled in. */
  todo(id) {
    const { base, saved } = this.draft;
    const fields = this.draft.fields(id);
    return (saved[id].todo ?? []).map((name) => name.split(".")[0])
      .filter((name, at, all) => all.indexOf(name) === at && same(base.works[id].fields[name], fields[name]));
  }

  /* What was said of a work's colours, in words. */
  verdict(id) {
    const { draft } = this;
    if (draft.fields(id).colorize === false) return text("left_grey");
    const accepted = draft.accepted(id);
    if (accepted !== "yes") return text(accepted === "changed" ? "changed_since" : "not_looked");
    const { approved } = draft.saved[id];
    return approved && draft.form.works[id].approved === null ? text("accepted_on", { date: approved.date }) : text("accepted_now");
  }

  accept(id) {
    const accepted = this.draft.accepted(id) === "yes";
    if (this.draft.fields(id).colorize === false) return;
    this.change(withApproval(this.draft.form, id, !accepted));
    this.say(this.verdict(id));
  }

  /* Shown without colours, for a reason; or in colours again. */
  async leaveGrey(id) {
    const { form } = this.draft;
    if (this.draft.fields(id).colorize === false) {
      this.change(withField(withField(form, id, "colorize", undefined), id, "reason", undefined));
    } else {
      const reason = await askReason(this.language, this.draft.fields(id).reason?.[this.language] ?? "");
      if (!reason) return;
      this.change(withText(withField(this.draft.form, id, "colorize", false), id, "reason", this.language, reason));
    }
    this.say(this.verdict(id));
  }

  /* The draft is another one. */
  change(form, key = null) {
    this.draft.change(form, key);
    this.#changed();
  }

  undo() {
    this.draft.undo();
    this.#changed();
  }

  redo() {
    this.draft.redo();
    this.#changed();
  }

  #changed() {
    const { draft } = this;
    const count = draft.changes.length;
    byId("unsaved").textContent = draft.changed ? text("unsaved", { count: Math.max(count, 1) }) : "";
    for (const [id, can] of [["undo", draft.past.length], ["redo", draft.future.length], ["save", draft.changed]]) {
      byId(id).setAttribute("aria-disabled", String(!can)); // not disabled: they keep the focus
    }
    this.view?.update();
    this.checkSoon();
  }

  async #check() {
    const { draft } = this;
    const form = draft.form;
    const told = draft.changed ? await post("/api/check", { changes: draft.changes }).catch(() => null) : { problems: null };
    if (!told || form !== this.draft.form) return;
    this.problems = told.problems?.map(dotted) ?? allProblems(draft.exhibit);
    this.view.update();
  }

  /* Problems beside those that are known already. */
  found(problems) {
    const fresh = problems.filter((problem) => !this.problems.some((other) => same(other, problem)));
    this.problems = [...this.problems, ...fresh];
    this.view.update();
  }

  /* The exhibit as the server has it now; changes made since `from` stay, none where that is null. */
  take(exhibit, from = this.draft.base) {
    if (from === null) this.draft.take(exhibit);
    else this.draft.rebase(exhibit, from);
    this.problems = allProblems(exhibit);
    this.#showExhibit();
    this.#changed();
  }

  #showExhibit() {
    const { title, languages, language } = this.draft.exhibit;
    Object.assign(byId("exhibition"), { textContent: title[language] ?? Object.values(title)[0], lang: language });
    const names = new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
    const choice = byId("languages");
    choice.replaceChildren(...languages.map((tag) => made("option", { value: tag, textContent: names.of(tag) })));
    if (!languages.includes(this.language)) this.language = language;
    choice.value = this.language;
    byId("language-choice").hidden = languages.length < 2;
  }

  /* The server answers, perhaps again: then nobody told what has happened meanwhile. */
  async #back() {
    if (byId("gone").hidden) return;
    byId("gone").hidden = true;
    const exhibit = await get("/api/exhibit").catch(() => null);
    if (exhibit) this.#heard(exhibit.digest);
    this.view.update();
  }

  /* The manifest is another one than that which the page has. */
  async #heard(digest) {
    if (digest === this.draft.exhibit.digest || this.saving.busy) return;
    if (this.draft.changed) {
      this.say(text("changed_outside"));
      return;
    }
    this.take(await get("/api/exhibit"), null);
  }

  async #pictured({ work, state }) {
    if (state !== "ready") return;
    renew(work);
    const exhibit = await get("/api/exhibit").catch(() => null);
    if (exhibit?.digest !== this.draft.exhibit.digest) return;
    Object.assign(this.draft.saved, Object.fromEntries(exhibit.works.map((found) => [found.id, found])));
    this.view.update();
  }

  async addPhotographs(files) {
    for (const [at, file] of files.entries()) {
      byId("adding").textContent = text("adding", { number: at + 1, of: files.length, name: file.name });
      try {
        const answer = await ask(`/api/photographs?name=${encodeURIComponent(file.name)}`, {
          method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file,
        });
        this.take(await answer.json());
      } catch (error) {
        byId("adding").textContent = `${file.name}: ${error.message}`;
        return;
      }
    }
    byId("adding").textContent = text("added", { count: files.length });
  }
}
