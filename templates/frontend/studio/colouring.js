/* Colours of a work with what has not been saved: asked for at once, or as soon as the last answer is there, and then
   with what was changed last. So a slider is followed while it moves, and nobody waits for what nobody wants. */

import { send, workAddress } from "./server.js";

export class Colouring {
  /* `onResult(bitmap, confidence)`, `onState("working" | "done" | "failed", error)`. */
  constructor({ onResult, onState }) {
    Object.assign(this, { onResult, onState, asked: null, next: null });
  }

  /* `wish`: {hints, protect, vividness, crop, rotate, width} of a work. */
  ask(id, wish) {
    this.onState("working");
    this.next = { id, wish };
    if (!this.asked) this.#send();
  }

  stop() {
    this.asked?.abort();
    this.asked = this.next = null;
  }

  async #send() {
    const { id, wish } = this.next;
    const asked = (this.asked = new AbortController());
    this.next = null;
    const result = await this.#answer(id, wish, asked.signal).catch((error) => ({ error }));
    if (asked !== this.asked) return result.bitmap?.close();
    this.asked = null;
    if (result.bitmap) this.onResult(result.bitmap, result.confidence);
    if (this.next) return this.#send();
    return this.onState(result.error ? "failed" : "done", result.error);
  }

  async #answer(id, wish, signal) {
    const answer = await send(workAddress(id, "render"), wish, { signal });
    const confidence = Number(answer.headers.get("Gallery-Confidence") ?? NaN);
    return { confidence, bitmap: await createImageBitmap(await answer.blob()) };
  }
}
