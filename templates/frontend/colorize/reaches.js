/* How far a colour that surprises is taken to hold, as model/inference/reaches.py: over one thing, up to the edges of
   the next. What is found of a hint depends on where it lies and on the picture alone, and is kept. */

import { distances } from "./geodesic.js";
import { boxMean } from "./guided.js";
import { held, pointsOf } from "./hints.js";
import { resize, sizeFor } from "./resample.js";

/* Difference in the colour inferred, and change in lightness on the way, that each leave 37 %. */
const [SAME_COLOUR, EDGES] = [3.2, 20];

/* However much speaks against it, so much counts. */
const MOST = 5;

/* Shorter side, in pixels, at which ways through the picture are looked for. */
const GRID = 160;

/* Hints of which is kept what was found, those of the last time first. */
const KEPT = 128;

/* A picture at the size at which ways through it are looked for. */
export class Ground {
  constructor(lightness, inferred, whole) {
    const size = sizeFor(whole, GRID);
    Object.assign(this, { whole, size, kept: new Map() });
    this.lightness = boxMean(resize(lightness, 1, whole, size), ...size, 1);
    this.inferred = resize(inferred, 2, whole, size);
  }

  /* The cell of it that holds a pixel of the whole picture. */
  cell([x, y]) {
    const [height, width] = this.size;
    return Math.floor((y * height) / this.whole[0]) * width + Math.floor((x * width) / this.whole[1]);
  }

  /* What speaks against what each hint says, a plane of each: where it is 0 the hint holds. Each lies at some cells. */
  reaches(hints, cells) {
    const now = new Map();
    const found = hints.map((hint, its) => {
      const name = JSON.stringify([!hint.area, hint.radius, pointsOf(hint)]);
      const reach = now.get(name) ?? this.kept.get(name) ?? this.reach(hint, cells[its]);
      now.set(name, reach);
      return reach;
    });
    const older = [...this.kept].filter(([name]) => !now.has(name));
    this.kept = new Map([...older, ...now].slice(-KEPT));
    return found;
  }

  reach(hint, cells) {
    const ways = distances(this.lightness, this.size, cells);
    const apart = ways.map((way) => cells.map((other) => way[other]));
    const edges = Math.max(EDGES, median(apart.flat()));
    /* An area is about what most of it lies on. Of another thing it covers only what it covers. Strokes are drawn
       along one thing, folds and all. */
    const sums = apart.map((row) => row.reduce((sum, way) => sum + way, 0));
    const elsewhere = apart[sums.indexOf(Math.min(...sums))].map((way) => way > edges);
    const few = hint.area && elsewhere.filter((other) => other).length < cells.length / 2;
    const inside = few && elsewhere.includes(true) && held(hint, this.size);
    const reach = new Float32Array(this.lightness.length).fill(MOST);
    cells.forEach((cell, at) => this.reachFrom(cell, ways[at], edges, elsewhere[at] && inside, reach));
    return reach;
  }

  /* Where less speaks against what is said at a cell than is noted in `reach`, note that; only `inside`, if given. */
  reachFrom(own, way, edges, inside, reach) {
    const a = this.inferred.subarray(0, reach.length);
    const b = this.inferred.subarray(reach.length);
    for (let i = 0; i < reach.length; i++) {
      if (inside && !inside[i]) continue;
      const da = a[i] - a[own];
      const db = b[i] - b[own];
      const colour = (da * da + db * db) / (SAME_COLOUR * SAME_COLOUR);
      const passed = (way[i] / edges) * (way[i] / edges);
      const against = colour * colour + passed * passed;
      if (against < reach[i]) reach[i] = against;
    }
  }
}

function median(values) {
  const sorted = values.sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
