/* The part of the photograph that is shown: four sides that are dragged, or moved by keys. */

import { text } from "../common/texts.js";
import { byId, made } from "./dom.js";

const SIDES = ["left", "top", "right", "bottom"];
const CORNERS = [[0, 1], [2, 1], [0, 3], [2, 3]];
const LEAST = 0.05; // of the photograph's side that must stay
const STEP = 0.005;
const LEAP = 0.05;
const KEYS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export class Crop {
  /* `onChange(crop)`: [left, top, right, bottom] in 0..1. */
  constructor(onChange) {
    Object.assign(this, { onChange, box: byId("crop"), crop: [0, 0, 1, 1] });
    this.sides = SIDES.map((side, axis) => {
      const handle = made("div", {
        className: `side ${side}`, role: "slider", tabIndex: 0, "aria-label": text(`crop_${side}`),
        "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": axis % 2 ? "vertical" : "horizontal",
      });
      handle.addEventListener("keydown", (event) => this.#key(event, axis));
      this.#drag(handle, [axis]);
      return handle;
    });
    const corners = CORNERS.map((axes) => {
      const corner = made("div", { className: `corner ${SIDES[axes[0]]} ${SIDES[axes[1]]}`, "aria-hidden": "true" });
      this.#drag(corner, axes);
      return corner;
    });
    this.frame = made("div", { className: "crop-frame" }, ...this.sides, ...corners);
    this.shade = made("div", { className: "crop-shade" });
    this.box.append(made("div", { className: "crop-shades" }, this.shade), this.frame);
  }

  show(crop) {
    this.crop = crop;
    const [left, top, right, bottom] = crop.map((value) => value * 100);
    for (const { style } of [this.frame, this.shade]) Object.assign(style, { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });
    this.sides.forEach((side, axis) => {
      side.setAttribute("aria-valuenow", Math.round(crop[axis] * 100));
      side.setAttribute("aria-valuetext", `${(crop[axis] * 100).toFixed(1)} %`);
    });
  }

  focus() {
    this.sides[0].focus({ preventScroll: true });
  }

  #key(event, axis) {
    const way = KEYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#move([axis], [this.crop[axis] + way * (event.shiftKey ? LEAP : STEP)]);
  }

  #drag(handle, axes) {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, top, width, height } = this.box.getBoundingClientRect();
      const at = [(event.clientX - left) / width, (event.clientY - top) / height];
      this.#move(axes, axes.map((axis) => at[axis % 2]));
    });
  }

  #move(axes, values) {
    const crop = [...this.crop];
    axes.forEach((axis, index) => {
      const [least, most] = axis < 2 ? [0, crop[axis + 2] - LEAST] : [crop[axis - 2] + LEAST, 1];
      crop[axis] = Math.round(Math.min(most, Math.max(least, values[index])) * 1e3) / 1e3;
    });
    this.show(crop);
    this.onChange(crop);
  }
}
