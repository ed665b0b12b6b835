/* Colours of a work with what has not been saved: asked for when nobody has changed anything for a moment, and shown if
   nothing newer was asked for meanwhile. */

import { send, workAddress } from "./server.js";

const PAUSE = 120; // milliseconds

export class Colouring {
  /* `onResult(bitmap, confidence, wish)`, `onState("working" | "done" | "failed", error)`. */
  constructor({ onResult, onState }) {
    Object.assign(this, { onResult, onState, asked: null, waiting: 0 });
  }

  /* `wish`: {hints, protect, vividness, crop, rotate, width} of a work. */
  ask(id, wish, pause = PAUSE) {
    this.stop();
    this.onState("working");
    this.waiting = setTimeout(() => this.#send(id, wish), pause);
  }

  stop() {
    clearTimeout(this.waiting);
    this.asked?.abort();
    this.asked = null;
  }

  async #send(id, wish) {
    const asked = (this.asked = new AbortController());
    try {
      const answer = await send(workAddress(id, "render"), wish, { signal: asked.signal });
      const bitmap = await createImageBitmap(await answer.blob());
      if (asked !== this.asked) return bitmap.close();
      this.onResult(bitmap, Number(answer.headers.get("Gallery-Confidence") ?? NaN), wish);
      return this.onState("done");
    } catch (error) {
      if (asked === this.asked && error.name !== "AbortError") this.onState("failed", error);
      return null;
    }
  }
}
