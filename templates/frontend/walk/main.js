/* The exhibition as a visit. A tour in pictures is there at once; the rooms in three dimensions take its place when they
   have come, where they are quick. Where they are slow the visitor is asked, and without WebGL the pictures stay. Without
   this script the page is a plan and a list. */

import { script } from "../common/brought.js";
import { whenIdle } from "../common/idle.js";
import { text } from "../common/texts.js";
import { Labels } from "./labels.js";
import { Pictures } from "./pictures.js";
import { Slides } from "./slides.js";
import { webgl } from "./webgl.js";
import { Words } from "./words.js";

/* A work as the plan gives it. */
function unpacked([id, hall, side, x, z, width, height, labelOffset, colorized, lights], index) {
  return { id, index, hall, side, x, z, width, height, labelOffset, lights, colorized: Boolean(colorized) };
}

/* The buttons in the list that lead to a work in the view. */
function offerWays() {
  for (const item of document.querySelectorAll(".listing li")) {
    const button = document.createElement("button");
    const { number } = item.dataset;
    button.type = "button";
    button.dataset.walk = item.id;
    button.textContent = text("walk_to");
    button.setAttribute("aria-label", text("walk_to_work", { number, title: item.querySelector("a").textContent }));
    item.lastElementChild.append(button);
  }
}

class Visit {
  constructor() {
    const hanging = JSON.parse(document.getElementById("hanging").textContent);
    this.hanging = hanging;
    this.works = hanging.works.map(unpacked);
    this.canvas = document.getElementById("view");
    this.enter = document.querySelector("[data-enter]");
    const changed = () => this.stage?.tell();
    const labels = new Labels(hanging.labels, this.canvas.dataset.kept, changed);
    this.pictures = new Pictures(this.canvas.dataset, changed);
    this.words = new Words(hanging, labels);
  }

  async begin() {
    const drawn = webgl();
    if (drawn !== "none") offerWays();
    this.slides = this.inPictures(drawn === "none");
    this.slides.begin();
    // Labels are drawn on a canvas, which does not wait for fonts.
    const said = document.querySelector(".listing").textContent;
    const fonts = ['400 20px "Gallery Lettering"', '600 20px "Gallery Lettering"'];
    await Promise.all(fonts.map((font) => document.fonts.load(font, said)));
    document.getElementById("rooms").classList.add("open");
    if (drawn === "slow") this.offer();
    if (drawn === "quick") whenIdle(() => this.raise());
  }

  inPictures(last) { return new Slides(this.hanging, this.works, this.words, this.pictures, last); }

  offer() {
    this.enter.hidden = false;
    this.enter.addEventListener("click", () => this.raise(), { once: true });
  }

  /* The rooms take the place of the pictures, where the visitor is. */
  async raise() {
    const { canvas, enter } = this;
    enter.setAttribute("aria-busy", "true");
    try { await script(canvas.dataset.rooms); } catch { return this.stay(); }
    const { at, version } = this.slides.end();
    const { Stage, Tour } = globalThis.galleryRooms;
    this.stage = new Stage(canvas, this.hanging, this.works, this.words, this.pictures);
    this.stage.onstill = () => this.slides.leave();
    const tour = new Tour(this.stage, this.hanging, this.words);
    canvas.addEventListener("webglcontextlost", () => { tour.end(); this.stay(Math.max(0, tour.last)); });
    tour.begin(at, version);
    if (document.activeElement === enter) canvas.focus({ preventScroll: true });
    enter.hidden = true;
  }

  stay(index = this.slides.at) {
    this.stage = null;
    this.enter.hidden = true;
    this.slides.end();
    this.inPictures(true).begin(index);
  }
}

new Visit().begin();
