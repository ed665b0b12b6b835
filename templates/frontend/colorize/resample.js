/* Resampling as model/inference/resample.py does it: area averages to shrink, linear interpolation to enlarge; edges
   repeat. Planes lie one after the other in a Float32Array, each row by row. */

const made = new Map();

/* For each of `target` places the weights of `source` places: `starts[i]..starts[i+1]` index columns and weights. */
export function matrix(source, target) {
  const key = `${source} ${target}`;
  let found = made.get(key);
  if (!found) {
    if (made.size >= 64) made.clear();
    found = source > target ? areas(source, target) : lines(source, target);
    made.set(key, found);
  }
  return found;
}

function areas(source, target) {
  const scale = source / target;
  const rows = Array.from({ length: target }, (_, row) => {
    const low = row * scale;
    const high = Math.min((row + 1) * scale, source);
    const first = Math.floor(low);
    const shares = [];
    for (let column = first; column <= first + Math.ceil(scale) && column < source; column++) {
      shares.push([column, Math.min(high, column + 1) - Math.max(low, column)]);
    }
    return shares;
  });
  return packed(rows);
}

function lines(source, target) {
  const scale = source / target;
  const rows = Array.from({ length: target }, (_, row) => {
    const centre = Math.min(Math.max((row + 0.5) * scale - 0.5, 0), source - 1);
    const first = Math.floor(centre);
    return [
      [first, 1 - Math.abs(centre - first)],
      [first + 1, 1 - Math.abs(centre - first - 1)],
    ];
  });
  return packed(rows);
}

function packed(rows) {
  const kept = rows.map((row) => row.filter(([, weight]) => weight > 0));
  const starts = new Int32Array(rows.length + 1);
  kept.forEach((row, index) => {
    starts[index + 1] = starts[index] + row.length;
  });
  const columns = new Int32Array(starts[rows.length]);
  const weights = new Float32Array(starts[rows.length]);
  kept.forEach((row, index) => {
    const sum = row.reduce((total, [, weight]) => total + weight, 0);
    row.forEach(([column, weight], at) => {
      columns[starts[index] + at] = column;
      weights[starts[index] + at] = weight / sum;
    });
  });
  return { starts, columns, weights };
}

/* `count` planes of [height, width] → planes of `size`. */
export function resize(planes, count, [height, width], [newHeight, newWidth]) {
  const tall = height === newHeight ? planes : down(planes, count, height, width, newHeight);
  return width === newWidth ? tall : across(tall, count * newHeight, width, newWidth);
}

function down(planes, count, height, width, newHeight) {
  const { starts, columns, weights } = matrix(height, newHeight);
  const out = new Float32Array(count * newHeight * width);
  for (let plane = 0; plane < count; plane++) {
    for (let row = 0; row < newHeight; row++) {
      const to = (plane * newHeight + row) * width;
      for (let at = starts[row]; at < starts[row + 1]; at++) {
        addRow(out, to, planes, (plane * height + columns[at]) * width, width, weights[at]);
      }
    }
  }
  return out;
}

function addRow(out, to, source, from, count, weight) {
  for (let x = 0; x < count; x++) out[to + x] += weight * source[from + x];
}

function across(planes, rows, width, newWidth) {
  const { starts, columns, weights } = matrix(width, newWidth);
  const out = new Float32Array(rows * newWidth);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    const to = row * newWidth;
    for (let x = 0; x < newWidth; x++) {
      let sum = 0;
      for (let at = starts[x]; at < starts[x + 1]; at++) sum += weights[at] * planes[from + columns[at]];
      out[to + x] = sum;
    }
  }
  return out;
}

/* A strip of more than this to one has no more pixels than one of this proportion. */
const PROPORTION = 8;

/* The same aspect with the shorter side `short`; never larger than given. */
export function sizeFor([height, width], short) {
  const long = (PROPORTION * Math.min(height, width)) / Math.max(height, width);
  const factor = Math.min(1, (short / Math.min(height, width)) * Math.sqrt(Math.min(1, long)));
  return [Math.max(1, round(height * factor)), Math.max(1, round(width * factor))];
}

/* The nearest size whose sides are multiples `of` so many px: the network sees all of it and nothing beside it. */
export function inMultiples(size, of) {
  return size.map((side) => Math.max(of, of * round(side / of)));
}

/* To the nearest whole number, halves to the even one, as Python does. */
export function round(value) {
  const below = Math.floor(value);
  const part = value - below;
  if (part !== 0.5) return Math.round(value);
  return below % 2 ? below + 1 : below;
}
