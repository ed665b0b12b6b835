/* What part of a picture is seen, and how large; moved by wheel, pinch, drag and keys. */

const STEP = 1.6; // one press of a button or key
const STRIDE = 0.2; // of what is seen, by an arrow key
const MOST = 8; // screen pixels to one of the picture

export class Viewport {
  /* `stage` is the element the picture is seen in: it gets --x, --y, --w and --h, where the picture lies, in pixels.
     `onChange` is called after every change; `drags(event)` says whether a pointer moves the picture; `onPinch` is
     called when two fingers take it. */
  constructor(stage, { onChange, drags, onPinch }) {
    Object.assign(this, { stage, onChange, drags, onPinch, size: [1, 1], scale: 1, x: 0, y: 0, isWhole: true, inset: 0 });
    this.fingers = new Map();
    stage.addEventListener("wheel", (event) => this.#roll(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#press(event));
    stage.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.#lift(event));
    new ResizeObserver(() => (this.isWhole ? this.whole() : this.#keep())).observe(stage);
  }

  /* Leaves so many pixels around the picture where it is seen whole. */
  leave(inset) {
    this.inset = inset;
    this.whole();
  }

  /* The picture has another size: it is seen whole, unless its proportions stay as they were. */
  resize([width, height]) {
    const before = this.size;
    this.size = [width, height];
    if (Math.abs(before[0] / before[1] - width / height) > 0.01 || this.isWhole) return this.whole();
    this.scale *= before[0] / width;
    return this.#keep();
  }

  whole() {
    this.scale = this.#least;
    this.#keep();
  }

  get #least() {
    const { clientWidth, clientHeight } = this.stage;
    const room = (length) => Math.max(length - 2 * this.inset, 1);
    return Math.min(room(clientWidth) / this.size[0], room(clientHeight) / this.size[1]);
  }

  /* How many times closer than whole it is seen. */
  get near() {
    return this.scale / this.#least;
  }

  get #middle() {
    return [this.stage.clientWidth / 2, this.stage.clientHeight / 2];
  }

  step(inwards) {
    this.zoom(inwards ? STEP : 1 / STEP);
  }

  /* `at`: the place in the stage, in pixels, that stays where it is. */
  zoom(factor, at = this.#middle) {
    const scale = Math.min(Math.max(this.scale * factor, this.#least), Math.max(MOST, this.#least));
    const by = scale / this.scale;
    this.x = at[0] - (at[0] - this.x) * by;
    this.y = at[1] - (at[1] - this.y) * by;
    this.scale = scale;
    this.#keep();
  }

  /* By a share of what is seen: `across` and `down` are −1, 0 or 1. */
  pan(across, down) {
    this.#shift(-across * STRIDE * this.stage.clientWidth, -down * STRIDE * this.stage.clientHeight);
  }

  #shift(x, y) {
    this.x += x;
    this.y += y;
    this.#keep();
  }

  /* Brings a place of the picture into sight. */
  reveal([across, down]) {
    const [x, y] = [this.x + across * this.size[0] * this.scale, this.y + down * this.size[1] * this.scale];
    const { clientWidth, clientHeight } = this.stage;
    const beyond = (at, length) => Math.min(at, 0) + Math.max(at - length, 0);
    if (beyond(x, clientWidth) || beyond(y, clientHeight)) this.#shift(clientWidth / 2 - x, clientHeight / 2 - y);
  }

  #keep() {
    const { clientWidth, clientHeight } = this.stage;
    const [width, height] = this.size.map((side) => side * this.scale);
    const held = (at, length, room) => (length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, at)));
    this.x = held(this.x, width, clientWidth);
    this.y = held(this.y, height, clientHeight);
    this.isWhole = this.near < 1.001;
    for (const [name, value] of [["x", this.x], ["y", this.y], ["w", width], ["h", height]]) {
      this.stage.style.setProperty(`--${name}`, `${value.toFixed(2)}px`);
    }
    this.onChange();
  }

  #inside({ clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  #roll(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 16;
    this.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), this.#inside(event));
  }

  #press(event) {
    const touch = event.pointerType === "touch";
    if (!touch) this.fingers.clear();
    if (!touch && !this.drags(event)) return;
    this.fingers.set(event.pointerId, { at: this.#inside(event), drags: this.drags(event) });
    if (this.fingers.size === 2) this.onPinch();
    if (!touch) this.stage.setPointerCapture(event.pointerId);
  }

  #drag(event) {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) return;
    const [before, after] = [finger.at, this.#inside(event)];
    finger.at = after;
    if (this.fingers.size === 1 && finger.drags) this.#shift(after[0] - before[0], after[1] - before[1]);
    if (this.fingers.size !== 2) return;
    const other = [...this.fingers.values()].find((found) => found !== finger).at;
    const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]);
    const middle = [0, 1].map((axis) => (after[axis] + other[axis]) / 2);
    this.#shift((after[0] - before[0]) / 2, (after[1] - before[1]) / 2);
    this.zoom(apart(after) / Math.max(apart(before), 1), middle);
  }

  #lift(event) {
    this.fingers.delete(event.pointerId);
  }
}
