/* Buttons that stay pressed. */

export function each(list, visit) {
  Array.prototype.forEach.call(list, visit);
}

export function press(buttons, pressed) {
  each(buttons, (button) => button.setAttribute("aria-pressed", String(pressed(button))));
}
