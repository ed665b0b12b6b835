/* The dialog around the pictures: buttons, keys, the curtain, full screen. */

import { drawnByKey } from "../common/curtain.js";
import { Pictures } from "./pictures.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Zoom {
  constructor(dialog) {
    this.dialog = dialog;
    this.pictures = null;
    this.share = dialog.querySelector(".zoom-share");
    this.scale = dialog.querySelector(".zoom-scale");
    for (const button of dialog.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.#act(button.dataset.do));
    }
    for (const button of dialog.querySelectorAll("[data-look]")) {
      button.addEventListener("click", () => this.look(button.dataset.look));
    }
    for (const button of dialog.querySelectorAll("[data-pan]")) {
      button.addEventListener("click", () => this.pictures.pan(...ARROWS[button.dataset.pan]));
    }
    this.share?.addEventListener("input", () => this.#uncover(Number(this.share.value)));
    dialog.addEventListener("keydown", (event) => this.#press(event));
    dialog.addEventListener("close", () => this.#closed());
    dialog.querySelector("[data-do=screen]").hidden = !document.fullscreenEnabled;
    dialog.addEventListener("fullscreenchange", () => this.#screenChanged());
  }

  /* Shows what the comparison on the page shows, with the focus on the first tool. */
  open(opener) {
    this.opener = opener;
    this.dialog.showModal();
    document.documentElement.classList.add("zooming"); // the page behind does not scroll
    this.dialog.querySelector("[data-do=in]").focus();
    if (!this.pictures) this.#load();
    else this.pictures.reshape(); // the window may have changed
    this.#take(document.querySelector("[data-compare]"));
  }

  /* The view, share and veil of the comparison on the page, where there is one. */
  #take(compared) {
    const { view = "original", beside, layer } = compared?.dataset ?? {};
    const shown = Number(compared?.querySelector(".slider")?.value ?? 0);
    this.#uncover(shown === 0 || shown === 100 ? 50 : shown);
    this.look(this.share ? (beside === undefined ? view : "beside") : "original");
    this.#veil(layer === "confidence");
  }

  /* `view`: original, both (one over the other, with a curtain), colour, beside. */
  look(view) {
    this.pictures.reshape(() => { this.dialog.dataset.view = view; });
    for (const button of this.dialog.querySelectorAll("[data-look]")) {
      button.setAttribute("aria-pressed", String(button.dataset.look === view));
    }
    if (view === "colour") this.#veil(false); // it lies over the original
  }

  #load() {
    const { images, width, height, whole } = this.dialog.dataset;
    const places = {};
    for (const place of this.dialog.querySelectorAll(".zoom-picture")) places[place.dataset.version] = place;
    const facts = { images, width: Number(width), height: Number(height), tiled: whole === undefined };
    this.pictures = new Pictures(places, facts, {
      shown: (magnification, rests) => this.#tell(magnification, rests),
      placed: (seen) => this.#place(seen),
      missing: () => { this.dialog.querySelector(".zoom-missing").hidden = false; },
    });
  }

  #act(what) {
    if (what === "close") this.dialog.close();
    else if (what === "whole") this.pictures.whole();
    else if (what === "screen") this.#toggleScreen();
    else if (what === "veil") this.#veil(!this.dialog.classList.contains("veiled"));
    else this.pictures.zoom(what === "in");
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own
    const drawn = event.target === this.share ? drawnByKey(event, Number(this.share.value)) : null;
    const arrow = ARROWS[event.key];
    if (drawn !== null) this.#uncover(drawn);
    else if (event.key === "+" || event.key === "=") this.pictures.zoom(true);
    else if (event.key === "-" || event.key === "−") this.pictures.zoom(false);
    else if (event.key === "0") this.pictures.whole();
    else if (arrow) this.pictures.pan(...arrow);
    else return;
    event.preventDefault();
  }

  /* `shown`: how much of what is seen of the picture, from its right edge, is in colour: 0 to 100. */
  #uncover(shown) {
    if (!this.share) return;
    this.share.value = shown;
    this.dialog.style.setProperty("--share", shown);
    const values = { original: 100 - shown, colour: shown };
    const told = this.share.dataset.value.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    this.share.setAttribute("aria-valuetext", told);
  }

  #veil(shown) {
    const { veil } = this.dialog.dataset;
    if (!veil) return;
    if (shown && this.dialog.dataset.view === "colour") this.look("original");
    this.dialog.classList.toggle("veiled", shown);
    this.dialog.querySelector("[data-do=veil]").setAttribute("aria-pressed", String(shown));
    this.pictures.veil(veil, shown);
  }

  /* The percentage runs along for the eye; it is spoken when the picture rests. */
  #tell(magnification, rests) {
    if (magnification === null) return;
    this.scale.setAttribute("aria-busy", String(!rests));
    const told = `${Math.round(magnification * 100)} %`;
    if (this.scale.value !== told) this.scale.value = told;
  }

  /* The curtain hangs over what is seen of the picture, `seen` in pixels of the stage: it is always in reach. */
  #place(seen) {
    for (const [edge, at] of Object.entries(seen)) this.dialog.style.setProperty(`--${edge}`, `${at.toFixed(1)}px`);
  }

  #toggleScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.dialog.querySelector(".zoom-all").requestFullscreen(); // a dialog itself may not
  }

  #screenChanged() {
    const button = this.dialog.querySelector("[data-do=screen]");
    button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
    this.pictures.reshape();
  }

  #closed() {
    document.documentElement.classList.remove("zooming");
    this.opener.focus();
  }
}
