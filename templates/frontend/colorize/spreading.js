/* How far what hints say is taken to hold, as model/inference/spreading.py: kriging between places that are alike, and
   what is large and has little for it held back. */

import { factor, solve } from "./cholesky.js";
import { decay } from "./decay.js";
import { boxMean } from "./guided.js";
import { held, lineOf, pixelOf } from "./hints.js";
import { squares, Sums } from "./kriging.js";
import { abOf } from "./lab.js";
import { Ground } from "./reaches.js";
import { resize, round } from "./resample.js";
import { places as placesAlong } from "./strokes.js";

/* Places that a stroke or an area counts as, at most; and the distance of a stroke's in shorter sides, at least. */
const MOST_PLACES = 16;
const SPACING = 0.02;

/* Where likeness has fallen to 37 %: in shorter sides, in L*, in L* of what is around, in units of a, of b, and of the
   texture. */
const [ACROSS, DOWN] = [8, 2];
const [LIGHTNESS, AROUND, A, B, TEXTURE] = [200, 222, 16.5, 29.6, 13.4];

/* Half widths of the windows in which texture and what is around are looked at, in shorter sides. */
const [FINE, COARSE] = [1 / 320, 1 / 20];

/* Variance of L under which a window counts as even. */
const EVEN = 0.04;

/* Variance that no neighbour explains, beside 1. */
const NUGGET = 0.014;

/* Change that is taken anywhere. */
const FREE = 5;

/* How far a hint is from what was inferred where it is held, and how far where its hue is the opposite one; chroma about
   and below which a hue says little. */
const [SURPRISE, OPPOSITE, PALE] = [30, 20, 5];

/* Chroma from which a hint is not held for being grey, and that inferred from which one without any is held whole. */
const [GREY, COLOURED] = [5, 8];

/* Of more hints each is held so much less. */
const MANY = 8;

/* Hints that are held less are not held at all. */
const HELD = 1e-3;

/* Added to the squares of likeness where reaches differ. */
const RIDGE = 1e-3;

/* For the doubt: share, sigma in shorter sides, sigma in L*. */
const FAR = { share: 0.6, reach: 0.6, lightness: 25 };
const NEAR = { share: 0.4, reach: 0.12, lightness: 16 };

/* What the pixels of a picture are compared by, the same whatever hints there are: each plane in units of which one
   leaves 37 %. */
export class Scene {
  constructor(lightness, inferred, size) {
    const short = Math.min(...size);
    const [fine, around] = [FINE, COARSE].map((share) => Math.max(1, round(share * short)));
    const area = lightness.length;
    Object.assign(this, { size, inferred, ground: new Ground(lightness, inferred, size) });
    this.lightness = lightness.map((value) => value / LIGHTNESS);
    this.around = boxMean(lightness, ...size, around).map((value) => value / AROUND);
    this.a = inferred.slice(0, area).map((value) => value / A);
    this.b = inferred.slice(area).map((value) => value / B);
    this.texture = texture(lightness, size, fine).map((value) => value / TEXTURE);
  }
}

/* Where hints lie in a picture, strokes and areas at several places, and how alike its pixels are to them. */
export class Places {
  constructor(hints, scene) {
    const { size, inferred } = scene;
    const area = size[0] * size[1];
    Object.assign(this, { scene, hints });
    const found = hints.flatMap((hint, its) => placesOf(hint, size).map((at) => ({ at, its })));
    this.hint = found.map(({ its }) => its);
    this.ab = this.hint.map((its) => abOf(hints[its].color));
    const pixels = found.map(({ at }) => pixelOf(at, size));
    this.steps = [ACROSS, DOWN].map((share) => share * Math.min(...size));
    this.at = found.map(({ at }) => at.map((value, axis) => value / this.steps[axis]));
    this.index = pixels.map(([x, y]) => y * size[1] + x);
    this.cells = pixels.map((at) => scene.ground.cell(at));
    this.held = this.index.map((i, at) => {
      const [a, b] = [inferred[i], inferred[area + i]];
      const [toldA, toldB] = this.ab[at];
      const both = Math.hypot(toldA, toldB) * Math.hypot(a, b);
      const opposite = Math.max(-(toldA * a + toldB * b), 0) / (both + PALE ** 2);
      const surprise = Math.hypot(toldA - a, toldB - b) / (SURPRISE + (OPPOSITE - SURPRISE) * opposite);
      const colour = Math.min(1, Math.hypot(a, b) / COLOURED);
      const grey = Math.max(0, 1 - Math.hypot(...this.ab[at]) / GREY) * colour;
      const its = Math.max(Math.min(1, surprise) ** 4, grey) * Math.min(1, MANY / hints.length);
      return its < HELD ? 0 : its;
    });
  }

  /* Likeness of each two places, by rows. */
  get alike() {
    const { lightness, around, a, b, texture } = this.scene;
    const apart = (plane, i, j) => Math.abs(plane[this.index[i]] - plane[this.index[j]]);
    return (this.likenesses ??= square(this.index.length, (i, j) => {
      const across = this.at[i][0] - this.at[j][0];
      const down = this.at[i][1] - this.at[j][1];
      const colour = Math.sqrt(apart(a, i, j) ** 2 + apart(b, i, j) ** 2);
      const rest = apart(lightness, i, j) + apart(around, i, j) + apart(texture, i, j);
      return Math.exp(-Math.sqrt(across * across + down * down) - colour - rest);
    }));
  }

