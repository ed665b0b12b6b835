/* The page: what the visitor does goes to the worker as a wish, what comes back is shown. Nothing computes here. */

import { Bench } from "./bench.js";

document.addEventListener("DOMContentLoaded", () => {
  // From files browsers start no worker and load no network; the page says what to do.
  if (location.protocol === "file:") {
    document.getElementById("from-disk").hidden = false;
    document.getElementById("bench").hidden = true;
    return;
  }
  const settings = document.getElementById("colorizer");
  new Bench({ ...JSON.parse(settings.textContent), root: settings.dataset.root }).start();
});
