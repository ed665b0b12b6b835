/* Soft shadows, all of one hall as one mesh: what is blurred is one small picture, stretched in nine parts. */

import { CanvasTexture, MeshBasicMaterial } from "three";
import { before } from "./furniture.js";
import { Mass } from "./mass.js";

const SIDE = 64;
const SOFT = 12; // pixels from the picture's edge to that of the shape
const PART = (2 * SOFT) / SIDE; // of the picture in which the shadow ends

export class Shadows {
  constructor() { this.mass = new Mass(); }

  /* Behind a flat thing on the wall around (along, y), `soft` metres wide at its edges, and so much deeper. */
  behind(side, x, z, [along, y, width, height], soft) {
    const place = before(side, x, z);
    this.nine(width, height, soft, (right, up) => place(along + right, y + up - 0.45 * soft, 0.004));
  }

  /* On the floor under [west, north, east, south]. */
  under([west, north, east, south], soft) {
    const [x, z] = [(west + east) / 2, (north + south) / 2];
    this.nine(east - west, south - north, soft, (right, up) => [x + right, 0.004, z - up]);
  }

  nine(width, height, soft, place) {
    const stops = (length) => {
      const [outer, inner] = [(length + soft) / 2, Math.max(0, (length - soft) / 2)];
      return [-outer, -inner, inner, outer];
    };
    const [across, up] = [stops(width), stops(height)];
    const share = [0, PART, 1 - PART, 1];
    for (let row = 0; row < 3; row += 1) {
      for (let column = 0; column < 3; column += 1) {
        const ends = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
        this.mass.quad(ends.map(([right, top]) => place(across[right], up[top])), 0, 1,
          ends.map(([right, top]) => [share[right], share[top]]));
      }
    }
  }

  mesh(shared, { shadow: opacity }) {
    shared.shadow ??= blurred();
    return this.mass.mesh(new MeshBasicMaterial({ map: shared.shadow, transparent: true, opacity, depthWrite: false }));
  }
}

function blurred() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  context.filter = `blur(${SOFT / 2}px)`;
  context.fillStyle = "#000";
  context.fillRect(SOFT, SOFT, SIDE - 2 * SOFT, SIDE - 2 * SOFT);
  return new CanvasTexture(canvas);
}
