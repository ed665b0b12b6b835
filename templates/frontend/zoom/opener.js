/* For the site's own script: brings the deep zoom when somebody first asks for it. It is several times larger than
   everything else on the page, and most visitors never need it. */

import { script, style } from "../common/brought.js";

export function offerZoom() {
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => bring(button), { once: true });
  }
}

async function bring(button) {
  button.setAttribute("aria-busy", "true");
  const { style: rules, script: program, instead } = button.dataset;
  try {
    await style(rules);
    await script(program); // which answers clicks from now on
    button.click();
  } catch {
    location.assign(instead); // the largest picture is better than nothing
  } finally {
    button.removeAttribute("aria-busy");
  }
}
