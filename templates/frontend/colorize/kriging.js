/* Sums over every pixel and every place that hints take. */

import { DOUBLE, kernel, LANES, memory, SINGLE } from "./kernel.js";

/* Planes that pixels are compared by; after them come the reach and the four sums. */
const COMPARED = 5;
const [REACH, SUMS, ALL] = [COMPARED, COMPARED + 1, COMPARED + 5];

/* Of a place. */
const NUMBERS = 12;

/* What places add to each pixel, by how alike it is to them. Only one is in use at a time. */
export class Sums {
  /* `compared`: five planes of [height, width], each in units of which one leaves 37 %: lightness, what is around, a, b
     and texture. `steps`: the pixels, across and down, that leave 37 %. At `most` so many places are added at once. */
  constructor(compared, [height, width], steps, most) {
    const row = Math.ceil(width / LANES) * LANES;
    Object.assign(this, { height, width, row, steps, compared });
    const size = ALL * height * row * SINGLE;
    const buffer = memory(size + most * NUMBERS * SINGLE);
    this.table = new Float32Array(buffer, size, most * NUMBERS);
    this.planes = Array.from({ length: ALL }, (_, at) => new Float32Array(buffer, at * height * row * SINGLE, height * row));
    compared.forEach((plane, at) => this.put(at, plane));
    for (const sum of this.planes.slice(SUMS)) sum.fill(0);
  }

  put(at, plane) {
    const { height, width, row } = this;
    for (let y = 0; y < height; y++) this.planes[at].set(plane.subarray(y * width, (y + 1) * width), y * row);
  }

  /* Add what some places say: {at: in steps, index: its pixel, weights: of a and b everywhere and of a and b held, hold:
     how far its reach counts}. `reach` is what speaks against them, a plane. */
  add(places, reach) {
    const { height, width, row, steps, compared, table } = this;
    if (reach) this.put(REACH, reach);
    places.forEach(({ at, index, weights, hold }, its) => {
      table.set([...at, ...compared.map((plane) => plane[index]), ...weights, hold], its * NUMBERS);
    });
    const [plane, from] = [height * row * SINGLE, table.byteOffset];
    for (let y = 0; y < height; y++) {
      const [start, end] = [y * row * SINGLE, (y * row + width) * SINGLE];
      kernel.add(start, end, plane, from, places.length, 0.5 / steps[0], 1 / steps[0], (y + 0.5) / steps[1]);
    }
  }

  /* Of a and b everywhere, and of a and b held. */
  found() {
    const { height, width, row } = this;
    return this.planes.slice(SUMS).map((sum) => {
      const out = new Float32Array(height * width);
      for (let y = 0; y < height; y++) out.set(sum.subarray(y * row, y * row + width), y * width);
      return out;
    });
  }
}

/* Of each of `count` pixels the sum of the squares of x, where lower · x = `right(pixel, place)`; `lower` by rows. */
export function squares(lower, count, right) {
  const rows = lower.length;
  const triangle = (rows * (rows + 1)) / 2;
  const start = Math.ceil(triangle / 2) * 2 * DOUBLE; // of the right sides, on a whole vector
  const buffer = memory(start + (rows + 1) * LANES * DOUBLE);
  const packed = new Float64Array(buffer, 0, triangle);
  lower.forEach((row, i) => {
    packed.set(row, (i * (i + 1)) / 2);
    packed[(i * (i + 1)) / 2 + i] = 1 / row[i];
  });
  const sides = new Float64Array(buffer, start, (rows + 1) * LANES);
  const out = new Float32Array(count);
  for (let first = 0; first < count; first += LANES) {
    const lanes = Math.min(LANES, count - first);
    for (let place = 0; place < rows; place++) {
      for (let lane = 0; lane < lanes; lane++) sides[place * LANES + lane] = right(first + lane, place);
    }
    kernel.forward(0, start, rows);
    for (let lane = 0; lane < lanes; lane++) out[first + lane] = sides[rows * LANES + lane];
  }
  return out;
}
