/* How far what hints say is taken to hold, as model/inference/spreading.py: kriging between places that are alike, and
   what is large and has little for it held back. */

import { distances } from "./geodesic.js";
import { boxMean } from "./guided.js";
import { held, lineOf, pixelOf } from "./hints.js";
import { abOf } from "./lab.js";
import { resize, round, sizeFor } from "./resample.js";
import { places as placesAlong } from "./strokes.js";

/* Places that a stroke or an area counts as, at most; and the distance of a stroke's in shorter sides, at least. */
const MOST_PLACES = 16;
const SPACING = 0.02;

/* Where likeness has fallen to 37 %: in shorter sides, L*, units of a and b, and units of the texture. */
const [DISTANCE, LIGHTNESS, COLOUR, TEXTURE] = [4, 70, 11, 5];

/* Half widths of the windows in which texture is looked at, in shorter sides. */
const [FINE, COARSE] = [1 / 320, 1 / 20];

/* Variance of L under which a window counts as even. */
const EVEN = 0.04;

/* Variance that no neighbour explains, beside 1. */
const NUGGET = 0.03;

/* How much of the network's change is taken in a photograph. */
export const WORD = 0.7;

/* Change that is taken anywhere; how far a hint is from what was inferred where likeness is asked for. */
const [FREE, SURPRISE] = [5, 30];

/* Difference in the colour inferred, and change in lightness on the way, that each leave 37 %. */
const [SAME_COLOUR, EDGES] = [3.2, 20];

/* However much speaks against it, so much counts. */
const MOST = 5;

/* Shorter side, in pixels, at which ways through the picture are looked for. */
const GRID = 160;

/* For the doubt: share, sigma in shorter sides, sigma in L*. */
const DOUBT = [
  { share: 0.6, reach: 0.4, lightness: 25 },
  { share: 0.4, reach: 0.08, lightness: 16 },
];

/* Where hints lie in a picture, strokes and areas at several places, and how alike its pixels are to them. */
export class Places {
  constructor(hints, lightness, inferred, size) {
    const short = Math.min(...size);
    Object.assign(this, { size, short, lightness, a: inferred.subarray(0, lightness.length) });
    this.b = inferred.subarray(lightness.length);
    const found = hints.flatMap((hint) => placesOf(hint, size).map((at) => ({ at, ab: abOf(hint.color) })));
    this.ab = found.map(({ ab }) => ab);
    this.pixels = found.map(({ at }) => pixelOf(at, size));
    this.at = found.map(({ at }) => at.map((value) => value / short));
    this.index = this.pixels.map(([x, y]) => y * size[1] + x);
    [this.fine, this.coarse] = [FINE, COARSE].map((share) =>
      texture(lightness, size, Math.max(1, round(share * short))),
    );
    this.asked = this.index.map((i, at) => {
      const contradiction = Math.hypot(this.ab[at][0] - this.a[i], this.ab[at][1] - this.b[i]);
      return Math.min(1, (contradiction / SURPRISE) ** 4);
    });
  }

  /* Likeness of two pixels that are `apart` in shorter sides. */
  alike(one, other, apart) {
    const { lightness, a, b, fine, coarse } = this;
    const [da, db] = [a[one] - a[other], b[one] - b[other]];
    return Math.exp(
      -apart / DISTANCE -
        Math.abs(lightness[one] - lightness[other]) / LIGHTNESS -
        Math.sqrt(da * da + db * db) / COLOUR -
        (Math.abs(fine[one] - fine[other]) + Math.abs(coarse[one] - coarse[other])) / TEXTURE,
    );
  }

  /* What each place adds per likeness, so that `errors` are corrected. */
  weights(channels) {
    const apart = (i, j) => Math.hypot(this.at[i][0] - this.at[j][0], this.at[i][1] - this.at[j][1]);
    const lower = factor(this.at.length, 1, (i, j) => this.alike(this.index[i], this.index[j], apart(i, j)));
    return channels.map((errors) => backward(lower, forward(lower, errors)));
  }

  /* What speaks against each pixel's being of one colour with a hint, of the hint with least. */
  unlike() {
    const [height, width] = this.size;
    const least = new Float32Array(height * width).fill(Infinity);
    const grid = sizeFor(this.size, GRID);
    const ground = boxMean(resize(this.lightness, 1, this.size, grid), ...grid, 1);
    const { a, b } = this;
    this.pixels.forEach(([x, y], at) => {
      const from = [Math.floor((y * grid[0]) / height), Math.floor((x * grid[1]) / width)];
      const way = resize(distances(ground, grid, from), 1, grid, this.size);
      const own = this.index[at];
      for (let i = 0; i < least.length; i++) {
        const [da, db, edges] = [a[i] - a[own], b[i] - b[own], way[i] / EDGES];
        const colour = (da * da + db * db) / SAME_COLOUR ** 2;
        const against = this.asked[at] * Math.min(colour * colour + edges ** 4, MOST);
        if (against < least[i]) least[i] = against;
      }
    });
    return least;
  }
}

