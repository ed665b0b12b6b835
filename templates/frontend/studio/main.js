/* The page in which a curator works on an exhibition. */

import { byId } from "./dom.js";
import { endDialogs } from "./dialogs.js";
import { get } from "./server.js";
import { Studio } from "./studio.js";

document.addEventListener("DOMContentLoaded", async () => {
  endDialogs();
  try {
    const studio = new Studio(await get("/api/exhibit"));
    document.documentElement.dataset.studio = "ready";
    return studio;
  } catch (error) {
    byId("refused").hidden = false;
    byId("refused-why").textContent = error.message;
    throw error;
  }
});
