/* The tag Orientation of TIFF and EXIF: where row 0 and column 0 of the file belong in the picture. */

/* ImageData as it is to be seen. `orientation` is 1 to 8; anything else is taken for 1. */
export function upright(image, orientation) {
  if (!(orientation > 1 && orientation <= 8)) return image;
  const turned = orientation > 4;
  const [width, height] = turned ? [image.height, image.width] : [image.width, image.height];
  const fromRight = [2, 3, 7, 8].includes(orientation); // of the file's columns
  const fromBelow = [3, 4, 6, 7].includes(orientation); // of the file's rows
  const source = new Uint32Array(image.data.buffer);
  const out = new ImageData(width, height);
  const pixels = new Uint32Array(out.data.buffer);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [column, row] = turned ? [y, x] : [x, y];
      const from = [fromRight ? image.width - 1 - column : column, fromBelow ? image.height - 1 - row : row];
      pixels[at] = source[from[1] * image.width + from[0]];
    }
  }
  return out;
}
