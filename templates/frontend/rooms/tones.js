/* Colours and lights of the rooms by day and by night. The photographs are the only colour; all else is warm and neutral.
   `day` is the light through the skylight and `pool` that of the lamps, as shares of full light on the wall; `mirror` how
   much a floor mirrors at most, up to `depth` metres above it. */

export const DAY = {
  wall: 0xf8f5ee, day: 0.91, sky: [1, 1, 0.995], pool: 0.14, warm: [1, 0.98, 0.94],
  ceiling: 0xeceae4, lamp: 0xffffff, bars: 0xdedcd6, gap: 0xcfccc5, floor: [196, 180, 157], floorLight: 1, mirror: 0.36, mist: 0xd9d3c7, depth: 1.5,
  skirting: 0xdfdbd2, jamb: 0xe0dcd4, track: 0xd3d0c9, head: 0xc4c0b8, lens: 0xfffaf0,
  frame: 0x26221e, gleam: 0x8d857a, mat: 0xfbfaf6, core: 0xe3dfd6, blank: 0xcfcbc3, seat: 0x57504a, legs: 0x2e2b28,
  paper: "#fefdfb", ink: "#1f1d1a", muted: "#5d5850", name: "#2b2824", shadow: 0.3, ground: 0.34, far: 0xe9e5dd,
};

export const NIGHT = {
  wall: 0xdcd6cb, day: 0.066, sky: [0.95, 0.96, 1], pool: 0.46, warm: [1, 0.93, 0.82],
  ceiling: 0x232221, lamp: 0x1d232c, bars: 0x2b2a29, gap: 0x191918, floor: [74, 65, 55], floorLight: 0.72, mirror: 0.34, mist: 0x262320, depth: 2.3,
  skirting: 0x2f2d2a, jamb: 0x353330, track: 0x191817, head: 0x141312, lens: 0xfff1d8,
  frame: 0x181512, gleam: 0x6d655b, mat: 0xe4dfd5, core: 0xbdb7ab, blank: 0x6b6861, seat: 0x2b2825, legs: 0x131211,
  paper: "#e2ddd3", ink: "#1a1815", muted: "#4d4841", name: "#e6e1d7", shadow: 0.62, ground: 0.6, far: 0x232220,
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
