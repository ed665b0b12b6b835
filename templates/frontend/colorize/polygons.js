/* Areas of a picture, as model/inference/polygons.py: a list of [x, y] in 0..1. */

/* Which pixels' centres lie in `polygon`: 1 a pixel, else 0. Where it crosses itself, inside twice is outside. */
export function inside(polygon, [height, width]) {
  const found = new Uint8Array(height * width);
  polygon.forEach(([left, upper], at) => {
    const [right, lower] = polygon[(at + 1) % polygon.length];
    for (let row = 0; row < height; row++) {
      const y = (row + 0.5) / height;
      if (upper > y === lower > y) continue;
      const crossing = ((right - left) * (y - upper)) / (lower - upper) + left;
      for (let x = 0; x < width && (x + 0.5) / width < crossing; x++) found[row * width + x] ^= 1;
    }
  });
  return found;
}
