/* What is shown of a photograph: turned by `rotate` degrees clockwise, then cut to `crop`, [left, top, right, bottom] in
   0..1. Places in what is shown follow when that changes. A scan that hangs askew comes straightened: what is turned here
   are quarters, and the rest of its angle (`askew`) stays as it is. */

export const WHOLE = [0, 0, 1, 1];

const round = (value) => Math.round(value * 1e4) / 1e4;
const TURNS = { 0: ([x, y]) => [x, y], 90: ([x, y]) => [1 - y, x], 180: ([x, y]) => [1 - x, 1 - y], 270: ([x, y]) => [y, 1 - x] };

/* A place of the upright photograph, as a place after it was turned. */
const turned = (point, rotate) => TURNS[rotate](point);

/* A place in what is shown, as one of the upright photograph; and back. */
function outOf([x, y], { rotate, crop: [left, top, right, bottom] }) {
  return turned([left + x * (right - left), top + y * (bottom - top)], (360 - rotate) % 360);
}

function into(point, { rotate, crop: [left, top, right, bottom] }) {
  const [x, y] = turned(point, rotate);
  return [(x - left) / (right - left), (y - top) / (bottom - top)];
}

export function frameOf({ rotate = 0, crop = WHOLE }) {
  return { rotate: ((quarterOf(rotate) % 360) + 360) % 360, crop };
}

/* Degrees clockwise of a photograph's angle beside its quarter turns. */
export function askew({ rotate = 0 }) {
  return round(rotate - quarterOf(rotate));
}

const quarterOf = (rotate) => 90 * Math.floor(rotate / 90 + 0.5);

/* Width and height of what is shown of a photograph of that size. */
export function shownSize([width, height], { rotate, crop: [left, top, right, bottom] }) {
  const [across, down] = rotate % 180 ? [height, width] : [width, height];
  return [Math.max(1, Math.round(across * (right - left))), Math.max(1, Math.round(down * (bottom - top)))];
}

/* The frame turned by 90 degrees more: the same part of the photograph. */
export function turnedFrame({ rotate, crop: [left, top, right, bottom] }, by) {
  const [one, other] = [turned([left, top], by), turned([right, bottom], by)];
  const crop = [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.max(one[0], other[0]), Math.max(one[1], other[1])];
  return { rotate: (rotate + by) % 360, crop: crop.map(round) };
}

/* Hints and protected areas of one frame in another. What lies outside is gone. */
export function reframed({ hints = [], protect = [] }, from, to) {
  const moved = (points) => points.map((point) => into(outOf(point, from), to));
  return {
    hints: hints.flatMap((hint) => {
      const { at, along, area, ...rest } = hint;
      if (at) return within(moved([at])).map((point) => ({ at: point, ...rest }));
      if (along) return strokeOf(within(moved(along)), rest);
      return areaOf(moved(area)).map((points) => ({ area: points, ...rest }));
    }),
    protect: protect.flatMap((area) => areaOf(moved(area))),
  };
}

function within(points) {
  return points.map((point) => point.map(round)).filter((point) => point.every((value) => value >= 0 && value <= 1));
}

function strokeOf(points, rest) {
  return points.length > 1 ? [{ along: points, ...rest }] : points.map((at) => ({ at, ...rest }));
}

/* The corners drawn to the edge where they lie beyond it; nothing is left of an area that lies beyond it whole. */
function areaOf(points) {
  const beyond = [0, 1].some((axis) => points.every((point) => point[axis] <= 0) || points.every((point) => point[axis] >= 1));
  if (beyond) return [];
  const drawn = points.map((point) => point.map((value) => round(Math.min(1, Math.max(0, value)))));
  const corners = drawn.filter((point, at) => String(point) !== String(drawn[(at + 1) % drawn.length]));
  return corners.length > 2 ? [corners] : [];
}

/* Draws what is shown of `picture`, the upright photograph, on a canvas of its size. */
export function drawFramed(canvas, picture, frame) {
  const [width, height] = shownSize([picture.width, picture.height], frame);
  const [across, down] = shownSize([picture.width, picture.height], { ...frame, crop: WHOLE });
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.translate(-frame.crop[0] * across, -frame.crop[1] * down);
  context.translate(across / 2, down / 2);
  context.rotate((frame.rotate * Math.PI) / 180);
  context.drawImage(picture, -picture.width / 2, -picture.height / 2);
}

/* A picture that was turned by `rotate`, turned back. */
export async function upright(bitmap, rotate) {
  if (!rotate) return bitmap;
  const canvas = document.createElement("canvas");
  drawFramed(canvas, bitmap, { rotate: 360 - rotate, crop: WHOLE });
  bitmap.close();
  return createImageBitmap(canvas);
}
