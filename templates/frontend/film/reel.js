/* A video that goes where it is sent, as soon as it can. Some servers give no parts of a file, Python's http.server for
   one: of theirs Chromium shows the beginning whatever is sought, and WebKit gives the film up. Such a film is fetched
   whole, once, and goes on from there. */

export class Reel {
  /* `failed()` is called when it cannot be played after all. */
  constructor(video, failed) {
    Object.assign(this, { video, failed, aim: 0, waiting: false, fetched: false });
    video.addEventListener("error", () => this.#stop());
    if (video.error) this.#stop(); // before there was a script
  }

  goTo(time) {
    this.aim = time;
    if (this.waiting) return;
    if (!this.video.readyState) this.#wait();
    else if (this.fetched || this.#isSeekable()) this.video.currentTime = time;
    else this.#fetch();
  }

  /* Where it is, or will be, in seconds. */
  get time() {
    return this.waiting ? this.aim : this.video.currentTime;
  }

  get moving() {
    return this.waiting || this.video.seeking;
  }

  #isSeekable() {
    const { seekable } = this.video;
    return seekable.length > 0 && seekable.end(seekable.length - 1) > 0;
  }

  async #wait() {
    this.waiting = true;
    await new Promise((known) => this.video.addEventListener("loadedmetadata", known, { once: true }));
    this.waiting = false;
    this.goTo(this.aim);
  }

  #stop() {
    if (this.video.error.code === MediaError.MEDIA_ERR_NETWORK && !this.fetched) this.#fetch();
    else this.failed();
  }

  async #fetch() {
    const { video } = this;
    const { paused, playbackRate } = video;
    this.waiting = this.fetched = true;
    try {
      const answer = await fetch(video.currentSrc);
      if (!answer.ok) throw new Error(`${video.currentSrc}: ${answer.status}`);
      video.src = URL.createObjectURL(await answer.blob());
      await this.#wait();
      video.playbackRate = playbackRate;
      if (!paused) await video.play();
    } catch {
      this.failed();
    }
  }
}
