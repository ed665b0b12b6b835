/* Works taken from one place in the rooms to another: by a mouse's drag, or by a finger that rests on one and moves then
   (before that it scrolls the page). */

const REST = 350; // milliseconds that a finger rests
const STRAY = 10; // pixels that it may stray meanwhile
const EDGE = 60; // pixels from the edge of the window within which the page scrolls along
const SPEED = 12; // pixels it scrolls by at a time

export class Drag {
  /* `box` holds sections, each with a list of `.hang`. `onBegin()` is called when one is taken up, and
     `onDrop(id, room, position)` when it is put down elsewhere. */
  constructor(box, { onBegin, onDrop }) {
    Object.assign(this, { box, onBegin, onDrop, dragged: null, finger: null });
    this.#byMouse();
    this.#byTouch();
  }

  #begin(id) {
    this.onBegin();
    this.dragged = id;
    this.box.querySelector(`[data-work="${CSS.escape(id)}"].hang`).classList.add("carried");
  }

  #end() {
    this.dragged = null;
    this.#showGap(null);
    this.box.querySelector(".carried")?.classList.remove("carried");
  }

  #drop(gap) {
    const id = this.dragged;
    this.#end();
    if (gap) this.onDrop(id, gap.room, gap.position);
  }

  #byMouse() {
    this.box.addEventListener("dragstart", (event) => {
      const id = event.target.closest?.(".hang")?.dataset.work;
      if (this.finger) return event.preventDefault(); // a finger's is not the browser's
      if (!id) return undefined;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("application/x-work", id);
      return this.#begin(id);
    });
    this.box.addEventListener("dragover", (event) => {
      const gap = this.dragged && this.#gap(event.target, event);
      if (!gap) return;
      event.preventDefault();
      this.#showGap(gap);
    });
    this.box.addEventListener("dragend", () => this.#end());
    this.box.addEventListener("drop", (event) => {
      if (!this.dragged) return;
      event.preventDefault();
      event.stopPropagation();
      this.#drop(this.#gap(event.target, event));
    });
  }

  #byTouch() {
    const { box } = this;
    box.addEventListener("pointerdown", (event) => {
      const hang = event.target.closest(".hang");
      if (event.pointerType !== "touch" || !hang || this.finger) return;
      const rests = setTimeout(() => this.#begin(hang.dataset.work), REST);
      this.finger = { id: event.pointerId, x: event.clientX, y: event.clientY, rests };
    });
    box.addEventListener("pointermove", (event) => {
      const { finger } = this;
      if (finger?.id !== event.pointerId) return;
      if (this.dragged) this.#carry(event);
      else if (Math.hypot(event.clientX - finger.x, event.clientY - finger.y) > STRAY) this.#lift();
    });
    box.addEventListener("pointerup", (event) => {
      if (this.finger?.id !== event.pointerId) return;
      this.#lift();
      if (!this.dragged) return;
      box.addEventListener("click", stop, { capture: true, once: true }); // of lifting the finger
      setTimeout(() => box.removeEventListener("click", stop, { capture: true }), 100);
      this.#drop(this.#below(event));
    });
    box.addEventListener("pointercancel", () => { if (this.finger) { this.#lift(); this.#end(); } });
    box.addEventListener("touchmove", (event) => { if (this.finger && this.dragged) event.preventDefault(); }, { passive: false });
    box.addEventListener("contextmenu", (event) => { if (this.finger) event.preventDefault(); });
  }

  #lift() {
    clearTimeout(this.finger.rests);
    this.finger = null;
  }

  #carry(event) {
    const { clientY } = event;
    if (clientY < EDGE) scrollBy(0, -SPEED);
    else if (clientY > innerHeight - EDGE) scrollBy(0, SPEED);
    this.#showGap(this.#below(event));
  }

  #below(event) {
    return this.#gap(document.elementFromPoint(event.clientX, event.clientY), event);
  }

  /* Where a dragged work would hang: before the first thumbnail that lies behind the pointer; null outside of rooms. */
  #gap(target, { clientX, clientY }) {
    const section = target?.closest("section");
    if (!section || !this.box.contains(section)) return null;
    const list = section.querySelector("[data-room]");
    const others = [...list.querySelectorAll(".hang")].filter(({ dataset }) => dataset.work !== this.dragged);
    const rtl = getComputedStyle(list).direction === "rtl";
    const behind = others.findIndex((other) => {
      const { left, right, top, bottom } = other.getBoundingClientRect();
      const past = rtl ? clientX > (left + right) / 2 : clientX < (left + right) / 2;
      return clientY < top || (clientY < bottom && past);
    });
    const position = behind < 0 ? others.length : behind;
    return { room: Number(list.dataset.room), position, before: others[position], last: others[others.length - 1], list };
  }

  #showGap(gap) {
    for (const marked of this.box.querySelectorAll(".gap-before, .gap-after")) marked.classList.remove("gap-before", "gap-after");
    if (gap?.before) gap.before.classList.add("gap-before");
    else if (gap?.last) gap.last.classList.add("gap-after");
    else gap?.list.classList.add("gap-before");
  }
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
