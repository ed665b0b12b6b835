/* The outline of the land for maps: Natural Earth's at 1 : 50 million (public domain), as coarse as they show it.
   Run by build.py: node outline.js FILE */

import { readFileSync, writeFileSync } from "node:fs";
import { feature } from "topojson-client";
import { filter, filterWeight, planarTriangleArea, presimplify, simplify } from "topojson-simplify";

const LEAST = 2e-3; // square degrees that a corner or an islet must have: four pixels of the closest map
const UNIT = 100; // of a degree

const read = (name) => JSON.parse(readFileSync(new URL(`../node_modules/${name}`, import.meta.url), "utf-8"));

const whole = presimplify(read("world-atlas/land-50m.json"), planarTriangleArea);
const plain = filter(simplify(whole, LEAST), filterWeight(whole, LEAST));
const { features } = feature(plain, plain.objects.land);
const rings = features.flatMap(({ geometry: { type, coordinates } }) => (type === "Polygon" ? coordinates : coordinates.flat()));
writeFileSync(process.argv[2], JSON.stringify({ unit: UNIT, rings: rings.map(steps) }));

/* A ring as its first point and the steps from each to the next: x, y, x, y, … in hundredths of a degree. */
function steps(ring) {
  let [x, y] = [0, 0];
  return ring.flatMap(([longitude, latitude]) => {
    const step = [Math.round(longitude * UNIT) - x, Math.round(latitude * UNIT) - y];
    x += step[0];
    y += step[1];
    return step;
  });
}
