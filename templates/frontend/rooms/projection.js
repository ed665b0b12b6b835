/* A film on the wall. It plays, without its sound, where the visitor has asked for it, until it ends or they go on; then its
   still hangs there again. */

import { CanvasTexture, LinearFilter, SRGBColorSpace } from "three";

/* From a folder on a stick no film may be drawn in WebGL. */
export const projects = location.protocol.startsWith("http");

export class Projection {
  constructor(stage) {
    this.stage = stage;
    this.work = null; // whose film plays
  }

  /* Plays the film at `address` on the place of `work`; resolves to whether it does. */
  async play(work, address) {
    this.end();
    const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, src: address });
    Object.assign(this, { work, video });
    try { await video.play(); } catch { if (this.video === video) this.end(); }
    if (this.video !== video) return false;
    video.addEventListener("ended", () => { if (this.video === video) this.end(); });
    this.watch(video);
    return true;
  }

  /* Hangs the first frame, and every one that follows. Each goes through a canvas: of a film itself Chromium gives WebGL a
     green last line, and three.js wants another program. */
  watch(video) {
    const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
    const brush = canvas.getContext("2d");
    const texture = Object.assign(new CanvasTexture(canvas), { colorSpace: SRGBColorSpace, generateMipmaps: false, minFilter: LinearFilter });
    this.texture = texture;
    const soon = video.requestVideoFrameCallback ? (act) => video.requestVideoFrameCallback(act) : requestAnimationFrame;
    const drawn = () => {
      if (this.video !== video) return;
      brush.drawImage(video, 0, 0);
      texture.needsUpdate = true;
      if (this.stage.projected) this.stage.invalidate();
      else this.stage.project(this.work, this.texture);
      soon(drawn);
    };
    soon(drawn);
  }

  end() {
    if (!this.work) return;
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load(); // lets go of the file
    this.stage.project(null);
    this.texture?.dispose();
    Object.assign(this, { work: null, video: null, texture: null });
    for (const button of document.querySelectorAll("[data-play]")) button.setAttribute("aria-pressed", "false");
  }
}
