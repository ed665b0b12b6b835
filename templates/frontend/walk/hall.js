/* The walls, floor and ceiling of one hall. Light is soft and even, so it is painted: a little less of it in corners. */

import {
  BufferAttribute, BufferGeometry, CanvasTexture, Color, Group, Mesh, MeshBasicMaterial, PlaneGeometry,
  RepeatWrapping, SRGBColorSpace,
} from "three";
import { lettering } from "./lettering.js";
import { ALONG, INTO, TURNED, numbers } from "./measures.js";

const STEP = 0.45; // metres between points whose light is reckoned
const SKIRTING = 0.09;
const FLOOR_TILE = 4; // metres of floor that its texture shows

/* Everything of hall `index`; `names` gives the words over its doors as [side, text] pairs. */
export function hall(index, hanging, names, tones) {
  const group = new Group();
  const { height, thickness, door } = hanging.measures;
  const [west, north, east, south] = hanging.halls[index].box;
  const box = { west, north, east, south, height };
  const wall = painted(tones.wall);
  for (const [of, side, x, z, width, bottom, top] of hanging.panels) {
    if (of !== index) continue;
    const jamb = width <= thickness + 0.01;
    group.add(panel(side, x, z, width, bottom, top, jamb ? painted(tones.jamb) : wall, jamb ? null : box));
    if (bottom === 0) group.add(strip(side, x, z, width, SKIRTING, tones.skirting));
  }
  group.add(floor(box, tones), ceiling(box, tones), lamp(box, tones));
  hanging.doors.forEach(([before, side, x, z]) => {
    if (before === index) group.add(...threshold(side, x, z, thickness, door, tones));
    const own = before === index ? side : before === index - 1 ? (side + 2) % 4 : null;
    if (own !== null) group.add(name(names.get(own), own, x, z, thickness, door, height, tones));
  });
  return group;
}

function painted(color) { return new MeshBasicMaterial({ color, vertexColors: true, dithering: true }); }

/* An upright rectangle in small pieces, each corner with its own light. */
function panel(side, x, z, width, bottom, top, material, box) {
  const across = Math.max(1, Math.ceil(width / STEP));
  const up = Math.max(1, Math.ceil((top - bottom) / STEP));
  const points = [];
  const light = [];
  for (let row = 0; row <= up; row += 1) {
    for (let column = 0; column <= across; column += 1) {
      const along = (width * column) / across;
      const y = bottom + ((top - bottom) * row) / up;
      const at = [x + along * ALONG[side][0], y, z + along * ALONG[side][1]];
      points.push(...at);
      const shade = box ? wallLight(at, side, box) : 0.94;
      light.push(shade, shade, shade);
    }
  }
  return new Mesh(sheet(points, light, across, up), material);
}

function sheet(points, light, across, up, uv) {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(points), 3));
  geometry.setAttribute("color", new BufferAttribute(new Float32Array(light), 3));
  if (uv) geometry.setAttribute("uv", new BufferAttribute(new Float32Array(uv), 2));
  const index = [];
  for (let row = 0; row < up; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const first = row * (across + 1) + column;
      const above = first + across + 1;
      index.push(first, first + 1, above + 1, first, above + 1, above);
    }
  }
  geometry.setIndex(index);
  return geometry;
}

/* Brightest a little over eye height, less towards floor, ceiling and corners. */
function wallLight([x, y, z], side, { west, north, east, south, height }) {
  const corner = ALONG[side][0] ? Math.min(x - west, east - x) : Math.min(z - north, south - z);
  const upright = 1 - 0.055 * ((y - 2.1) / 2) ** 2;
  return upright * (1 - 0.085 * Math.exp(-corner / 0.5)) * (1 - 0.05 * Math.exp(-y / 0.22))
    * (1 - 0.05 * Math.exp(-(height - y) / 0.35));
}

function level(box, y, up, light, material) {
  const { west, north, east, south } = box;
  const across = Math.ceil((east - west) / STEP);
  const down = Math.ceil((south - north) / STEP);
  const points = [];
  const shades = [];
  const uv = [];
  for (let row = 0; row <= down; row += 1) {
    for (let column = 0; column <= across; column += 1) {
      const x = west + ((east - west) * column) / across;
      const share = row / down;
      const z = up ? south - (south - north) * share : north + (south - north) * share; // which side is seen
      points.push(x, y, z);
      const shade = light(Math.min(x - west, east - x), Math.min(z - north, south - z));
      shades.push(shade, shade, shade);
      uv.push(x / FLOOR_TILE, z / FLOOR_TILE);
    }
  }
  return new Mesh(sheet(points, shades, across, down, uv), material);
}

