/* The list of works found. Texts become text nodes, never markup. */

import { text } from "../common/texts.js";
import { excerpt, marked } from "./words.js";

const FIRST = 40; // works shown at once; a button brings the rest
const TOLD = ["inventory_number", "alt", "description", "transcript", "place", "medium", "credit", "lender"];

export class Results {
  /* `list` and `more`: the list and its button. `site`: base, root, language, rooms (number, title, elsewhere). */
  constructor(list, more, site) {
    Object.assign(this, { list, more, site });
    more.addEventListener("click", () => this.showRest());
  }

  show({ works, found }) {
    this.rest = works.slice(FIRST);
    this.found = found;
    this.list.replaceChildren(...works.slice(0, FIRST).map(work => this.item(work)));
    this.list.hidden = works.length === 0;
    this.more.hidden = this.rest.length === 0;
    this.more.textContent = text("more", { count: this.rest.length });
  }

  showRest() {
    const items = this.rest.map(work => this.item(work));
    this.list.append(...items);
    this.more.hidden = true;
    items[0].querySelector("a").focus();
  }

  item(work) {
    const match = this.found.get(work) ?? {};
    const found = { words: new Set(Object.keys(match)), fields: new Set(Object.values(match).flat()) };
    const item = element("li", "found");
    item.append(this.picture(work), this.words(work, found));
    return item;
  }

  picture(work) {
    const picture = element("img");
    const [width, height] = work.thumb;
    // The title beside it says what it is; without it a reader would hear everything twice.
    Object.assign(picture, { alt: "", loading: "lazy", decoding: "async", width, height });
    picture.src = `${this.site.root}pictures/${work.id}/original-${width}.webp`;
    return picture;
  }

  words(work, found) {
    const box = element("div");
    const link = this.own(element("a"), work, "title", found);
    link.href = `${this.site.base}works/${work.id}/index.html`;
    box.append(element("p", "title", link), this.facts(work, found));
    const name = TOLD.find(name => found.fields.has(name));
    if (name) box.append(this.own(element("p", "small"), work, name, found, excerpt(work[name], found.words)));
    return box;
  }

  facts(work, found) {
    const line = element("p", "small facts-line");
    for (const name of ["creator", "date"].filter(name => work[name])) {
      if (line.hasChildNodes()) line.append(", ");
      line.append(this.own(element("bdi"), work, name, found));
    }
    if (line.hasChildNodes()) line.append(" · ");
    const room = this.site.rooms.find(room => room.number === work.room);
    line.append(this.own(element("bdi"), room, "title"));
    return line;
  }

  /* `node` with a text of a work or a room, in the language that it is written in; marked where words of `found` are in
     it, by the index: most texts need not be looked through. */
  own(node, thing, name, found = null, shown = thing[name]) {
    node.lang = thing.elsewhere?.[name] ?? this.site.language;
    node.dir = "auto";
    node.append(found?.fields.has(name) ? marked(shown, found.words) : shown);
    return node;
  }
}

function element(tag, kind = "", ...content) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  made.append(...content);
  return made;
}
