/* Reads TIFF where a browser does not: loaded by the worker of the page for one's own photograph when one is chosen. */

import { fromBlob } from "geotiff";
import { upright } from "./upright.js";

/* PhotometricInterpretation, TIFF 6.0, section 8 */
const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const RGB = 2;

const UNSIGNED = 1; // SampleFormat

/* The first picture of a File or Blob as ImageData, upright. Rejects with {code: "damaged"}, with {code: "large", width,
   height} above `most` pixels, or with {code: "kind", compression, bits} where it is of a kind that is not read. */
async function readTiff(file, most) {
  const image = await fromBlob(file).then((tiff) => tiff.getImage()).catch(damaged);
  const [width, height] = [image.getWidth(), image.getHeight()];
  if (!(width > 0 && height > 0)) damaged();
  if (width * height > most) throw { code: "large", width, height };
  const tag = (name, usual) => image.fileDirectory.loadValue(name).then((value) => value ?? usual);
  const [bits, compression] = [image.getBitsPerSample(0), await tag("Compression", 1)];
  const kind = { code: "kind", compression, bits };
  if (image.getSampleFormat(0) !== UNSIGNED || bits > 16) throw kind;
  const photometric = await tag("PhotometricInterpretation", BLACK_IS_ZERO);
  // The library knows no more of what ails a file than we do: what it cannot decode is of a kind it does not read.
  const data = await pixels(image, photometric, bits).catch(() => { throw kind; });
  return upright(new ImageData(data, width, height), await tag("Orientation", 1));
}

/* RGBA of eight bits. */
async function pixels(image, photometric, bits) {
  const out = new Uint8ClampedArray(4 * image.getWidth() * image.getHeight()).fill(255);
  const grey = photometric === WHITE_IS_ZERO || photometric === BLACK_IS_ZERO;
  if (!grey && photometric !== RGB) {
    spread(await image.readRGB({ interleave: true }), out, [0, 1, 2], 1);
    return out;
  }
  const raster = await image.readRasters({ samples: grey ? [0] : [0, 1, 2], interleave: true });
  spread(raster, out, grey ? [0, 0, 0] : [0, 1, 2], 255 / (2 ** bits - 1));
  if (photometric === WHITE_IS_ZERO) for (let at = 0; at < out.length; at++) if (at % 4 < 3) out[at] = 255 - out[at];
  return out;
}

/* Samples times `scale` into RGBA: each channel from the sample that `channels` names. */
function spread(raster, out, channels, scale) {
  const step = Math.max(...channels) + 1;
  for (let from = 0, to = 0; to < out.length; from += step, to += 4) {
    for (let channel = 0; channel < 3; channel++) out[to + channel] = raster[from + channels[channel]] * scale;
  }
}

function damaged() {
  throw { code: "damaged" };
}

self.readTiff = readTiff;
