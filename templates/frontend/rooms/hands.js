/* Keys, mouse and fingers, turned into steps. */

const AHEAD = { ArrowUp: 1, KeyW: 1, ArrowDown: -1, KeyS: -1 };
const ASIDE = { KeyA: -1, KeyD: 1 };
const TURN = { ArrowLeft: 1, KeyQ: 1, ArrowRight: -1, KeyE: -1 };
const PACE = 1.9; // metres a second
const SPIN = 1.5; // radians a second
const STRIDE = 0.5; // of those who asked for less motion, who go in single steps
const ANGLE = Math.PI / 12;

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Hands {
  /* `act`: step(ahead, aside), turn(left, up), click(x, y), toggle(), wake(), meant(event): whether an arrow outside the
     canvas is for the view. */
  constructor(canvas, act) {
    this.canvas = canvas;
    this.act = act;
    this.keys = new Set();
    this.fingers = new Map();
    document.addEventListener("keydown", (event) => this.keydown(event));
    document.addEventListener("keyup", ({ code, key }) => (key === "Shift" ? this.keys.clear() : this.keys.delete(code)));
    for (const left of [canvas, globalThis]) left.addEventListener("blur", () => this.keys.clear());
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.up(event));
  }

  keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Letters only where the view has the focus: elsewhere they belong to the visitor's own tools.
    if (event.target !== this.canvas && !(event.code.startsWith("Arrow") && this.act.meant(event))) return;
    if (event.code === "KeyC") { this.act.toggle(); return; }
    if (!(event.code in AHEAD || event.code in ASIDE || event.code in TURN)) return;
    event.preventDefault();
    this.keys.add(event.code);
    this.shift = event.shiftKey;
    if (calm.matches) {
      const { ahead, aside, turn } = this.wanted([event.code]);
      this.keys.clear();
      this.single(ahead, aside, turn);
    } else {
      this.act.wake();
    }
  }

  /* With Shift the arrows that turn go aside instead. */
  wanted(codes) {
    const sum = (table, of = codes) => of.reduce((total, code) => total + (table[code] ?? 0), 0);
    const aside = this.shift ? codes.filter((code) => code.startsWith("Arrow")) : [];
    return { ahead: sum(AHEAD), aside: sum(ASIDE) - sum(TURN, aside), turn: sum(TURN) - sum(TURN, aside) };
  }

  /* One step, as by a button. */
  single(ahead, aside, turn) {
    if (ahead || aside) this.act.step(ahead * STRIDE, aside * STRIDE);
    if (turn) this.act.turn(turn * ANGLE, 0);
    this.act.wake();
  }

  /* What the keys held down ask for in `seconds`; whether there is any. */
  held(seconds) {
    if (!this.keys.size) return false;
    const { ahead, aside, turn } = this.wanted([...this.keys]);
    this.act.step(ahead * PACE * seconds, aside * PACE * seconds);
    this.act.turn(turn * SPIN * seconds, 0);
    return true;
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    this.moved = this.fingers.size > 1 ? 100 : 0;
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
    const spread = this.spread();
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    this.moved += Math.hypot(dx, dy);
    if (this.fingers.size > 1) {
      this.act.step((this.spread() - spread) * 0.012, 0);
    } else if (this.moved > 4) {
      this.canvas.classList.add("dragging");
      const angle = 1.4 / this.canvas.clientHeight;
      this.act.turn(dx * angle, event.pointerType === "mouse" ? dy * angle : 0);
    }
    this.act.wake();
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId)) return;
    this.canvas.classList.remove("dragging");
    if (event.type === "pointerup" && this.moved <= 6) this.act.click(event.clientX, event.clientY);
    if (this.fingers.size) this.moved = 100; // the finger that stays is no click
  }

  spread() {
    const [one, other] = [...this.fingers.values()];
    return other ? Math.hypot(one[0] - other[0], one[1] - other[1]) : 0;
  }
}
