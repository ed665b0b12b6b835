/* The colour that is given next: by a picker, from a place of the picture, or from a picture that the curator has and
   that stays on this computer. */

import { Aim } from "../common/aim.js";
import { text } from "../common/texts.js";
import { byId } from "./dom.js";
import { meanColour } from "./stage.js";

const MOST = 480; // pixels of a reference picture's longer side

export class Colours {
  constructor({ say }) {
    this.say = say;
    this.picker = byId("next-colour");
    this.reference = byId("reference");
    const file = byId("reference-file");
    file.addEventListener("change", () => {
      if (file.files[0]) this.show(file.files[0]);
      file.value = "";
    });
    const place = byId("reference-place");
    place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("dropping"); });
    place.addEventListener("dragleave", () => place.classList.remove("dropping"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      place.classList.remove("dropping");
      const [dropped] = event.dataTransfer.files;
      if (dropped) this.show(dropped);
    });
    new Aim(byId("reference-aim"), byId("reference-cross"), {
      onPlace: (points) => this.take(meanColour(this.reference, points[points.length - 1])),
      onDraw: () => {},
      onMove: (at) => this.say(meanColour(this.reference, at)),
      onEnd: () => this.picker.focus(),
    });
  }

  get value() {
    return this.picker.value;
  }

  take(colour) {
    if (!colour) return this.say(text("no_colour_yet"));
    this.picker.value = colour;
    return this.say(text("colour_taken", { colour }));
  }

  async show(file) {
    let bitmap;
    try { bitmap = await createImageBitmap(file); } catch { return this.say(text("no_picture", { name: file.name })); }
    const scale = Math.min(1, MOST / Math.max(bitmap.width, bitmap.height));
    Object.assign(this.reference, { width: bitmap.width * scale, height: bitmap.height * scale });
    const context = this.reference.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0, this.reference.width, this.reference.height);
    bitmap.close();
    byId("reference-shown").hidden = false;
    return byId("reference-aim").focus();
  }
}
