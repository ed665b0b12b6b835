/* The order of the works: rooms with what hangs in them, moved by drag or by keys; photographs are added here. */

import { text } from "../common/texts.js";
import { placeOf, withMove, withoutRoom, withRoom } from "./changes.js";
import { button, byId, made, put } from "./dom.js";
import { Drag } from "./drag.js";
import { fill } from "./pictures.js";
import { Roving } from "./roving.js";
import { send, unhurried } from "./server.js";

const WIDTH = 320; // pixels of a thumbnail
const PAUSE = 150; // milliseconds without a change, until the plan follows
const SHAPE = ["crop", "dimensions"]; // fields that decide how much wall a work takes
const WAYS = { ArrowLeft: "earlier", ArrowRight: "later", ArrowUp: "room_before", ArrowDown: "room_after" };

export class Order {
  constructor(studio) {
    Object.assign(this, { studio, lifted: null, before: null, items: new Map() });
    this.box = byId("rooms");
    this.roving = new Roving(() => [...this.box.querySelectorAll(".hang")]);
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("focusin", (event) => {
      if (event.target.matches(".hang")) this.roving.refresh(event.target);
    });
    for (const name of Object.values(WAYS)) byId(`move-${name}`).addEventListener("click", () => this.#step(name));
    byId("move-done").addEventListener("click", () => this.#drop());
    byId("room-add").addEventListener("click", () => this.#addRoom());
    new Drag(this.box, {
      onBegin: () => this.#end(),
      onDrop: (id, room, position) => {
        this.studio.change(withMove(this.studio.draft.form, id, room, position));
        this.items.get(id).focus();
      },
    });
    this.drawSoon = unhurried(() => this.#plan(), PAUSE);
    this.#adding();
  }

  show() {
    document.title = text("order");
    this.update();
  }

  leave() {
    this.#end();
  }

  update() {
    const { draft } = this.studio;
    const focused = document.activeElement?.closest?.(".hang")?.dataset.work;
    const shape = JSON.stringify([draft.form.rooms.map(({ works }) => works), this.studio.language]);
    if (shape !== this.shape) this.#build();
    this.shape = shape;
    draft.form.rooms.forEach(({ title }, room) => put(byId(`room-${room}`), title[this.studio.language] ?? ""));
    for (const [id, hang] of this.items) {
      const { words, language } = this.studio.picked(draft.fields(id).title);
      Object.assign(hang.lastElementChild, { textContent: words || id, lang: language });
      hang.setAttribute("aria-pressed", String(id === this.lifted));
    }
    byId("moving").hidden = this.lifted === null;
    const walls = draft.order.map((id) => SHAPE.map((name) => draft.fields(id)[name]));
    const drawn = JSON.stringify([draft.exhibit.digest, shape, walls]);
    if (drawn !== this.drawn) this.drawSoon();
    this.drawn = drawn;
    this.roving.refresh(this.items.get(focused ?? this.lifted));
    if (focused) this.items.get(focused)?.focus();
  }

  /* The plan of the walk, as the rooms are in the draft. */
  async #plan() {
    const { drawn } = this;
    const language = document.documentElement.lang;
    const answer = await send(`/api/plan?language=${language}`, { changes: this.studio.draft.changes }).catch(() => null);
    if (!answer || drawn !== this.drawn) return;
    const drawing = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("svg");
    byId("plan-place").replaceChildren(drawing);
  }

  #build() {
    const { rooms } = this.studio.draft.form;
    const items = new Map();
    const sections = rooms.map(({ works }, room) => {
      const name = made("input", {
        type: "text", id: `room-${room}`, className: "room-title", dir: "auto", lang: this.studio.language,
        "aria-label": text("room_title", { number: room + 1 }), autocomplete: "off",
      });
      name.addEventListener("input", () => this.#retitle(room, name.value));
      const list = made("ul", { className: "hanging-row", "data-room": room });
      for (const id of works) {
        const hang = this.items.get(id) ?? this.#hang(id);
        items.set(id, hang);
        list.append(made("li", {}, hang));
      }
      if (!works.length) {
        const remove = button(text("room_remove"), () => this.#removeRoom(room), { className: "act" });
        list.append(made("li", { className: "small empty-room" }, made("span", { textContent: text("room_empty") }), remove));
      }
      return made("section", { "aria-labelledby": `room-${room}` }, name, list);
    });
    this.items = items;
    this.box.replaceChildren(...sections);
  }

  #hang(id) {
    const image = made("img", { alt: "", draggable: false });
    fill(image, id, "original", WIDTH);
    const hang = made("button", { type: "button", className: "hang", draggable: true, "data-work": id, "aria-describedby": "order-help" },
      image, made("span", { className: "small", dir: "auto" }));
    hang.addEventListener("click", () => (this.lifted === id ? this.#drop() : this.#lift(id)));
    return hang;
  }

  #lift(id) {
    if (this.lifted === null) this.before = this.studio.draft.form;
    this.lifted = id;
    this.#say("lifted");
    this.update();
    this.items.get(id).focus();
  }

  #drop() {
    const id = this.lifted;
    if (id === null) return;
    this.#say("dropped");
    this.#end();
    this.update();
    this.items.get(id).focus();
  }

  #end() {
    this.lifted = this.before = null;
  }

  #giveUp() {
    const id = this.lifted;
    const { form } = this.studio.draft;
    const [room, position] = placeOf(this.before, id);
    this.#end();
    this.studio.change(withMove(form, id, room, position));
    this.studio.say(text("order_given_up"));
    this.items.get(id).focus();
  }

  /* Where the lifted work is now, told. */
  #say(key) {
    const { form } = this.studio.draft;
    const [room, position] = placeOf(form, this.lifted);
    const { words } = this.studio.picked(this.studio.draft.fields(this.lifted).title);
    const title = this.studio.picked(form.rooms[room].title).words;
    this.studio.say(text(key, { work: words || this.lifted, number: position + 1, of: form.rooms[room].works.length, room: title }));
  }

