/* The network in ONNX Runtime's WebAssembly build, one thread: lightness and hints in, ab and variance out. */

import * as ort from "onnxruntime-web/wasm";

/* Height and width the network takes are multiples of this; pictures are padded by repeating their edge. */
export const MULTIPLE = 8;

export class Network {
  /* `runtime` and `model` are ArrayBuffers; nothing is loaded from elsewhere. */
  static async load(runtime, model) {
    ort.env.wasm.numThreads = 1; // more would need headers that few servers of static files send
    ort.env.wasm.wasmBinary = runtime;
    ort.env.logLevel = "error";
    const options = { executionProviders: ["wasm"], graphOptimizationLevel: "all", logSeverityLevel: 3 };
    const network = new Network();
    network.session = await ort.InferenceSession.create(new Uint8Array(model), options);
    return network;
  }

  /* L of [height, width] and three hint planes → {ab: two planes, variance: one, size} at half that size. The mean
     of the picture's answer and its mirror image's; their disagreement counts as variance. */
  async predict(lightness, hints, [height, width]) {
    const padded = [Math.ceil(height / MULTIPLE) * MULTIPLE, Math.ceil(width / MULTIPLE) * MULTIPLE];
    const start = performance.now();
    const inputs = this.inputs(lightness, hints, [height, width], padded);
    const plain = await this.run(inputs, padded);
    const mirrored = await this.run(mirror(inputs, padded[1]), padded);
    performance.measure(`network ${width} × ${height}`, { start }); // for tests/benchmarks/browser.py
    return merged(plain, mirrored, padded, [Math.ceil(height / 2), Math.ceil(width / 2)]);
  }

  inputs(lightness, hints, [height, width], [tall, wide]) {
    const out = new Float32Array(4 * tall * wide);
    for (let plane = 0; plane < 4; plane++) {
      for (let y = 0; y < tall; y++) {
        const row = Math.min(y, height - 1) * width;
        for (let x = 0; x < wide; x++) {
          const from = row + Math.min(x, width - 1);
          const value = plane === 0 ? lightness[from] / 50 - 1 : hints[(plane - 1) * height * width + from];
          out[(plane * tall + y) * wide + x] = value;
        }
      }
    }
    return out;
  }

  async run(inputs, [tall, wide]) {
    const answer = await this.session.run({ input: new ort.Tensor("float32", inputs, [1, 4, tall, wide]) });
    return { ab: answer.ab.data, spread: answer.spread.data };
  }
}

function mirror(planes, width) {
  const out = new Float32Array(planes.length);
  for (let from = 0; from < planes.length; from += width) {
    for (let x = 0; x < width; x++) out[from + x] = planes[from + width - 1 - x];
  }
  return out;
}

function merged(plain, mirrored, [tall, wide], [rows, columns]) {
  const [height, width] = [tall / 2, wide / 2];
  const ab = new Float32Array(2 * rows * columns);
  const variance = new Float32Array(rows * columns);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, to++) {
      const one = y * width + x;
      const other = y * width + width - 1 - x;
      let disagreement = 0;
      for (let channel = 0; channel < 2; channel++) {
        const mine = plain.ab[channel * height * width + one];
        const theirs = mirrored.ab[channel * height * width + other];
        ab[channel * rows * columns + to] = (mine + theirs) / 2;
        disagreement += (mine - theirs) ** 2 / 4;
      }
      variance[to] = (plain.spread[one] ** 2 + mirrored.spread[other] ** 2) / 2 + disagreement;
    }
  }
  return { ab, variance, size: [rows, columns] };
}
