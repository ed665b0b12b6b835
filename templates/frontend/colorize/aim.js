/* Where in the picture a colour belongs: by click or tap, or by a cross that the arrow keys move. */

const STEP = 0.01;
const LEAP = 0.1;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Aim {
  /* `box` lies over the picture, `cross` in it. `onPlace` and `onMove` get [x, y] in 0..1, `onEnd` nothing. */
  constructor(box, cross, { onPlace, onMove, onEnd }) {
    Object.assign(this, { box, cross, onPlace, onMove, onEnd, at: [0.5, 0.5] });
    box.addEventListener("click", (event) => this.click(event));
    box.addEventListener("keydown", (event) => this.key(event));
  }

  show(shown) {
    this.box.hidden = !shown;
    if (!shown) return;
    this.move([0.5, 0.5]);
    this.box.focus();
  }

  click(event) {
    const { left, top, width, height } = this.box.getBoundingClientRect();
    this.move([(event.clientX - left) / width, (event.clientY - top) / height]);
    this.onPlace(this.at);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in MOVES) {
      const far = event.shiftKey ? LEAP : STEP;
      const [x, y] = MOVES[event.key];
      this.move([this.at[0] + x * far, this.at[1] + y * far]);
      this.onMove(this.at);
    } else if (event.key === "Enter" || event.key === " ") {
      this.onPlace(this.at);
    } else if (event.key === "Escape") {
      this.onEnd();
    } else {
      return;
    }
    event.preventDefault();
  }

  move(at) {
    this.at = at.map((value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4);
    this.cross.style.left = `${this.at[0] * 100}%`;
    this.cross.style.top = `${this.at[1] * 100}%`;
  }
}
