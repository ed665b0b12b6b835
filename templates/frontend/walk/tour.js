/* The visit: it leads from work to work, and says in words what one stands before. */

import { text } from "../common/texts.js";
import { calm, Hands } from "./hands.js";
import { Here } from "./here.js";
import { INTO, difference, yawTo } from "./measures.js";
import { Walker } from "./walker.js";
import { Words } from "./words.js";
import { standpoint } from "./works.js";

const REACH = 3.4; // metres within which one stands before a work

export class Tour {
  constructor(stage, hanging) {
    this.stage = stage;
    this.hanging = hanging;
    this.walker = new Walker(hanging);
    this.words = new Words(hanging);
    this.here = new Here();
    this.before = undefined; // the work one stands before, null for none
    this.ended = new AbortController();
    this.last = -1; // index of the work that was visited last
    stage.words = this.words;
    stage.onframe = (seconds) => this.frame(seconds);
    this.hands = new Hands(stage.canvas, {
      step: (ahead, aside) => { this.walker.stop(); this.walker.step(ahead, aside); },
      turn: (left, up) => { this.walker.stop(); this.walker.turn(left, up); },
      click: (x, y) => this.click(x, y),
      toggle: () => this.show(stage.version === "original" ? "colour" : "original"),
      wake: () => stage.invalidate(),
    });
  }

  begin() {
    const steps = { left: [0, 0, 1], right: [0, 0, -1], forward: [1, 0, 0], back: [-1, 0, 0] };
    const { signal } = this.ended;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tour], [data-version], [data-step], [data-walk]");
      if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const { tour, version, step, walk } = button.dataset;
      if (tour) this.go(Number(tour));
      else if (version) this.show(version);
      else if (step) this.hands.single(...steps[step]);
      else this.jump(event, walk);
    }, { signal });
    addEventListener("hashchange", () => this.start(), { signal });
    if (document.readyState === "complete") this.start();
    else addEventListener("load", () => this.start(), { signal }); // by then the browser has gone to the list
    this.look();
    this.words.note(""); // nobody needs to be told where they begin
    this.stage.invalidate();
  }

  /* Goes at once to where the address says: `#moon` before that work, `#room-2` before the first of that room. */
  start() {
    const asked = decodeURIComponent(location.hash.slice(1));
    const room = Number(/^room-(\d+)$/.exec(asked)?.[1]) - 1;
    const { works } = this.stage;
    const first = works.find(({ hall }) => this.hanging.halls[hall].room === room);
    const work = works.find(({ id }) => id === asked) ?? first;
    if (!work) return;
    this.visit(work.index);
    this.walker.arrive();
    this.look();
    this.stage.canvas.scrollIntoView({ block: "center" });
  }

  end() { this.ended.abort(); }

  jump(event, id) {
    event.preventDefault();
    this.visit(this.stage.works.findIndex((work) => work.id === id));
    this.stage.canvas.focus({ preventScroll: true });
  }

  frame(seconds) {
    const held = this.hands.held(seconds);
    if (this.walker.led) this.walker.follow(seconds);
    const more = held || this.walker.led;
    this.look(more);
    return more;
  }

  /* Puts the eyes where the visitor is; once they stand still, says what is before them. */
  look(moving = false) {
    const hall = this.walker.hall;
    this.stage.look(this.walker, hall);
    this.here.mark(this.walker);
    const work = this.facing(hall);
    if (work !== this.before || hall !== this.inHall) {
      this.before = work;
      this.inHall = hall;
      this.words.tell(work, hall);
    }
    if (work) this.last = work.index;
    for (const button of document.querySelectorAll("[data-tour]")) {
      button.setAttribute("aria-disabled", String(!this.stage.works[this.target(Number(button.dataset.tour))]));
    }
    if (!moving) this.words.say();
  }

  facing(hall) {
    const { x, z, yaw } = this.walker;
    let best = null;
    let least = Infinity;
    for (const work of this.stage.works) {
      if (work.hall !== hall) continue;
      const [dx, dz] = [work.x - x, work.z - z];
      const distance = Math.hypot(dx, dz);
      const before = -(dx * INTO[work.side][0] + dz * INTO[work.side][1]); // how far from its wall
      const off = Math.abs(difference(yaw, yawTo(dx, dz)));
      const reach = Math.max(REACH, 2.2 * Math.max(work.width, work.height));
      if (distance > reach || off > 0.55 || before < 0.4 * distance) continue;
      if (distance + 3 * off < least) [best, least] = [work, distance + 3 * off];
    }
    return best;
  }

  target(by) { return this.last < 0 && by < 0 ? -1 : this.last + by; }

  go(by) { this.visit(this.target(by)); }

  visit(index) {
    const work = this.stage.works[index];
    if (!work) return;
    this.last = index;
    const place = standpoint(work, this.hanging.measures, this.stage.camera);
    this.walk(place.x, place.z, work.hall, place.yaw);
    const frame = this.stage.canvas.getBoundingClientRect();
    if (frame.bottom < 120 || frame.top > innerHeight - 120) this.stage.canvas.scrollIntoView({ block: "center" });
  }

  click(x, y) {
    this.stage.canvas.focus();
    const found = this.stage.under(x, y);
    if (found?.work) this.visit(found.work.index);
    else if (found?.floor && this.walker.stands(...found.floor)) this.stroll(...found.floor);
  }

  stroll(x, z) {
    const inside = ({ box: [west, north, east, south] }) => x >= west && x <= east && z >= north && z <= south;
    const hall = this.hanging.halls.findIndex(inside);
    if (hall >= 0) this.walk(x, z, hall);
  }

  walk(x, z, hall, yaw) {
    this.walker.lead(x, z, hall, yaw);
    if (calm.matches) this.walker.arrive();
    this.stage.invalidate();
  }

  show(version) {
    this.stage.version = version;
    for (const button of document.querySelectorAll("[data-version]")) {
      button.setAttribute("aria-pressed", String(button.dataset.version === version));
    }
    document.getElementById("version").hidden = version === "original";
    document.getElementById("label").dataset.view = version;
    this.words.note(text(version === "original" ? "shows_original" : "shows_colour"));
    this.stage.invalidate();
  }
}
