/* Day, night, or as the device has it: a choice that stays in this browser. */

import { each, press } from "./buttons.js";

const root = document.documentElement;
const KEY = "gallery-theme";

function remembered() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // storage may be forbidden
  }
}

function remember(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    return; // then it lasts for this page
  }
}

function apply(choice) {
  if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  else delete root.dataset.theme;
}

/* Before the first paint, so that nothing flashes. */
export function applyRemembered() {
  apply(remembered());
}

export function switchable() {
  const buttons = document.querySelectorAll("[data-theme-choice]");
  const show = (choice) => {
    apply(choice);
    press(buttons, (button) => button.dataset.themeChoice === choice);
  };
  each(buttons, (button) => {
    button.addEventListener("click", () => {
      remember(button.dataset.themeChoice);
      show(button.dataset.themeChoice);
    });
  });
  show(root.dataset.theme ?? "");
}
