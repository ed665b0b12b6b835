/* Chroma as a linear function of lightness in every window (He & Sun 2015), as model/inference/guided.py. */

/* Slopes and offsets (four planes: slope of a, of b, offset of a, of b) for chroma of two planes. `epsilon` is in
   units of (L/100)², `radius` in pixels. */
export function coefficients(chroma, lightness, [height, width], radius, epsilon) {
  const area = height * width;
  const mean = (plane) => boxMean(plane, height, width, radius);
  const meanGuide = mean(lightness);
  const meanSquare = mean(product(lightness, lightness));
  const out = new Float32Array(4 * area);
  for (let channel = 0; channel < 2; channel++) {
    const plane = chroma.subarray(channel * area, (channel + 1) * area);
    const meanChroma = mean(plane);
    const meanProduct = mean(product(lightness, plane));
    const slope = new Float32Array(area);
    const offset = new Float32Array(area);
    for (let i = 0; i < area; i++) {
      const variance = Math.max(meanSquare[i] - meanGuide[i] * meanGuide[i], 0);
      slope[i] = (meanProduct[i] - meanGuide[i] * meanChroma[i]) / (variance + epsilon * 10000);
      offset[i] = meanChroma[i] - slope[i] * meanGuide[i];
    }
    out.set(mean(slope), channel * area);
    out.set(mean(offset), (2 + channel) * area);
  }
  return out;
}

/* Mean over a square of 2·radius + 1 pixels; beyond the edge the last pixel repeats. */
export function boxMean(plane, height, width, radius) {
  const rows = new Float32Array(height * width);
  const sums = new Float64Array(width);
  const share = 1 / (2 * radius + 1);
  const at = (y) => Math.min(Math.max(y, 0), height - 1) * width;
  for (let y = -radius; y <= radius; y++) {
    for (let x = 0, from = at(y); x < width; x++) sums[x] += plane[from + x];
  }
  for (let y = 0; y < height; y++) {
    const leaves = at(y - radius);
    const enters = at(y + radius + 1);
    for (let x = 0, to = y * width; x < width; x++) {
      rows[to + x] = sums[x] * share;
      sums[x] += plane[enters + x] - plane[leaves + x];
    }
  }
  const out = new Float32Array(height * width);
  for (let y = 0; y < height; y++) meanOfRow(rows, y * width, width, radius, share, out);
  return out;
}

function meanOfRow(rows, from, width, radius, share, out) {
  const last = from + width - 1;
  let sum = rows[from] * (radius + 1);
  for (let x = 1; x <= radius; x++) sum += rows[Math.min(from + x, last)];
  for (let x = from; x <= last; x++) {
    out[x] = sum * share;
    sum += rows[Math.min(x + radius + 1, last)] - rows[Math.max(x - radius, from)];
  }
}

function product(one, other) {
  const out = new Float32Array(one.length);
  for (let i = 0; i < out.length; i++) out[i] = one[i] * other[i];
  return out;
}
