/* Where in the picture a colour belongs: at a point, by click or tap or by a cross that the arrow keys move; or along
   a line that is drawn with the pointer held down. */

const STEP = 0.01;
const LEAP = 0.1;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/* Pixels on the screen between the points of a drawn line; who moves less has clicked. */
const GRAIN = 4;

/* Points of a line, as model/inference/hints.py. */
export const MOST_POINTS = 64;

export class Aim {
  /* `box` lies over the picture, `cross` in it. `onPlace` and `onDraw` get points [x, y] in 0..1: one, or those of a
     line; while it is drawn, and an empty list when it is given up. `onMove` gets one, `onEnd` nothing. `ready()`:
     whether a place is wanted; `near()`: how many times closer than whole the picture is seen, by which the keys'
     steps get shorter. */
  constructor(box, cross, { onPlace, onDraw, onMove, onEnd, ready = () => true, near = () => 1 }) {
    Object.assign(this, { box, cross, onPlace, onDraw, onMove, onEnd, ready, near, at: [0.5, 0.5] });
    this.path = null; // {points, x, y} of the line that is being drawn, and where the pointer was last
    this.drawn = false; // whether the click that comes next only ends a line
    box.addEventListener("pointerdown", (event) => this.press(event));
    box.addEventListener("pointermove", (event) => this.drag(event));
    box.addEventListener("pointerup", () => this.lift());
    box.addEventListener("pointercancel", () => this.giveUp());
    box.addEventListener("click", (event) => this.click(event));
    box.addEventListener("keydown", (event) => this.key(event));
  }

  show(shown) {
    this.giveUp();
    this.box.hidden = !shown;
    if (!shown) return;
    this.move([0.5, 0.5]);
    this.box.focus();
  }

  press(event) {
    if (!event.isPrimary || event.button !== 0 || !this.ready()) return;
    this.drawn = false;
    this.path = { points: [this.under(event)], x: event.clientX, y: event.clientY };
    this.box.setPointerCapture(event.pointerId);
  }

  drag(event) {
    const { path } = this;
    if (!path || !event.isPrimary || Math.hypot(event.clientX - path.x, event.clientY - path.y) < GRAIN) return;
    const points = [...path.points, this.under(event)];
    this.path = { points, x: event.clientX, y: event.clientY };
    this.onDraw(points);
  }

  lift() {
    if (!this.path) return;
    const { points } = this.path;
    this.path = null;
    this.drawn = points.length > 1;
    if (this.drawn) this.onPlace(thinned(points));
  }

  giveUp() {
    if (!this.path) return;
    this.path = null;
    this.drawn = true;
    this.onDraw([]);
  }

  click(event) {
    if (!this.drawn && this.ready()) {
      this.move(this.under(event));
      this.onPlace([this.at]);
    }
    this.drawn = false;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.ready()) return;
    if (event.key in MOVES) {
      const far = (event.shiftKey ? LEAP : STEP) / this.near();
      const [x, y] = MOVES[event.key];
      this.move([this.at[0] + x * far, this.at[1] + y * far]);
      this.onMove(this.at);
    } else if (event.key === "Enter" || event.key === " ") {
      this.onPlace([this.at]);
    } else if (event.key === "Escape") {
      this.onEnd();
    } else {
      return;
    }
    event.preventDefault();
  }

  move(at) {
    this.at = within(at);
    this.cross.style.left = `${this.at[0] * 100}%`;
    this.cross.style.top = `${this.at[1] * 100}%`;
  }

  /* The place under the pointer. */
  under(event) {
    const { left, top, width, height } = this.box.getBoundingClientRect();
    return within([(event.clientX - left) / width, (event.clientY - top) / height]);
  }
}

function within(at) {
  return at.map((value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4);
}

/* A line of at most MOST_POINTS: every other point is left out, never an end, until they are so few. */
function thinned(points) {
  if (points.length <= MOST_POINTS) return points;
  return thinned(points.filter((_, at) => at % 2 === 0 || at === points.length - 1));
}
