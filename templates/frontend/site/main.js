/* The script of every page: small, and classic once bundled, so that it also runs from a folder on a stick.
   Without it the pages stand: original and colour side by side, each with its caption. */

import { offerZoom } from "../zoom/opener.js";
import { each } from "./buttons.js";
import { Comparison } from "./compare.js";
import { copying } from "./copy.js";
import { bringHidden } from "./hidden.js";
import { openOnPaper } from "./paper.js";
import { applyRemembered, switchable } from "./theme.js";
import { askForType } from "./type.js";
import { closeBehindFocus } from "./ways.js";

askForType();
document.documentElement.classList.add("scripted");
applyRemembered();

document.addEventListener("DOMContentLoaded", () => {
  switchable();
  closeBehindFocus();
  each(document.querySelectorAll("[data-compare]"), (box) => new Comparison(box));
  each(document.querySelectorAll("[data-waits]"), bringHidden);
  each(document.querySelectorAll("[data-copies]"), copying);
  offerZoom();
  openOnPaper();
});
