/* The tiles of a picture, told to OpenSeadragon as what info.json would say: from a folder on a stick nothing can
   be fetched, and without a known address there is no info.json. */

const TILE = 512; // as the build cuts them

/* `address` of the image without its last slash; its size in pixels; whether there are tiles, else the largest size
   offered whole is all that can be magnified. */
export function tileSource(address, width, height, tiled) {
  const factors = [1];
  while (Math.max(width, height) > TILE * factors.at(-1)) factors.push(2 * factors.at(-1));
  const whole = { type: "image", url: `${address}/full/max/0/default.jpg` };
  if (!tiled || factors.length === 1) return whole;
  return {
    "@context": "http://iiif.io/api/image/3/context.json",
    id: address,
    type: "ImageService3",
    protocol: "http://iiif.io/api/image",
    profile: "level0",
    width,
    height,
    tiles: [{ width: TILE, height: TILE, scaleFactors: factors }],
  };
}
