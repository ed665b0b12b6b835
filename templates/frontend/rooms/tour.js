/* The visit: it leads from work to work, and says in words what one stands before. */

import { asked, Controls } from "../walk/controls.js";
import { calm, Hands } from "./hands.js";
import { Here } from "./here.js";
import { INTO, difference, yawTo } from "./measures.js";
import { Projection, projects } from "./projection.js";
import { Steps } from "./sound.js";
import { Walker } from "./walker.js";
import { reading, standpoint } from "./works.js";

const REACH = 3.8; // metres within which one stands before a work
const STEPS = { left: [0, 0, 1], right: [0, 0, -1], forward: [1, 0, 0], back: [-1, 0, 0] };

export class Tour {
  constructor(stage, hanging, words) {
    this.stage = stage;
    this.hanging = hanging;
    this.words = words;
    this.walker = new Walker(hanging);
    this.here = new Here();
    this.steps = new Steps();
    this.projection = new Projection(stage, () => this.controls.played(false), () => words.missed());
    this.before = undefined; // the work one stands before, null for none
    this.last = -1; // index of the work that was visited last
    this.stood = null; // where one was led to look at something: how to find that place again in another view
    stage.onframe = (seconds) => this.frame(seconds);
    stage.onfit = () => this.settle();
    this.controls = new Controls({
      go: (by) => this.go(by),
      show: (version) => this.show(version),
      step: (name) => this.hands.single(...STEPS[name]),
      jump: (event, id) => this.jump(event, id),
      sound: () => this.steps.toggle(),
      play: projects && ((button) => this.play(button)),
    });
    this.hands = new Hands(stage.canvas, {
      step: (ahead, aside) => { this.leave(); this.walker.step(ahead, aside); },
      turn: (left, up) => { this.leave(); this.walker.turn(left, up); },
      click: (x, y) => this.click(x, y),
      toggle: () => this.show(stage.version === "original" ? "colour" : "original"),
      wake: () => stage.invalidate(),
      meant: (event) => this.controls.meant(event),
    });
  }

  /* The pictures showed the work `at` before, in `version`. */
  begin(at, version) {
    const { signal } = this.controls.ended;
    addEventListener("hashchange", () => this.start(), { signal });
    if (document.readyState === "complete") this.start();
    else addEventListener("load", () => this.start(), { signal }); // by then the browser has gone to the list
    this.look();
    if (!this.stood) this.last = -1; // one sees the first work, and has not been led before it
    if (at) this.stay(at);
    if (version !== this.stage.version) this.show(version);
    this.words.note(""); // nobody needs to be told where they begin
    this.stage.invalidate();
  }

  /* Goes at once to where the address says. */
  start() {
    const work = asked(this.stage.works, ({ hall }) => this.hanging.halls[hall].room);
    if (!work) return;
    this.stay(work.index);
    this.stage.canvas.scrollIntoView({ block: "center" });
  }

  /* Stands before a work without having walked there. */
  stay(index) {
    this.visit(index);
    this.walker.arrive();
    this.look();
  }

  end() {
    this.projection.end();
    this.controls.end();
  }

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
    const { hall, x, z } = this.walker;
    if (this.trod) this.steps.walked(Math.hypot(x - this.trod.x, z - this.trod.z));
    this.trod = { x, z };
    this.stage.bare = this.stood?.bare && !this.walker.led ? this.stood.work : null;
    this.stage.look(this.walker, hall);
    this.here.mark(this.walker);
    const work = this.facing(hall);
    if (work !== this.before || hall !== this.inHall) {
      this.projection.end();
      this.before = work;
      this.inHall = hall;
      this.words.tell(work, hall);
      if (work) this.last = work.index;
    }
    this.controls.mark((by) => Boolean(this.stage.works[this.target(by)]));
    if (!moving) this.words.say();
  }

  facing(hall) {
    if (this.stood && !this.walker.led) return this.stood.work;
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
    this.stand(work, (fits) => standpoint(work, this.hanging.measures, this.stage.camera, fits));
    const frame = this.stage.canvas.getBoundingClientRect();
    if (frame.bottom < 120 || frame.top > innerHeight - 120) this.stage.canvas.scrollIntoView({ block: "center" });
  }

  /* Walks to the place that `find` gives, which is another in a view of another shape; before `work`, or before none in
     the hall where one is. */
  stand(work, find) {
    const place = find(({ x, z }) => this.walker.stands(x, z));
    this.walk(place.x, place.z, work ? work.hall : this.walker.hall, place.yaw);
    this.stood = { work, find, bare: place.bare };
  }

  settle() {
    if (!this.stood || this.walker.led) return;
    this.stand(this.stood.work, this.stood.find);
    this.walker.arrive();
    this.look();
  }

  /* From here on the visitor goes where they like. */
  leave() {
    this.walker.stop();
    this.stood = null;
  }

  click(x, y) {
    this.stage.canvas.focus({ preventScroll: true });
    const found = this.stage.under(x, y);
    if (found?.work) this.visit(found.work.index);
    else if (found?.label ?? found?.text) this.read(found.label ?? found.text);
    else if (found?.floor && this.walker.stands(...found.floor)) this.stroll(...found.floor);
  }

  /* Steps up to the label of a work, or to the text of the room. */
  read(words) {
    if (words.work) this.last = words.work.index;
    this.stand(words.work ?? null, (fits) => reading(words, this.hanging.measures, this.stage.camera, fits));
  }

  stroll(x, z) {
    const inside = ({ box: [west, north, east, south] }) => x >= west && x <= east && z >= north && z <= south;
    const hall = this.hanging.halls.findIndex(inside);
    if (hall >= 0) this.walk(x, z, hall);
  }

  walk(x, z, hall, yaw) {
    this.stood = null;
    this.walker.lead(x, z, hall, yaw);
    if (calm.matches) this.walker.arrive();
    this.stage.invalidate();
  }

  /* Plays the film that one stands before, in the version that hangs there, or ends it. */
  play({ dataset: { original, colour } }) {
    if (this.projection.work) return this.projection.end();
    this.projection.play(this.before, (this.stage.version === "colour" && colour) || original);
    return this.controls.played(true);
  }

  show(version) {
    this.projection.end();
    this.stage.version = version;
    this.words.note(this.controls.versioned(version));
    this.stage.invalidate();
  }
}
