/* Everything that computes, away from the page: it answers {kind, …} messages, always about the latest wish. */

import { Study } from "./colorist.js";
import { withPacket } from "./jpeg.js";
import { load } from "./kernel.js";
import { Network } from "./network.js";
import { guideOf, lightnessOf, open, Refusal, Rendering, saved } from "./picture.js";
import { veil } from "./veil.js";

const QUALITY = 0.95;

class Studio {
  constructor() {
    this.loaded = null;
    this.latest = null; // id of the picture last asked for
    this.opened = null; // {id, canvas, shown, plane, study}
    this.wish = null; // {id, hints, vividness, number}
    this.busy = false;
  }

  /* Fetch the runtime, the network and how it is served; all lie beside this script. */
  load() {
    this.loaded ??= this.fetched().catch((error) => {
      this.loaded = null; // so that it can be tried again
      throw error instanceof Refusal ? error : new Refusal("model", { reason: error.message });
    });
    return this.loaded;
  }

  async fetched() {
    const progress = new Progress(4);
    const [runtime, model, serving, kernel] = await Promise.all([
      progress.fetch("runtime.wasm"),
      progress.fetch("model.onnx"),
      progress.fetch("serving.json"),
      progress.fetch("spreading.wasm"),
    ]);
    this.serving = JSON.parse(new TextDecoder().decode(serving));
    await load(kernel);
    this.network = await Network.load(runtime, model);
    const side = 32;
    await this.network.predict(new Float32Array(side * side), new Float32Array(3 * side * side), [side, side]); // warm
    post({ kind: "loaded" });
  }

  async open({ id, file, look }) {
    this.latest = id;
    this.look = look; // of the veil
    const { canvas, shown } = await open(file);
    if (this.latest !== id) return;
    const bitmap = await createImageBitmap(shown);
    const sizes = { width: canvas.width, height: canvas.height, shown: [shown.width, shown.height] };
    post({ kind: "opened", id, original: bitmap, ...sizes }, [bitmap]);
    await this.load();
    if (this.latest !== id) return;
    const { guide, size } = guideOf(canvas, this.serving.guide);
    const study = new Study(this.network, this.serving, guide, size);
    this.opened = { id, canvas, shown, plane: lightnessOf(shown), study };
    await this.pursue();
  }

  /* Work towards the latest wish until it is fulfilled or there is another picture. */
  async pursue() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let shown = ""; this.opened && this.wish && this.opened.id === this.wish.id; ) {
        const { opened, wish } = this;
        const stage = opened.study.stage(wish.hints);
        const state = `${opened.id} ${wish.number} ${stage}`;
        if (stage !== "nothing" && state !== shown) {
          await this.show(opened, wish, stage);
          shown = state;
        } else if (stage !== "exact") {
          await opened.study.step(wish.hints);
        } else {
          break;
        }
        await pause();
      }
    } finally {
      this.busy = false;
    }
  }

  async show({ id, shown, plane, study }, { number, hints, vividness }, stage) {
    const { coefficients, confidence } = study.colours(hints, vividness);
    const rendering = new Rendering(coefficients, study.size, shown.width, shown.height);
    const colour = await createImageBitmap(rendering.strip(plane, 0, shown.height));
    const doubt = await createImageBitmap(veil(confidence, study.size, this.look));
    const mean = confidence.reduce((sum, value) => sum + value, 0) / confidence.length;
    post({ kind: "result", id, number, stage, colour, doubt, mean }, [colour, doubt]);
  }

  async save({ id, packet }) {
    const { opened, wish } = this;
    if (opened?.id !== id || wish?.id !== id) return;
    const { coefficients } = opened.study.colours(wish.hints, wish.vividness);
    const blob = await saved(opened.canvas, coefficients, opened.study.size, QUALITY, this.serving.mark);
    post({ kind: "saved", id, file: withPacket(await blob.arrayBuffer(), packet) });
  }
}

/* How much of all files has come, for those who wait. */
class Progress {
  constructor(files) {
    this.awaited = files;
    this.received = 0;
    this.total = 0;
  }

  async fetch(name) {
    const response = await fetch(new URL(name, self.location.href) + self.location.search);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    this.total += Number(response.headers.get("Content-Length") ?? NaN);
    this.awaited -= 1;
    const parts = [];
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      this.received += part.value.length;
      if (!this.awaited) this.tell();
    }
    return new Blob(parts).arrayBuffer();
  }

  tell() {
    // Unknown where a server packs what it sends.
    post({ kind: "progress", share: this.total ? Math.min(1, this.received / this.total) : null });
  }
}

const studio = new Studio();

const answers = {
  load: () => studio.load(),
  open: (message) => studio.open(message),
  save: (message) => studio.save(message),
  async wish(message) {
    studio.wish = message;
    await studio.pursue();
  },
};

self.addEventListener("message", async ({ data }) => {
  try {
    await answers[data.kind](data);
  } catch (error) {
    const { code, values } = error instanceof Refusal ? error : { code: "broken", values: { reason: String(error) } };
    post({ kind: "refused", id: data.id, code, values });
  }
});

function post(message, transfer = []) {
  self.postMessage(message, transfer);
}

/* Lets messages in between two steps. */
function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}
