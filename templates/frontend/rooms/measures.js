/* Directions of the plan: x grows east, z south; sides count clockwise from north. */

export const ALONG = [[1, 0], [0, 1], [-1, 0], [0, -1]]; // from left to right for those who look at the wall
export const INTO = [[0, 1], [-1, 0], [0, -1], [1, 0]]; // from the wall into the hall
export const TURNED = [0, -Math.PI / 2, Math.PI, Math.PI / 2]; // a plane that faces +z, turned to face INTO

/* Yaw as three.js has it: 0 looks north, positive turns left. */
export function yawTo(dx, dz) { return Math.atan2(-dx, -dz); }

export function difference(from, to) {
  const turn = (to - from) % (2 * Math.PI);
  return turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
}

export function clamp(value, least, most) { return Math.min(Math.max(value, least), most); }

/* The same numbers in every run, 0..1: floors that look grown, not tiled. */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
