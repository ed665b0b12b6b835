/* The map of confidence: the stronger its tint, the less certain the colours beneath, in the steps of the legend. */

/* Confidence 0..1 → ImageData of `size` = [height, width]; opacities from the least certain step on. */
export function veil(confidence, [height, width], { tint, opacities }) {
  const image = new ImageData(width, height);
  const [red, green, blue] = tint;
  const alphas = opacities.map((opacity) => Math.round(opacity * 255));
  const { data } = image;
  for (let i = 0, to = 0; i < confidence.length; i++, to += 4) {
    data[to] = red;
    data[to + 1] = green;
    data[to + 2] = blue;
    data[to + 3] = alphas[Math.min(alphas.length - 1, Math.floor(confidence[i] * alphas.length))];
  }
  return image;
}
