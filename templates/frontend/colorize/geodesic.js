/* How much change in lightness lies between two places of a picture, as model/inference/geodesic.py. */

/* More than any way through a picture. */
const FAR = 1e6;

/* Down and up, each. */
const SWEEPS = 2;

/* Of each pixel from one of them, in L*. */
export function distances(lightness, [height, width], pixel) {
  const found = new Float64Array(height * width).fill(FAR);
  found[pixel] = 0;
  const pass = (to, from) => {
    const way = found[from] + Math.abs(lightness[to] - lightness[from]);
    if (way < found[to]) found[to] = way;
  };
  const across = (y) => {
    const first = y * width;
    for (let i = first + 1; i < first + width; i++) pass(i, i - 1);
    for (let i = first + width - 2; i >= first; i--) pass(i, i + 1);
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    across(0);
    for (let y = 1; y < height; y++) {
      for (let i = y * width; i < (y + 1) * width; i++) pass(i, i - width);
      across(y);
    }
    for (let y = height - 2; y >= 0; y--) {
      for (let i = y * width; i < (y + 1) * width; i++) pass(i, i + width);
      across(y);
    }
  }
  return Float32Array.from(found);
}
