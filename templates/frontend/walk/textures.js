/* Pictures for the walls. From a folder on a stick a page may load no picture into WebGL, but it may run a script;
   so each picture comes inside one, which calls galleryTexture(work, version, data). */

import { LinearMipmapLinearFilter, SRGBColorSpace, Texture } from "three";

const MOST = 36; // textures kept: those that hang near, and a few that hung lately

export class Textures {
  /* `changed` is called whenever a picture has come, or cannot come. */
  constructor(folder, anisotropy, changed) {
    this.folder = folder;
    this.anisotropy = anisotropy;
    this.changed = changed;
    this.missing = new Set();
    this.kept = new Map(); // "work version" → texture, in the order of the last request
    this.asked = new Map(); // "work version" → those who wait for it
    globalThis.galleryTexture = (work, version, data) => this.receive(work, version, data);
  }

  /* Calls `use(texture)` when the picture is there, at once if it is. */
  want(work, version, use) {
    const key = `${work} ${version}`;
    const texture = this.kept.get(key);
    if (texture) {
      this.kept.delete(key);
      this.kept.set(key, texture);
      use(texture);
    } else if (this.asked.has(key)) {
      this.asked.set(key, use);
    } else if (!this.missing.has(key)) {
      this.asked.set(key, use);
      const script = document.createElement("script");
      script.src = `${this.folder}${work}-${version}.js`;
      script.onload = () => script.remove();
      script.onerror = () => { script.remove(); this.miss(key); };
      document.head.append(script);
    }
  }

  async receive(work, version, data) {
    const key = `${work} ${version}`;
    const image = new Image();
    image.src = data;
    try { await image.decode(); } catch { return this.miss(key); }
    const texture = new Texture(image);
    texture.colorSpace = SRGBColorSpace;
    texture.minFilter = LinearMipmapLinearFilter;
    texture.anisotropy = this.anisotropy;
    texture.needsUpdate = true;
    this.kept.set(key, texture);
    const use = this.asked.get(key);
    this.asked.delete(key);
    use?.(texture);
    return this.changed();
  }

  /* Its place on the wall stays empty. */
  miss(key) {
    this.missing.add(key);
    this.asked.delete(key);
    this.changed();
  }

  /* Lets go of what nobody has asked for lately; `used` holds the keys of what hangs near. */
  tidy(used) {
    for (const [key, texture] of this.kept) {
      if (this.kept.size <= MOST) break;
      if (used.has(key)) continue;
      this.kept.delete(key);
      texture.dispose();
    }
  }
}
