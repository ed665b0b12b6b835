/* Which halls can be seen: the one where the eyes are, and those behind doors that are in view. In the plan a view is a
   span of angles around its middle, negative to the right; each door that it meets lets a part of it through. */

import { ALONG, INTO, difference, yawTo } from "./measures.js";

const NEAR = 1.6; // metres from a door at which it may be anywhere in view

/* Indices of the halls seen from (x, z) in hall `at`, by eyes that look in direction `yaw` over `width` radians. */
export function seen({ x, z, yaw }, at, width, { doors, measures }) {
  const found = new Set([at]);
  const look = (hall, from, [right, left]) => {
    for (const door of doors) {
      const next = door[0] === hall ? hall + 1 : door[0] === hall - 1 ? hall - 1 : from;
      if (next === from) continue;
      const span = through(door, { x, z, yaw }, measures);
      const part = span && [Math.max(right, span[0]), Math.min(left, span[1])];
      if (!part || part[0] >= part[1]) continue;
      found.add(next);
      look(next, hall, part);
    }
  };
  look(at, -1, [-width / 2, width / 2]);
  return found;
}

/* The angles over which a door is open to these eyes: what both its ends leave free; null for none. */
function through([, side, x, z], eyes, { door: [width], thickness }) {
  if (Math.hypot(x - eyes.x, z - eyes.z) < NEAR) return [-Math.PI, Math.PI];
  const spans = [-1, 1].map((end) => {
    const angles = [-1, 1].map((edge) => {
      const dx = x + (edge * width * ALONG[side][0]) / 2 + (end * thickness * INTO[side][0]) / 2 - eyes.x;
      const dz = z + (edge * width * ALONG[side][1]) / 2 + (end * thickness * INTO[side][1]) / 2 - eyes.z;
      return difference(eyes.yaw, yawTo(dx, dz));
    });
    return [Math.min(...angles), Math.max(...angles)];
  });
  if (spans.some(([right, left]) => left - right > Math.PI)) return null; // behind
  return [Math.max(spans[0][0], spans[1][0]), Math.min(spans[0][1], spans[1][1])];
}
