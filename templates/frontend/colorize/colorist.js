/* One photograph before the colourist: what model/inference/colorist.py computes, in steps that can be shown early
   and given up when the visitor has gone on. */

import { coefficients } from "./guided.js";
import { planes, pull } from "./hints.js";
import { resize, round, sizeFor } from "./resample.js";

/* Scales, the finest, that a first result does not wait for: they take three quarters of the time. */
const LATE = 2;

export class Study {
  /* `guide` is the photograph's L at `size` = [height, width], `serving` as on the weights' card. */
  constructor(network, serving, guide, size) {
    Object.assign(this, { network, serving, guide, size });
    const sizes = serving.scales.map((short) => sizeFor(size, short));
    this.scales = sizes.filter((one, at) => sizes.findIndex((other) => `${other}` === `${one}`) === at);
    this.shrunk = this.scales.map((scale) => resize(guide, 1, size, scale));
    this.early = Math.max(1, this.scales.length - LATE);
    this.plain = { key: "[]", hints: [], found: [], fused: null };
    this.asked = this.plain;
    this.base = this.plain; // the last answers that are complete
  }

  /* "nothing" to show yet, a "first" result, or the "exact" one. */
  stage(hints) {
    const { found } = this.answers(hints);
    if (this.plain.found.length < (hints.length ? this.scales.length : this.early)) return "nothing";
    if (found.length === this.scales.length) return "exact";
    return found.length < this.early ? "nothing" : "first";
  }

  /* Ask the network at one more scale: first without hints, since guesses are told from knowledge by that. */
  async step(hints) {
    const answers = this.plain.found.length < this.scales.length ? this.plain : this.answers(hints);
    const at = answers.found.length;
    const scale = this.scales[at];
    const { ab, variance, size } = await this.network.predict(this.shrunk[at], planes(answers.hints, scale), scale);
    const both = new Float32Array(ab.length + variance.length);
    both.set(ab);
    both.set(variance, ab.length);
    answers.found.push(resize(both, 3, size, this.size));
    answers.fused = null;
    if (answers.found.length === this.scales.length) this.base = answers;
  }

  /* Coefficients of chroma over lightness, at the guide's size, and the confidence 0..1 of each of its pixels. */
  colours(hints, vividness) {
    const { epsilon } = this.serving;
    const gain = this.mixed(({ faithful_gain, vivid_gain }) => faithful_gain + vividness * (vivid_gain - faithful_gain));
    const fused = this.fused(this.answers(hints));
    const ab = this.enlivened(fused.ab, hints.length ? this.fused(this.plain).ab : null, gain);
    const confidence = fused.confidence.slice();
    if (hints.length) {
      const drawn = pull(hints, ab, this.guide, this.size);
      for (let i = 0; i < drawn.length; i++) confidence[i] = Math.max(confidence[i], drawn[i]);
    }
    const finest = Math.max(...this.scales.map((scale) => Math.min(...scale)));
    const radius = Math.max(1, round(Math.min(...this.size) / finest));
    return { coefficients: coefficients(ab, this.guide, this.size, radius, epsilon), confidence };
  }

  answers(hints) {
    const key = JSON.stringify(hints);
    if (key === this.plain.key) return this.plain;
    if (key !== this.asked.key) this.asked = { key, hints, found: [], fused: null };
    return this.asked;
  }

  /* As far as a colour comes from hints it is as vivid as they are: only guesses are made more so. */
  enlivened(ab, guessed, gain) {
    const area = ab.length / 2;
    const out = new Float32Array(ab.length);
    for (let i = 0; i < area; i++) {
      const a = ab[i];
      const b = ab[area + i];
      let factor = gain;
      if (guessed && gain > 1) {
        const changed = length(a - guessed[i], b - guessed[area + i]);
        factor += (1 - gain) * Math.min(changed / Math.max(length(a, b), 1e-3), 1);
      }
      out[i] = a * factor;
      out[area + i] = b * factor;
    }
    return out;
  }

  /* The answers at all scales as one: each counts by the inverse of its variance; where they disagree the confidence
     falls. */
  fused(answers) {
    const confidence = (spread) => this.mixed(({ calibration }) => interpolated(spread, calibration));
    answers.fused ??= fuse(this.filled(answers), this.size[0] * this.size[1], this.serving.disagreement, confidence);
    return answers.fused;
  }

  /* A number for each kind of picture, by how far this one is a thumbnail and how far a photograph. */
  mixed(of) {
    const { scales, thumbnails, photographs } = this.serving;
    const share = Math.min(Math.max(Math.min(...this.size) / Math.min(...scales) - 1, 0), 1);
    return (share < 1 ? (1 - share) * of(thumbnails) : 0) + (share > 0 ? share * of(photographs) : 0);
  }

  /* A scale that was not asked again yet answers as it did, changed as the finest that was. */
  filled({ hints, found }) {
    if (!hints.length) return found;
    const finest = found.length - 1;
    return this.scales.map((_, at) => {
      if (at <= finest) return found[at];
      const changed = this.base.found[at].slice();
      const now = found[finest];
      const before = this.base.found[finest];
      for (let i = 0; i < changed.length; i++) changed[i] += now[i] - before[i];
      return changed;
    });
  }
}

/* `certainty` is the confidence that a spread stands for. */
function fuse(found, area, disagreement, certainty) {
  const ab = new Float32Array(2 * area);
  const total = new Float32Array(area);
  const square = new Float32Array(area);
  for (const answer of found) {
    for (let i = 0; i < area; i++) {
      const a = answer[i];
      const b = answer[area + i];
      const variance = Math.max(answer[2 * area + i], 0); // a guess may fall below
      const weight = 1 / (variance + disagreement);
      total[i] += weight;
      ab[i] += weight * a;
      ab[area + i] += weight * b;
      square[i] += weight * (variance + a * a + b * b);
    }
  }
  const confidence = new Float32Array(area);
  for (let i = 0; i < area; i++) {
    const a = (ab[i] /= total[i]);
    const b = (ab[area + i] /= total[i]);
    confidence[i] = certainty(Math.sqrt(Math.max(square[i] / total[i] - a * a - b * b, 0)));
  }
  return { ab, confidence };
}

/* Far faster than Math.hypot, which guards against numbers that colours never reach. */
function length(a, b) {
  return Math.sqrt(a * a + b * b);
}

/* The curve through `points` at x; its ends go on level. */
function interpolated(x, points) {
  let above = 0;
  while (above < points.length && points[above][0] <= x) above++;
  if (above === 0) return points[0][1];
  const low = points[above - 1];
  if (above === points.length) return low[1];
  const high = points[above];
  return low[1] + ((x - low[0]) / (high[0] - low[0])) * (high[1] - low[1]);
}
