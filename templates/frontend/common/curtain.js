/* The curtain between original and colour, as hands and keys draw it. A share is how much of the picture, from its right
   edge, is shown in colour: 0 to 100. */

const SLOP = 8; // pixels that a finger may stray in a tap, and must travel in a drag
const STEPS = { ArrowLeft: 1, ArrowUp: 1, ArrowRight: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/* The share after the key of `event`, null if the key means nothing here. Browsers disagree about the arrows of a slider
   that runs from right to left: here the curtain goes where the arrow points. */
export function drawnByKey(event, share) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Home") return 0;
  if (event.key === "End") return 100;
  const step = STEPS[event.key];
  return step === undefined ? null : Math.max(0, Math.min(100, Math.round(share) + step));
}

/* The curtain follows the hand on `surface`: a mouse at once; a finger when it taps, or moves along the line rather than
   with the page. A page that is scrolled and a picture that is pinched leave it where it is (`touch-action` of the
   surface). `ready()`: whether there is a curtain; `share()`: where it is; `draw(share, resting)` moves it, `resting`
   when it should glide. */
export class Hand {
  constructor(surface, { ready, share, draw }) {
    Object.assign(this, { surface, share, draw, held: null });
    surface.addEventListener("pointerdown", (event) => { if (ready()) this.#down(event); });
    surface.addEventListener("pointermove", (event) => this.#move(event));
    surface.addEventListener("pointerup", (event) => this.#up(event));
    surface.addEventListener("pointercancel", (event) => this.#leave(event));
    // A picture of its own accord is dragged away as a file.
    surface.addEventListener("dragstart", (event) => { if (ready()) event.preventDefault(); });
  }

  #down(event) {
    if (!event.isPrimary) return this.#back(); // a second finger: this is a pinch
    if (event.button !== 0) return;
    const { pointerId, clientX, clientY } = event;
    this.held = { pointerId, clientX, clientY, before: this.share(), drawn: event.pointerType !== "touch" };
    if (this.held.drawn) this.#draw(event);
  }

  #move(event) {
    if (event.pointerId !== this.held?.pointerId) return;
    if (!this.held.drawn) {
      const [across, along] = [Math.abs(event.clientX - this.held.clientX), Math.abs(event.clientY - this.held.clientY)];
      if (Math.max(across, along) < SLOP) return;
      if (along >= across) this.held = null;
      else this.held.drawn = true;
    }
    if (this.held) this.#draw(event);
  }

  #up(event) {
    if (event.pointerId !== this.held?.pointerId) return;
    if (!this.held.drawn) this.#draw(event, true);
    this.held = null;
  }

  #leave(event) {
    if (event.pointerId === this.held?.pointerId) this.#back();
  }

  #back() {
    if (this.held?.drawn) this.draw(this.held.before, false);
    this.held = null;
  }

  #draw(event, resting = false) {
    if (!resting) this.surface.setPointerCapture(event.pointerId);
    const { left, width } = this.surface.getBoundingClientRect();
    this.draw(Math.max(0, Math.min(100, 100 - (100 * (event.clientX - left)) / width)), resting);
  }
}
