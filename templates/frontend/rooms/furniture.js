/* What makes four walls a room: bench, tracks with their lamps, and the frames on the walls. All of it goes into one mass. */

import { ALONG, INTO } from "./measures.js";

const PROFILE = [ // of a frame, from its outer edge to the mat: metres inwards, metres from the wall
  [0, 0], [0, 0.034], [0.003, 0.038], [0.019, 0.038], [0.025, 0.026],
];
const MAT = 0.024; // metres from the wall
export const PICTURE = 0.02;
const CORE = 0.0045; // of the mat's bevelled edge around the picture
const THIN = 0.02; // of a track
const SIDES = 10; // of a lamp

/* A point before a wall: metres along it and off it from (x, z), and above the floor. */
export function before(side, x, z) {
  const [ax, az] = ALONG[side];
  const [ix, iz] = INTO[side];
  return (along, y, off) => [x + along * ax + off * ix, y, z + along * az + off * iz];
}

export function bench(mass, [west, north, east, south], height, tones) {
  for (const at of [west + 0.3, east - 0.36]) {
    mass.block([at, north + 0.05, at + 0.06, south - 0.05], 0, height - 0.1, tones.legs);
  }
  mass.block([west, north, east, south], height - 0.1, height, tones.seat);
}

/* One track before each wall of the hall on which something hangs. */
export function tracks(mass, [west, north, east, south], works, { height, track }, tones) {
  for (const side of new Set(works.map((work) => work.side))) {
    const [wide, deep] = ALONG[side][0] ? [east - west, 0] : [0, south - north];
    const middle = [
      [(west + east) / 2, north + track], [east - track, (north + south) / 2],
      [(west + east) / 2, south - track], [west + track, (north + south) / 2],
    ][side];
    const half = [wide, deep].map((length) => Math.max(length / 2 - track, 0) + THIN); // two tracks meet in a corner
    const edges = [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
    mass.block(edges, height - 0.075, height - 0.045, tones.track);
  }
}

/* The lamps of a work: small cylinders that look at it. */
export function lamps(mass, work, { height, track, light, eye }, tones) {
  const place = before(work.side, work.x, work.z);
  const slope = Math.hypot(light - eye, track);
  const [down, out] = [(light - eye) / slope, track / slope]; // along the axis: down, and towards the wall
  const ring = (off, along, radius) => Array.from({ length: SIDES }, (_, step) => {
    const [across, up] = [radius * Math.cos((2 * Math.PI * step) / SIDES), radius * Math.sin((2 * Math.PI * step) / SIDES)];
    return place(off + across, light - along * down + up * out, track - along * out - up * down);
  });
  for (const off of work.lights) {
    const stem = place(off, 0, track);
    mass.block([stem[0] - 0.008, stem[2] - 0.008, stem[0] + 0.008, stem[2] + 0.008], light, height - 0.06, tones.head);
    const [back, front, lens] = [ring(off, -0.07, 0.04), ring(off, 0.08, 0.04), ring(off, 0.07, 0.033)];
    for (let step = 0; step < SIDES; step += 1) {
      const next = (step + 1) % SIDES;
      const shade = 0.72 + 0.28 * Math.sin((2 * Math.PI * (step + 0.5)) / SIDES);
      mass.quad([back[step], front[step], front[next], back[next]], tones.head, shade);
    }
    fan(mass, back, tones.head, 0.8, true);
    fan(mass, lens, tones.lens, 1, false);
  }
}

function fan(mass, ring, color, light, turned) {
  for (let step = 1; step + 2 < ring.length; step += 2) {
    const four = [ring[0], ring[step], ring[step + 1], ring[step + 2]];
    mass.quad(turned ? four.reverse() : four, color, light);
  }
}

/* Frame, mat and the mat's bevelled edge. Light comes from above: each face is as bright as it looks up, and the edge
   between outside and front has a gleam. */
export function frame(mass, work, { eye, border }, tones) {
  const place = before(work.side, work.x, work.z);
  const [wide, tall] = [work.width / 2 + border, work.height / 2 + border];
  const face = (inner, outer, color, shades) => {
    const corner = (right, up, [inset, off]) => place(right * (wide - inset), eye + up * (tall - inset), off);
    const ring = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
    ring.forEach(([right, up], index) => {
      const [nextRight, nextUp] = ring[(index + 1) % 4];
      mass.quad(
        [corner(right, up, outer), corner(nextRight, nextUp, outer), corner(nextRight, nextUp, inner), corner(right, up, inner)],
        color, shades[index]);
    });
  };
  // Shades of the lower, right, upper and left limb.
  face(PROFILE[1], PROFILE[0], tones.frame, [0.5, 0.9, 1.5, 0.9]);
  face(PROFILE[2], PROFILE[1], tones.gleam, [0.25, 0.5, 1, 0.62]);
  face(PROFILE[3], PROFILE[2], tones.frame, [1, 0.94, 1.06, 1]);
  face(PROFILE[4], PROFILE[3], tones.frame, [2.3, 1.3, 0.55, 1.1]);
  const mat = PROFILE[4][0];
  // Under the upper and left limb lies the frame's own shadow.
  face([mat + 0.012, MAT], [mat, MAT], tones.mat, [0.99, 0.98, [0.8, 0.8, 0.97, 0.97], [0.97, 0.88, 0.88, 0.97]]);
  face([border - CORE, MAT], [mat + 0.012, MAT], tones.mat, [1, 0.99, 0.985, 0.99]);
  face([border, PICTURE], [border - CORE, MAT], tones.core, [1.12, 1, 0.84, 0.98]);
}
