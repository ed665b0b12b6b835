/* The visitor's workbench: one photograph, the colours given for it, and what the worker made of it. */

import { Aim, MOST_POINTS } from "../common/aim.js";
import { drawMarkers, position } from "../common/markers.js";
import { text } from "../common/texts.js";
import { listen } from "./chooser.js";
import { writeList } from "./given.js";
import { onIntent } from "./intent.js";
import { manifestHints } from "./manifest.js";
import { handOver, nameFor, packetFor } from "./packet.js";
import { show, View } from "./view.js";

const RADIUS = 0.02; // of a given colour, as a share of the longer side; the curators' usual one

export class Bench {
  constructor(settings) {
    this.settings = settings;
    this.picture = null; // {id, name, width, height, hints} that is shown; a hint has points and a color
    this.coming = null; // {id, name} that was chosen last
    this.begun = null; // the hint that the next point is joined to
    this.choices = 0;
    this.wishes = 0;
    this.settled = ["failed"]; // state of the picture that is shown
    this.view = new View();
  }

  start() {
    const { view } = this;
    const address = new URL(this.settings.root + this.settings.worker, location.href);
    this.worker = new Worker(address);
    this.worker.addEventListener("message", ({ data }) => this[data.kind](data));
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.refused({ code: "model", values: { reason: event.message || address.pathname } });
    });
    onIntent(view.bench, () => this.load());
    listen([view.file, view.camera], (file) => this.choose(file), view.sample);
    this.aim = new Aim(view.aim, view.cross, {
      onPlace: (points) => this.give(points),
      onDraw: (points) => this.draw(points),
      onMove: (at) => view.say(position([at])),
      onEnd: () => this.aiming(false),
    });
    view.place.addEventListener("click", () => this.aiming(view.aim.hidden));
    view.join.addEventListener("click", () => this.joining(!view.joins));
    view.vividness.value = Math.round(this.settings.vividness * 100);
    view.vividness.addEventListener("input", () => this.wish());
    view.showVividness();
    view.download.addEventListener("click", () => this.save());
    view.undo.addEventListener("click", () => this.undo());
    document.addEventListener("keydown", (event) => this.press(event));
  }

  load() {
    if (!this.view.bench.dataset.network) this.view.bench.dataset.network = "loading";
    this.post({ kind: "load" });
  }

  press(event) {
    const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!undo || !this.picture?.past.length) return;
    event.preventDefault();
    this.undo();
  }

  post(message) {
    this.worker.postMessage(message);
  }

  choose(file) {
    this.view.problem("");
    if (!file) return this.view.problem(text("problem_none"));
    this.coming = { id: ++this.choices, name: file.name };
    this.view.state("opening");
    this.view.bench.dataset.network ??= "loading"; // the worker brings it for a photograph
    return this.post({ kind: "open", id: this.coming.id, file, look: this.settings.veil });
  }

  /* Set, or give up, placing a colour: the picture is then shown in colour, whole. */
  aiming(on) {
    const { view } = this;
    const before = view.aim.hidden === on;
    view.aiming(on);
    this.joining(false);
    this.aim.show(on);
    if (!on && before) view.place.focus();
  }

  /* Whether points that are given from now on become one line: the way to a line without dragging. */
  joining(on) {
    this.view.joining(on);
    this.begun = null;
  }

  /* A colour at a point or along a line; where points are joined, on from the one before. */
  give(points) {
    const { hints } = this.picture;
    const [color, last] = [this.view.next.value, hints[hints.length - 1]];
    const joined = last && last === this.begun && last.color === color ? [...last.points, ...points] : [];
    const goesOn = joined.length > 0 && joined.length <= MOST_POINTS;
    const hint = { points: goesOn ? joined : points, color };
    this.begun = this.view.joins ? hint : null;
    this.change([...(goesOn ? hints.slice(0, -1) : hints), hint]);
    this.view.say(position(hint.points));
  }

  /* Show a line that is being drawn. */
  draw(points) {
    const drawn = points.length ? [{ points, color: this.view.next.value }] : [];
    drawMarkers(this.view.markers, [...this.picture.hints, ...drawn], ...this.view.size);
  }

  change(hints) {
    this.picture.past.push(this.picture.hints);
    this.picture.hints = hints;
    this.list();
    this.wish();
  }

  /* Takes back what was given, changed or removed last. */
  undo() {
    this.picture.hints = this.picture.past.pop();
    this.list();
    this.wish();
  }

  list() {
    const { view, picture } = this;
    writeList(view.given, picture.hints, {
      onChange: (index, color) => {
        picture.past.push(picture.hints);
        view.undo.disabled = false;
        picture.hints = picture.hints.map((hint, at) => (at === index ? { ...hint, color } : hint));
        drawMarkers(view.markers, picture.hints, ...view.size);
        this.wish();
      },
      onRemove: (index) => {
        this.change(picture.hints.filter((_, at) => at !== index));
        const rest = view.given.querySelectorAll("button");
        (rest[Math.min(index, rest.length - 1)] ?? view.place).focus();
      },
    });
    drawMarkers(view.markers, picture.hints, ...view.size);
    view.undo.disabled = !picture.past.length;
    view.hints(manifestHints(picture.hints, RADIUS));
  }

  wish() {
    const { view, picture } = this;
    view.showVividness();
    if (!picture) return;
    const hints = picture.hints.map(({ points, color }) => ({
      ...(points.length > 1 ? { along: points } : { at: points[0] }),
      color: channels(color),
      radius: RADIUS,
    }));
    this.settle(view.bench.dataset.network === "loaded" ? "working" : "loading", this.settings);
    this.post({ kind: "wish", id: picture.id, number: ++this.wishes, hints, vividness: view.vividness.value / 100 });
  }

  save() {
    const { picture } = this;
    this.settle("saving");
    this.post({ kind: "save", id: picture.id, packet: packetFor(this.settings.packet, picture.hints) });
  }

  /* What the worker says, by its kind */

  loaded() {
    this.view.progress(1);
    this.view.bench.dataset.network = "loaded";
    if (this.picture && this.settled[0] === "loading") this.settle("working");
  }

  progress({ share }) {
    this.view.progress(share);
  }

  opened({ id, original, width, height, shown }) {
    if (id !== this.coming?.id) return original.close();
    Object.assign(this.coming, { hints: [], past: [] });
    this.picture = this.coming;
    this.view.open(this.picture.name, [width, height], shown);
    show(this.view.original, original);
    this.aiming(false);
    this.list();
    return this.wish();
  }

  result({ id, number, stage, colour, doubt, mean }) {
    if (id !== this.picture.id || number !== this.wishes) {
      colour.close();
      return doubt.close();
    }
    show(this.view.colour, colour);
    show(this.view.doubt, doubt);
    this.view.compare.dataset.ready = "";
    return this.settle(stage === "exact" ? "done" : "refining", { mean: Math.round(mean * 100) });
  }

  saved({ id, file }) {
    if (id !== this.picture.id) return;
    handOver(file, nameFor(this.picture.name));
    this.settle("saved");
  }

  refused({ id, code, values }) {
    this.view.progress(1);
    if (code === "model") delete this.view.bench.dataset.network;
    if (id === undefined && this.coming !== this.picture) return; // the picture that is coming asks for itself
    if (id !== undefined && id !== this.coming?.id && id !== this.picture?.id) return;
    this.view.problem(text(`problem_${code}`, { name: this.coming?.name, ...values }));
    if (id === this.picture?.id) this.settle("failed");
    else this.view.state(...this.settled); // what is shown stays
    this.coming = this.picture;
  }

  /* The state of the picture that is shown; another that is coming has the say as long as it does. */
  settle(...state) {
    this.settled = state;
    if (this.coming === this.picture) this.view.state(...state);
  }
}

function channels(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}