function floor(box, tones) {
  const material = new MeshBasicMaterial({ map: boards(tones), vertexColors: true, dithering: true });
  const mesh = level(box, 0, true, (x, z) => near(x, 0.3, 0.6) * near(z, 0.3, 0.6), material);
  mesh.userData.floor = true;
  return mesh;
}

function ceiling(box, tones) {
  return level(box, box.height, false, (x, z) => near(x, 0.1, 0.7) * near(z, 0.1, 0.7), painted(tones.ceiling));
}

function near(distance, strength, reach) { return 1 - strength * Math.exp(-distance / reach); }

/* The skylight: a pane in the ceiling, with a shadow gap around it. */
function lamp({ west, north, east, south, height }, tones) {
  const group = new Group();
  const middle = [(west + east) / 2, (north + south) / 2];
  for (const [inset, y, color] of [[1.6, 0.004, tones.jamb], [1.64, 0.008, tones.lamp]]) {
    const pane = new Mesh(
      new PlaneGeometry(east - west - 2 * inset, south - north - 2 * inset), new MeshBasicMaterial({ color }));
    pane.rotation.x = Math.PI / 2;
    pane.position.set(middle[0], height - y, middle[1]);
    group.add(pane);
  }
  return group;
}

function strip(side, x, z, width, height, color) {
  const mesh = new Mesh(new PlaneGeometry(width, height), new MeshBasicMaterial({ color }));
  const [dx, dz] = ALONG[side];
  mesh.position.set(x + (dx * width) / 2 + INTO[side][0] * 0.012, height / 2, z + (dz * width) / 2 + INTO[side][1] * 0.012);
  mesh.rotation.y = TURNED[side];
  return mesh;
}

/* Floor and lintel in the thickness of the wall. */
function threshold(side, x, z, thickness, [width, height], tones) {
  const size = ALONG[side][0] ? [width, thickness] : [thickness, width];
  const color = new Color().setRGB(...tones.floor.map((value) => (value * 0.86) / 255), SRGBColorSpace);
  const ground = new Mesh(new PlaneGeometry(...size), new MeshBasicMaterial({ color }));
  ground.rotation.x = -Math.PI / 2;
  ground.position.set(x, 0, z);
  ground.userData.floor = true;
  const lintel = new Mesh(new PlaneGeometry(...size), new MeshBasicMaterial({ color: tones.jamb }));
  lintel.rotation.x = Math.PI / 2;
  lintel.position.set(x, height, z);
  return [ground, lintel];
}

function name(text, side, x, z, thickness, door, height, tones) {
  const { texture, width } = lettering(text, 0.3, door[0] + 0.9, tones);
  const mesh = new Mesh(new PlaneGeometry(width, 0.3), new MeshBasicMaterial({ map: texture, transparent: true }));
  const off = thickness / 2 + 0.006;
  mesh.position.set(x + INTO[side][0] * off, door[1] + (height - door[1]) * 0.36, z + INTO[side][1] * off);
  mesh.rotation.y = TURNED[side];
  mesh.userData.door = side;
  return mesh;
}

/* Boards of one wood, each a little lighter or darker than the next. */
function boards({ floor: [red, green, blue] }) {
  const random = numbers(7);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 512;
  const context = canvas.getContext("2d");
  const rows = 24;
  for (let row = 0; row < rows; row += 1) {
    const top = (row * 512) / rows;
    for (let left = -Math.floor(random() * 300); left < 512; left += 300) {
      const tone = 0.965 + 0.07 * random();
      context.fillStyle = `rgb(${red * tone}, ${green * tone}, ${blue * tone})`;
      context.fillRect(left, top, 300, 512 / rows);
      context.fillStyle = `rgba(0, 0, 0, 0.10)`;
      context.fillRect(left, top, 1, 512 / rows);
    }
    context.fillStyle = `rgba(0, 0, 0, 0.10)`;
    context.fillRect(0, top, 512, 1);
  }
  const texture = new CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  return texture;
}
