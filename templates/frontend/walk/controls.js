/* What both tours have in common, that through the rooms and that in pictures: their buttons, and keys without a click. */

import { text } from "../common/texts.js";

export class Controls {
  /* `act`: go(by), show(version), step(name), jump(id), sound(), play(button); what is missing has no button, unless more
     is `coming`. */
  constructor(act, coming = false) {
    this.section = document.getElementById("rooms");
    this.ended = new AbortController();
    const { signal } = this.ended;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tour], [data-version], [data-step], [data-walk], [data-sound], [data-screen], [data-play]");
      if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const { tour, version, step, walk } = button.dataset;
      if (tour) act.go(Number(tour));
      else if (version) act.show(version);
      else if (step) act.step(step);
      else if ("sound" in button.dataset) pressed(button, act.sound());
      else if ("screen" in button.dataset) this.fill();
      else if ("play" in button.dataset) act.play(button);
      else if (act.jump) act.jump(event, walk);
    }, { signal });
    this.section.classList.toggle("plays-films", Boolean(act.play));
    const screen = this.section.querySelector("[data-screen]");
    screen.hidden = !document.fullscreenEnabled;
    document.addEventListener("fullscreenchange", () => pressed(screen, this.full), { signal });
    for (const name of ["step", "sound"]) {
      for (const button of this.section.querySelectorAll(`[data-${name}]`)) button.hidden = !act[name] && !coming;
    }
  }

  end() { this.ended.abort(); }

  get full() { return document.fullscreenElement === this.section; }

  fill() { return this.full ? document.exitFullscreen() : this.section.requestFullscreen(); }

  /* Whether an arrow key means the view: where nothing else has the focus, and the view is what one looks at. */
  meant({ target }) {
    if (target !== document.body && !(target.closest("#rooms") && target.matches("button, canvas"))) return false;
    const { top, bottom } = this.section.querySelector(".space").getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0) > 0.5 * (bottom - top);
  }

  /* Says with the buttons where one is: `can(by)` is whether there is a work in that direction. */
  mark(can) {
    for (const button of document.querySelectorAll("[data-tour]")) {
      button.setAttribute("aria-disabled", String(!can(Number(button.dataset.tour))));
    }
  }

  /* Says whether a film plays. */
  played(on) {
    for (const button of document.querySelectorAll("[data-play]")) pressed(button, on);
  }

  /* Says that the walls show `version`; the sentence for those who listen. */
  versioned(version) {
    for (const button of document.querySelectorAll("[data-version]")) pressed(button, button.dataset.version === version);
    document.getElementById("version").hidden = version === "original";
    document.getElementById("label").dataset.view = version;
    return text(version === "original" ? "shows_original" : "shows_colour");
  }
}

function pressed(button, on) { button.setAttribute("aria-pressed", String(on)); }

/* What the address asks for: `#moon` that work, `#room-2` the first work of that room; undefined for nothing. */
export function asked(works, roomOf) {
  const name = decodeURIComponent(location.hash.slice(1));
  const room = Number(/^room-(\d+)$/.exec(name)?.[1]) - 1;
  return works.find(({ id }) => id === name) ?? works.find((work) => roomOf(work) === room);
}
