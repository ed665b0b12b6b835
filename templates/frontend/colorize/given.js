/* The colours that the visitor gave: listed with what each is and where, and marked in the picture. */

import { text } from "../common/texts.js";

const SVG = "http://www.w3.org/2000/svg";

/* A hint's place in words: that of its one point, or where its line begins and ends. */
export function position(points) {
  const [start, end] = [points[0], points[points.length - 1]].map(([x, y]) =>
    text("position", { x: Math.round(x * 100), y: Math.round(y * 100) }),
  );
  return points.length > 1 ? text("along", { start, end }) : start;
}

/* Write `hints` ({points, color: "#rrggbb"}) into the list; `onChange(index, color)`, `onRemove(index)`. */
export function writeList(list, hints, { onChange, onRemove }) {
  list.replaceChildren(
    ...hints.map((hint, index) => {
      const number = index + 1;
      const picker = made("input", { type: "color", value: hint.color, ariaLabel: text("colour_of", { number }) });
      picker.addEventListener("input", () => onChange(index, picker.value));
      const remove = made("button", { type: "button", textContent: text("remove") });
      remove.setAttribute("aria-label", text("remove_of", { number }));
      remove.addEventListener("click", () => onRemove(index));
      const item = document.createElement("li");
      const [name, place] = [number, position(hint.points)].map((textContent) => made("span", { textContent }));
      item.append(name, picker, place, remove);
      return item;
    }),
  );
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

/* Pixels on the screen; the least radius at which a dot still shows its colour. */
const VISIBLE = 8;

/* Draw a dot or a line for every hint, with its number, into `svg`, over a picture that is `width` × `height` before it is fitted. */
export function drawMarkers(svg, hints, width, height) {
  const scale = width / (svg.clientWidth || width);
  const radius = Math.max(Math.max(width, height) * 0.012, VISIBLE * scale);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(
    ...hints.flatMap(({ points, color }, index) => {
      const line = points.map(([x, y]) => [x * width, y * height]);
      const [[cx, cy]] = line;
      const number = drawn("text", {
        x: cx + radius * 1.9, y: cy, "font-size": radius * 2, "dominant-baseline": "central", fill: "#1a1a18",
        stroke: "#fafaf8", "stroke-width": radius * 0.6, "paint-order": "stroke", "stroke-linejoin": "round",
      });
      number.textContent = index + 1;
      const layers = [[1.35, "#1a1a18"], [1.2, "#fafaf8"], [1, color]];
      if (line.length > 1) return [...layers.map(([wide, ink]) => stroke(line, (2 * wide - 1) * radius, ink)), number];
      return [...layers.map(([wide, fill]) => drawn("circle", { cx, cy, r: radius * wide, fill })), number];
    }),
  );
}

function stroke(line, width, ink) {
  return drawn("polyline", {
    points: line.join(" "), fill: "none", stroke: ink, "stroke-width": width, "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
