/* One of many things in rows has the place in the order of the Tab key; arrows go from one to the next, as they lie. */

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Roving {
  /* `items()`: the elements that take the focus, in order; `parts(item)`: what else in an item Tab may reach. */
  constructor(items, parts = () => []) {
    Object.assign(this, { items, parts, current: null });
  }

  /* Elements may have come and gone; `wanted` is the one to be at. */
  refresh(wanted = this.current) {
    const items = this.items();
    this.current = items.includes(wanted) ? wanted : items[0] ?? null;
    for (const item of items) {
      for (const element of [item, ...this.parts(item)]) element.tabIndex = item === this.current ? 0 : -1;
    }
  }

  focus(item) {
    this.refresh(item);
    item.focus();
  }

  /* Whether the key went somewhere. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const items = this.items();
    const target = this.#target(items, event);
    if (target === undefined) return false;
    event.preventDefault();
    if (target) this.focus(target);
    return true;
  }

  #target(items, { key }) {
    if (key === "Home") return items[0];
    if (key === "End") return items[items.length - 1];
    const way = WAYS[key];
    if (!way || !this.current) return undefined;
    const at = items.indexOf(this.current);
    const [across, down] = way;
    if (across) {
      const forth = getComputedStyle(this.current).direction === "rtl" ? -across : across;
      return items[at + forth] ?? null;
    }
    return this.#beyond(items, down);
  }

  /* The nearest element in the next row. */
  #beyond(items, down) {
    const here = this.current.getBoundingClientRect();
    const boxes = items.map((item) => [item, item.getBoundingClientRect()]);
    const beyond = boxes.filter(([, box]) => (down > 0 ? box.top > here.top + here.height / 2 : box.bottom < here.bottom - here.height / 2));
    const far = ([, box]) => [Math.abs(box.top - here.top), Math.abs(box.left - here.left)];
    beyond.sort((one, other) => far(one)[0] - far(other)[0] || far(one)[1] - far(other)[1]);
    return beyond[0]?.[0] ?? null;
  }
}
