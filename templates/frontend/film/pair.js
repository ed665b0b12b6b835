import { Reel } from "./reel.js";

/* Two films in step: the original leads, the colour follows where it is seen. Two videos and no canvas, so that the
   browser decodes and scales them as it does any film, that full screen and forced colours stay its own, and that there is
   something to play without a script. What makes them one is a clock: the frames that the leader shows. */

const LOST = 0.25; // seconds out of step from which the follower is set anew; less is made good by its speed
const HASTE = 0.5; // by how much its speed may differ for that, as a share; nobody hears it

export class Pair {
  /* `rate`: frames a second; `length`: seconds; `shown(time)` is called for every frame that the leader shows, `failed()`
     when one of them cannot be played. */
  constructor(leader, follower, { rate, length, shown, failed }) {
    Object.assign(this, { leader, follower, frame: 1 / rate, length, shown, seen: false, speed: 1, time: 0, begun: false });
    this.last = new Map();
    this.reels = new Map([leader, follower].filter(Boolean).map((video) => [video, new Reel(video, failed)]));
    watch(leader, (time, at) => this.#led(time, at));
    if (follower) watch(follower, (time, at) => this.last.set(follower, { time, at }));
    follower?.addEventListener("ended", () => this.#goTo(follower, this.playing ? this.#end : this.#place));
    leader.addEventListener("pause", () => this.#rest());
    leader.addEventListener("ended", () => this.#rest());
    leader.addEventListener("play", () => { this.begun = true; });
    leader.addEventListener("playing", () => this.#join());
  }

  get playing() {
    return !this.leader.paused && !this.leader.ended;
  }

  /* Whether the follower is seen: only then it is decoded. */
  set following(seen) {
    if (!this.follower || seen === this.seen) return;
    this.seen = seen;
    if (seen) this.#meet();
    else this.follower.pause();
  }

  play() {
    if (this.#place > this.#end - this.frame) this.seek(0);
    const begun = this.leader.play();
    this.#join();
    return begun;
  }

  pause() {
    this.leader.pause();
  }

  seek(time) {
    this.begun = true;
    this.last.delete(this.leader);
    this.#goTo(this.leader, time);
    this.#told(this.#begin(this.#place));
    if (this.seen) this.#goTo(this.follower, this.#place);
  }

  /* To the last frame at most, for from the very end WebKit does not come back. */
  #goTo(video, time) {
    this.reels.get(video).goTo(Math.max(0, Math.min(this.#end - this.frame / 2, time)));
  }

  /* Seconds; sound may go on beyond it. */
  get #end() {
    return Math.min(this.length, this.leader.duration || Infinity);
  }

  /* Where the leader is, or will be. */
  get #place() {
    return this.reels.get(this.leader).time;
  }

  /* One frame on or back: to the middle of the frame beside the one that is shown. Where frames are uneven, one that is
     shown for longer is passed at the second try. */
  step(forward) {
    this.pause();
    // Of a film at rest, Firefox tells the time that was asked for, and not when the frame begins.
    const told = this.last.get(this.leader)?.time ?? this.#place;
    const shown = this.#begin(told);
    if (forward) this.seek(Math.max(shown + 1.5 * this.frame, this.#place + this.frame));
    else this.seek(shown - 0.5 * this.frame);
  }

  /* When the frame begins that is shown at `time`, where all are as long. */
  #begin(time) {
    return Math.floor(time / this.frame + 0.01) * this.frame;
  }

  at(speed) {
    this.speed = speed;
    this.leader.playbackRate = speed;
    if (this.follower) this.follower.playbackRate = speed;
  }

  /* How far the follower is ahead of the leader, in seconds, by the frames that they showed last. */
  get drift() {
    const [led, followed] = [this.last.get(this.leader), this.last.get(this.follower)];
    if (!led || !followed) return this.follower.currentTime - this.leader.currentTime;
    const since = this.playing ? ((led.at - followed.at) / 1000) * this.speed : 0;
    return followed.time + since - led.time;
  }

  /* What is told while the leader is on its way may be of the frame that it left. */
  #led(time, at) {
    if (this.reels.get(this.leader).moving) return;
    this.last.set(this.leader, { time, at });
    this.#told(time);
    if (this.seen && this.playing && !this.reels.get(this.follower).moving) this.#correct();
  }

  #correct() {
    const { drift, follower } = this;
    if (Math.abs(drift) > LOST) this.#meet();
    else if (Math.abs(drift) < this.frame / 4) follower.playbackRate = this.speed;
    else follower.playbackRate = this.speed * (1 - Math.max(-HASTE, Math.min(HASTE, (2 * drift) / this.speed)));
  }

  /* The follower goes where the leader is, and does what it does. Before anything is played both show their posters. */
  #meet() {
    if (!this.begun) return;
    this.#goTo(this.follower, this.#place);
    this.last.delete(this.follower);
    this.#join();
  }

  #join() {
    if (this.seen && this.playing) this.follower.play().catch(() => {}); // a pause may come before it has begun
  }

  /* At rest both show the very frame that the leader showed last: its clock may be a frame ahead of what is seen. */
  #rest() {
    this.follower?.pause();
    const shown = this.last.get(this.leader);
    if (this.leader.ended) this.seek(this.#end);
    else if (this.seen) {
      if (shown) this.#goTo(this.leader, shown.time + this.frame / 4);
      this.#goTo(this.follower, this.#place);
    }
    this.#told(this.#place);
  }

  #told(time) {
    this.time = time;
    this.shown(time);
  }
}

/* Calls `visit` with the time in the film of each frame that `video` shows, and when that is, in milliseconds. */
function watch(video, visit) {
  if ("requestVideoFrameCallback" in video) {
    const next = (_, { mediaTime, expectedDisplayTime }) => {
      visit(mediaTime, expectedDisplayTime);
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
    return;
  }
  video.addEventListener("seeked", () => visit(video.currentTime, performance.now()));
  const tick = () => {
    if (!video.paused) visit(video.currentTime, performance.now());
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}
