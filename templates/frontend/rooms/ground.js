/* The floor: boards of one wood, lit from above, which mirror a little of the room for those who look along them. */

import { CanvasTexture, Color, MeshBasicMaterial, RepeatWrapping, SRGBColorSpace } from "three";
import { near } from "./light.js";
import { Mass } from "./mass.js";
import { ALONG, numbers } from "./measures.js";

const STEP = 0.5; // metres between points whose light is reckoned
const TILE = 3.6; // metres of floor that its picture shows
const ROWS = 20;
const LONG = 1.8; // metres of a board, of which a picture shows two
const PIXELS = 1024;

export class Ground {
  constructor([west, north, east, south], doors, { thickness, door: [width] }, tones, shared) {
    const mass = new Mass();
    const [columns, rows] = [Math.ceil((east - west) / STEP), Math.ceil((south - north) / STEP)];
    const light = (x, z) => tones.floorLight * near(Math.min(x - west, east - x), 0.22, 0.5)
      * near(Math.min(z - north, south - z), 0.22, 0.5) * near(Math.min(x - west, east - x, z - north, south - z), 0.1, 2);
    for (let row = 0; row < rows; row += 1) {
      const [back, front] = [row, row + 1].map((at) => north + ((south - north) * at) / rows);
      for (let column = 0; column < columns; column += 1) {
        const [left, right] = [column, column + 1].map((at) => west + ((east - west) * at) / columns);
        lay(mass, [left, back, right, front], light);
      }
    }
    for (const [, side, x, z] of doors) {
      const [across, deep] = ALONG[side][0] ? [width / 2, thickness / 2] : [thickness / 2, width / 2];
      lay(mass, [x - across, z - deep, x + across, z + deep], () => 0.66 * tones.floorLight);
    }
    shared.boards ??= boards(tones);
    this.mesh = mass.mesh(new MeshBasicMaterial({
      map: shared.boards, vertexColors: true, dithering: true, transparent: true,
    }));
    this.mesh.material.onBeforeCompile = (shader) => polish(shader, tones.mirror);
    this.mesh.material.customProgramCacheKey = () => `floor ${tones.mirror}`;
    this.mesh.renderOrder = -1; // before all else that is seen through
    this.mesh.userData.floor = true;
  }
}

function lay(mass, [west, north, east, south], light) {
  const ends = [[west, south], [east, south], [east, north], [west, north]];
  mass.level([west, north, east, south], 0, true, 0xffffff, ends.map(([x, z]) => light(x, z)),
    ends.map(([x, z]) => [x / TILE, z / TILE]));
}

/* The flatter one looks at it, the more a floor mirrors. */
function polish(shader, strength) {
  shader.vertexShader = shader.vertexShader
    .replace("#include <common>", "#include <common>\nvarying vec3 vSight;")
    .replace("#include <fog_vertex>", "vSight = (modelMatrix * vec4(transformed, 1.0)).xyz - cameraPosition;");
  shader.fragmentShader = shader.fragmentShader
    .replace("#include <common>", "#include <common>\nvarying vec3 vSight;")
    .replace("#include <opaque_fragment>", `
      float flatness = 1.0 - abs(normalize(vSight).y);
      diffuseColor.a = 1.0 - ${strength.toFixed(3)} * (0.18 + 0.82 * flatness * flatness * flatness);
      #include <opaque_fragment>`);
}

/* The material of something in the mirror, of which less is seen the higher it is: a floor is no glass. */
export function fading(material, { mist, depth }) {
  const color = new Color(mist).toArray().map((value) => value.toFixed(4));
  material.onBeforeCompile = (shader) => {
    shader.vertexShader = shader.vertexShader
      .replace("#include <common>", "#include <common>\nvarying float vHeight;")
      .replace("#include <fog_vertex>", "vHeight = -(modelMatrix * vec4(transformed, 1.0)).y;");
    shader.fragmentShader = shader.fragmentShader
      .replace("#include <common>", "#include <common>\nvarying float vHeight;")
      .replace("#include <opaque_fragment>", `
        outgoingLight = mix(outgoingLight, vec3(${color.join(", ")}), 0.92 * smoothstep(0.0, ${depth.toFixed(2)}, vHeight));
        #include <opaque_fragment>`);
  };
  material.customProgramCacheKey = () => `mirror ${mist}`;
  return material;
}

/* Each board a little lighter or darker than the next, with a grain of its own. */
function boards({ floor: [red, green, blue] }) {
  const random = numbers(7);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PIXELS;
  const context = canvas.getContext("2d");
  const [high, long] = [PIXELS / ROWS, (PIXELS * LONG) / TILE];
  for (let row = 0; row < ROWS; row += 1) {
    const top = row * high;
    const start = -random() * long;
    for (const left of [start, start + long, start + 2 * long]) {
      const tone = 0.955 + 0.09 * random();
      const warm = 0.99 + 0.02 * random();
      context.fillStyle = `rgb(${red * tone * warm}, ${green * tone}, ${(blue * tone) / warm})`;
      context.fillRect(left, top, long + 1, high + 1);
      for (let line = 0; line < 16; line += 1) {
        const y = top + random() * high;
        context.strokeStyle = `rgba(${random() < 0.6 ? "40, 25, 10" : "255, 245, 230"}, ${0.015 + 0.05 * random()})`;
        context.lineWidth = 0.6 + 1.2 * random();
        context.beginPath();
        context.moveTo(left, y);
        context.bezierCurveTo(left + long / 3, y + 3 * random() - 1.5, left + (2 * long) / 3, y + 3 * random() - 1.5, left + long, y);
        context.stroke();
      }
      context.fillStyle = "rgba(25, 15, 5, 0.28)";
      context.fillRect(left, top, 1.4, high);
    }
    context.fillStyle = "rgba(25, 15, 5, 0.22)";
    context.fillRect(0, top, PIXELS, 1.4);
  }
  const texture = new CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 4; // more of it doubles the time that a software renderer takes
  return texture;
}
