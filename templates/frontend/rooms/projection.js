/* A film on the wall. It plays, without its sound, where the visitor has asked for it, until it ends or they go on; then its
   still hangs there again. */

import { CanvasTexture, LinearFilter, SRGBColorSpace } from "three";
import { Reel } from "../film/reel.js";

/* From a folder on a stick no film may be drawn in WebGL. */
export const projects = location.protocol.startsWith("http");

export class Projection {
  /* `ended()` is called whenever a film has ended; `failed()` when one cannot be played. */
  constructor(stage, ended, failed) {
    Object.assign(this, { stage, ended, failed, work: null, video: null, texture: null });
  }

  /* Plays the film at `address` in the place of `work`. */
  play(work, address) {
    this.end();
    const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, src: address });
    Object.assign(this, { work, video });
    const mine = (act) => () => { if (this.video === video) act(); };
    new Reel(video, mine(() => { this.end(); this.failed(); }));
    video.addEventListener("ended", mine(() => this.end()));
    video.play().catch(() => {}); // the reel goes on, or says that it failed
    this.watch(video, mine);
  }

  /* Hangs the first frame, and every one that follows. Each goes through a canvas: of a film itself Chromium gives WebGL a
     green last line, and three.js wants another program. */
  watch(video, mine) {
    const soon = video.requestVideoFrameCallback ? (act) => video.requestVideoFrameCallback(act) : requestAnimationFrame;
    const drawn = mine(() => {
      if (video.videoWidth && video.readyState > 1) this.draw(video);
      soon(drawn);
    });
    soon(drawn);
  }

  draw(video) {
    if (!this.texture) {
      const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
      this.texture = Object.assign(new CanvasTexture(canvas), {
        colorSpace: SRGBColorSpace, generateMipmaps: false, minFilter: LinearFilter,
      });
    }
    this.texture.image.getContext("2d").drawImage(video, 0, 0);
    this.texture.needsUpdate = true;
    this.stage.project(this.work, this.texture);
  }

  end() {
    const { video, texture } = this;
    if (!video) return;
    Object.assign(this, { work: null, video: null, texture: null });
    video.pause();
    video.removeAttribute("src");
    video.load(); // lets go of the file
    this.stage.project(null);
    texture?.dispose();
    this.ended();
  }
}
