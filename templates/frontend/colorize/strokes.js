/* Lines through a picture, as model/inference/strokes.py: how far its pixels are from one, and places along it.
   A line is a list of [x, y] in pixels; one of a single point is that point. */

/* Of each pixel in a window of a picture so wide the distance from `line` in units of `radius`, and the index in the
   picture of the line's nearest pixel. The points of `line` are whole. */
export function nearest(line, [, width], radius, { top, bottom, left, right }) {
  const square = new Float64Array((bottom - top) * (right - left)).fill(Infinity);
  const index = new Int32Array(square.length);
  for (const [[fromX, fromY], [across, down]] of segments(line)) {
    const length = across * across + down * down;
    for (let y = top, i = 0; y < bottom; y++) {
      for (let x = left; x < right; x++, i++) {
        const along = ((x - fromX) * across + (y - fromY) * down) / (length || 1);
        const share = Math.min(Math.max(along, 0), 1);
        const itsX = fromX + share * across;
        const itsY = fromY + share * down;
        const apart = (x - itsX) * (x - itsX) + (y - itsY) * (y - itsY);
        if (apart >= square[i]) continue;
        square[i] = apart;
        index[i] = Math.floor(itsY + 0.5) * width + Math.floor(itsX + 0.5);
      }
    }
  }
  const distance = new Float32Array(square.length);
  for (let i = 0; i < distance.length; i++) distance[i] = Math.sqrt(square[i]) / radius;
  return { distance, index };
}

/* Start of each straight piece, and what leads from there to its end; a single point is a piece without length. */
function segments(line) {
  const ends = line.length > 1 ? line.slice(1) : line;
  return ends.map(([x, y], at) => [line[at], [x - line[at][0], y - line[at][1]]]);
}

/* Places evenly along `line`, at least `spacing` apart: the middles of 1 to `most` parts of one length. */
export function places(line, spacing, most) {
  const pieces = segments(line);
  const steps = pieces.map(([, [across, down]]) => Math.sqrt(across * across + down * down));
  const passed = [0];
  for (const step of steps) passed.push(passed[passed.length - 1] + step);
  const length = passed[steps.length];
  if (length === 0) return line.slice(0, 1);
  const count = Math.min(Math.max(Math.floor(length / spacing), 1), most);
  return Array.from({ length: count }, (_, at) => {
    const wanted = ((at + 0.5) / count) * length;
    const piece = passed.findIndex((value) => value > wanted) - 1;
    const [[left, top], [across, down]] = pieces[piece];
    const share = (wanted - passed[piece]) / steps[piece];
    return [left + share * across, top + share * down];
  });
}
