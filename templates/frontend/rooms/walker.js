/* The visitor: where they stand and look, what they may walk on, and the way to a place. */

import { clamp, difference, yawTo } from "./measures.js";
import { around } from "./route.js";

const PITCH = 0.6;
const PACE = 2.4; // metres a second of those who are led
const SKIP = 3; // more halls than these are not walked through but left out

export class Walker {
  constructor({ start: [x, z, degrees], free, halls, doors, measures }) {
    this.x = x;
    this.z = z;
    this.yaw = (-degrees * Math.PI) / 180;
    this.pitch = 0;
    this.free = free;
    this.halls = halls;
    this.doors = doors;
    const off = measures.clearance;
    this.benches = halls.map(({ bench: [west, north, east, south] }) => [west - off, north - off, east + off, south + off]);
    this.way = [];
  }

  get hall() {
    const distance = ({ box: [west, north, east, south] }) =>
      Math.hypot(this.x - clamp(this.x, west, east), this.z - clamp(this.z, north, south));
    return this.halls.reduce((best, hall, index) => (distance(hall) < distance(this.halls[best]) ? index : best), 0);
  }

  stands(x, z) {
    return this.free.some(([west, north, east, south]) => x >= west && x <= east && z >= north && z <= south);
  }

  /* A step in the direction of the eyes and aside, in metres; along the wall where the wall is in the way. */
  step(ahead, aside) {
    const dx = -Math.sin(this.yaw) * ahead + Math.cos(this.yaw) * aside;
    const dz = -Math.cos(this.yaw) * ahead - Math.sin(this.yaw) * aside;
    const count = Math.max(1, Math.ceil(Math.hypot(dx, dz) / 0.1)); // none so long that it leaps over a wall
    for (let made = 0; made < count; made += 1) {
      let [x, z] = [this.x + dx / count, this.z + dz / count];
      const [west, north, east, south] = this.benches[this.hall];
      if (x > west && x < east && z > north && z < south) {
        const [px, pz] = this.pass(dx / count, dz / count);
        [x, z] = [this.x + px, this.z + pz];
      }
      if (this.stands(x, z)) [this.x, this.z] = [x, z];
      else if (this.stands(x, this.z)) this.x = x;
      else if (this.stands(this.x, z)) this.z = z;
      else return;
    }
  }

  /* Straight against a bench one goes along it, to its nearer end, instead of standing before it. */
  pass(dx, dz) {
    const [west, north, east, south] = this.benches[this.hall];
    const length = Math.hypot(dx, dz);
    if (Math.abs(dx) > Math.abs(dz)) return [0, this.z < (north + south) / 2 ? -length : length];
    return [this.x < (west + east) / 2 ? -length : length, 0];
  }

  turn(left, up = 0) {
    this.yaw += left;
    this.pitch = clamp(this.pitch + up, -PITCH, PITCH);
  }

  stop() { this.way = []; }

  get led() { return this.way.length > 0; }

  /* Begins the way to a place in hall `to`, where one looks in direction `yaw` (or the way one came). */
  lead(x, z, to, yaw) {
    let from = this.hall;
    if (Math.abs(to - from) > SKIP) {
      from = to + (to > from ? -1 : 1);
      [this.x, this.z] = this.door(from, to);
    }
    const doors = [];
    for (let hall = from; hall !== to; hall += Math.sign(to - hall)) doors.push(this.door(hall, hall + Math.sign(to - hall)));
    const places = [[this.x, this.z], ...doors, [x, z]].flatMap((place, at, all) =>
      at === 0 ? [] : [...around(all[at - 1], place, this.benches[clamp(from + (at - 1) * Math.sign(to - from), 0, this.halls.length - 1)]), place]);
    const before = places.length > 1 ? places.at(-2) : [this.x, this.z];
    const facing = yaw ?? yawTo(x - before[0], z - before[1]);
    this.way = places.map(([px, pz]) => ({ x: px, z: pz, yaw: facing }));
  }

  /* Ends the way at once: for those who asked for less motion. */
  arrive() {
    const last = this.way.at(-1);
    if (last) Object.assign(this, { x: last.x, z: last.z, yaw: last.yaw, pitch: 0, way: [] });
  }

  /* `seconds` further on the way. */
  follow(seconds) {
    const next = this.way[0];
    if (!next) return;
    const [dx, dz] = [next.x - this.x, next.z - this.z];
    const left = Math.hypot(dx, dz);
    const rest = this.way.slice(1).reduce(
      (sum, place, index) => sum + Math.hypot(place.x - this.way[index].x, place.z - this.way[index].z), left);
    const pace = clamp(rest * 1.6, 0.25, PACE);
    const stride = Math.min(left, pace * seconds);
    if (left > 1e-4) [this.x, this.z] = [this.x + (dx / left) * stride, this.z + (dz / left) * stride];
    // Far from the end one looks where one goes, near it at what one came for.
    const aim = rest > 2.4 ? yawTo(dx, dz) : next.yaw;
    this.yaw += difference(this.yaw, aim) * (1 - Math.exp(-3.5 * seconds));
    this.pitch *= Math.exp(-3.5 * seconds);
    if (left - stride < 0.004 && this.way.length > 1) this.way.shift();
    else if (rest < 0.005 && Math.abs(difference(this.yaw, next.yaw)) < 0.004) this.arrive();
  }

  door(from, to) {
    const [, , x, z] = this.doors[Math.min(from, to)];
    return [x, z];
  }
}
