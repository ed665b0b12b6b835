/* One photograph before the colourist: what model/inference/colorist.py computes, in steps that can be shown early
   and given up when the visitor has gone on. */

import { coefficients } from "./guided.js";
import { planes, pull } from "./hints.js";
import { MULTIPLE } from "./network.js";
import { inMultiples, resize, round, sizeFor } from "./resample.js";
import { correct, doubt, Places, Scene } from "./spreading.js";

/* Scales, the finest, that a first result does not wait for: they take nine tenths of the time. */
const LATE = 3;

export class Study {
  /* `guide` is the photograph's L at `size` = [height, width], `serving` as on the weights' card. */
  constructor(network, serving, guide, size) {
    Object.assign(this, { network, serving, guide, size });
    const sizes = serving.scales.map((short) => inMultiples(sizeFor(size, short), MULTIPLE));
    this.scales = sizes.filter((one, at) => sizes.findIndex((other) => `${other}` === `${one}`) === at);
    this.shrunk = this.scales.map((scale) => resize(guide, 1, size, scale));
    this.early = Math.max(1, this.scales.length - LATE);
    this.found = []; // answers without hints, at the guide's size, by scale
    this.plain = null; // all of them as one
    this.scene = null; // what its pixels are compared by; hints wait until all scales have answered
    this.unheard = null; // the answer of the coarsest scale alone, at its own size
    this.told = null; // {key: of hints, change: in ab, in confidence, and the doubt removed, at the guide's size}
  }

  /* "nothing" to show yet, a "first" result, or the "exact" one. */
  stage(hints) {
    const complete = this.found.length === this.scales.length;
    if (hints.length) return complete && this.told?.key === JSON.stringify(hints) ? "exact" : "nothing";
    if (complete) return "exact";
    return this.found.length < this.early ? "nothing" : "first";
  }

  /* Ask the network once more: at all scales without hints, then of a thumbnail with them at the coarsest. */
  async step(hints) {
    const at = this.found.length;
    if (at === this.scales.length) {
      const asked = this.photograph(this.size) < 1 && (await this.ask(0, hints));
      const heard = asked && this.coarse(asked.planes, asked.size);
      this.told = { key: JSON.stringify(hints), change: this.changes(hints, heard) };
      return;
    }
    const { planes: answer, size } = await this.ask(at, []);
    this.found.push(resize(answer, 3, size, this.size));
    this.plain = null;
    if (at === 0) this.unheard = this.coarse(answer, size);
  }

  /* The network's answer at one scale, ab and variance as three planes, and their size. */
  async ask(at, hints) {
    const scale = this.scales[at];
    const { ab, variance, size } = await this.network.predict(this.shrunk[at], planes(hints, scale), scale);
    const both = new Float32Array(ab.length + variance.length);
    both.set(ab);
    both.set(variance, ab.length);
    return { planes: both, size };
  }

  /* The answer of the coarsest scale alone, at its own size. */
  coarse(answer, size) {
    const [scale] = this.scales;
    return this.fused([resize(answer, 3, size, scale)], scale);
  }

  /* What the network changes when it hears `hints`, if it has `heard` them, and the share of doubt removed. */
  changes(hints, heard) {
    const [scale] = this.scales;
    const area = scale[0] * scale[1];
    const out = new Float32Array(4 * area);
    out.set(doubt(hints, this.shrunk[0], scale), 3 * area);
    if (heard) {
      const thumbnail = 1 - this.photograph(this.size);
      const certain = this.certainty(scale);
      for (let i = 0; i < area; i++) {
        for (const at of [i, area + i]) out[at] = thumbnail * (heard.ab[at] - this.unheard.ab[at]);
        out[2 * area + i] = thumbnail * (certain(heard.spread[i]) - certain(this.unheard.spread[i]));
      }
    }
    return resize(out, 4, scale, this.size);
  }

  /* Coefficients of chroma over lightness, at the guide's size, and the confidence 0..1 of each of its pixels. */
  colours(hints, vividness) {
    const { epsilon } = this.serving;
    const faithfully = ({ faithful_gain, vivid_gain }) => faithful_gain + vividness * (vivid_gain - faithful_gain);
    const gain = this.mixed(this.size, faithfully);
    const beyond = gain - this.mixed(this.size, ({ faithful_gain }) => faithful_gain);
    this.plain ??= this.fused(this.found, this.size);
    const { ab, confidence } = hints.length ? this.heeded(hints, gain, beyond) : this.enlivened(gain, beyond);
    const finest = Math.max(...this.scales.map((scale) => Math.min(...scale)));
    const radius = Math.max(1, round(Math.min(...this.size) / finest));
    return { coefficients: coefficients(ab, this.guide, this.size, radius, epsilon), confidence };
  }

