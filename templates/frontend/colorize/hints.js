/* Hints, as model/inference/hints.py: known colours that the network reads, and which are put exactly where they
   were given.
   A hint is {at: [x, y] in 0..1, color: [r, g, b] in 0..255, radius: share of the longer side}, a stroke has
   along: [[x, y], …] in place of `at`, and an area its corners, area: [[x, y], …]. */

import { abOf } from "./lab.js";
import { inside } from "./polygons.js";
import { nearest } from "./strokes.js";

/* Difference in L* at which a hint's local pull has fallen to one sigma. */
const SIMILAR = 8;

/* What the network reads: a/110, b/110 and the mask, zero where nothing is known. */
export function planes(hints, [height, width]) {
  const area = height * width;
  const out = new Float32Array(3 * area);
  for (const hint of hints) {
    const [a, b] = abOf(hint.color);
    const within = held(hint, [height, width]);
    for (let i = 0; i < area; i++) {
      if (!within[i]) continue;
      out[i] = a / 110;
      out[area + i] = b / 110;
      out[2 * area + i] = 1;
    }
  }
  return out;
}

/* Draw `ab` (two planes, changed in place) to the hints; how far it was drawn, 0..1 a pixel. A pixel is drawn as far
   as it is near, and as light as the hint's nearest point. */
export function pull(hints, ab, lightness, size) {
  const area = size[0] * size[1];
  const amount = new Float32Array(area);
  for (const hint of hints) {
    const [a, b] = abOf(hint.color);
    const { distance, index } = distances(hint, size);
    for (let i = 0; i < area; i++) {
      const like = (lightness[i] - lightness[index[i]]) / SIMILAR;
      const beyond = Math.max(distance[i] - 1, 0);
      const weight = Math.exp(-0.5 * (beyond * beyond + like * like));
      ab[i] += weight * (a - ab[i]);
      ab[area + i] += weight * (b - ab[area + i]);
      if (weight > amount[i]) amount[i] = weight;
    }
  }
  return amount;
}

/* The pixels whose colour the hint says: 1 a pixel, else 0; one at least. */
export function held(hint, size) {
  return Uint8Array.from(distances(hint, size).distance, (value) => value <= 1);
}

/* Distance of each pixel from the hint in radii, and the index of the pixel that holds the hint's nearest point. */
function distances(hint, size) {
  if (hint.area) return fromArea(hint.area, size);
  const radius = Math.max(hint.radius * Math.max(...size), 0.5);
  return nearest(lineOf(hint, size).map((point) => pixelOf(point, size)), size, radius);
}

/* An area has no radius: pixels within it are at no distance, others are counted from its outline by half pixels. */
function fromArea(area, size) {
  const [height, width] = size;
  const outline = [...area, area[0]].map(([x, y]) => pixelOf([x * width, y * height], size));
  const { distance, index } = nearest(outline, size, 1);
  const within = inside(area, size);
  const least = within.includes(1) ? 2 : 0;
  for (let i = 0; i < within.length; i++) {
    if (within[i]) [distance[i], index[i]] = [0, i];
    else distance[i] = Math.max(2 * distance[i], least);
  }
  return { distance, index };
}

/* The points of a point or stroke in pixels. Of the two ways to read a stroke always the same, so that all rounding is, too. */
export function lineOf({ at, along = [at] }, [height, width]) {
  const back = along.slice().reverse();
  const line = before(back.flat(), along.flat()) ? back : along;
  return line.map(([x, y]) => [x * width, y * height]);
}

/* Whether one list of numbers comes before another of the same length. */
function before(one, other) {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && one[at] < other[at];
}

/* Column and row of the pixel that holds a place. */
export function pixelOf([x, y], [height, width]) {
  return [Math.min(Math.floor(x), width - 1), Math.min(Math.floor(y), height - 1)];
}
