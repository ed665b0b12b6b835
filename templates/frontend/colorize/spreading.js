/* How far what hints say is taken to hold, as model/inference/spreading.py: kriging between places that are alike, and
   what is large and has little for it held back. */

import { factor, forward, solve } from "./cholesky.js";
import { distances } from "./geodesic.js";
import { boxMean } from "./guided.js";
import { held, lineOf, pixelOf } from "./hints.js";
import { abOf } from "./lab.js";
import { resize, round, sizeFor } from "./resample.js";
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

/* Change that is taken anywhere; how far a hint is from what was inferred where it is held. */
const [FREE, SURPRISE] = [5, 30];

/* Chroma from which a hint is not held for being grey, and that inferred from which one without any is held whole. */
const [GREY, COLOURED] = [5, 8];

/* Of more hints each is held so much less. */
const MANY = 8;

/* Hints that are held less are not held at all. */
const HELD = 1e-3;

/* Difference in the colour inferred, and change in lightness on the way, that each leave 37 %. */
const [SAME_COLOUR, EDGES] = [3.2, 20];

/* However much speaks against it, so much counts. */
const MOST = 5;

/* Added to the squares of likeness where reaches differ. */
const RIDGE = 1e-3;

/* Shorter side, in pixels, at which ways through the picture are looked for. */
const GRID = 160;

/* For the doubt: share, sigma in shorter sides, sigma in L*. */
const DOUBT = [
  { share: 0.6, reach: 0.6, lightness: 25 },
  { share: 0.4, reach: 0.12, lightness: 16 },
];

/* Where hints lie in a picture, strokes and areas at several places, and how alike its pixels are to them. */
export class Places {
  constructor(hints, lightness, inferred, size) {
    const short = Math.min(...size);
    const area = lightness.length;
    Object.assign(this, { size, hints, lightness, a: inferred.subarray(0, area), b: inferred.subarray(area) });
    const found = hints.flatMap((hint, its) => placesOf(hint, size).map((at) => ({ at, its })));
    this.hint = found.map(({ its }) => its);
    this.ab = this.hint.map((its) => abOf(hints[its].color));
    this.pixels = found.map(({ at }) => pixelOf(at, size));
    this.steps = [ACROSS * short, DOWN * short];
    this.at = found.map(({ at }) => at.map((value, axis) => value / this.steps[axis]));
    this.index = this.pixels.map(([x, y]) => y * size[1] + x);
    const [fine, around] = [FINE, COARSE].map((share) => Math.max(1, round(share * short)));
    this.texture = texture(lightness, size, fine);
    this.around = boxMean(lightness, ...size, around);
    this.held = this.index.map((i, at) => {
      const surprise = Math.hypot(this.ab[at][0] - this.a[i], this.ab[at][1] - this.b[i]);
      const colour = Math.min(1, Math.hypot(this.a[i], this.b[i]) / COLOURED);
      const grey = Math.max(0, 1 - Math.hypot(...this.ab[at]) / GREY) * colour;
      const its = Math.max(Math.min(1, surprise / SURPRISE) ** 4, grey) * Math.min(1, MANY / hints.length);
      return its < HELD ? 0 : its;
    });
    this.grid = sizeFor(size, GRID);
    this.ground = boxMean(resize(lightness, 1, size, this.grid), ...this.grid, 1);
    this.groundInferred = resize(inferred, 2, size, this.grid);
    this.cells = this.pixels.map((at) => this.cell(at));
  }

  /* Likeness of two pixels that are `apart` by the square of their distance. */
  alike(one, other, apart) {
    const { lightness, around, a, b, texture } = this;
    const [da, db] = [(a[one] - a[other]) / A, (b[one] - b[other]) / B];
    return Math.exp(
      -Math.sqrt(apart) -
        Math.abs(lightness[one] - lightness[other]) / LIGHTNESS -
        Math.abs(around[one] - around[other]) / AROUND -
        Math.sqrt(da * da + db * db) -
        Math.abs(texture[one] - texture[other]) / TEXTURE,
    );
  }

  /* Likeness of two places. */
  likeness(i, j) {
    const apart = (this.at[i][0] - this.at[j][0]) ** 2 + (this.at[i][1] - this.at[j][1]) ** 2;
    return this.alike(this.index[i], this.index[j], apart);
  }

  /* What each place adds per likeness, so that the errors that are known of a and of b are corrected. */
  free(known) {
    return solve(known, (i, j) => this.likeness(i, j) + (i === j ? NUGGET : 0));
  }

  /* What each place adds where it goes no farther than its reach, by least squares with a ridge: likeness is no
     covariance then. And how far each is held: one that is alike to another, and within its reach, as that one is. */
  bound(known, reaches) {
    const all = [...this.index.keys()];
    const against = all.map((i) => all.map((j) => reaches[this.hint[j]][this.cells[i]]));
    const covariance = all.map((i) => all.map((j) => this.likeness(i, j)));
    const held = all.map((i) => Math.max(...all.map((j) => this.held[j] * covariance[i][j] * Math.exp(-against[i][j]))));
    const reached = (i, j) => covariance[i][j] * Math.exp(-held[j] * against[i][j]) + (i === j ? NUGGET : 0);
    const rows = all.map((i) => all.map((j) => reached(i, j)));
    const along = (errors) => Float64Array.from(all, (j) => rows.reduce((sum, row, i) => sum + row[j] * errors[i], 0));
    const normal = (i, j) => rows.reduce((sum, row) => sum + row[i] * row[j], i === j ? RIDGE : 0);
    return { weights: solve(known.map(along), normal), held };
  }

