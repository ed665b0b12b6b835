/* The deep zoom: a dialog over the page with original and colour at every pixel. */

import { Zoom } from "./dialog.js";

for (const button of document.querySelectorAll("[data-zoom]")) {
  let zoom = null;
  button.addEventListener("click", () => {
    zoom ??= new Zoom(made(button.dataset.zoom));
    zoom.open(button);
  });
}

/* The dialog in the template of that id, at the end of the page. */
function made(id) {
  const dialog = document.getElementById(id).content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  return dialog;
}