  /* What each place adds per likeness, so that the errors that are known of a and of b are corrected. */
  free(known) {
    return solve(known, (i, j) => this.alike[i][j] + (i === j ? NUGGET : 0));
  }

  /* What each place adds where it goes no farther than its reach, by least squares with a ridge: likeness is no
     covariance then. And how far each is held: one that is alike to another, and within its reach, as that one is. */
  bound(known, reaches) {
    const { alike, index } = this;
    const against = square(index.length, (i, j) => reaches[this.hint[j]][this.cells[i]]);
    const held = alike.map((row, i) => row.reduce((most, its, j) => Math.max(most, this.held[j] * its * Math.exp(-against[i][j])), 0));
    const reached = (i, j) => alike[i][j] * Math.exp(-held[j] * against[i][j]) + (i === j ? NUGGET : 0);
    const columns = square(index.length, (j, i) => reached(i, j));
    const along = (errors) => Float64Array.from(columns, (column) => product(column, errors));
    const normal = (i, j) => product(columns[i], columns[j]) + (i === j ? RIDGE : 0);
    return { weights: solve(known.map(along), normal), held };
  }

  /* What speaks against what each hint says, all over the ground: where it is 0 the hint holds. */
  reaches() {
    const cells = this.hints.map((_, its) => this.cells.filter((_, at) => this.hint[at] === its));
    return this.scene.ground.reaches(this.hints, cells);
  }
}

/* Take from `ab` (two planes, changed in place) the error it is expected to have, given its errors where hints are; how
   far the picture is a `photograph`, 0..1: in a thumbnail nothing is held. */
export function correct(places, ab, photograph) {
  const { index, scene } = places;
  const { size, ground } = scene;
  const area = size[0] * size[1];
  const known = [0, 1].map((channel) =>
    Float64Array.from(index, (pixel, at) => places.ab[at][channel] - ab[channel * area + pixel]),
  );
  const holds = photograph && places.held.some((its) => its);
  const reaches = holds && places.reaches();
  const bound = holds && places.bound(known, reaches);
  const weights = [...places.free(known), ...(holds ? bound.weights : [])];
  const sums = new Sums([scene.lightness, scene.around, scene.a, scene.b, scene.texture], size, places.steps, MOST_PLACES);
  places.hints.forEach((_, its) => {
    const own = [...index.keys()].filter((at) => places.hint[at] === its);
    const told = own.map((at) => ({
      at: places.at[at],
      index: index[at],
      weights: Array.from({ length: 4 }, (_, sum) => weights[sum]?.[at] ?? 0),
      hold: holds ? bound.held[at] : 0,
    }));
    sums.add(told, told.some(({ hold }) => hold) && resize(reaches[its], 1, ground.size, size));
  });
  const [everywhereA, everywhereB, heldA, heldB] = sums.found();
  for (let i = 0; i < area; i++) {
    const [a, b] = [everywhereA[i], everywhereB[i]];
    const back = holds ? photograph * (1 - Math.min(1, FREE ** 2 / Math.max(a * a + b * b, 1e-12))) : 0;
    ab[i] += a + back * (heldA[i] - a);
    ab[area + i] += b + back * (heldB[i] - b);
  }
}

/* Rows of as many numbers. */
function square(count, of) {
  return Array.from({ length: count }, (_, i) => {
    const row = new Float64Array(count);
    for (let j = 0; j < count; j++) row[j] = of(i, j);
    return row;
  });
}

function product(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}

/* Share of the doubt that hints remove, 0..1 a pixel. */
export function doubt(hints, lightness, size) {
  const [height, width] = size;
  const short = Math.min(height, width);
  const found = hints.flatMap((hint) => placesOf(hint, size));
  const own = found.map((at) => pixelOf(at, size)).map(([x, y]) => lightness[y * width + x]);
  const apart = (i, j) => ((found[i][0] - found[j][0]) ** 2 + (found[i][1] - found[j][1]) ** 2) / short ** 2;
  const lower = factor(found.length, (i, j) => gaussian(apart(i, j), own[i] - own[j]) + (i === j ? NUGGET : 0));
  const removed = squares(lower, height * width, (pixel, at) => {
    const [x, y] = found[at];
    const [across, down] = [(pixel % width) + 0.5 - x, Math.floor(pixel / width) + 0.5 - y];
    return gaussian((across * across + down * down) / (short * short), lightness[pixel] - own[at]);
  });
  return removed.map((share) => Math.min(share, 1));
}

/* Of places that are apart by the square of their distance, in shorter sides, and `unlike` in L*. */
function gaussian(square, unlike) {
  return bell(FAR, square, unlike) + bell(NEAR, square, unlike);
}

function bell({ share, reach, lightness: light }, square, unlike) {
  return share * decay(0.5 * (square / (reach * reach) + (unlike * unlike) / (light * light)));
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