  /* The cell of the ground that holds a pixel. */
  cell([x, y]) {
    const [height, width] = this.grid;
    return Math.floor((y * height) / this.size[0]) * width + Math.floor((x * width) / this.size[1]);
  }

  /* What speaks against what each hint says, all over the ground: where it is 0 the hint holds. */
  reaches() {
    const area = this.ground.length;
    const ways = this.cells.map((cell) =>
      distances(this.ground, this.grid, [Math.floor(cell / this.grid[1]), cell % this.grid[1]]),
    );
    return Array.from({ length: this.hint.at(-1) + 1 }, (_, its) => {
      const places = [...this.cells.keys()].filter((at) => this.hint[at] === its);
      const apart = places.map((one) => places.map((other) => ways[one][this.cells[other]]));
      const edges = Math.max(EDGES, median(apart.flat()));
      /* An area is about what most of it lies on. Of another thing it covers only what it covers. Strokes are drawn
         along one thing, folds and all. */
      const sums = apart.map((row) => row.reduce((sum, way) => sum + way, 0));
      const elsewhere = apart[sums.indexOf(Math.min(...sums))].map((way) => way > edges);
      const few = this.hints[its].area && elsewhere.filter((other) => other).length < places.length / 2;
      const inside = few && elsewhere.includes(true) && held(this.hints[its], this.grid);
      const reach = new Float32Array(area).fill(MOST);
      places.forEach((at, one) => {
        const [cell, way] = [this.cells[at], ways[at]];
        for (let i = 0; i < area; i++) {
          if (inside && elsewhere[one] && !inside[i]) continue;
          reach[i] = Math.min(reach[i], this.against(cell, i, way[i] / edges));
        }
      });
      return reach;
    });
  }

  /* What speaks against what is said at a cell of the ground, at another, with so many edges on the way. */
  against(own, cell, edges) {
    const { groundInferred: ab, ground } = this;
    const da = ab[cell] - ab[own];
    const db = ab[ground.length + cell] - ab[ground.length + own];
    const colour = (da * da + db * db) / SAME_COLOUR ** 2;
    return colour * colour + edges ** 4;
  }
}

/* Take from `ab` (two planes, changed in place) the error it is expected to have, given its errors where hints are; how
   far the picture is a `photograph`, 0..1: in a thumbnail nothing is held. */
export function correct(places, ab, photograph) {
  const { size, index } = places;
  const area = size[0] * size[1];
  const known = [0, 1].map((channel) =>
    Float64Array.from(index, (pixel, at) => places.ab[at][channel] - ab[channel * area + pixel]),
  );
  const [everywhere, held] = [new Float32Array(2 * area), new Float32Array(2 * area)];
  const holds = photograph && places.held.some((its) => its);
  const reaches = holds && places.reaches();
  const bound = holds && places.bound(known, reaches);
  const [forA, forB] = places.free(known);
  let reach;
  for (let at = 0; at < index.length; at++) {
    if (holds && places.hint[at] !== places.hint[at - 1]) reach = resize(reaches[places.hint[at]], 1, places.grid, size);
    eachPixel(places, at, (i, alike) => {
      everywhere[i] += forA[at] * alike;
      everywhere[area + i] += forB[at] * alike;
      if (!holds) return;
      const reached = alike * Math.exp(-bound.held[at] * reach[i]);
      held[i] += bound.weights[0][at] * reached;
      held[area + i] += bound.weights[1][at] * reached;
    });
  }
  for (let i = 0; i < area; i++) {
    const square = everywhere[i] * everywhere[i] + everywhere[area + i] * everywhere[area + i];
    const back = holds ? photograph * (1 - Math.min(1, FREE ** 2 / Math.max(square, 1e-12))) : 0;
    for (const at of [i, area + i]) ab[at] += everywhere[at] + back * (held[at] - everywhere[at]);
  }
}

/* Each pixel, and how alike it is to a place. */
function eachPixel(places, place, then) {
  const { size, steps, index } = places;
  const [itsX, itsY] = places.at[place];
  for (let y = 0, i = 0; y < size[0]; y++) {
    const down = ((y + 0.5) / steps[1] - itsY) ** 2;
    for (let x = 0; x < size[1]; x++, i++) {
      then(i, places.alike(i, index[place], down + ((x + 0.5) / steps[0] - itsX) ** 2));
    }
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
  const lower = factor(found.length, (i, j) => gaussian(square(i, j), own[i] - own[j]) + (i === j ? NUGGET : 0));
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

function median(values) {
  const sorted = values.sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/* How uneven L is in a window about each pixel: the logarithm of its standard deviation, plus 1. */
function texture(lightness, [height, width], radius) {
  const centred = lightness.map((value) => value - 50);
  const means = boxMean(centred, height, width, radius);
  const squares = boxMean(centred.map((value) => value * value), height, width, radius);
  return squares.map((value, i) => Math.log(Math.sqrt(Math.max(value - means[i] * means[i], EVEN)) + 1));
}
