/* The elements of the page, and what they show in each state. */

import { text } from "../common/texts.js";

const NAMES = [
  "bench", "file", "camera", "choose", "facts", "empty", "compare", "original", "colour", "doubt", "markers", "aim",
  "cross", "join", "vividness", "given", "place", "download", "controls", "undo", "sample",
];

/* Small pictures may be shown larger than they are, up to this many pixels across or 1.6 times, as elsewhere. */
const LEAST = 1600;
const MOST = 1.6;

/* Put `bitmap` on `canvas`, which takes it over. */
export function show(canvas, bitmap) {
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
}

export class View {
  constructor() {
    for (const name of NAMES) this[name] = document.getElementById(name);
    this.next = document.getElementById("next-colour");
    this.slider = this.compare.querySelector(".slider");
    this.status = document.getElementById("status");
    this.size = [1, 1]; // of the picture on the page, before it is fitted
    this.share = null; // of the comparison, while a colour is placed
  }

  /* opening, loading, working, refining, done, saving, saved, failed; for tests and style as data-state. */
  state(name, values = {}) {
    this.bench.dataset.state = name;
    this.download.disabled = name !== "done" && name !== "saved";
    if (name === "working" && this.described) return; // a new wish for the same picture: the result will speak
    this.described = name === "done" || name === "refining" || name === "saved";
    this.status.textContent = name === "failed" ? "" : text(`status_${name}`, values);
  }

  problem(words) {
    document.getElementById("problem").textContent = words;
  }

  say(words) {
    document.getElementById("position").textContent = words;
  }

  /* How much of the network has come, 0..1; null when nobody knows. */
  progress(share) {
    const bar = document.getElementById("progress");
    bar.hidden = share === 1;
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
  }

  open(name, [width, height], [shownWidth, shownHeight]) {
    const factor = Math.max(1, Math.min(MOST, LEAST / shownWidth));
    this.size = [Math.round(shownWidth * factor), Math.round(shownHeight * factor)];
    for (const shape of this.compare.querySelectorAll(".shape")) {
      shape.setAttribute("width", this.size[0]);
      shape.setAttribute("height", this.size[1]);
      shape.setAttribute("viewBox", `0 0 ${this.size[0]} ${this.size[1]}`);
    }
    for (const canvas of [this.colour, this.doubt]) canvas.width = canvas.width; // nothing of the last picture
    this.choose.textContent = text("choose_another");
    this.facts.textContent = `${name}, ${width}\u00a0×\u00a0${height}`;
    this.empty.hidden = true;
    delete this.compare.dataset.ready; // no half of it is inferred yet
    this.compare.hidden = this.controls.hidden = false;
    this.described = false;
    this.compared(50);
    this.compare.scrollIntoView({ block: "nearest" });
  }

  /* What is given, as a manifest takes it. */
  hints(words) {
    document.getElementById("hints").textContent = words;
    document.getElementById("copy-hints").hidden = !words;
  }

  aiming(on) {
    this.compare.classList.toggle("aiming", on);
    this.place.setAttribute("aria-pressed", String(on));
    document.getElementById("aim-help").hidden = !on;
    this.join.hidden = !on;
    if (on) {
      this.compare.querySelector('[data-share-choice="100"]').click(); // also ends a closer look
      this.share ??= 50;
    } else if (this.share !== null) {
      this.compared(this.share);
      this.share = null;
    }
  }

  get joins() {
    return this.join.getAttribute("aria-pressed") === "true";
  }

  joining(on) {
    this.join.setAttribute("aria-pressed", String(on));
  }

  /* Move the comparison as a visitor would; the site's own script answers. */
  compared(share) {
    this.slider.value = share;
    this.slider.dispatchEvent(new Event("input", { bubbles: true }));
  }

  showVividness() {
    document.getElementById("vividness-value").textContent = `${this.vividness.value}\u00a0%`;
  }
}
