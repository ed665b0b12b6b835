/* The rooms to walk through. Without this script, or without WebGL, the page is a plan and a list of all works. */

import { Tour } from "./tour.js";
import { Stage } from "./stage.js";

function hasWebGL() {
  // Asked first, since three.js complains aloud about a browser that has none.
  try { return Boolean(document.createElement("canvas").getContext("webgl2")); } catch { return false; }
}

function giveUp() {
  document.getElementById("rooms").hidden = true;
  document.getElementById("no-view").hidden = false;
  for (const button of document.querySelectorAll(".needs-view")) button.hidden = true;
}

async function open() {
  if (!hasWebGL()) return giveUp();
  const hanging = JSON.parse(document.getElementById("hanging").textContent);
  document.getElementById("rooms").hidden = false;
  for (const button of document.querySelectorAll(".needs-view")) button.hidden = false;
  // Labels are drawn on a canvas, which does not wait for fonts.
  const words = document.querySelector(".listing").textContent;
  await Promise.all(["400 20px", "600 20px"].map((font) => document.fonts.load(`${font} "Gallery Serif"`, words)));
  const canvas = document.getElementById("view");
  const stage = new Stage(canvas, hanging);
  const tour = new Tour(stage, hanging);
  canvas.addEventListener("webglcontextlost", () => { tour.end(); giveUp(); });
  tour.begin();
}

open();
