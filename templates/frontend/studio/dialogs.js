/* What is asked or shown over the page: a reason, earlier saves, and a manifest that changed meanwhile. */

import { text } from "../common/texts.js";
import { besides } from "./besides.js";
import { button, byId, made } from "./dom.js";
import { get, post } from "./server.js";

/* Why a work stays grey; null if it shall not. */
export function askReason(language, before) {
  const dialog = byId("reason-dialog");
  const words = byId("reason-words");
  Object.assign(words, { value: before, lang: language });
  dialog.returnValue = "";
  dialog.showModal();
  words.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes" ? words.value.trim() || null : null);
    }, { once: true });
  });
}

/* Dialogs have forms, which the page's policy lets send nothing: they end here. */
export function endDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    for (const end of dialog.querySelectorAll("[data-ends]")) {
      end.addEventListener("click", () => {
        const needed = end.dataset.ends === "yes" ? dialog.querySelector(":invalid") : null;
        if (needed) needed.reportValidity();
        else dialog.close(end.dataset.ends);
      });
    }
  }
}

/* The last saves, and the way back to each. */
export class Journal {
  constructor(studio) {
    this.studio = studio;
    byId("journal-open").addEventListener("click", () => this.open());
  }

  async open() {
    byId("journal-problem").textContent = "";
    byId("journal").showModal();
    await this.#list();
  }

  async #list() {
    const saves = await get("/api/journal").catch((error) => this.#failed(error)) ?? [];
    byId("journal-none").hidden = saves.length > 0;
    byId("journal-list").replaceChildren(...saves.map((save) => this.#item(save)));
  }

  #item({ number, time, summary, current }) {
    const when = new Date(time * 1000).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium" });
    const back = current
      ? made("span", { className: "small", textContent: text("journal_here") })
      : button(text("journal_back"), () => this.#back(number), { "aria-label": text("journal_back_to", { time: when }) });
    return made("li", { "aria-current": current ? "true" : null },
      made("time", { dateTime: new Date(time * 1000).toISOString(), className: "small", textContent: when }), made("span", { textContent: summary === "found" ? text("journal_found") : summary }), back);
  }

  async #back(number) {
    const { draft } = this.studio;
    if (draft.changed && !confirm(text("journal_unsaved"))) return;
    try {
      this.studio.take(await post(`/api/journal/${number}`, { digest: draft.exhibit.digest }), null);
      byId("journal").close();
      this.studio.say(text("journal_done"));
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error) {
    byId("journal-problem").textContent = error.message;
  }
}

/* The manifest was changed elsewhere since the page read it: both are shown, and one is chosen. */
export class Conflict {
  constructor(studio, saving) {
    Object.assign(this, { studio, saving });
    byId("keep-theirs").addEventListener("click", () => this.#end(null));
    byId("mine-on-top").addEventListener("click", () => this.#end());
  }

  /* Where the server does not know any more what the page began with, the two are compared with one another. */
  open({ theirs, yours, base }) {
    byId("theirs").replaceChildren(...besides(base ?? theirs, theirs));
    byId("yours").replaceChildren(...besides(base ?? theirs, yours ?? theirs));
    byId("conflict").showModal();
  }

  /* `from`: null gives up one's own changes, without it they are put on top. */
  async #end(from) {
    const exhibit = await get("/api/exhibit").catch((error) => this.saving.refuse([], error.message));
    byId("conflict").close();
    if (!exhibit) return;
    this.studio.take(exhibit, from);
    if (from === undefined) await this.saving.save();
  }
}
