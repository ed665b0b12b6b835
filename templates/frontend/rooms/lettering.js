/* Text on the walls, drawn on a canvas in the exhibition's own type. */

import { CanvasTexture, LinearMipmapLinearFilter, SRGBColorSpace } from "three";

const SERIF = '"Gallery Lettering", Georgia, "Times New Roman", serif';
const DENSITY = 1100; // pixels to a metre of label: sharp for those who step up to it
const PAD = 0.032;

/* Sizes of type and the space above each, in metres. */
const TYPE = {
  number: { size: 0.018, above: 0, tone: "muted" },
  creator: { size: 0.023, above: 0.008, tone: "ink" },
  title: { size: 0.029, above: 0.006, tone: "ink", weight: 600 },
  date: { size: 0.023, above: 0.005, tone: "ink" },
  credit: { size: 0.0195, above: 0.01, tone: "muted" },
  notice: { size: 0.0195, above: 0.014, tone: "ink" },
};
const LEADING = 1.28;

/* Of the letters of a room on its wall, in metres. */
const VINYL = {
  title: { size: 0.125, above: 0, weight: 400, leading: 1.12 },
  text: { size: 0.054, above: 0.03, weight: 400, leading: 1.4 },
};
const VINYL_DENSITY = 560;
const HIGHEST = 1.9; // metres that they may take; what is left is on the room's page

/* A label `width` metres wide: its texture and its height in metres. `lines` are [kind, text] pairs. */
export function label(lines, width, tones) {
  const context = document.createElement("canvas").getContext("2d");
  const set = lines.flatMap(([kind, text]) => lined(context, text, TYPE[kind], width - 2 * PAD, DENSITY));
  const height = 2 * PAD + set.reduce((sum, line) => sum + line.above + line.size * LEADING, 0);
  context.canvas.width = Math.round(width * DENSITY);
  context.canvas.height = Math.round(height * DENSITY);
  context.fillStyle = tones.paper;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  write(context, set, PAD, PAD, DENSITY, (line) => tones[line.tone]);
  return { texture: finished(context.canvas), height };
}

/* Title and paragraphs of a room as letters without a ground, `width` metres wide: their texture and height. */
export function vinyl(title, paragraphs, width, tones) {
  const context = document.createElement("canvas").getContext("2d");
  const head = lined(context, title, VINYL.title, width, VINYL_DENSITY);
  const body = paragraphs.flatMap((text) => lined(context, text, VINYL.text, width, VINYL_DENSITY));
  if (body.length) body[0].above = 0.07;
  const set = [];
  let height = 0.03;
  for (const line of [...head, ...body]) {
    const more = line.above + line.size * line.leading;
    if (height + more > HIGHEST) {
      set.at(-1).text += " …";
      break;
    }
    set.push(line);
    height += more;
  }
  context.canvas.width = Math.round(width * VINYL_DENSITY);
  context.canvas.height = Math.round(height * VINYL_DENSITY);
  write(context, set, 0, 0, VINYL_DENSITY, () => tones.name);
  return { texture: finished(context.canvas), height };
}

/* `text` in lines that are at most `measure` metres long. */
function lined(context, text, type, measure, density) {
  context.font = font(type, density);
  return broken(context, text, measure * density).map((line, index) => ({ ...type, text: line, above: index ? 0 : type.above }));
}

function write(context, lines, left, top, density, color) {
  let y = top;
  for (const line of lines) {
    y += line.above + line.size * (line.leading ?? LEADING);
    context.font = font(line, density);
    context.fillStyle = color(line);
    context.fillText(line.text, left * density, (y - line.size * 0.3) * density);
  }
}

/* A line of letters without a ground, `height` metres high with its air: its texture and its width in metres. */
export function lettering(text, height, most, tones) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const density = 320;
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
  return lines;
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
