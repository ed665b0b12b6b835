/* Light on the walls of one hall, painted once into a picture of all four: daylight from above, a pool from every lamp,
   a little less of both in corners. Distances are metres along a wall and above the floor. */

import { Color, DataTexture, LinearFilter, RGBAFormat, SRGBColorSpace } from "three";
import { numbers } from "./measures.js";

const FINE = 24; // points to a metre

export class Light {
  /* `works` are those of the hall; `measures` those of the hanging. */
  constructor([west, north, east, south], works, tones, measures) {
    this.height = measures.height;
    this.lengths = [east - west, south - north, east - west, south - north];
    this.wide = Math.ceil(Math.max(...this.lengths) * FINE);
    this.tall = Math.ceil(measures.height * FINE);
    this.corners = [[west, north], [east, north], [east, south], [west, south]]; // left ends, seen from inside
    const values = new Float32Array(this.wide * this.tall);
    const points = new Uint8Array(4 * 4 * this.wide * this.tall);
    const wall = new Color(tones.wall);
    const random = numbers(11);
    for (let side = 0; side < 4; side += 1) {
      values.fill(0);
      for (const work of works) if (work.side === side) this.shine(work, values, measures);
      this.paint(side, values, wall, tones, random, points);
    }
    this.texture = new DataTexture(points, this.wide, 4 * this.tall, RGBAFormat);
    // Light is soft: without smaller versions it looks the same, and is drawn in half the time.
    Object.assign(this.texture, { colorSpace: SRGBColorSpace, magFilter: LinearFilter, minFilter: LinearFilter, needsUpdate: true });
  }

  /* Metres along its wall of a point of the plan. */
  along(side, x, z) { return Math.abs(x - this.corners[side][0]) + Math.abs(z - this.corners[side][1]); }

  /* Where a point of a wall is in the picture. */
  uv(side, along, y) {
    const u = 0.5 + (along / this.lengths[side]) * (this.lengths[side] * FINE - 1);
    const v = 0.5 + (y / this.height) * (this.tall - 1);
    return [u / this.wide, (side * this.tall + v) / (4 * this.tall)];
  }

  /* Adds the lamps of `work`, each of strength 1 where it aims: a cone, cut by the wall. */
  shine(work, values, { track, light, eye }) {
    const down = eye - light;
    const far = Math.hypot(down, track);
    const size = Math.max(work.width / work.lights.length, work.height) / 2 + 0.62;
    const outer = Math.cos(Math.atan(size / far));
    const inner = Math.cos(0.12 * Math.atan(size / far));
    const middle = this.along(work.side, work.x, work.z);
    for (const off of work.lights) {
      const from = Math.max(0, Math.floor((middle + off - 3) * FINE));
      const to = Math.min(this.wide, Math.ceil((middle + off + 3) * FINE));
      for (let row = 0; row < this.tall; row += 1) {
        const dy = (row + 0.5) / FINE - light;
        for (let column = from; column < to; column += 1) {
          const dx = (column + 0.5) / FINE - middle - off;
          const away = Math.sqrt(dx * dx + dy * dy + track * track);
          const share = ((dy * down + track * track) / (away * far) - outer) / (inner - outer);
          if (share <= 0) continue;
          const soft = share >= 1 ? 1 : share * share * (3 - 2 * share);
          values[row * this.wide + column] += soft * (far / away) ** 3;
        }
      }
    }
  }

  paint(side, pools, wall, { day, sky, pool, warm }, random, points) {
    const length = this.lengths[side];
    for (let row = 0; row < this.tall; row += 1) {
      const y = (row + 0.5) / FINE;
      const upright = daylight(this.height - y) * near(y, 0.1, 0.2) * near(this.height - y, 0.08, 0.25);
      for (let column = 0; column < this.wide; column += 1) {
        const corner = Math.max(0, Math.min((column + 0.5) / FINE, length - (column + 0.5) / FINE));
        const dim = near(corner, 0.1, 0.4) * near(corner, 0.06, 1.6);
        const general = day * upright * dim;
        const lamps = pool * Math.min(pools[row * this.wide + column], 1.25) * dim;
        const at = 4 * ((side * this.tall + row) * this.wide + column);
        points[at] = encoded(wall.r * (general * sky[0] + lamps * warm[0]), random());
        points[at + 1] = encoded(wall.g * (general * sky[1] + lamps * warm[1]), random());
        points[at + 2] = encoded(wall.b * (general * sky[2] + lamps * warm[2]), random());
        points[at + 3] = 255;
      }
    }
  }
}

/* What comes through the skylight to a wall, `below` the ceiling: most a good metre under it. */
function daylight(below) { return 0.76 + 0.35 * (below / (below + 0.5)) / (1 + (below / 4.2) ** 2); }

export function near(distance, strength, reach) { return 1 - strength * Math.exp(-distance / reach); }

/* Linear light as a byte of sRGB; `chance`, 0..1, keeps steps between bytes from being seen. */
function encoded(value, chance) {
  const light = Math.min(1, value);
  return Math.min(255, Math.floor(255 * (light < 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055) + chance));
}
