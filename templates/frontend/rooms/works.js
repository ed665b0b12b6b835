/* Works on the walls: the picture in its frame, and the label to the right. */

import { Group, Mesh, MeshBasicMaterial, PlaneGeometry } from "three";
import { PICTURE } from "./furniture.js";
import { fading } from "./ground.js";
import { label } from "./lettering.js";
import { INTO, ALONG, TURNED } from "./measures.js";

const PLATE = 0.008; // of a label, from the wall
const FULL = 0.76; // of the view that a work with its frame fills for those who stand before it
const FULL_WORDS = 0.85; // and what one reads
const CLOSEST = 0.55;

/* The work's picture as a group that faces +z around its middle; userData.canvas is the mesh that shows it. */
export function hung(work, { eye }, tones) {
  const group = new Group();
  const picture = new Mesh(new PlaneGeometry(work.width, work.height), new MeshBasicMaterial({ color: tones.blank }));
  picture.position.z = PICTURE;
  picture.userData.picture = true;
  group.add(picture);
  group.position.set(work.x, eye, work.z);
  group.rotation.y = TURNED[work.side];
  Object.assign(group.userData, { work, canvas: picture, key: "" });
  return group;
}

/* The same picture for the mirror in the floor. */
export function imaged(hanging, tones) {
  const { canvas } = hanging.userData;
  const group = new Group();
  const image = new Mesh(canvas.geometry, fading(canvas.material.clone(), tones));
  image.position.copy(canvas.position);
  image.userData.picture = true;
  hanging.userData.image = image;
  group.add(image);
  group.position.copy(hanging.position);
  group.rotation.copy(hanging.rotation);
  return group;
}

/* Shows `texture` on the wall, or the empty mat for none. */
export function show(group, texture, tones) {
  for (const { material } of [group.userData.canvas, group.userData.image]) {
    if (Boolean(material.map) !== Boolean(texture)) material.needsUpdate = true;
    material.map = texture;
    material.color.set(texture ? 0xffffff : tones.blank);
  }
}

/* Hangs the label beside the picture; `lines` are [kind, text] pairs. */
export function tag(group, lines, { eye, border, label: width }, tones) {
  const { work } = group.userData;
  const { texture, height } = label(lines, width, tones);
  const mesh = new Mesh(new PlaneGeometry(width, height), new MeshBasicMaterial({ map: texture }));
  // Its foot stands level with the frame's, but where it can be read.
  const bottom = Math.min(Math.max(-work.height / 2 - border, 0.95 - eye), 1.35 - eye);
  mesh.position.set(work.labelOffset, bottom + height / 2, PLATE);
  const { x, z, side, labelOffset: aside } = work;
  mesh.userData.label = { work, x, z, side, aside, width, height, y: eye + bottom + height / 2 };
  take(group.userData.tag);
  group.userData.tag = mesh;
  group.add(mesh);
}

function take(mesh) {
  mesh?.removeFromParent();
  mesh?.geometry.dispose();
  mesh?.material.map.dispose();
  mesh?.material.dispose();
}

/* Where one stands to look at a work: it fills the view, and its label stands beside it where the view is wide; else the
   view is `bare` of it. */
export function standpoint(work, { border, label }, camera, fits) {
  const half = Math.tan((camera.fov * Math.PI) / 360);
  const [wide, tall] = [work.width + 2 * border, work.height + 2 * border];
  const high = Math.max(tall, wide / camera.aspect) / FULL; // of the view, in metres
  const free = high * camera.aspect - wide; // beside the work
  const needed = work.labelOffset + label / 2 - wide / 2 + 0.06; // by the label
  const bare = free < needed + 0.04; // the label would be cut: one reads it below the view
  return { ...facing(work, bare ? 0 : needed / 2, Math.max(high / (2 * half), CLOSEST), fits), bare };
}

/* Where one stands to read a label, or a room's text: { x, z, side, aside, width, height } on its wall. */
export function reading(words, { eye }, camera, fits) {
  const half = Math.tan((camera.fov * Math.PI) / 360);
  const high = Math.max(words.height + 2 * Math.abs(words.y - eye), words.width / camera.aspect) / FULL_WORDS;
  return facing(words, words.aside ?? 0, Math.max(high / (2 * half), CLOSEST), fits);
}

/* A place before a wall, as near as it has to be for one to stand there: not in a bench, not in the wall behind. */
function facing({ side, x, z }, aside, distance, fits) {
  const [ax, az] = ALONG[side];
  const [ix, iz] = INTO[side];
  const at = (off) => ({ x: x + ix * off + ax * aside, z: z + iz * off + az * aside, yaw: TURNED[side] });
  let off = distance;
  while (off > CLOSEST && !fits(at(off))) off -= 0.1;
  return at(off);
}
