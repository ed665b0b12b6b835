/* The tour in pictures: one work after the other, by the same buttons. It is there until the rooms have come, and stays
   where there is no view of them. */

import { asked, Controls } from "./controls.js";

export class Slides {
  /* `last`: nothing will take its place. */
  constructor(hanging, works, words, pictures, last) {
    Object.assign(this, { hanging, works, words, pictures, last, version: "original", at: 0 });
    this.slide = document.getElementById("slide");
    this.picture = this.slide.querySelector("img");
    this.slide.hidden = false;
    document.getElementById("view").hidden = last;
    document.getElementById("rooms").classList.toggle("coming", !last);
    if (last) for (const button of document.querySelectorAll(".listing [data-walk]")) button.remove();
  }

  begin(index = 0) {
    const { halls } = this.hanging;
    const jump = (event, id) => {
      event.preventDefault();
      this.visit(this.works.findIndex((work) => work.id === id));
      this.slide.scrollIntoView({ block: "center" });
    };
    const act = { go: (by) => this.go(by), show: (version) => this.show(version) };
    this.controls = this.last ? new Controls(act) : new Controls({ ...act, jump }, true);
    const find = () => asked(this.works, ({ hall }) => halls[hall].room)?.index;
    const { signal } = this.controls.ended;
    addEventListener("hashchange", () => this.visit(find() ?? this.at), { signal });
    document.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey || !this.controls.meant(event)) return;
      event.preventDefault();
      this.go(by);
    }, { signal });
    this.visit(find() ?? index);
    this.words.note(""); // nobody needs to be told where they begin
  }

  /* Its buttons do nothing more; the picture stays until one leaves it. */
  end() {
    this.controls.end();
    return this;
  }

  leave() {
    this.slide.hidden = true;
    document.getElementById("rooms").classList.remove("coming");
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
    const { dataset } = this.slide;
    const version = work.colorized ? this.version : "original";
    const key = `${work.id} ${version}`;
    dataset.wanted = key;
    if (dataset.first === key) { // hangs in the page from the start
      dataset.hung = key;
      return;
    }
    delete dataset.first;
    this.pictures.want(work.id, version, ({ src, naturalWidth, naturalHeight }) => {
      if (dataset.wanted !== key) return;
      this.slide.style.setProperty("--proportion", naturalWidth / naturalHeight);
      for (const source of this.slide.querySelectorAll("source")) source.remove();
      this.picture.src = src;
      dataset.hung = key;
    });
  }
}
