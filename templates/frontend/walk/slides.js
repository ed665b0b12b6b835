/* The tour in pictures, where there is no view of the rooms: one work after the other, by the same buttons. */

import { asked, Controls } from "./controls.js";

export class Slides {
  constructor(hanging, works, words, pictures) {
    Object.assign(this, { hanging, works, words, pictures, version: "original", at: 0 });
    this.picture = document.createElement("img");
    document.getElementById("slide").append(this.picture);
    document.getElementById("view").hidden = true;
    document.getElementById("slide").hidden = false;
    for (const button of document.querySelectorAll(".listing [data-walk]")) button.remove();
  }

  begin(index = 0) {
    const { halls } = this.hanging;
    this.controls = new Controls({ go: (by) => this.go(by), show: (version) => this.show(version) });
    const find = () => asked(this.works, ({ hall }) => halls[hall].room)?.index;
    addEventListener("hashchange", () => this.visit(find() ?? this.at));
    document.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey || !this.controls.meant(event)) return;
      event.preventDefault();
      this.go(by);
    });
    this.visit(find() ?? index);
    this.words.note(""); // nobody needs to be told where they begin
  }

  go(by) {
    if (!this.works[this.at + by]) return;
    this.visit(this.at + by);
    this.words.say();
  }

  visit(index) {
    this.at = index;
    const work = this.works[index];
    this.words.tell(work, work.hall);
    this.words.labels.want(work, () => { if (this.at === index) this.picture.alt = this.words.alt(work); });
    this.controls.mark((by) => Boolean(this.works[this.at + by]));
    this.hang(work);
  }

  show(version) {
    this.version = version;
    this.words.note(this.controls.versioned(version));
    this.words.say();
    this.hang(this.works[this.at]);
  }

  hang(work) {
    const version = work.colorized ? this.version : "original";
    const key = `${work.id} ${version}`;
    this.picture.parentElement.dataset.wanted = key;
    this.pictures.want(work.id, version, ({ src }) => {
      if (this.picture.parentElement.dataset.wanted !== key) return;
      this.picture.src = src;
      this.picture.parentElement.dataset.hung = key;
    });
  }
}
