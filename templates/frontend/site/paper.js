/* What is folded on the screen is open on paper. */

import { each } from "./buttons.js";

export function openOnPaper() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    each(opened, (details) => { details.open = true; });
  });
  addEventListener("afterprint", () => each(opened, (details) => { details.open = false; }));
}
