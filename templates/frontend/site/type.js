/* The type of the pages is used where it is there when a page is first drawn, so that nothing moves later: it is asked for
   before the style sheet names it. */

const PIECES = ["serif-latin", "sans-latin"]; // what every page shows

export function askForType() {
  if (!location.protocol.startsWith("http")) return; // from a folder browsers forbid it, and are quick
  for (const piece of PIECES) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous" });
    link.href = new URL(`fonts/${piece}.woff2`, document.currentScript.src);
    document.head.append(link);
  }
}
