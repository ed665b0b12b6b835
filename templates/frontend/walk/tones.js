/* Colours of the rooms by day and by night. The photographs are the only colour; everything else is warm and neutral. */

export const DAY = {
  wall: 0xf1eee7, ceiling: 0xfaf8f3, lamp: 0xffffff, floor: [189, 178, 162], skirting: 0xd9d3c8,
  jamb: 0xdcd7cd, frame: 0x2b2723, mat: 0xfcfbf8, bevel: 0xd9d4ca, blank: 0xcfcbc3,
  paper: "#fdfcf9", ink: "#1f1d1a", muted: "#5d5850", name: "#2b2824", shadow: 0.34, pool: 0, far: 0xe9e5dd,
};

export const NIGHT = {
  wall: 0x3b3936, ceiling: 0x242321, lamp: 0x4a4844, floor: [62, 57, 51], skirting: 0x2c2b28,
  jamb: 0x2f2d2a, frame: 0x14120f, mat: 0xdedad1, bevel: 0xb3aea3, blank: 0x6b6861,
  paper: "#dcd8cf", ink: "#1a1815", muted: "#4d4841", name: "#d9d5cc", shadow: 0.55, pool: 0.3, far: 0x2a2926,
};

/* The theme of the page as it is now: the visitor's choice, or the device's. */
export function tones() {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
  return red + green + blue > 384 ? DAY : NIGHT;
}

export function whenTonesChange(act) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", act);
  new MutationObserver(act).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
