/* Original and colour over each other, with a curtain between them, or side by side; and closer looks. */

import { drawnByKey, Hand } from "../common/curtain.js";
import { each, press } from "./buttons.js";

const VIEWS = { 0: "original", 50: "both", 100: "colour" };

export class Comparison {
  constructor(box) {
    this.box = box;
    this.slider = box.querySelector(".slider");
    this.shares = box.querySelectorAll("[data-share-choice]");
    this.layers = box.querySelectorAll("[data-layer-choice]");
    this.beside = box.querySelector("[data-beside]");
    this.markers = box.querySelector("[data-markers]");
    this.listen();
    // A page that is come back to keeps the slider's value in some browsers.
    this.showShare(Number(this.slider.value), false);
  }

  listen() {
    const { slider } = this;
    slider.addEventListener("input", () => this.showShare(Number(slider.value), false));
    slider.addEventListener("keydown", (event) => {
      const share = drawnByKey(event, this.share);
      if (share === null) return;
      event.preventDefault();
      this.showShare(share, false);
    });
    new Hand(this.box.querySelector(".original .frame"), this.hand());
    new Hand(this.box.querySelector(".colour .frame"), this.hand());
    each(this.shares, (button) => {
      button.addEventListener("click", () => {
        const beside = "beside" in this.box.dataset;
        this.open({});
        this.showShare(Number(button.dataset.shareChoice), !beside);
      });
    });
    each(this.layers, (button) => {
      const layer = button.dataset.layerChoice;
      button.addEventListener("click", () => this.open(this.box.dataset.layer === layer ? {} : { layer }));
    });
    this.beside?.addEventListener("click", () => this.open("beside" in this.box.dataset ? {} : { beside: "" }));
    this.markers?.addEventListener("click", () => {
      press([this.markers], () => this.box.classList.toggle("marked"));
    });
  }

  /* What draws the curtain; original and colour lie over each other, and a hand may meet either. */
  hand() {
    return {
      ready: () => !("layer" in this.box.dataset) && !("beside" in this.box.dataset),
      share: () => this.share,
      draw: (share, resting) => {
        this.slider.focus({ preventScroll: true }); // keys go on where the hand left off
        this.showShare(share, resting);
      },
    };
  }

  /* `share` is how much of the picture, from its right edge, is shown in colour: 0 to 100. */
  showShare(share, glide) {
    const { box, slider } = this;
    const told = Math.round(share);
    this.share = share;
    box.classList.toggle("gliding", glide);
    box.style.setProperty("--share", share);
    box.dataset.view = VIEWS[told] === "original" || VIEWS[told] === "colour" ? VIEWS[told] : "both";
    slider.value = told;
    const said = slider.dataset.said ?? "{colour} %";
    slider.setAttribute("aria-valuetext", said.replace("{original}", 100 - told).replace("{colour}", told));
    this.showPressed();
  }

  /* What takes the place of the slider: a layer over the picture, or the two pictures side by side. */
  open({ layer, beside }) {
    const { dataset } = this.box;
    if (layer === undefined) delete dataset.layer;
    else dataset.layer = layer;
    if (beside === undefined) delete dataset.beside;
    else dataset.beside = beside;
    this.showPressed();
  }

  showPressed() {
    const { layer = "", beside, view } = this.box.dataset;
    const plain = !layer && beside === undefined;
    press(this.shares, (button) => plain && VIEWS[button.dataset.shareChoice] === view);
    press(this.layers, (button) => button.dataset.layerChoice === layer);
    if (this.beside) press([this.beside], () => beside !== undefined);
  }
}
