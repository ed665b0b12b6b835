/* The large picture of a work: original and colour over each other, what was given on top, seen at any scale. */

import { drawnByKey } from "../common/curtain.js";
import { drawMarkers, drawn } from "../common/markers.js";
import { text } from "../common/texts.js";
import { byId } from "./dom.js";
import { drawFramed, shownSize } from "./frame.js";
import { Viewport } from "./viewport.js";

const VIEWS = { original: 0, both: 50, colour: 100 };

export class Stage {
  constructor({ drags, onPinch, onScale }) {
    for (const name of ["stage", "original", "colour", "marks", "share", "scale"]) this[name] = byId(name);
    this.viewport = new Viewport(this.stage, { onChange: () => this.#moved(onScale), drags, onPinch });
    this.marked = [];
    this.size = [1, 1]; // of what is shown, in pixels of the photograph
    this.chosen = "colour";
    this.share.addEventListener("input", () => this.uncover(Number(this.share.value)));
    this.share.addEventListener("keydown", (event) => {
      const share = drawnByKey(event, Number(this.share.value));
      if (share === null) return;
      event.preventDefault();
      this.uncover(share);
    });
    for (const choice of document.querySelectorAll("[data-look]")) {
      choice.addEventListener("click", () => this.look(choice.dataset.look));
    }
    const hold = byId("hold");
    hold.addEventListener("pointerdown", () => this.hold(true));
    for (const end of ["pointerup", "pointercancel", "pointerleave", "blur"]) {
      hold.addEventListener(end, () => this.hold(false));
    }
    hold.addEventListener("keydown", (event) => { if (event.key === " " || event.key === "Enter") this.hold(true); });
    hold.addEventListener("keyup", () => this.hold(false));
    this.look("colour");
  }

  /* `view`: original, both (with a curtain between them), colour. */
  look(view) {
    this.chosen = view;
    this.stage.dataset.view = view;
    for (const choice of document.querySelectorAll("[data-look]")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.look === view));
    }
    this.uncover(VIEWS[view]);
  }

  /* The original, for as long as a key or a button is held. */
  hold(held) {
    this.stage.classList.toggle("held", held);
  }

  /* `share`: how much of the picture, from its right edge, is in colour: 0 to 100. */
  uncover(share) {
    this.share.value = share;
    this.stage.style.setProperty("--share", share);
    this.share.setAttribute("aria-valuetext", text("share", { original: 100 - share, colour: share }));
  }

  /* The upright photograph, `whole` of a size of `of` pixels, as `frame` shows it. */
  showOriginal(whole, of, frame) {
    drawFramed(this.original, whole, frame);
    this.size = shownSize(of, frame);
    this.stage.style.aspectRatio = `${this.size[0]} / ${this.size[1]}`;
    this.viewport.resize(this.size);
    this.mark(this.marked);
  }

  showColour(bitmap) {
    const { colour } = this;
    const { width, height } = bitmap;
    if (colour.width !== width || colour.height !== height) Object.assign(colour, { width, height }); // clears it
    colour.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0);
    this.stage.dataset.coloured = "";
    bitmap.close();
  }

  get coloured() {
    return this.stage.dataset.coloured !== undefined;
  }

  /* No colours of another picture, or of another part of it, stay in sight. */
  forgetColour() {
    delete this.stage.dataset.coloured;
  }

  /* `hints`: {points, color, closed, radius}. */
  mark(hints) {
    this.marked = hints;
    const [width, height] = this.size;
    drawMarkers(this.marks, hints, width, height, 0);
    const longer = Math.max(width, height);
    for (const { points, radius, closed } of hints) {
      if (!radius || closed) continue;
      const around = { fill: "none", stroke: "#fafaf8", "stroke-width": 1.5, "vector-effect": "non-scaling-stroke", "stroke-dasharray": "3 3" };
      for (const [x, y] of points) {
        this.marks.prepend(drawn("circle", { cx: x * width, cy: y * height, r: radius * longer, ...around }));
      }
    }
  }

  /* Mean colour of the coloured picture around a place, "#rrggbb"; null while there is none. */
  colourAt([x, y]) {
    const { colour } = this;
    if (!this.coloured) return null;
    return meanColour(colour, [x, y]);
  }

  #moved(onScale) {
    const { scale } = this;
    const told = `${Math.round(this.viewport.scale * devicePixelRatio * 100)} %`;
    if (scale.value !== told) scale.value = told;
    this.stage.toggleAttribute("data-close", this.viewport.scale * this.size[0] * devicePixelRatio > this.colour.width * 1.2);
    if (this.marked.length) this.mark(this.marked);
    onScale?.();
  }
}

/* Of 3 × 3 pixels of a canvas. */
export function meanColour(canvas, [x, y]) {
  const left = Math.min(Math.max(Math.round(x * canvas.width) - 1, 0), Math.max(canvas.width - 3, 0));
  const top = Math.min(Math.max(Math.round(y * canvas.height) - 1, 0), Math.max(canvas.height - 3, 0));
  const { data } = canvas.getContext("2d").getImageData(left, top, 3, 3);
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i++) if (i % 4 < 3) sums[i % 4] += data[i];
  return `#${sums.map((sum) => Math.round(sum / 9).toString(16).padStart(2, "0")).join("")}`;
}