/* Take from `ab` (two planes, changed in place) the error it is expected to have, given its errors where hints are. */
export function spread(places, ab) {
  const { size, short, index } = places;
  const area = size[0] * size[1];
  const errors = [0, 1].map((channel) =>
    Float64Array.from(index, (pixel, at) => places.ab[at][channel] - ab[channel * area + pixel]),
  );
  const [forA, forB] = places.weights(errors);
  for (let at = 0; at < index.length; at++) {
    const [itsX, itsY] = places.at[at];
    for (let y = 0, i = 0; y < size[0]; y++) {
      const down = ((y + 0.5) / short - itsY) ** 2;
      for (let x = 0; x < size[1]; x++, i++) {
        const across = (x + 0.5) / short - itsX;
        const alike = places.alike(i, index[at], Math.sqrt(down + across * across));
        ab[i] += forA[at] * alike;
        ab[area + i] += forB[at] * alike;
      }
    }
  }
}

/* What is taken of a `change` (two planes, changed in place) in what is by `photograph`, 0..1, no thumbnail. */
export function hold(places, change, photograph) {
  const against = places.unlike();
  const area = against.length;
  for (let i = 0; i < area; i++) {
    const taken = Math.exp(-against[i]);
    const square = change[i] * change[i] + change[area + i] * change[area + i];
    const free = Math.min(1, FREE ** 2 / Math.max(square, 1e-12));
    const share = 1 + photograph * (taken + (1 - taken) * free - 1);
    change[i] *= share;
    change[area + i] *= share;
  }
}

/* Share of the doubt that hints remove, 0..1 a pixel. */
export function doubt(hints, lightness, size) {
  const [height, width] = size;
  const short = Math.min(height, width);
  const found = hints.flatMap((hint) => placesOf(hint, size));
  const own = found.map((at) => pixelOf(at, size)).map(([x, y]) => lightness[y * width + x]);
  const gaussian = (square, unlike) => {
    const at = ({ share, reach, lightness: light }) => share * Math.exp(-0.5 * (square / reach ** 2 + (unlike / light) ** 2));
    return at(DOUBT[0]) + at(DOUBT[1]);
  };
  const square = (i, j) => ((found[i][0] - found[j][0]) ** 2 + (found[i][1] - found[j][1]) ** 2) / short ** 2;
  const lower = factor(found.length, 1, (i, j) => gaussian(square(i, j), own[i] - own[j]));
  const alike = new Float64Array(found.length);
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    found.forEach(([itsX, itsY], at) => {
      alike[at] = gaussian(((x - itsX) ** 2 + (y - itsY) ** 2) / short ** 2, lightness[i] - own[at]);
    });
    return Math.min(forward(lower, alike).reduce((total, value) => total + value * value, 0), 1);
  });
}

/* Where a hint counts, x and y in pixels. */
function placesOf(hint, size) {
  if (!hint.area) {
    const spacing = Math.max(hint.radius * Math.max(...size), SPACING * Math.min(...size));
    return placesAlong(lineOf(hint, size), spacing, MOST_PLACES);
  }
  const every = [];
  held(hint, size).forEach((is, i) => is && every.push(i));
  const count = Math.min(every.length, MOST_PLACES);
  return Array.from({ length: count }, (_, at) => every[Math.floor(((2 * at + 1) * every.length) / (2 * count))]).map(
    (i) => [(i % size[1]) + 0.5, Math.floor(i / size[1]) + 0.5],
  );
}

/* How uneven L is in a window about each pixel: the logarithm of its standard deviation, plus 1. */
function texture(lightness, [height, width], radius) {
  const centred = lightness.map((value) => value - 50);
  const means = boxMean(centred, height, width, radius);
  const squares = boxMean(centred.map((value) => value * value), height, width, radius);
  return squares.map((value, i) => Math.log(Math.sqrt(Math.max(value - means[i] * means[i], EVEN)) + 1));
}

/* A covariance, and the variance that no neighbour explains, as the product of a lower triangle, by rows, and its
   transpose (Cholesky). */
function factor(count, variance, covariance) {
  const lower = [];
  for (let i = 0; i < count; i++) {
    const row = forward(lower, Float64Array.from({ length: i }, (_, j) => covariance(i, j)));
    const own = row.reduce((left, value) => left - value * value, variance + NUGGET);
    lower.push(Float64Array.of(...row, Math.sqrt(own)));
  }
  return lower;
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
