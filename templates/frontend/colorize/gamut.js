/* Lab to 8-bit sRGB with the lightness kept, as model/color/gamut.py: a colour outside sRGB is mixed in linear light
   with the grey of its own luminance until it is inside. */

import { KAPPA, RGB_FROM_NORMAL, linearToSrgb } from "./lab.js";

/* Encoding by table: linear light is quantised after a square root, which spends the steps where sRGB is steep. */
const STEPS = 16383;
const ENCODE = Uint8Array.from({ length: STEPS + 1 }, (_, step) =>
  Math.min(255, Math.max(0, linearToSrgb(((step + 0.5) / STEPS) ** 2) * 255 + 0.5)),
);

const DARK = 6 / 29;
const NOTHING = 1e-12;

/* CIE's f of X, Y or Z relative to the white → X, Y or Z. */
function decode(f) {
  return f <= DARK ? (116 * f - 16) * (1 / KAPPA) : f * f * f;
}

/* Bytes in memory are R, G, B, A on every machine that browsers run on: the least significant one comes first. */
const OPAQUE = 0xff000000;

const [[RED_X, , RED_Z], [GREEN_X, , GREEN_Z], [BLUE_X, , BLUE_Z]] = RGB_FROM_NORMAL;

/* A row of L and of chroma that is a linear function of it (four coefficients a pixel) → opaque pixels, each a
   32-bit number, in `out` from `to` on. */
export function renderRow(lightness, from, count, slopeA, slopeB, offsetA, offsetB, out, to) {
  for (let i = 0; i < count; i++) {
    const L = lightness[from + i];
    const y = (L + 16) * (1 / 116);
    let luminance = decode(y);
    // The rows of the matrix sum to one, so a channel is the luminance plus its share of two differences. Both are
    // zero for a grey, which so stays neutral exactly.
    const x = decode(y + (slopeA[i] * L + offsetA[i]) * (1 / 500)) - luminance;
    const z = decode(y - (slopeB[i] * L + offsetB[i]) * (1 / 200)) - luminance;
    let red = x * RED_X + z * RED_Z;
    let green = x * GREEN_X + z * GREEN_Z;
    let blue = x * BLUE_X + z * BLUE_Z;
    luminance = Math.min(1, Math.max(0, luminance));
    const low = Math.min(red, green, blue);
    const high = Math.max(red, green, blue);
    if (luminance + low < 0 || luminance + high > 1) {
      const below = luminance / (Math.max(-low, luminance) + NOTHING);
      const above = (1 - luminance) / (Math.max(high, 1 - luminance) + NOTHING);
      const share = Math.min(below, above);
      red *= share;
      green *= share;
      blue *= share;
    }
    red += luminance;
    green += luminance;
    blue += luminance;
    out[to + i] = OPAQUE | (encode(blue) << 16) | (encode(green) << 8) | encode(red);
  }
}

function encode(linear) {
  return ENCODE[(Math.sqrt(Math.min(1, Math.max(0, linear))) * STEPS) | 0];
}
