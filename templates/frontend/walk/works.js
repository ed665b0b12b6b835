/* Works on the walls: shadow, frame, mat, picture, and the label to the right. */

import {
  BoxGeometry, CanvasTexture, Group, Mesh, MeshBasicMaterial, PlaneGeometry, AdditiveBlending, SRGBColorSpace,
} from "three";
import { label } from "./lettering.js";
import { INTO, ALONG, TURNED } from "./measures.js";

const FRAME = 0.024; // of the border; the mat has the rest
const DEEP = 0.035;
const PLATE = 0.012;

/* A work as the plan gives it. */
export function unpacked([id, hall, side, x, z, width, height, labelOffset, colorized], index) {
  return { id, index, hall, side, x, z, width, height, labelOffset, colorized: Boolean(colorized) };
}

/* The work as a group that faces +z around its own middle; userData.canvas is the mesh that shows the picture. */
export function hung(work, lines, { eye, border, label: labelWidth }, tones, shared) {
  const group = new Group();
  const wide = work.width + 2 * border;
  const tall = work.height + 2 * border;
  if (tones.pool) group.add(glow(wide, tall, tones, shared));
  group.add(shadow(wide, tall, tones, shared));
  group.add(box(wide, tall, DEEP, tones.frame));
  group.add(plane(wide - 2 * FRAME, tall - 2 * FRAME, DEEP + 0.001, tones.mat));
  group.add(plane(work.width + 0.008, work.height + 0.008, DEEP + 0.002, tones.bevel));
  const picture = plane(work.width, work.height, DEEP + 0.003, tones.blank);
  picture.userData.picture = true;
  group.userData.canvas = picture;
  group.add(picture, plate(lines, work, tall, eye, labelWidth, tones));
  group.position.set(work.x, eye, work.z);
  group.rotation.y = TURNED[work.side];
  group.traverse((mesh) => { mesh.userData.work = work; });
  return group;
}

/* Shows `texture` on the wall, or the empty mat for none. */
export function show(group, texture, tones) {
  const { material } = group.userData.canvas;
  if (Boolean(material.map) !== Boolean(texture)) material.needsUpdate = true;
  material.map = texture;
  material.color.set(texture ? 0xffffff : tones.blank);
}

/* Where one stands to look at a work, so that it and its label fill the view without touching its edges. */
export function standpoint(work, { eye, border }, camera) {
  const half = Math.tan((camera.fov * Math.PI) / 360);
  const wide = camera.aspect > 1.2; // else the label stays out of view: it stands below the view, as text
  const needed = Math.max(
    (work.height + 2 * border + 0.25) / (2 * half),
    (work.width + 2 * border + (wide ? 1.1 : 0.16)) / (2 * half * camera.aspect));
  const distance = Math.min(Math.max(needed, 1.2), 5.5);
  const aside = wide ? 0.2 : 0; // towards the label
  const [ax, az] = ALONG[work.side];
  const [ix, iz] = INTO[work.side];
  return { x: work.x + ix * distance + ax * aside, z: work.z + iz * distance + az * aside, yaw: TURNED[work.side], eye };
}

function plane(width, height, z, color) {
  const mesh = new Mesh(new PlaneGeometry(width, height), new MeshBasicMaterial({ color }));
  mesh.position.z = z;
  return mesh;
}

function box(width, height, deep, color) {
  const mesh = new Mesh(new BoxGeometry(width, height, deep), new MeshBasicMaterial({ color }));
  mesh.position.z = deep / 2;
  return mesh;
}

function plate(lines, work, tall, eye, width, tones) {
  const { texture, height } = label(lines, width, tones);
  const mesh = new Mesh(new PlaneGeometry(width, height), new MeshBasicMaterial({ map: texture }));
  // Its foot stands level with the frame's, but where it can be read.
  const bottom = Math.min(Math.max(-tall / 2, 0.95 - eye), 1.35 - eye);
  mesh.position.set(work.labelOffset, bottom + height / 2, PLATE);
  return mesh;
}

function shadow(wide, tall, tones, shared) {
  shared.shadow ??= blurred("0, 0, 0", 64, 12);
  const material = new MeshBasicMaterial({ map: shared.shadow, transparent: true, opacity: tones.shadow, depthWrite: false });
  const mesh = new Mesh(new PlaneGeometry(wide + 0.22, tall + 0.22), material);
  mesh.position.set(0, -0.035, 0.004);
  return mesh;
}

/* By night each work has a little light of its own. */
function glow(wide, tall, tones, shared) {
  shared.glow ??= round();
  const material = new MeshBasicMaterial({
    map: shared.glow, transparent: true, opacity: tones.pool, blending: AdditiveBlending, depthWrite: false,
  });
  const mesh = new Mesh(new PlaneGeometry(wide + 1.5, tall + 1.7), material);
  mesh.position.set(0, 0.1, 0.003);
  return mesh;
}

function blurred(color, side, soft) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.filter = `blur(${soft / 2}px)`;
  context.fillStyle = `rgb(${color})`;
  context.fillRect(soft, soft, side - 2 * soft, side - 2 * soft);
  return new CanvasTexture(canvas);
}

function round() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 128;
  const context = canvas.getContext("2d");
  const gradient = context.createRadialGradient(64, 64, 8, 64, 64, 64);
  for (const [stop, strength] of [[0, 1], [0.45, 0.62], [0.75, 0.2], [1, 0]]) {
    gradient.addColorStop(stop, `rgba(255, 244, 226, ${strength})`);
  }
  context.fillStyle = gradient;
  context.fillRect(0, 0, 128, 128);
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  return texture;
}
