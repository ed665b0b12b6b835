/* The films of a page. */

import { each } from "../site/buttons.js";
import { Player } from "./player.js";

document.addEventListener("DOMContentLoaded", () => each(document.querySelectorAll("[data-film]"), (box) => new Player(box)));
