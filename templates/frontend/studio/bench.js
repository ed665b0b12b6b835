/* The workbench of a work's colours: what is given in the picture, and what comes of it. */

import { text } from "../common/texts.js";
import { COLOURS, same, withField } from "./changes.js";
import { Colouring } from "./colouring.js";
import { Colours } from "./colours.js";
import { Crop } from "./crop.js";
import { byId, put } from "./dom.js";
import { askew, frameOf, reframed, shownSize, turnedFrame, upright, WHOLE } from "./frame.js";
import { HintList, markerOf } from "./hints.js";
import { ofWork } from "./problems.js";
import { picture } from "./server.js";
import { Stage } from "./stage.js";
import { Tools } from "./tools.js";

const SCREEN = 1600; // pixels across, of what is coloured
const HANDLES = 20; // pixels on the screen around the picture, for what moves its sides
const WIDTHS = [1600, 3200, 6400]; // of the photograph: larger ones when somebody looks closer

export class Bench {
  constructor(studio) {
    this.studio = studio;
    this.id = this.framing = null;
    this.say = (words) => { byId("spoken").textContent = words; };
    this.stage = new Stage({
      drags: (event) => this.tools?.drags(event), onPinch: () => this.tools.giveUp(), onScale: () => this.#closer(),
    });
    this.tools = new Tools({
      stage: this.stage, say: this.say,
      onPlace: (tool, points) => this.#give(tool, points),
      onPick: (at) => this.colours.take(this.stage.colourAt(at)),
      onDraw: (points, closed) => this.#mark(points, closed),
    });
    this.colours = new Colours({ say: this.say });
    this.list = new HintList({
      onHints: (hints, key) => this.#set("hints", hints.length ? hints : undefined, key),
      onProtect: (areas) => this.#set("protect", areas.length ? areas : undefined),
      language: () => studio.language,
    });
    this.crop = new Crop((crop) => this.#reframe({ ...this.frame, crop }, "crop"));
    this.colouring = new Colouring({
      onResult: (bitmap, confidence) => this.#coloured(bitmap, confidence),
      onState: (state, error) => this.#state(state, error),
    });
    this.#listen();
  }

  #listen() {
    for (const tool of document.querySelectorAll("[data-tool]")) {
      tool.addEventListener("click", () => { if (this.framing) this.#openCrop(false); });
    }
    const act = (id, what) => byId(id).addEventListener("click", what);
    act("zoom-in", () => this.stage.viewport.step(true));
    act("zoom-out", () => this.stage.viewport.step(false));
    act("zoom-whole", () => this.stage.viewport.whole());
    const vividness = byId("vividness");
    vividness.addEventListener("input", () => this.#set("vividness", Number(vividness.value) / 100, "vividness"));
    act("vividness-usual", () => { this.#set("vividness", undefined); vividness.focus(); });
    act("crop-open", () => this.#openCrop(!this.framing));
    act("crop-whole", () => { this.#reframe({ ...this.frame, crop: WHOLE }); this.crop.focus(); });
    act("turn-left", () => this.#reframe(turnedFrame(this.frame, 270)));
    act("turn-right", () => this.#reframe(turnedFrame(this.frame, 90)));
  }

  get fields() {
    return this.studio.draft.fields(this.id);
  }

  get isFilm() {
    return this.studio.draft.saved[this.id].film;
  }

  get frame() {
    return frameOf(this.fields);
  }

  /* What is on the stage: all of the photograph while its crop is being chosen. */
  get seen() {
    return this.framing ? { ...this.frame, crop: WHOLE } : this.frame;
  }

  /* Width and height of the upright photograph. */
  get master() {
    return this.studio.draft.saved[this.id].size ?? [this.whole.width, this.whole.height];
  }

  async show(id) {
    if (id === this.id) return;
    this.leave();
    this.id = id;
    this.stage.forgetColour();
    byId("stage").setAttribute("aria-busy", "true");
    const published = this.#published();
    await this.#load(0);
    this.#until(await published, id);
  }

  /* Shows what is published of a work, unless there is something newer. */
  #until(bitmap, id) {
    if (bitmap && id === this.id && !this.framing && !this.stage.coloured) {
      this.#coloured(bitmap, this.studio.draft.saved[id].confidence);
    } else bitmap?.close();
  }

  /* The colours as they are published, at hand before those of the draft are made; null where the draft has others. */
  async #published() {
    const { id, fields } = this;
    const { base, saved } = this.studio.draft;
    const unchanged = [...COLOURS].every((name) => same(fields[name], base.works[id].fields[name]));
    if (saved[id].state !== "ready" || !unchanged || fields.colorize === false) return null;
    const blob = await picture(id, "colour", SCREEN).catch(() => null);
    return blob && createImageBitmap(blob);
  }

  leave() {
    this.colouring.stop();
    this.#openCrop(false);
    this.tools.choose("pan");
    this.whole?.close();
    Object.assign(this, { id: null, whole: null, waits: false, level: 0, wish: null, framed: null });
  }

  /* The photograph, upright and whole, in one of WIDTHS. */
  async #load(level) {
    const { id } = this;
    Object.assign(this, { level, waits: false });
    const { rotate } = frameOf(this.studio.draft.base.works[id].fields); // as the server turns it
    try {
      const blob = await picture(id, "whole", WIDTHS[level]);
      this.waits = blob === null && id === this.id;
      if (!blob) return this.#state("waiting");
      const bitmap = await upright(await createImageBitmap(blob), rotate);
      if (id !== this.id) return bitmap.close();
      this.whole?.close();
      this.whole = bitmap;
      this.stage.showOriginal(bitmap, this.master, this.seen);
      byId("stage").removeAttribute("aria-busy");
      return this.update();
    } catch (error) {
      return this.#state("failed", error);
    }
  }

  /* The draft has changed, or something has come: what is shown follows. */
  update() {
    if (!this.id) return;
    const { fields } = this;
    const problems = ofWork(this.studio.problems, this.id);
    this.list.update(fields, problems);
    const usual = this.studio.draft.exhibit.weights?.vividness ?? 1;
    const vividness = Math.round((fields.vividness ?? usual) * 100);
    put(byId("vividness"), String(vividness));
    byId("vividness-value").textContent = `${vividness}\u00a0%`;
    byId("vividness-usual").disabled = fields.vividness === undefined;
    byId("colours-part").classList.toggle("uncoloured", fields.colorize === false);
    byId("colours-part").classList.toggle("filmed", this.isFilm);
    this.crop.show(this.frame.crop);
    if (this.waits) this.#load(0); // it may have come
    if (!this.whole) return;
    if (!same(this.framed, this.seen)) {
      this.framed = this.seen;
      this.stage.forgetColour();
      this.stage.showOriginal(this.whole, this.master, this.seen);
    }
    this.#mark(this.tools.begun, false);
    this.#wish();
  }

  /* What is given, and what is being drawn. */
  #mark(begun, closed) {
    if (!this.id) return;
    const { hints = [], protect = [] } = this.fields;
    const grey = this.tools.tool === "protect";
    const ends = closed && begun.length > 2;
    const drawn = begun.length ? [{ points: begun, closed: ends, color: grey ? (ends ? null : "#fafaf8") : this.colours.value }] : [];
    const areas = protect.map((points) => ({ points, closed: true }));
    this.stage.mark(this.framing ? [] : [...hints.map(markerOf), ...drawn, ...areas]);
  }

  #wish() {
    const { fields, seen } = this;
    if (fields.colorize === false) {
      this.colouring.stop();
      this.wish = null;
      this.stage.forgetColour();
      return this.#state("grey");
    }
    if (this.isFilm) {
      const { id } = this;
      if (!this.stage.coloured) this.#published().then((bitmap) => this.#until(bitmap, id));
      return this.#state("film");
    }
    const given = this.framing ?? { frame: this.frame, fields }; // of the whole photograph nothing was cut away
    const inSight = reframed(given.fields, given.frame, seen);
    const hints = inSight.hints.map(({ evidence, ...hint }) => hint);
    const [width] = shownSize(this.master, seen);
    const wish = {
      hints, protect: inSight.protect, vividness: fields.vividness ?? null, rotate: seen.rotate + askew(fields),
      crop: same(seen.crop, WHOLE) ? null : seen.crop, width: Math.min(width, SCREEN),
    };
    if (same(wish, this.wish)) return undefined;
    this.wish = wish;
    return this.colouring.ask(this.id, wish);
  }

  #coloured(bitmap, confidence) {
    this.stage.showColour(bitmap);
    this.confidence = confidence;
  }

  /* A larger picture, when what is seen is closer than this one is sharp. */
  #closer() {
    if (!this.whole || !this.id) return;
    const { original, size, viewport } = this.stage;
    const shown = viewport.size[0] * viewport.scale * devicePixelRatio;
    const larger = shown > original.width * 1.2 && original.width < size[0] && this.level + 1 < WIDTHS.length;
    if (larger) this.#load(this.level + 1);
  }

  #state(state, error) {
    if (state === "failed") this.wish = null; // what was wished for may be asked again
    byId("stage").dataset.state = state;
    const words = state === "failed" ? error.message : state === "done" && Number.isFinite(this.confidence)
      ? text("colours_done", { share: Math.round(this.confidence * 100) }) : text(`colours_${state}`);
    byId("colours-state").textContent = words;
  }

  #give(tool, points) {
    if (this.isFilm) return this.say(text("colours_film"));
    const { hints = [], protect = [] } = this.fields;
    if (tool === "protect") {
      this.#set("protect", [...protect, points]);
      return this.say(text("protected_now"));
    }
    const place = { point: { at: points[0] }, stroke: { along: points }, area: { area: points } }[tool];
    this.#set("hints", [...hints, { ...place, color: this.colours.value, evidence: {} }]);
    return this.say(text("hint_given", { number: hints.length + 1 }));
  }

  #set(name, value, key = null) {
    this.studio.change(withField(this.studio.draft.form, this.id, name, value), key && `${this.id}-${key}`);
  }

