/* sRGB and CIE Lab, in the numbers of model/color/lab.py: D65, white derived from the matrix, so that grey stays
   neutral. L is 0..100, a and b within ±110. */

const XYZ_FROM_RGB = [
  [0.412453, 0.35758, 0.180423],
  [0.212671, 0.71516, 0.072169],
  [0.019334, 0.119193, 0.950227],
];

/* Linear sRGB → XYZ/white: each row sums to one. */
const NORMAL_FROM_RGB = XYZ_FROM_RGB.map((row) => {
  const white = row[0] + row[1] + row[2];
  return row.map((value) => value / white);
});

/* XYZ/white → linear sRGB; its rows sum to one as well. */
export const RGB_FROM_NORMAL = inverse(NORMAL_FROM_RGB);

const EPSILON = 216 / 24389;
export const KAPPA = 24389 / 27;

export function linearToSrgb(linear) {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function srgbToLinear(srgb) {
  return srgb <= 0.04045 ? srgb / 12.92 : ((srgb + 0.055) / 1.055) ** 2.4;
}

/* Linear light of each 8-bit sRGB value. */
const LINEAR = Float32Array.from({ length: 256 }, (_, value) => srgbToLinear(value / 255));

/* What each channel adds to the luminance, by its 8-bit value. */
const [RED, GREEN, BLUE] = NORMAL_FROM_RGB[1].map((share) => LINEAR.map((light) => light * share));

function f(t) {
  return t > EPSILON ? Math.cbrt(t) : (KAPPA * t + 16) / 116;
}

/* L* of `count` pixels of 8-bit RGBA, into `out` from its index `at` on. */
export function lightness(rgba, count, out, at = 0) {
  for (let i = 0, from = 0; i < count; i++, from += 4) {
    out[at + i] = 116 * f(RED[rgba[from]] + GREEN[rgba[from + 1]] + BLUE[rgba[from + 2]]) - 16;
  }
}

/* a and b of one 8-bit sRGB colour. */
export function abOf([red, green, blue]) {
  if (red === green && green === blue) return [0, 0];
  const light = [LINEAR[red], LINEAR[green], LINEAR[blue]];
  const [x, y, z] = NORMAL_FROM_RGB.map((row) => f(row[0] * light[0] + row[1] * light[1] + row[2] * light[2]));
  return [500 * (x - y), 200 * (y - z)];
}

function inverse([[a, b, c], [d, e, g], [h, i, j]]) {
  const determinant = a * (e * j - g * i) - b * (d * j - g * h) + c * (d * i - e * h);
  return [
    [e * j - g * i, c * i - b * j, b * g - c * e],
    [g * h - d * j, a * j - c * h, c * d - a * g],
    [d * i - e * h, b * h - a * i, a * e - b * d],
  ].map((row) => row.map((value) => value / determinant));
}
