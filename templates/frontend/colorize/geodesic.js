/* How much change in lightness lies between two places of a picture, as model/inference/geodesic.py. */

import { kernel, LANES, memory, SINGLE } from "./kernel.js";

/* More than any way through a picture. */
const FAR = 1e6;

/* Down and up, each. */
const SWEEPS = 2;

/* Of each pixel from each of `pixels`, in L*: a plane of each. */
export function distances(lightness, size, pixels) {
  const area = lightness.length;
  const planes = pixels.map(() => new Float32Array(area));
  for (let first = 0; first < pixels.length; first += LANES) {
    const some = pixels.slice(first, first + LANES);
    const ways = sweep(lightness, size, some);
    some.forEach((_, lane) => {
      const plane = planes[first + lane];
      for (let i = 0; i < area; i++) plane[i] = ways[i * LANES + lane];
    });
  }
  return planes;
}

/* The same of as many pixels as are computed side by side, their numbers side by side too. */
function sweep(lightness, [height, width], pixels) {
  const area = height * width;
  const start = Math.ceil(area / LANES) * LANES * SINGLE;
  const buffer = memory(start + area * LANES * SINGLE);
  new Float32Array(buffer, 0, area).set(lightness);
  const ways = new Float32Array(buffer, start, area * LANES).fill(FAR);
  pixels.forEach((pixel, lane) => (ways[pixel * LANES + lane] = 0));
  const across = (y) => {
    if (width === 1) return;
    kernel.pass(start, y * width + 1, width - 1, 1, 1);
    kernel.pass(start, (y + 1) * width - 2, width - 1, -1, -1);
  };
  for (let turn = 0; turn < SWEEPS; turn++) {
    across(0);
    for (let y = 1; y < height; y++) {
      kernel.pass(start, y * width, width, width, 1);
      across(y);
    }
    for (let y = height - 2; y >= 0; y--) {
      kernel.pass(start, y * width, width, -width, 1);
      across(y);
    }
  }
  return ways;
}
