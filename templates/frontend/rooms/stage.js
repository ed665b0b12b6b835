/* What is drawn: only the halls that can be seen and the pictures that are near, and only when something has changed. */

import { PerspectiveCamera, Raycaster, Scene, SRGBColorSpace, Vector2, WebGLRenderer } from "three";
import { hall } from "./hall.js";
import { seen } from "./sight.js";
import { Textures } from "./textures.js";
import { tones, whenTonesChange } from "./tones.js";
import { hung, imaged, show, tag } from "./works.js";

const SEEN = 3; // halls before and behind that are built: doors stand in line
const NEAR = 26; // metres within which pictures are brought, and how many of them
const NEAREST = 24;
const PIXELS = 2.4e6; // most that are drawn
const MARGIN = 0.1; // radians by which the view is taken as wider, for eyes that look up or down

export class Stage {
  constructor(canvas, hanging, works, words, pictures) {
    this.canvas = canvas;
    this.hanging = hanging;
    this.works = works;
    this.words = words;
    this.version = "original";
    this.built = new Map(); // hall → { group, hangings, labels }
    this.shared = {}; // textures of all halls: shadows, boards
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "low-power" });
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(50, 1, 0.05, 90);
    this.camera.rotation.order = "YXZ";
    this.pictures = pictures;
    this.textures = new Textures(pictures, Math.min(8, this.renderer.capabilities.getMaxAnisotropy()));
    this.pending = 0;
    this.able = !this.renderer.extensions.has("KHR_parallel_shader_compile"); // to draw: there is nothing to wait for
    this.onframe = null; // called with seconds before each picture; true asks for another
    this.bare = null; // the work whose label is left out
    this.onfit = null; // called when the view has another size
    this.projected = null; // { work, texture }: the film that plays in the place of a work
    this.onstill = null; // called when all that is near has been drawn
    whenTonesChange(() => { this.clear(); this.invalidate(); });
    new ResizeObserver(() => { this.fit(); this.onfit?.(); this.invalidate(); }).observe(canvas);
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
    const waiting = !this.able || this.pictures.asked.size || this.words.labels.asked.size;
    if (this.pending) return;
    this.canvas.dataset.state = waiting ? "waiting" : "still";
    if (!waiting) this.onstill?.();
  }

  /* Puts the eyes at (x, z) in hall `at`. */
  look({ x, z, yaw, pitch }, at) {
    this.eyes = { x, z, yaw };
    this.camera.position.set(x, this.hanging.measures.eye, z);
    this.camera.rotation.set(pitch, yaw, 0);
    this.at = at;
  }

  draw() {
    if (!this.canvas.clientWidth) return;
    this.tones ??= tones();
    this.renderer.setClearColor(this.tones.far);
    const more = this.build();
    if (!this.able) return this.prepare();
    if (!more) this.bring();
    const half = Math.atan(Math.tan((this.camera.fov * Math.PI) / 360) * this.camera.aspect);
    const width = 2 * (half + MARGIN + Math.abs(this.camera.rotation.x) / 2);
    const inView = seen(this.eyes, this.at, Math.min(width, Math.PI), this.hanging);
    for (const [index, { group, hangings }] of this.built) {
      group.visible = inView.has(index);
      for (const { userData: { tag: words, work } } of hangings) if (words) words.visible = work !== this.bare;
    }
    this.renderer.render(this.scene, this.camera);
    this.canvas.dataset.drawn = Number(this.canvas.dataset.drawn ?? 0) + 1;
    if (more) this.invalidate();
  }

  /* Has the graphics card make its programs before the first picture, while the page goes on answering. */
  prepare() {
    this.preparing ??= this.renderer.compileAsync(this.scene, this.camera).finally(() => {
      this.able = true;
      this.invalidate();
    });
  }

  /* Raises the nearest hall that is missing, one for each picture so that none waits long, and razes those that are far;
     whether more are missing. */
  build() {
    const off = (index) => Math.abs(index - this.at);
    for (const index of [...this.built.keys()]) if (off(index) > SEEN) this.raze(index);
    const missing = this.hanging.halls.map((_, index) => index)
      .filter((index) => off(index) <= SEEN && !this.built.has(index)).sort((one, other) => off(one) - off(other));
    if (missing.length) this.raise(missing[0]);
    return missing.length > 1;
  }

  raise(index) {
    const works = this.works.filter((work) => work.hall === index);
    const group = hall(index, works, this.hanging, this.words.lettered(index), this.tones, this.shared);
    const hangings = works.map((work) => hung(work, this.hanging.measures, this.tones));
    for (const hanging of hangings) {
      const { work } = hanging.userData;
      group.add(hanging);
      group.userData.mirror.add(imaged(hanging, this.tones));
      this.words.labels.want(work, () => this.tag(hanging));
    }
    this.scene.add(group);
    this.built.set(index, { group, hangings });
  }

  /* Hangs the label of what hangs there now, once its words have come. */
  tag(hanging) {
    const { work, told } = hanging.userData;
    const version = this.versionOf(work);
    if (!this.tones || !hanging.parent || told === version || !this.words.labels.of(work)) return;
    hanging.userData.told = version;
    tag(hanging, this.words.lines(work, version), this.hanging.measures, this.tones);
    this.invalidate();
  }

  raze(index) {
    const { group } = this.built.get(index);
    this.scene.remove(group);
    const shared = new Set(Object.values(this.shared));
    group.traverse(({ geometry, material, userData }) => {
      geometry?.dispose();
      // Pictures belong to the textures, shadows to all halls; labels and lights go with their hall.
      if (material?.map && !shared.has(material.map) && !userData.picture) material.map.dispose();
      material?.dispose();
    });
    this.built.delete(index);
  }

  clear() {
    for (const index of [...this.built.keys()]) this.raze(index);
    for (const texture of Object.values(this.shared)) texture.dispose();
    this.shared = {};
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
      if (work === this.projected?.work) {
        show(group, this.projected.texture, this.tones);
        group.userData.key = `${work.id} film`;
      } else if (!used.has(wanted)) {
        if (key) show(group, null, this.tones);
        group.userData.key = "";
      } else if (key !== wanted) {
        this.textures.want(work.id, this.versionOf(work), (texture) => this.put(group, wanted, texture));
      }
    }
    this.textures.tidy(used);
    this.canvas.dataset.hung = all.map((group) => group.userData.key).filter(Boolean).join(",");
  }

  /* Shows `texture`, a film's, in place of the picture of `work`; `null` has the pictures hang again. */
  project(work, texture) {
    this.projected = work && { work, texture };
    this.invalidate();
  }

  versionOf(work) { return work.colorized ? this.version : "original"; }

  key(work) { return `${work.id} ${this.versionOf(work)}`; }

  put(group, key, texture) {
    // Meanwhile one may have walked on, or asked for the other version.
    if (key !== this.key(group.userData.work) || !group.parent?.parent || group.userData.work === this.projected?.work) return;
    group.userData.key = key;
    show(group, texture, this.tones ?? tones());
    this.tag(group);
    this.invalidate();
  }

  /* What is under a point of the canvas: { label }, { work }, { text }, { floor: [x, z] } or null. */
  under(clientX, clientY) {
    const frame = this.canvas.getBoundingClientRect();
    const point = new Vector2(
      ((clientX - frame.left) / frame.width) * 2 - 1, 1 - ((clientY - frame.top) / frame.height) * 2);
    const ray = new Raycaster();
    ray.setFromCamera(point, this.camera);
    const shown = this.scene.children.filter((group) => group.visible);
    const [hit] = ray.intersectObjects(shown, true);
    if (!hit) return null;
    const { label, text, floor } = hit.object.userData;
    if (label) return { label };
    if (text) return { text };
    if (floor) return { floor: [hit.point.x, hit.point.z] };
    const work = this.framed(hit.point);
    return work ? { work } : null;
  }

  /* The work in whose frame a point on a wall is. */
  framed({ x, y, z }) {
    const { eye, border } = this.hanging.measures;
    return this.works.find((work) => Math.abs(y - eye) < work.height / 2 + border
      && Math.hypot(x - work.x, z - work.z) < work.width / 2 + border);
  }
}
