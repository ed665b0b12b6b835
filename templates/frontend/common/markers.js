/* Colours that were given, drawn over a picture: dots, lines and areas with their numbers; and a place in words. */

import { text } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const DARK = "#1a1a18";
const LIGHT = "#fafaf8";

/* Pixels on the screen; the least radius at which a dot still shows its colour. */
const VISIBLE = 8;

/* A hint's place in words: that of its one point, or where its line begins and ends. */
export function position(points) {
  const [start, end] = [points[0], points[points.length - 1]].map(([x, y]) =>
    text("position", { x: Math.round(x * 100), y: Math.round(y * 100) }),
  );
  return points.length > 1 ? text("along", { start, end }) : start;
}

/* Draw `hints` ({points, color, closed}) with their numbers into `svg`, over a picture that is `width` × `height` before
   it is fitted; a dot's radius is at least `share` of the picture's longer side. A closed line is an area; without a
   colour it is one that stays grey. */
export function drawMarkers(svg, hints, width, height, share = 0.012) {
  const scale = width / (svg.clientWidth || width);
  const radius = Math.max(Math.max(width, height) * share, VISIBLE * scale);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(
    ...hints.flatMap(({ points, color, closed }, index) => {
      const line = points.map(([x, y]) => [x * width, y * height]);
      const [[cx, cy]] = line;
      const number = drawn("text", {
        x: cx + radius * 1.9, y: cy, "font-size": radius * 2, "dominant-baseline": "central", fill: DARK,
        stroke: LIGHT, "stroke-width": radius * 0.6, "paint-order": "stroke", "stroke-linejoin": "round",
      });
      number.textContent = index + 1;
      if (closed) return [...outline(line, radius, color), ...(color ? [number] : [])];
      const layers = [[1.35, DARK], [1.2, LIGHT], [1, color]];
      if (line.length > 1) return [...layers.map(([wide, ink]) => stroke(line, (2 * wide - 1) * radius, ink)), number];
      return [...layers.map(([wide, fill]) => drawn("circle", { cx, cy, r: radius * wide, fill })), number];
    }),
  );
}

/* An area: its outline in its colour; one that stays grey is dashed. */
function outline(line, radius, color) {
  const points = line.join(" ");
  const layer = (wide, ink, dash) => drawn("polygon", {
    points, fill: "none", stroke: ink, "stroke-width": radius * wide, "stroke-linejoin": "round",
    ...(dash ? { "stroke-dasharray": radius * dash } : {}),
  });
  if (!color) return [layer(0.6, DARK), layer(0.3, LIGHT, 0.8)];
  return [layer(0.9, DARK), layer(0.7, LIGHT), layer(0.4, color)];
}

function stroke(line, width, ink) {
  return drawn("polyline", {
    points: line.join(" "), fill: "none", stroke: ink, "stroke-width": width, "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
}

export function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
