/* What is drawn: only the halls and pictures that are near, and only when something has changed. */

import { PerspectiveCamera, Raycaster, Scene, SRGBColorSpace, Vector2, WebGLRenderer } from "three";
import { hall } from "./hall.js";
import { Textures } from "./textures.js";
import { tones, whenTonesChange } from "./tones.js";
import { hung, show, unpacked } from "./works.js";

const SEEN = 3; // halls before and behind that are built: doors stand in line
const NEAR = 26; // metres within which pictures are brought, and how many of them
const NEAREST = 24;
const PIXELS = 2.4e6; // most that are drawn

export class Stage {
  constructor(canvas, hanging) {
    this.canvas = canvas;
    this.hanging = hanging;
    this.works = hanging.works.map(unpacked);
    this.version = "original";
    this.built = new Map(); // hall → { group, works }
    this.shared = {}; // textures of all works' shadows and lights
    this.words = { lines: () => [], names: () => new Map() };
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "low-power" });
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(50, 1, 0.05, 90);
    this.camera.rotation.order = "YXZ";
    const anisotropy = Math.min(8, this.renderer.capabilities.getMaxAnisotropy());
    this.textures = new Textures(canvas.dataset.folder, anisotropy, () => this.tell());
    this.pending = 0;
    this.onframe = null; // called with seconds before each picture; true asks for another
    whenTonesChange(() => { this.clear(); this.invalidate(); });
    new ResizeObserver(() => { this.fit(); this.invalidate(); }).observe(canvas);
    this.fit();
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio || 1, 2, Math.sqrt(PIXELS / (width * height))));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.fov = this.camera.aspect > 1.2 ? 50 : 62;
    this.camera.updateProjectionMatrix();
  }

  /* Has the view drawn again, soon. */
  invalidate() {
    if (this.pending) return;
    this.canvas.dataset.state = "moving";
    this.pending = requestAnimationFrame((now) => {
      this.pending = 0;
      const seconds = Math.min(0.1, this.last ? (now - this.last) / 1000 : 0.016);
      const more = this.onframe ? this.onframe(seconds) : false;
      this.last = more ? now : 0;
      this.draw();
      if (more) this.invalidate();
      else this.tell();
    });
  }

  /* Says in the canvas whether all that is near has been drawn. */
  tell() {
    if (!this.pending) this.canvas.dataset.state = this.textures.asked.size ? "waiting" : "still";
  }

  /* Puts the eyes at (x, z) in hall `at`. */
  look({ x, z, yaw, pitch }, at) {
    this.camera.position.set(x, this.hanging.measures.eye, z);
    this.camera.rotation.set(pitch, yaw, 0);
    this.at = at;
  }

  draw() {
    if (!this.canvas.clientWidth) return;
    this.tones ??= tones();
    this.renderer.setClearColor(this.tones.far);
    this.build();
    this.bring();
    this.renderer.render(this.scene, this.camera);
    this.canvas.dataset.drawn = Number(this.canvas.dataset.drawn ?? 0) + 1;
  }

  build() {
    for (let index = 0; index < this.hanging.halls.length; index += 1) {
      const near = Math.abs(index - this.at) <= SEEN;
      if (near && !this.built.has(index)) this.raise(index);
      else if (!near && this.built.has(index)) this.raze(index);
    }
  }

  raise(index) {
    const group = hall(index, this.hanging, this.words.names(index), this.tones);
    const works = this.works.filter((work) => work.hall === index);
    const hangings = works.map((work) => hung(work, this.words.lines(work), this.hanging.measures, this.tones, this.shared));
    if (hangings.length) group.add(...hangings);
    this.scene.add(group);
    this.built.set(index, { group, hangings });
  }

  raze(index) {
    const { group } = this.built.get(index);
    this.scene.remove(group);
    const shared = new Set(Object.values(this.shared));
    group.traverse(({ geometry, material, userData }) => {
      geometry?.dispose();
      // Pictures belong to the textures, shadows to all works; labels and floors go with their hall.
      if (material?.map && !shared.has(material.map) && !userData.picture) material.map.dispose();
      material?.dispose();
    });
    this.built.delete(index);
  }

  clear() {
    for (const index of [...this.built.keys()]) this.raze(index);
    this.tones = null;
  }

  /* Asks for the pictures of the nearest works, in the version on the walls; takes down those that are far. */
  bring() {
    const { x, z } = this.camera.position;
    const all = [...this.built.values()].flatMap(({ hangings }) => hangings);
    const distance = ({ userData: { work } }) => Math.hypot(work.x - x, work.z - z);
    const near = all.filter((group) => distance(group) < NEAR)
      .sort((one, other) => distance(one) - distance(other)).slice(0, NEAREST);
    const used = new Set(near.map((group) => this.key(group.userData.work)));
    for (const group of all) {
      const { work, key } = group.userData;
      const wanted = this.key(work);
      if (!used.has(wanted)) {
        if (key) show(group, null, this.tones);
        group.userData.key = "";
      } else if (key !== wanted) {
        this.textures.want(work.id, this.versionOf(work), (texture) => this.put(group, wanted, texture));
      }
    }
    this.textures.tidy(used);
    this.canvas.dataset.hung = all.map((group) => group.userData.key).filter(Boolean).join(",");
  }

  versionOf(work) { return work.colorized ? this.version : "original"; }

  key(work) { return `${work.id} ${this.versionOf(work)}`; }

  put(group, key, texture) {
    // Meanwhile one may have walked on, or asked for the other version.
    if (key !== this.key(group.userData.work) || !group.parent?.parent) return;
    group.userData.key = key;
    show(group, texture, this.tones ?? tones());
    this.invalidate();
  }

  /* What is under a point of the canvas: { work }, { floor: [x, z] } or null. */
  under(clientX, clientY) {
    const frame = this.canvas.getBoundingClientRect();
    const point = new Vector2(
      ((clientX - frame.left) / frame.width) * 2 - 1, 1 - ((clientY - frame.top) / frame.height) * 2);
    const ray = new Raycaster();
    ray.setFromCamera(point, this.camera);
    const [hit] = ray.intersectObjects(this.scene.children, true);
    if (!hit) return null;
    if (hit.object.userData.work) return { work: hit.object.userData.work };
    return hit.object.userData.floor ? { floor: [hit.point.x, hit.point.z] } : null;
  }
}
