/* An XMP packet put into a finished JPEG, as its own APP1 segment (XMP specification, part 3). */

const NAME = "http://ns.adobe.com/xap/1.0/\0";

/* `file` (ArrayBuffer of a JPEG without XMP) and `packet` (text) → Blob. */
export function withPacket(file, packet) {
  const bytes = new Uint8Array(file);
  const body = new TextEncoder().encode(NAME + packet);
  const length = body.length + 2;
  const header = Uint8Array.of(0xff, 0xe1, length >> 8, length & 0xff);
  const at = afterJfif(bytes);
  return new Blob([bytes.subarray(0, at), header, body, bytes.subarray(at)], { type: "image/jpeg" });
}

/* Behind the start marker and JFIF's own segment, which has to be the first. */
function afterJfif(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new Error("not a JPEG");
  return bytes[2] === 0xff && bytes[3] === 0xe0 ? 4 + (bytes[4] << 8) + bytes[5] : 2;
}
