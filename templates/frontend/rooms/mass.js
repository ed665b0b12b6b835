/* Many painted surfaces as one mesh, which is drawn at once. Colours are sRGB numbers, each with a share of light. */

import { BufferAttribute, BufferGeometry, Color, Mesh } from "three";

export class Mass {
  constructor() {
    this.points = [];
    this.colors = [];
    this.uvs = [];
    this.index = [];
    this.known = new Map();
  }

  /* A rectangle by its lower left, lower right, upper right and upper left, seen from the front. `light`: one share for
     all corners, or one for each; `uv`: four pairs. */
  quad(corners, color, light = 1, uv = null) {
    const first = this.points.length / 3;
    const [red, green, blue] = this.linear(color);
    corners.forEach((corner, index) => {
      const share = typeof light === "number" ? light : light[index];
      this.points.push(...corner);
      this.colors.push(red * share, green * share, blue * share);
      if (uv) this.uvs.push(...uv[index]);
    });
    this.index.push(first, first + 1, first + 2, first, first + 2, first + 3);
  }

  /* An upright block over [west, north, east, south]; its sides are darker than its top, and darkest below. */
  block([west, north, east, south], bottom, top, color) {
    const foot = [0.62, 0.62, 0.85, 0.85];
    this.quad([[west, bottom, south], [east, bottom, south], [east, top, south], [west, top, south]], color, foot);
    this.quad([[east, bottom, north], [west, bottom, north], [west, top, north], [east, top, north]], color, foot);
    this.quad([[east, bottom, south], [east, bottom, north], [east, top, north], [east, top, south]], color, foot);
    this.quad([[west, bottom, north], [west, bottom, south], [west, top, south], [west, top, north]], color, foot);
    this.level([west, north, east, south], top, true, color, 1);
    this.level([west, north, east, south], bottom, false, color, 0.5);
  }

  /* A level rectangle, seen from above (`up`) or from below. */
  level([west, north, east, south], y, up, color, light = 1, uv = null) {
    const [near, far] = up ? [south, north] : [north, south];
    this.quad([[west, y, near], [east, y, near], [east, y, far], [west, y, far]], color, light, uv);
  }

  mesh(material) {
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(new Float32Array(this.points), 3));
    geometry.setAttribute("color", new BufferAttribute(new Float32Array(this.colors), 3));
    if (this.uvs.length) geometry.setAttribute("uv", new BufferAttribute(new Float32Array(this.uvs), 2));
    geometry.setIndex(this.index);
    return new Mesh(geometry, material);
  }

  linear(color) {
    if (!this.known.has(color)) this.known.set(color, new Color(color).toArray());
    return this.known.get(color);
  }
}
