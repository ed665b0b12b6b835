/* What a hand or a key does in the picture: move it, take a colour from it, or say where a colour belongs. */

import { Aim, MOST_POINTS } from "../common/aim.js";
import { position } from "../common/markers.js";
import { text } from "../common/texts.js";
import { byId } from "./dom.js";

/* Letters that choose a tool while the picture has the focus. */
const LETTERS = { m: "pan", p: "point", s: "stroke", a: "area", x: "protect", i: "pick" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LEAST_POINTS = { stroke: 2, area: 3, protect: 3 };
const STRAIGHT = 2; // pixels on the screen that a line drawn by hand may stray from straight ones
const NEAR = 10; // pixels on the screen within which two clicks are at one place

export class Tools {
  /* `stage`: a Stage. `onPlace(tool, points)`: a point, stroke, area or protected area is given; `onPick(at)`: a colour
     is wanted from there; `onDraw(points, closed)`: one that is not finished; `say(words)` speaks. */
  constructor({ stage, onPlace, onPick, onDraw, say }) {
    Object.assign(this, { stage, onPlace, onPick, onDraw, say, tool: "pan", before: "point", begun: [] });
    this.box = byId("aim");
    this.aim = new Aim(this.box, byId("cross"), {
      onPlace: (points) => this.#place(points),
      onDraw: (points) => this.#draw(points),
      onMove: (at) => this.#move(at),
      onEnd: () => this.#end(),
      ready: () => this.tool !== "pan" && !this.held,
      near: () => this.stage.viewport.near,
    });
    this.buttons = document.querySelectorAll("[data-tool]");
    for (const choice of this.buttons) {
      choice.addEventListener("click", () => this.choose(choice.dataset.tool, true));
    }
    byId("finish").addEventListener("click", () => { this.finish(); this.box.focus(); });
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("keyup", (event) => { if (event.key.toLowerCase() === "o") this.stage.hold(false); });
    this.box.addEventListener("blur", () => this.stage.hold(false));
    this.choose("pan");
  }

  /* Whether a pointer moves the picture. */
  drags(event) {
    return this.tool === "pan" ? event.button === 0 : event.button === 1;
  }

  /* Two fingers took the picture: what one of them had begun was no line. */
  giveUp() {
    this.aim.giveUp();
  }

  choose(tool, focus = false) {
    if (tool !== this.tool && this.tool !== "pick") this.before = this.tool;
    this.begun = [];
    this.tool = tool;
    this.box.dataset.tool = tool;
    for (const choice of this.buttons) choice.setAttribute("aria-pressed", String(choice.dataset.tool === tool));
    byId("tool-help").textContent = text(`help_${tool}`);
    this.onDraw([], false);
    this.#showFinish();
    if (focus) this.box.focus({ preventScroll: true });
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.toLowerCase();
    const { viewport } = this.stage;
    if (letter === "o") this.stage.hold(true);
    else if (LETTERS[letter]) this.choose(LETTERS[letter]);
    else if (event.key === "+" || event.key === "=") viewport.step(true);
    else if (event.key === "-" || event.key === "−") viewport.step(false);
    else if (event.key === "0") viewport.whole();
    else if (event.key === "Backspace" && this.begun.length) this.#draw([], this.begun.pop());
    else if (this.tool === "pan" && ARROWS[event.key]) viewport.pan(...ARROWS[event.key]);
    else return;
    event.preventDefault();
  }

  #move(at) {
    this.stage.viewport.reveal(at);
    this.#draw([at]);
    this.say(position([at]));
  }

  #draw(points) {
    this.onDraw(LEAST_POINTS[this.tool] ? [...this.begun, ...points] : [], this.#closes);
  }

  get #closes() {
    return this.tool === "area" || this.tool === "protect";
  }

  #place(points) {
    const last = points[points.length - 1];
    if (this.tool === "pick") {
      this.onPick(last);
      this.choose(this.before);
    } else if (this.tool === "point") {
      this.onPlace("point", [last]);
    } else if (points.length > 1) {
      this.begun = [...this.begun, ...this.#plain(points)].slice(0, MOST_POINTS);
      this.finish();
    } else {
      this.#join(last);
    }
  }

  /* A corner, or a point of a stroke; at the place of the last one, or of an area's first, it ends there. */
  #join(at) {
    const { begun } = this;
    const ends = [begun[begun.length - 1], this.#closes ? begun[0] : undefined].filter(Boolean);
    if (ends.some((end) => this.#near(end, at))) return this.finish();
    this.begun = [...begun, at];
    this.#draw([]);
    this.#showFinish();
    this.say(text("corner", { number: this.begun.length, place: position([at]) }));
    return this.begun.length < MOST_POINTS ? undefined : this.finish();
  }

  /* A line that was drawn by hand, without the points that it hardly needs. */
  #plain(points) {
    const { width, height } = this.box.getBoundingClientRect();
    return simplified(points.map((point) => ({ point, x: point[0] * width, y: point[1] * height }))).map(({ point }) => point);
  }

  #near(one, other) {
    const { width, height } = this.box.getBoundingClientRect();
    return Math.hypot((one[0] - other[0]) * width, (one[1] - other[1]) * height) < NEAR;
  }

  finish() {
    const { begun, tool } = this;
    const enough = begun.length >= (LEAST_POINTS[tool] ?? Infinity);
    if (!enough) return this.say(text(`more_${tool === "stroke" ? "points" : "corners"}`));
    this.begun = [];
    this.#draw([]);
    this.#showFinish();
    return this.onPlace(tool, begun);
  }

  #end() {
    if (this.begun.length) {
      this.begun = [];
      this.#draw([]);
      this.#showFinish();
    } else {
      this.choose("pan");
    }
  }

  #showFinish() {
    const finish = byId("finish");
    finish.hidden = this.begun.length < (LEAST_POINTS[this.tool] ?? Infinity);
    finish.textContent = text(this.#closes ? "close_area" : "end_stroke");
  }
}

/* By Douglas and Peucker: the point farthest from the straight line stays, if it is far enough. */
function simplified(points) {
  const [start, end] = [points[0], points[points.length - 1]];
  const [across, down] = [end.x - start.x, end.y - start.y];
  const length = Math.hypot(across, down);
  const strays = points.map(({ x, y }) => (length
    ? Math.abs((x - start.x) * down - (y - start.y) * across) / length : Math.hypot(x - start.x, y - start.y)));
  const farthest = strays.indexOf(Math.max(...strays));
  if (points.length < 3 || strays[farthest] <= STRAIGHT) return points.length > 1 ? [start, end] : points;
  return [...simplified(points.slice(0, farthest + 1)).slice(0, -1), ...simplified(points.slice(farthest))];
}
