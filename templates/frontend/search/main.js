/* The search page: asks while one types, keeps the question in the address, says how much was found. */

import { text } from "../common/texts.js";
import { asked, keep } from "./address.js";
import { Finder, filterBy } from "./finder.js";
import { Results } from "./results.js";

const PAUSE = 400; // milliseconds; a count is announced when one has stopped typing
const SLASH = "gallery-slash";

const form = document.getElementById("search");
const field = form.elements.namedItem("q");
const status = document.getElementById("status");
const reset = document.getElementById("reset");
const site = JSON.parse(document.getElementById("site").textContent);
const finder = new Finder(globalThis.galleryWorks);
const results = new Results(document.getElementById("results"), document.getElementById("more"), site);

let waiting = 0;

function question() {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
}

function answer(pause = PAUSE) {
  const wanted = question();
  const any = Object.values(wanted).some(Boolean);
  const outcome = finder.find(wanted.q, filterBy(wanted));
  results.show(outcome);
  reset.hidden = !any;
  keep(wanted);
  clearTimeout(waiting);
  const say = () => { status.textContent = said(outcome, any); };
  if (pause) waiting = setTimeout(say, pause);
  else say();
}

function said({ works, partly }, any) {
  const count = works.length;
  if (count === 0) return text("nothing");
  return text(partly ? "found_some" : any ? "found" : "photographs", { count });
}

function restore() {
  for (const [name, value] of Object.entries(asked())) {
    const control = form.elements.namedItem(name);
    if (!control) continue;
    control.value = value;
    if (control.value !== value) control.value = ""; // a filter that is not offered here
  }
}

/* The key leads to the field. It can be turned off: some speak to their computer, and a word may hold its sign. */
function shortcut() {
  const choice = document.getElementById("slash");
  choice.closest("p").hidden = false; // it stands below the results, and would be pushed away by them
  try { choice.checked = localStorage.getItem(SLASH) !== "off"; } catch { /* storage may be forbidden */ }
  choice.addEventListener("change", () => {
    try { localStorage.setItem(SLASH, choice.checked ? "on" : "off"); } catch { /* then it lasts for this page */ }
  });
  document.addEventListener("keydown", event => {
    const writing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing || !choice.checked) return;
    event.preventDefault();
    field.select();
  });
}

restore();
answer(0);
shortcut();
form.addEventListener("submit", event => { event.preventDefault(); answer(0); });
form.addEventListener("input", () => answer());
reset.addEventListener("click", () => {
  form.reset();
  answer(0);
  field.focus();
});
// The index is there before the first letter, without making the page wait for it.
(globalThis.requestIdleCallback ?? setTimeout)(() => { finder.index ??= finder.build(); });
