/* What of spreading hints is much work, in WebAssembly: spreading.wat. Its memory belongs to whoever computes. */

const PAGE = 65536;

/* Bytes of a float32 and of a float64. */
export const [SINGLE, DOUBLE] = [4, 8];

/* Numbers that are computed side by side. */
export const LANES = 4;

/* The functions of spreading.wat. */
export let kernel;

/* Make ready, once, what is in spreading.wasm: an ArrayBuffer. */
export async function load(bytes) {
  kernel = (await WebAssembly.instantiate(bytes)).instance.exports;
}

/* The kernel's memory, of so many bytes at least. */
export function memory(bytes) {
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
  return kernel.memory.buffer;
}
