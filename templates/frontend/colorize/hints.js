/* Hints, as model/inference/hints.py: known colours that the network reads, whose errors are spread by kriging, and
   which are put exactly where they were given.
   A hint is {at: [x, y] in 0..1, color: [r, g, b] in 0..255, radius: share of the longer side}, a stroke has
   along: [[x, y], …] in place of `at`. */

import { abOf } from "./lab.js";
import { nearest, places as placesAlong } from "./strokes.js";

/* Difference in L* at which a hint's local pull has fallen to one sigma. */
const SIMILAR = 8;

/* How alike two places are, Gaussian in distance (sigma in shorter sides) and in lightness (sigma in L*): for the
   errors of the answer, and for how far the network's reading of a hint is taken. */
const ERRORS = [
  { share: 0.6, reach: 0.4, lightness: 25 },
  { share: 0.4, reach: 0.08, lightness: 16 },
];
const WORD = [{ share: 1, reach: 0.9, lightness: 50 }];

/* Variance that no neighbour explains, beside 1. */
const NUGGET = 0.03;

/* Places that a stroke counts as in kriging, at most; and their distance in shorter sides, at least. */
const MOST_PLACES = 16;
const SPACING = 0.02;

/* Likeness below which a kernel counts as nothing. */
const NOTHING = 1e-6;

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

/* How far hints count: {taken, removed}, both 0..1 a pixel. The first is how much of the network's change is taken,
   never under `least`; the second the share of the doubt that is removed. */
export function reach(hints, lightness, size, least) {
  const places = new Places(hints, lightness, size);
  const taken = places.explained(WORD).map((share) => least + (1 - least) * share);
  return { taken, removed: places.explained(ERRORS) };
}

/* Take from `ab` (two planes, changed in place) the error it is expected to have, given its errors where hints are. */
export function spread(hints, ab, lightness, size) {
  const area = size[0] * size[1];
  const places = new Places(hints, lightness, size);
  const lower = places.factor(ERRORS);
  const weights = [0, 1].map((channel) => {
    const errors = places.pixels.map((pixel, at) => places.ab[at][channel] - ab[channel * area + pixel]);
    return backward(lower, forward(lower, Float64Array.from(errors)));
  });
  for (let at = 0; at < places.pixels.length; at++) {
    const alike = places.alike(ERRORS, at);
    for (let i = 0; i < area; i++) {
      ab[i] += weights[0][at] * alike[i];
      ab[area + i] += weights[1][at] * alike[i];
    }
  }
}

/* Where hints lie in a picture, strokes at several places, and how alike its pixels are to them. */
class Places {
  constructor(hints, lightness, [height, width]) {
    const short = Math.min(height, width);
    Object.assign(this, { lightness, height, width, short });
    const found = hints.flatMap((hint) => {
      const spacing = Math.max(hint.radius * Math.max(height, width), SPACING * short);
      const ab = abOf(hint.color);
      return placesAlong(lineOf(hint, [height, width]), spacing, MOST_PLACES).map((at) => ({ at, ab }));
    });
    this.ab = found.map(({ ab }) => ab);
    this.pixels = found.map(({ at }) => pixelOf(at, [height, width])).map(([x, y]) => y * width + x);
    this.x = found.map(({ at }) => at[0] / short);
    this.y = found.map(({ at }) => at[1] / short);
  }

  /* The covariance of what is said at the places as the product of a lower triangle, by rows, and its transpose (Cholesky). */
  factor(kernels) {
    const { x, y } = this;
    const light = this.pixels.map((pixel) => this.lightness[pixel]);
    return x.reduce((lower, _, i) => {
      const covariances = Float64Array.from({ length: i }, (__, j) => {
        const apart = (y[i] - y[j]) ** 2 + (x[i] - x[j]) ** 2;
        return sum(kernels, (kernel) => kernel.share * Math.exp(-0.5 * exponent(kernel, apart, light[i] - light[j])));
      });
      const row = forward(lower, covariances);
      const own = sum(kernels, ({ share }) => share) + NUGGET - sum(row, (value) => value * value);
      return [...lower, Float64Array.of(...row, Math.sqrt(own))];
    }, []);
  }

  /* The covariance of each pixel with one place. */
  alike(kernels, at) {
    const { lightness, height, width, short } = this;
    const out = new Float32Array(height * width);
    const light = lightness[this.pixels[at]];
    for (const { share, reach: far, lightness: unlike } of kernels) {
      const across = bell(width, this.x[at], short, far);
      const down = bell(height, this.y[at], short, far);
      for (let y = 0, i = 0; y < height; y++) {
        for (let x = 0; x < width; x++, i++) {
          const near = share * down[y] * across[x];
          if (near > NOTHING) out[i] += near * Math.exp(-0.5 * ((lightness[i] - light) / unlike) ** 2);
        }
      }
    }
    return out;
  }

  /* Share of a pixel's variance that hints explain, 0..1. */
  explained(kernels) {
    const lower = this.factor(kernels);
    const alike = this.pixels.map((_, at) => this.alike(kernels, at));
    const own = new Float64Array(alike.length);
    return Float32Array.from({ length: this.height * this.width }, (_, i) => {
      for (let at = 0; at < own.length; at++) own[at] = alike[at][i];
      return Math.min(sum(forward(lower, own), (value) => value * value), 1);
    });
  }
}

function exponent({ reach: far, lightness }, apart, unlike) {
  return apart / far ** 2 + (unlike / lightness) ** 2;
}

/* A Gaussian about `centre` at `count` pixels' centres, all in units of `short` pixels. */
function bell(count, centre, short, sigma) {
  return Float64Array.from({ length: count }, (_, i) => Math.exp(-0.5 * (((i + 0.5) / short - centre) / sigma) ** 2));
}

/* Solve lower · x = right. */
function forward(lower, right) {
  const out = right.slice();
  for (let i = 0; i < out.length; i++) {
    const row = lower[i];
    for (let j = 0; j < i; j++) out[i] -= row[j] * out[j];
    out[i] /= row[i];
  }
  return out;
}

/* Solve transpose of lower · x = right. */
function backward(lower, right) {
  const out = right.slice();
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] /= lower[i][i];
    for (let j = 0; j < i; j++) out[j] -= lower[i][j] * out[i];
  }
  return out;
}

function sum(values, of) {
  let total = 0;
  for (const value of values) total += of(value);
  return total;
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

/* Distance of each pixel from the hint in radii, and the index of the pixel that holds the hint's nearest point. */
function distances(hint, size) {
  const radius = Math.max(hint.radius * Math.max(...size), 0.5);
  return nearest(lineOf(hint, size).map((point) => pixelOf(point, size)), size, radius);
}

/* The hint's points in pixels. Of the two ways to read a stroke always the same, so that all rounding is, too. */
function lineOf({ at, along = [at] }, [height, width]) {
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
function pixelOf([x, y], [height, width]) {
  return [Math.min(Math.floor(x), width - 1), Math.min(Math.floor(y), height - 1)];
}
