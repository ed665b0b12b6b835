/* Elements found and made. */

export const byId = (id) => document.getElementById(id);

/* An element with its properties; those that no element has, such as data-… and aria-…, become attributes. */
export function made(name, properties = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...content.filter((part) => part !== null));
  return element;
}

/* A button with words on it. */
export function button(words, onClick, properties = {}) {
  const found = made("button", { type: "button", textContent: words, ...properties });
  found.addEventListener("click", onClick);
  return found;
}

/* Put `value` into a control, but not under the hand of who types the same. */
export function put(control, value) {
  if (control.value !== value) control.value = value;
}

/* Whether keys go into a text there, and are no commands. */
export function types(element) {
  return element.matches?.("textarea, select, input:not([type=range], [type=checkbox], [type=color], [type=file])");
}
