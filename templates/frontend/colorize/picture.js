/* A photograph in the worker: decoded, upright, on white, read and written in strips so that memory stays bounded. */

import { renderRow } from "./gamut.js";
import { lightness } from "./lab.js";
import { stamp } from "./mark.js";
import { matrix, resize, sizeFor } from "./resample.js";

/* Pixels of the shorter side under which a picture is refused, as Python does. */
const SMALLEST = 16;

/* Pixels a picture may have here: it stands in memory three times while it is saved. */
const MOST = 64e6;

/* Longer side of what is shown on the page; a larger picture is rendered whole when it is saved. */
const SHOWN = 2048;

const STRIP = 1 << 18; // pixels

export class Refusal extends Error {
  constructor(code, values = {}) {
    super(code);
    Object.assign(this, { code, values });
  }
}

/* Decode a File or Blob; Refusal with the reason if it cannot be colorized here. */
export async function open(file) {
  const bitmap = await decoded(file);
  const { width, height } = bitmap;
  if (Math.min(width, height) < SMALLEST) throw new Refusal("small", { width, height, least: SMALLEST });
  if (width * height > MOST) throw new Refusal("large", { width, height, most: MOST / 1e6 });
  const canvas = drawn(bitmap, width, height);
  const factor = Math.min(1, SHOWN / Math.max(width, height));
  const [shownWidth, shownHeight] = [Math.round(width * factor), Math.round(height * factor)];
  const shown = factor < 1 ? drawn(bitmap, Math.max(1, shownWidth), Math.max(1, shownHeight)) : canvas;
  bitmap.close();
  return { canvas, shown };
}

async function decoded(file) {
  try {
    // As the camera was held. Browsers that do not know the option do so anyway.
    return await createImageBitmap(file, { imageOrientation: "from-image" }).catch((error) => {
      if (error instanceof TypeError) return createImageBitmap(file);
      throw error;
    });
  } catch {
    const kind = await strange(file);
    if (kind === "tiff") return createImageBitmap(await tiff(file));
    throw new Refusal(kind);
  }
}

/* A TIFF that the browser does not read, by a script that is loaded for it: ImageData. */
async function tiff(file) {
  if (!self.readTiff) {
    try {
      importScripts(new URL("tiff.js", self.location.href) + self.location.search);
    } catch (error) {
      throw new Refusal("model", { reason: error.message });
    }
  }
  try {
    return await self.readTiff(file, MOST);
  } catch (error) {
    const { code, ...values } = error;
    if (code === "large") throw new Refusal("large", { ...values, most: MOST / 1e6 });
    if (!code) throw error;
    throw new Refusal(`tiff_${code}`, values);
  }
}

/* What a file is that the browser cannot decode. */
async function strange(file) {
  const start = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const letters = String.fromCharCode(...start);
  if (/^....ftyp(hei|hev|mif1|msf1)/s.test(letters)) return "heic";
  if (letters.startsWith("II*\0") || letters.startsWith("MM\0*")) return "tiff";
  return "unreadable";
}

function drawn(bitmap, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (!context) throw new Refusal("memory");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

/* L of every pixel, row by row. */
export function lightnessOf(canvas) {
  const out = new Float32Array(canvas.width * canvas.height);
  for (const { data, top, rows } of strips(canvas)) lightness(data, rows * canvas.width, out, top * canvas.width);
  return out;
}

/* L averaged down to the guide: {guide, size}; the full L never stands in memory. */
export function guideOf(canvas, short) {
  const { width, height } = canvas;
  const size = sizeFor([height, width], short);
  if (size[0] === height) return { guide: lightnessOf(canvas), size };
  const { starts, columns, weights } = matrix(height, size[0]);
  const low = new Float32Array(size[0] * width);
  let row = 0; // the first that still lacks something
  for (const { data, top, rows } of strips(canvas)) {
    const part = new Float32Array(rows * width);
    lightness(data, rows * width, part);
    for (let to = row; to < size[0] && columns[starts[to]] < top + rows; to++) {
      for (let at = starts[to]; at < starts[to + 1]; at++) {
        const y = columns[at] - top;
        if (y >= 0 && y < rows) addRow(low, to * width, part, y * width, width, weights[at]);
      }
      if (columns[starts[to + 1] - 1] < top + rows) row = to + 1;
    }
  }
  return { guide: resize(low, 1, [size[0], width], size), size };
}

function addRow(out, to, source, from, count, weight) {
  for (let x = 0; x < count; x++) out[to + x] += weight * source[from + x];
}

function* strips(canvas) {
  const { width, height } = canvas;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const step = Math.max(1, Math.floor(STRIP / width));
  for (let top = 0; top < height; top += step) {
    const rows = Math.min(step, height - top);
    yield { data: context.getImageData(0, top, width, rows).data, top, rows };
  }
}

/* The coefficients of one picture, ready to give any strip of it in colour. */
export class Rendering {
  constructor(coefficients, size, width, height) {
    Object.assign(this, { size, width, height });
    this.wide = resize(coefficients, 4, size, [size[0], width]);
    this.rows = matrix(size[0], height);
  }

  /* L of `count` rows from `top` on → ImageData. */
  strip(plane, top, count) {
    const { width } = this;
    const image = new ImageData(width, count);
    const pixels = new Uint32Array(image.data.buffer);
    const row = new Float32Array(4 * width);
    const parts = [0, 1, 2, 3].map((part) => row.subarray(part * width, (part + 1) * width));
    for (let y = 0; y < count; y++) {
      this.coefficientsOf(top + y, row);
      renderRow(plane, y * width, width, ...parts, pixels, y * width);
    }
    return image;
  }

  coefficientsOf(y, row) {
    const { starts, columns, weights } = this.rows;
    row.fill(0);
    for (let at = starts[y]; at < starts[y + 1]; at++) {
      for (let part = 0; part < 4; part++) {
        const from = (part * this.size[0] + columns[at]) * this.width;
        addRow(row, part * this.width, this.wide, from, this.width, weights[at]);
      }
    }
  }
}

/* The whole picture in colour, with the mark if there is one, as a JPEG in a Blob. */
export async function saved(canvas, coefficients, size, quality, mark) {
  const { width, height } = canvas;
  const rendering = new Rendering(coefficients, size, width, height);
  const out = new OffscreenCanvas(width, height);
  const context = out.getContext("2d", { alpha: false });
  if (!context) throw new Refusal("memory");
  for (const { data, top, rows } of strips(canvas)) {
    const part = new Float32Array(rows * width);
    lightness(data, rows * width, part);
    context.putImageData(rendering.strip(part, top, rows), 0, top);
  }
  if (mark) await stamp(context, mark, [width, height]);
  return out.convertToBlob({ type: "image/jpeg", quality });
}
