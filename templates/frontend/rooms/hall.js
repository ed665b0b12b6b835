/* One hall: walls, floor and ceiling, what stands and hangs in it, and its faint image in the floor. */

import { Group, Mesh, MeshBasicMaterial, PlaneGeometry } from "three";
import { fading, Ground } from "./ground.js";
import { bench, frame, lamps, tracks } from "./furniture.js";
import { lettering, vinyl } from "./lettering.js";
import { Light, near } from "./light.js";
import { Mass } from "./mass.js";
import { ALONG, INTO, TURNED } from "./measures.js";
import { Shadows } from "./shadows.js";

const STEP = 0.5; // metres between points of the ceiling whose light is reckoned
const SKIRTING = 0.09;
const INSET = 1.6; // of the skylight
const PANE = 1.3; // metres of it between two bars, about
const GROUNDED = 0.3; // metres over which a bench's shadow ends
const MIDDLE = 1.6; // height of the middle of a room's text

/* Everything of hall `index` but the works' pictures and labels; `words` gives the words over its doors, as side → text,
   and its room's title and paragraphs. */
export function hall(index, works, hanging, words, tones, shared) {
  const { measures } = hanging;
  const { box, bench: edges } = hanging.halls[index];
  const light = new Light(box, works, tones, measures);
  const [walls, mass, shadows] = [new Mass(), new Mass(), new Shadows()];
  for (const panel of hanging.panels) if (panel[0] === index) upright(panel, light, walls, mass, measures, tones);
  sky(mass, box, measures.height, tones);
  for (const door of hanging.doors) if (door[0] === index) lintel(mass, door, measures, tones);
  bench(mass, edges, measures.bench, tones);
  shadows.under(edges, GROUNDED);
  tracks(mass, box, works, measures, tones);
  for (const work of works) {
    lamps(mass, work, measures, tones);
    frame(mass, work, measures, tones);
    const size = [work.width + 2 * measures.border, work.height + 2 * measures.border];
    shadows.behind(work.side, work.x, work.z, [0, measures.eye, ...size], 0.07);
  }
  const group = new Group();
  const solid = [
    walls.mesh(new MeshBasicMaterial({ map: light.texture, dithering: true })),
    mass.mesh(new MeshBasicMaterial({ vertexColors: true, dithering: true })),
  ];
  const doors = hanging.doors.filter(([before]) => before === index);
  group.userData.mirror = mirrored(solid, tones);
  group.add(...solid, shadows.mesh(shared, tones), new Ground(box, doors, measures, tones, shared).mesh, group.userData.mirror);
  for (const [side, mesh] of named(index, hanging, words, tones)) group.add(placed(mesh, side));
  for (const [of, side, x, z] of hanging.texts) if (of === index) group.add(placed(titled(words, x, z, side, measures, tones), side));
  return group;
}

/* A piece of wall in its light, and its skirting; jambs are plain. */
function upright([, side, x, z, width, bottom, top], light, walls, mass, { thickness }, tones) {
  const [dx, dz] = ALONG[side];
  const corners = (off, high) => {
    const [left, back] = [x + off * INTO[side][0], z + off * INTO[side][1]];
    const [right, deep] = [left + width * dx, back + width * dz];
    return [[left, bottom, back], [right, bottom, deep], [right, high, deep], [left, high, back]];
  };
  if (width <= thickness + 0.01) mass.quad(corners(0, top), tones.jamb, [0.86, 0.86, 0.96, 0.96]);
  else {
    const from = light.along(side, x, z);
    const ends = [[from, bottom], [from + width, bottom], [from + width, top], [from, top]];
    walls.quad(corners(0, top), 0xffffff, 1, ends.map(([along, y]) => light.uv(side, along, y)));
  }
  if (bottom === 0) mass.quad(corners(0.012, SKIRTING), tones.skirting);
}

/* The ceiling, darker towards the walls, and the skylight in it: a pane behind bars. */
function sky(mass, [west, north, east, south], height, tones) {
  const [columns, rows] = [Math.ceil((east - west) / STEP), Math.ceil((south - north) / STEP)];
  const light = (x, z) => near(Math.min(x - west, east - x), 0.14, 0.7) * near(Math.min(z - north, south - z), 0.14, 0.7);
  for (let row = 0; row < rows; row += 1) {
    const [back, front] = [row, row + 1].map((at) => north + ((south - north) * at) / rows);
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [column, column + 1].map((at) => west + ((east - west) * at) / columns);
      const shares = [[left, back], [right, back], [right, front], [left, front]].map(([x, z]) => light(x, z));
      mass.level([left, back, right, front], height, false, tones.ceiling, shares);
    }
  }
  const pane = [west + INSET, north + INSET, east - INSET, south - INSET];
  mass.level(grown(pane, 0.05), height - 0.004, false, tones.gap);
  mass.level(pane, height - 0.008, false, tones.lamp);
  const bars = (from, to) => {
    const count = Math.max(1, Math.round((to - from) / PANE));
    return Array.from({ length: count - 1 }, (_, bar) => from + ((to - from) * (bar + 1)) / count);
  };
  for (const x of bars(pane[0], pane[2])) mass.level([x - 0.018, pane[1], x + 0.018, pane[3]], height - 0.012, false, tones.bars);
  for (const z of bars(pane[1], pane[3])) mass.level([pane[0], z - 0.018, pane[2], z + 0.018], height - 0.012, false, tones.bars);
}

export function grown([west, north, east, south], by) { return [west - by, north - by, east + by, south + by]; }

function lintel(mass, [, side, x, z], { thickness, door: [width, height] }, tones) {
  const [across, deep] = ALONG[side][0] ? [width / 2, thickness / 2] : [thickness / 2, width / 2];
  mass.level([x - across, z - deep, x + across, z + deep], height, false, tones.jamb, 0.8);
}

/* The same surfaces upside down under the floor, through which they shimmer. */
function mirrored(meshes, tones) {
  const group = new Group();
  group.add(...meshes.map(({ geometry, material }) => new Mesh(geometry, fading(material.clone(), tones))));
  group.scale.y = -1;
  return group;
}

/* [side, mesh] of the names over the doors of hall `index`. */
function named(index, hanging, words, tones) {
  const { thickness, door, height } = hanging.measures;
  return hanging.doors.flatMap(([before, side, x, z]) => {
    if (before !== index && before !== index - 1) return [];
    const own = before === index ? side : (side + 2) % 4;
    const { texture, width } = lettering(words.names.get(own), 0.2, door[0] + 0.9, tones);
    const mesh = lettered(texture, width, 0.2);
    const off = thickness / 2 + 0.004;
    mesh.position.set(x + INTO[own][0] * off, door[1] + (height - door[1]) * 0.3, z + INTO[own][1] * off);
    return [[own, mesh]];
  });
}

/* Title and text of the room, as letters on its wall. */
function titled(words, x, z, side, { text: width }, tones) {
  const { texture, height } = vinyl(words.title, words.paragraphs, width, tones);
  const mesh = lettered(texture, width, height);
  mesh.position.set(x + INTO[side][0] * 0.004, Math.max(MIDDLE, 0.7 + height / 2), z + INTO[side][1] * 0.004);
  mesh.userData.text = { x, z, side, width, height, y: mesh.position.y };
  return mesh;
}

function lettered(texture, width, height) {
  return new Mesh(new PlaneGeometry(width, height), new MeshBasicMaterial({ map: texture, transparent: true, depthWrite: false }));
}

function placed(mesh, side) {
  mesh.rotation.y = TURNED[side];
  return mesh;
}
