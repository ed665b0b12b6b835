/* The colours that the visitor gave: listed with what each is and where. */

import { position } from "../common/markers.js";
import { text } from "../common/texts.js";

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
