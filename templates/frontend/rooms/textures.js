/* Pictures for the walls, as WebGL takes them. */

import { LinearMipmapLinearFilter, SRGBColorSpace, Texture } from "three";

const MOST = 36; // textures kept: those that hang near, and a few that hung lately

export class Textures {
  constructor(pictures, anisotropy) {
    this.pictures = pictures;
    this.anisotropy = anisotropy;
    this.kept = new Map(); // "work version" → texture, in the order of the last request
  }

  /* Calls `use(texture)` when the picture is there, at once if it is. */
  want(work, version, use) {
    const key = `${work} ${version}`;
    const texture = this.kept.get(key);
    if (texture) {
      this.kept.delete(key);
      this.kept.set(key, texture);
      use(texture);
    } else {
      this.pictures.want(work, version, (image) => use(this.keep(key, image)));
    }
  }

  keep(key, image) {
    const texture = new Texture(image);
    texture.colorSpace = SRGBColorSpace;
    texture.minFilter = LinearMipmapLinearFilter;
    texture.anisotropy = this.anisotropy;
    texture.needsUpdate = true;
    this.kept.set(key, texture);
    return texture;
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
