/* Hints, as model/inference/hints.py: known colours that the network spreads, put exactly where they were given.
   A hint is {at: [x, y] in 0..1, color: [r, g, b] in 0..255, radius: share of the longer side}. */

import { abOf } from "./lab.js";

/* Difference in L* at which a hint's local pull has fallen to one sigma. */
const SIMILAR = 8;

/* What the network reads: a/110, b/110 and the mask, zero where nothing is known. */
export function planes(hints, [height, width]) {
  const area = height * width;
  const out = new Float32Array(3 * area);
  for (const hint of hints) {
    const [a, b] = abOf(hint.color);
    const { distance } = distances(hint, [height, width]);
    for (let i = 0; i < area; i++) {
      if (distance[i] > 1) continue;
      out[i] = a / 110;
      out[area + i] = b / 110;
      out[2 * area + i] = 1;
    }
  }
  return out;
}

/* Draw `ab` (two planes, changed in place) to the hints; how far it was drawn, 0..1 a pixel. */
export function pull(hints, ab, lightness, size) {
  const area = size[0] * size[1];
  const amount = new Float32Array(area);
  for (const hint of hints) {
    const [a, b] = abOf(hint.color);
    const { distance, nearest } = distances(hint, size);
    for (let i = 0; i < area; i++) {
      const like = (lightness[i] - lightness[nearest]) / SIMILAR;
      const beyond = Math.max(distance[i] - 1, 0);
      const weight = Math.exp(-0.5 * (beyond * beyond + like * like));
      ab[i] += weight * (a - ab[i]);
      ab[area + i] += weight * (b - ab[area + i]);
      if (weight > amount[i]) amount[i] = weight;
    }
  }
  return amount;
}

/* Distance of each pixel from the hint in radii, and the index of the pixel that holds it. */
function distances(hint, [height, width]) {
  const radius = Math.max(hint.radius * Math.max(height, width), 0.5);
  const column = Math.min(Math.floor(hint.at[0] * width), width - 1);
  const row = Math.min(Math.floor(hint.at[1] * height), height - 1);
  const distance = new Float32Array(height * width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      distance[i] = Math.sqrt((x - column) ** 2 + (y - row) ** 2) / radius;
    }
  }
  return { distance, nearest: row * width + column };
}
