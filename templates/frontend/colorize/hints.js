/* Hints, as model/inference/hints.py: known colours that the network reads, and which are put exactly where they
   were given.
   A hint is {at: [x, y] in 0..1, color: [r, g, b] in 0..255, radius: share of the longer side}, a stroke has
   along: [[x, y], …] in place of `at`, and an area its corners, area: [[x, y], …]. */

import { abOf } from "./lab.js";
import { inside } from "./polygons.js";
import { nearest } from "./strokes.js";

/* Difference in L* at which a hint's local pull has fallen to one sigma. */
const SIMILAR = 8;

/* Radii beyond its own at which the pull is less than float32 resolves. */
const FADED = 6;

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
    const window = windowOf(hint, size);
    const { distance, index } = distances(hint, size, window);
    eachPixel(window, size, (i, at) => {
      if (distance[at] > 1 + FADED) return;
      const beyond = Math.max(distance[at] - 1, 0);
      const like = (lightness[i] - lightness[index[at]]) / SIMILAR;
      const weight = Math.exp(-0.5 * (beyond * beyond + like * like));
      ab[i] += weight * (a - ab[i]);
      ab[area + i] += weight * (b - ab[area + i]);
      if (weight > amount[i]) amount[i] = weight;
    });
  }
  return amount;
}

/* The pixels whose colour the hint says: 1 a pixel, else 0; one at least. */
export function held(hint, size) {
  const found = new Uint8Array(size[0] * size[1]);
  const window = windowOf(hint, size);
  const { distance } = distances(hint, size, window);
  eachPixel(window, size, (i, at) => (found[i] = distance[at] <= 1));
  return found;
}

/* Rows and columns, up to an end, outside of which a hint draws nothing. */
function windowOf(hint, [height, width]) {
  const beyond = (1 + FADED) * radiusOf(hint, [height, width]) + 1;
  const [across, down] = [0, 1].map((axis) => pointsOf(hint).map((point) => point[axis] * [width, height][axis]));
  return {
    top: Math.max(Math.floor(Math.min(...down) - beyond), 0),
    bottom: Math.min(Math.ceil(Math.max(...down) + beyond), height),
    left: Math.max(Math.floor(Math.min(...across) - beyond), 0),
    right: Math.min(Math.ceil(Math.max(...across) + beyond), width),
  };
}

/* Each pixel of a window: its index in the picture, and in the window. */
function eachPixel({ top, bottom, left, right }, [, width], then) {
  for (let y = top, at = 0; y < bottom; y++) for (let x = left; x < right; x++, at++) then(y * width + x, at);
}

/* In pixels: of an area, which has none, half a pixel beyond its outline. */
function radiusOf(hint, size) {
  return hint.area ? 0.5 : Math.max(hint.radius * Math.max(...size), 0.5);
}

/* Distance of each pixel in a window from the hint in radii, and the index, in the picture, of the pixel that holds the
   hint's nearest point. */
function distances(hint, size, window) {
  if (hint.area) return fromArea(hint.area, size, window);
  return nearest(lineOf(hint, size).map((point) => pixelOf(point, size)), size, radiusOf(hint, size), window);
}

/* An area has no radius: pixels within it are at no distance, others are counted from its outline by half pixels. */
function fromArea(area, size, window) {
  const [height, width] = size;
  const outline = [...area, area[0]].map(([x, y]) => pixelOf([x * width, y * height], size));
  const { distance, index } = nearest(outline, size, 1, window);
  const within = inside(area, size);
  const least = within.includes(1) ? 2 : 0;
  eachPixel(window, size, (i, at) => {
    if (within[i]) [distance[at], index[at]] = [0, i];
    else distance[at] = Math.max(2 * distance[at], least);
  });
  return { distance, index };
}

/* The points of a stroke, the corners of an area, or the one point. */
export function pointsOf({ at, along, area }) {
  return along ?? area ?? [at];
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
