/* The player: what its buttons and keys do. The comparison itself (curtain, views) is the page's own. */

import { each } from "../site/buttons.js";
import { Captions } from "./captions.js";
import { Pair } from "./pair.js";

const LEAP = 5; // seconds at most, and a tenth of a short film

export class Player {
  constructor(box) {
    this.box = box;
    const [original, colour] = box.querySelectorAll("video");
    this.videos = colour ? [original, colour] : [original];
    this.bar = box.querySelector(".position");
    this.clock = box.querySelector("output");
    this.speeds = box.querySelector("[data-speed]");
    this.length = Number(box.dataset.duration);
    const cues = JSON.parse(box.querySelector("script")?.textContent ?? "{}");
    this.captions = new Captions(box.querySelector(".said"), cues, box.querySelector("[data-captions]"));
    const told = { shown: (time) => this.tell(time), failed: () => this.fail() };
    this.pair = new Pair(original, colour, { rate: Number(box.dataset.rate), length: this.length, ...told });
    this.takeOver();
    this.listen(original);
    this.tell(0);
  }

  /* The browser's own controls give way; what is heard is the original, and only when somebody asks. */
  takeOver() {
    const [{ videoWidth, width, videoHeight, height }] = this.videos;
    this.box.style.setProperty("--proportion", (videoWidth || width) / (videoHeight || height));
    each(this.videos, (video) => {
      video.controls = false;
      video.muted = true;
      each(video.textTracks, (track) => { track.mode = "disabled"; });
    });
  }

  listen(leader) {
    const { box } = this;
    const acts = { play: () => this.toggle(), back: () => this.pair.step(false), on: () => this.pair.step(true) };
    Object.assign(acts, { sound: () => this.sound(), full: () => this.full() });
    each(box.querySelectorAll("[data-do]"), (button) => button.addEventListener("click", acts[button.dataset.do]));
    this.bar.addEventListener("input", () => this.pair.seek(Number(this.bar.value)));
    this.speeds.addEventListener("change", () => this.pair.at(Number(this.speeds.value)));
    box.addEventListener("keydown", (event) => this.key(event));
    for (const event of ["play", "pause", "ended"]) leader.addEventListener(event, () => this.showPlaying());
    document.addEventListener("fullscreenchange", () => this.press("full", document.fullscreenElement === box));
    const look = () => { this.pair.following = box.dataset.view !== "original" || "beside" in box.dataset; };
    if (this.videos.length > 1) new MutationObserver(look).observe(box, { attributes: true, attributeFilter: ["data-view", "data-beside"] });
    look();
  }

  toggle() {
    if (this.pair.playing) this.pair.pause();
    else this.pair.play().catch(() => this.showPlaying());
  }

  sound() {
    const [original] = this.videos;
    original.muted = !original.muted;
    this.press("sound", !original.muted);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.box.requestFullscreen?.().catch(() => {}); // a browser may refuse it; then the page stays as it is
  }

  faster(by) {
    const { options, selectedIndex } = this.speeds;
    this.speeds.selectedIndex = Math.max(0, Math.min(options.length - 1, selectedIndex + by));
    this.pair.at(Number(this.speeds.value));
  }

  /* Keys that the focused control means for itself are left to it. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target, key } = event;
    const leaps = { ArrowLeft: () => this.leap(-1), ArrowRight: () => this.leap(1) };
    Object.assign(leaps, { Home: () => this.pair.seek(0), End: () => this.pair.seek(this.length) });
    const speeds = { ArrowUp: () => this.faster(1), ArrowDown: () => this.faster(-1) };
    const acts = {
      k: () => this.toggle(), ",": () => this.pair.step(false), ".": () => this.pair.step(true),
      c: () => this.captions.toggle(), m: () => this.box.querySelector("[data-do=sound]") && this.sound(), f: () => this.full(),
    };
    if (!target.matches("button, summary, a, select")) acts[" "] = () => this.toggle();
    if (!target.matches("select, .slider")) Object.assign(acts, leaps, target === this.bar ? {} : speeds);
    const act = acts[key.length === 1 ? key.toLowerCase() : key];
    if (!act || (target.matches("select") && key === " ")) return;
    event.preventDefault();
    act();
  }

  leap(way) {
    this.pair.seek(this.pair.time + way * Math.min(LEAP, this.length / 10));
  }

  fail() {
    this.box.querySelector(".failed").hidden = false;
  }

  press(what, pressed) {
    this.box.querySelector(`[data-do=${what}]`)?.setAttribute("aria-pressed", String(pressed));
  }

  showPlaying() {
    const { playing } = this.pair;
    if (playing) this.box.dataset.playing = "";
    else delete this.box.dataset.playing;
    this.tell(this.pair.time);
  }

  tell(time) {
    this.bar.value = time;
    const said = { time: clock(time), duration: clock(this.length) };
    this.bar.setAttribute("aria-valuetext", this.bar.dataset.said.replace(/\{(\w+)\}/g, (_, name) => said[name]));
    this.clock.value = `${said.time} / ${said.duration}`;
    this.captions.show(time);
  }
}

/* Seconds as 1:05.2. */
function clock(seconds) {
  const tenths = Math.floor(seconds * 10 + 0.001);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}
