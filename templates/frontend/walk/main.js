/* The rooms to walk through; without WebGL a tour in pictures. Without this script the page is a plan and a list. */

import { text } from "../common/texts.js";
import { Labels } from "./labels.js";
import { Pictures } from "./pictures.js";
import { Slides } from "./slides.js";
import { Stage } from "./stage.js";
import { Tour } from "./tour.js";
import { Words } from "./words.js";
import { unpacked } from "./works.js";

function hasWebGL() {
  // Asked first, since three.js complains aloud about a browser that has none.
  try { return Boolean(document.createElement("canvas").getContext("webgl2")); } catch { return false; }
}

/* The buttons in the list that lead to a work in the view. */
function offerWays() {
  for (const item of document.querySelectorAll(".listing li")) {
    const button = document.createElement("button");
    const { number } = item.dataset;
    button.type = "button";
    button.dataset.walk = item.id;
    button.textContent = text("walk_to");
    button.setAttribute("aria-label", text("walk_to_work", { number, title: item.querySelector("a").textContent }));
    item.lastElementChild.append(button);
  }
}

async function open() {
  const hanging = JSON.parse(document.getElementById("hanging").textContent);
  const works = hanging.works.map(unpacked);
  const canvas = document.getElementById("view");
  let stage = null;
  const changed = () => stage?.tell();
  const labels = new Labels(hanging.labels, canvas.dataset.kept, changed);
  const pictures = new Pictures(canvas.dataset, changed);
  const words = new Words(hanging, labels);
  const slides = (index) => new Slides(hanging, works, words, pictures).begin(index);
  const seen = hasWebGL();
  if (seen) offerWays();
  // Labels are drawn on a canvas, which does not wait for fonts; and buttons that wait for theirs do not move later.
  const said = document.querySelector(".listing").textContent;
  const fonts = ['400 20px "Gallery Serif"', '600 20px "Gallery Serif"', '400 20px "Gallery Sans"'];
  await Promise.all(fonts.map((font) => document.fonts.load(font, said)));
  document.getElementById("rooms").classList.add("open");
  if (!seen) return slides();
  stage = new Stage(canvas, hanging, works, words, pictures);
  const tour = new Tour(stage, hanging, words);
  canvas.addEventListener("webglcontextlost", () => { tour.end(); slides(Math.max(0, tour.last)); });
  return tour.begin();
}

open();