  enlivened(gain, beyond) {
    const certain = this.stated(beyond);
    return { ab: this.plain.ab.map((value) => value * gain), confidence: this.plain.spread.map((_, i) => certain(i, 1)) };
  }

  /* The confidence of a pixel's colour as it was inferred. It is calibrated for the faithful rendering; what is more
     vivid lies `beyond` it by so many times its chroma, as far as it is a `guess`. */
  stated(beyond) {
    const { ab, spread } = this.plain;
    const certain = this.certainty(this.size);
    return (i, guess) => certain(length(spread[i], beyond * guess * length(ab[i], ab[spread.length + i])));
  }

  /* As far as a colour comes from hints it is as vivid as they are: only guesses are made more so. */
  heeded(hints, gain, beyond) {
    const area = this.size[0] * this.size[1];
    const { change } = this.told;
    const plain = this.plain.ab;
    const ab = new Float32Array(2 * area);
    const certain = this.stated(beyond);
    const confidence = new Float32Array(area);
    for (let i = 0; i < area; i++) {
      const a = plain[i] + change[i];
      const b = plain[area + i] + change[area + i];
      const share = Math.min(length(change[i], change[area + i]) / Math.max(length(a, b), 1e-3), 1);
      const factor = gain + (1 - gain) * share;
      ab[i] = a * factor;
      ab[area + i] = b * factor;
      const sure = Math.min(Math.max(certain(i, 1 - share) + change[2 * area + i], 0), 1);
      confidence[i] = 1 - (1 - sure) * (1 - change[3 * area + i]);
    }
    this.scene ??= new Scene(this.guide, this.plain.ab, this.size);
    correct(new Places(hints, this.scene), ab, this.photograph(this.size));
    const drawn = pull(hints, ab, this.guide, this.size);
    return { ab, confidence: confidence.map((sure, i) => Math.max(sure, drawn[i])) };
  }

  /* The answers at all scales as one: each counts by the inverse of its variance; where they disagree the spread
     grows. */
  fused(found, size) {
    return fuse(found, size[0] * size[1], this.serving.disagreement);
  }

  /* The share of colours that are right by their spread, in a picture of `size`. */
  certainty(size) {
    const { thumbnails, photographs } = this.serving;
    const share = this.photograph(size);
    const [small, large] = [thumbnails, photographs].map(({ calibration }) => curve(calibration));
    return (spread) => (share < 1 ? (1 - share) * small(spread) : 0) + (share > 0 ? share * large(spread) : 0);
  }

  /* A number for each kind of picture, by how far one of `size` is a thumbnail and how far a photograph. */
  mixed(size, of) {
    const { thumbnails, photographs } = this.serving;
    const share = this.photograph(size);
    return (share < 1 ? (1 - share) * of(thumbnails) : 0) + (share > 0 ? share * of(photographs) : 0);
  }

  photograph(size) {
    return Math.min(Math.max(Math.min(...size) / Math.min(...this.serving.scales) - 1, 0), 1);
  }
}

function fuse(found, area, disagreement) {
  const ab = new Float32Array(2 * area);
  const total = new Float32Array(area);
  const square = new Float32Array(area);
  for (const answer of found) {
    for (let i = 0; i < area; i++) {
      const a = answer[i];
      const b = answer[area + i];
      const variance = answer[2 * area + i];
      const weight = 1 / (variance + disagreement);
      total[i] += weight;
      ab[i] += weight * a;
      ab[area + i] += weight * b;
      square[i] += weight * (variance + a * a + b * b);
    }
  }
  const spread = new Float32Array(area);
  for (let i = 0; i < area; i++) {
    const a = (ab[i] /= total[i]);
    const b = (ab[area + i] /= total[i]);
    spread[i] = Math.sqrt(Math.max(square[i] / total[i] - a * a - b * b, 0));
  }
  return { ab, spread };
}

/* Far faster than Math.hypot, which guards against numbers that colours never reach. */
function length(a, b) {
  return Math.sqrt(a * a + b * b);
}

/* The curve through `points`; its ends go on level. */
function curve(points) {
  const [xs, ys] = [0, 1].map((axis) => Float64Array.from(points.map((point) => point[axis])));
  const last = xs.length - 1;
  return (x) => {
    if (x <= xs[0]) return ys[0];
    if (x >= xs[last]) return ys[last];
    let above = 1;
    while (xs[above] <= x) above++;
    const low = above - 1;
    return ys[low] + ((x - xs[low]) / (xs[above] - xs[low])) * (ys[above] - ys[low]);
  };
}