  #key(event) {
    if (!event.target.matches(".hang")) return;
    if (this.lifted === null) {
      this.roving.key(event);
    } else if (WAYS[event.key]) {
      event.preventDefault();
      this.#step(WAYS[event.key]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#giveUp();
    }
  }

  #step(way) {
    const { draft } = this.studio;
    const [room, position] = placeOf(draft.form, this.lifted);
    const { rooms } = draft.form;
    const to = {
      earlier: [room, position - 1], later: [room, position + 1],
      room_before: [room - 1, rooms[room - 1]?.works.length], room_after: [room + 1, 0],
    }[way];
    const within = rooms[to[0]] && to[1] >= 0 && to[1] <= (to[0] === room ? rooms[room].works.length - 1 : rooms[to[0]].works.length);
    if (!within) return this.studio.say(text("order_end"));
    this.studio.change(withMove(draft.form, this.lifted, ...to));
    this.#say("moved_to");
    return this.items.get(this.lifted).scrollIntoView({ block: "nearest" });
  }

  #retitle(room, words) {
    const { form } = this.studio.draft;
    const rooms = form.rooms.map((found, at) => (at === room ? { ...found, title: { ...found.title, [this.studio.language]: words } } : found));
    this.studio.change({ ...form, rooms }, `room-${room}`);
  }

  #addRoom() {
    const { draft, language } = this.studio;
    this.studio.change(withRoom(draft.form, { [language]: text("room_new") }));
    byId(`room-${draft.form.rooms.length - 1}`).select();
  }

  #removeRoom(room) {
    const { form } = this.studio.draft;
    this.studio.change(withoutRoom(form, room));
    byId("room-add").focus();
  }

  #adding() {
    const file = byId("photographs");
    file.addEventListener("change", () => {
      this.studio.addPhotographs([...file.files]);
      file.value = "";
    });
    const view = byId("order");
    view.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      view.classList.add("dropping");
    });
    view.addEventListener("dragleave", (event) => { if (!view.contains(event.relatedTarget)) view.classList.remove("dropping"); });
    view.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      view.classList.remove("dropping");
      this.studio.addPhotographs([...event.dataTransfer.files]);
    });
  }
}
