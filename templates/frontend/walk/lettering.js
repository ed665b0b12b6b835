/* Text on the walls, drawn on a canvas in the exhibition's own type. */

import { CanvasTexture, LinearMipmapLinearFilter, SRGBColorSpace } from "three";

const SERIF = '"Gallery Serif", Georgia, "Times New Roman", serif';
const DENSITY = 900; // pixels to a metre of label: sharp for those who step up to it
const PAD = 0.032;

/* Sizes of type and the space above each, in metres. */
const TYPE = {
  number: { size: 0.018, above: 0, tone: "muted" },
  creator: { size: 0.023, above: 0.008, tone: "ink" },
  title: { size: 0.029, above: 0.006, tone: "ink", weight: 600 },
  date: { size: 0.023, above: 0.005, tone: "ink" },
  notice: { size: 0.0195, above: 0.014, tone: "ink" },
};
const LEADING = 1.28;

/* A label `width` metres wide: its texture and its height in metres. `lines` are [kind, text] pairs. */
export function label(lines, width, tones) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const set = lines.flatMap(([kind, text]) => {
    const type = TYPE[kind];
    context.font = font(type, DENSITY);
    return broken(context, text, (width - 2 * PAD) * DENSITY)
      .map((line, index) => ({ ...type, text: line, above: index ? 0 : type.above }));
  });
  const height = 2 * PAD + set.reduce((sum, line) => sum + line.above + line.size * LEADING, 0);
  canvas.width = Math.round(width * DENSITY);
  canvas.height = Math.round(height * DENSITY);
  context.fillStyle = tones.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = PAD;
  for (const line of set) {
    y += line.above + line.size * LEADING;
    context.font = font(line, DENSITY);
    context.fillStyle = tones[line.tone];
    context.fillText(line.text, PAD * DENSITY, (y - line.size * 0.3) * DENSITY);
  }
  return { texture: finished(canvas), height };
}

/* A line of letters without a ground, `height` metres high with its air: its texture and its width in metres. */
export function lettering(text, height, most, tones) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const density = 400;
  const set = { size: height * 0.62, weight: 400 };
  context.font = font(set, density);
  const natural = context.measureText(text).width / density + height * 0.2;
  const scale = Math.min(1, most / natural);
  canvas.width = Math.ceil(natural * scale * density);
  canvas.height = Math.ceil(height * density);
  context.font = font({ ...set, size: set.size * scale }, density);
  context.fillStyle = tones.name;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, canvas.width / 2, canvas.height / 2);
  return { texture: finished(canvas), width: canvas.width / density };
}

function font({ size, weight = 400 }, density) { return `${weight} ${size * density}px ${SERIF}`; }

function broken(context, text, measure) {
  const lines = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && context.measureText(longer).width <= measure) lines[lines.length - 1] = longer;
    else lines.push(...pieces(context, word, measure));
  }
  return lines.slice(0, 14);
}

/* A word too long for the label breaks where it must. */
function pieces(context, word, measure) {
  const found = [];
  let rest = word;
  while (context.measureText(rest).width > measure && rest.length > 1) {
    let cut = rest.length - 1;
    while (cut > 1 && context.measureText(rest.slice(0, cut)).width > measure) cut -= 1;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...found, rest];
}

function finished(canvas) {
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.anisotropy = 4;
  return texture;
}