  /* Another part of the photograph is shown; hints stay on the things that they are about. */
  #reframe(to, key = null) {
    const { draft } = this.studio;
    const { frame, fields } = this.framing ?? { frame: this.frame, fields: this.fields };
    const moved = reframed(fields, frame, to);
    const values = {
      rotate: to.rotate + askew(this.fields) || undefined, crop: same(to.crop, WHOLE) ? undefined : to.crop,
      hints: moved.hints.length ? moved.hints : undefined, protect: moved.protect.length ? moved.protect : undefined,
    };
    let { form } = draft;
    for (const [name, value] of Object.entries(values)) form = withField(form, this.id, name, value);
    this.studio.change(form, key && `${this.id}-${key}`);
  }

  #openCrop(open) {
    this.framing = open ? { frame: this.frame, fields: this.fields } : null;
    byId("crop-open").setAttribute("aria-pressed", String(open));
    for (const id of ["crop", "crop-help", "crop-whole"]) byId(id).hidden = !open;
    for (const id of ["aim", "tool-help"]) byId(id).hidden = open;
    this.stage.viewport.leave(open ? HANDLES : 0);
    if (!this.id) return;
    this.update();
    if (open) this.crop.focus();
  }

  focus(field) {
    const [, at] = field.split(".");
    if (field.startsWith("hints")) this.list.focus(Number(at));
  }
}
