/* One OpenSeadragon viewer for each version of the picture, all showing the same part of it.

   The one that is being moved leads and the others follow at once; so the leader may glide, and nobody pulls back. */

import OpenSeadragon from "openseadragon";

import { tileSource } from "./source.js";

const STEP = 1.6; // one press of a button or key
const STRIDE = 0.2; // of what is seen, by an arrow key

export class Pictures {
  /* `places`: version → element; `shown` is called with the magnification whenever it may have changed, and whether the
     picture rests; `placed` whenever it is drawn, with the edges of what is seen of it (top, bottom, left, right) in
     pixels of the stage; `missing` when a part of it did not come. */
  constructor(places, facts, { shown, placed, missing }) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    keepStyleOut();
    this.viewers = Object.entries(places).map(([version, element]) => {
      const viewer = OpenSeadragon({ ...options(element, calm), tileSources: source(version, facts) });
      for (const event of ["canvas-press", "canvas-scroll", "canvas-pinch"]) {
        viewer.addHandler(event, () => { this.leader = viewer; });
      }
      viewer.addHandler("update-viewport", () => this.#follow(viewer));
      for (const [event, rests] of [["open", true], ["animation", false], ["animation-finish", true]]) {
        viewer.addHandler(event, () => { if (viewer === this.leader) shown(this.magnification(), rests); });
      }
      for (const event of ["open-failed", "tile-load-failed"]) viewer.addHandler(event, missing);
      return viewer;
    });
    this.calm = calm;
    Object.assign(this, { shown, placed });
    this.leader = this.viewers[0];
  }

  /* Screen pixels to one pixel of the photograph; null before it is there. */
  magnification() {
    const { viewport, world } = this.leader;
    return world.getItemCount() ? viewport.viewportToImageZoom(viewport.getZoom(true)) : null;
  }

  zoom(inwards) {
    this.#move((viewport) => viewport.zoomBy(inwards ? STEP : 1 / STEP, null, this.calm));
  }

  whole() {
    this.#move((viewport) => viewport.goHome(this.calm));
  }

  isWhole() {
    const { viewport } = this.leader;
    return viewport.getZoom() <= viewport.getHomeZoom() * 1.001;
  }

  /* By a share of what is seen: `across` and `down` are −1, 0 or 1. */
  pan(across, down) {
    this.#move((viewport) => {
      const { width, height } = viewport.getBounds();
      viewport.panBy(new OpenSeadragon.Point(across * width * STRIDE, down * height * STRIDE), this.calm);
    });
  }

  /* `change` gives the stage another shape; what was shown whole stays so. */
  reshape(change = () => {}) {
    const whole = this.isWhole();
    change();
    for (const viewer of this.viewers) viewer.forceResize();
    if (whole) for (const { viewport } of this.viewers) viewport.goHome(true);
    this.shown(this.magnification(), true);
  }

  /* Lays the veil of confidence over the first version, or takes it away. */
  veil(address, shown) {
    const [viewer] = this.viewers;
    if (shown && !this.veiled) {
      this.veiled = true;
      const fitted = () => viewer.addSimpleImage({ url: address, width: 1 });
      if (viewer.isOpen()) fitted();
      else viewer.addOnceHandler("open", fitted);
    }
    viewer.world.getItemAt(1)?.setOpacity(shown ? 1 : 0);
  }

  #move(how) {
    how(this.leader.viewport);
    this.leader.viewport.applyConstraints(this.calm);
  }

  #follow(viewer) {
    if (viewer !== this.leader) return;
    const item = viewer.world.getItemAt(0);
    if (item) {
      const { x, y, width, height } = viewer.viewport.viewportToViewerElementRectangle(item.getBounds(true));
      const { clientWidth, clientHeight } = viewer.container;
      this.placed({
        top: Math.max(0, y), bottom: Math.min(clientHeight, y + height),
        left: Math.max(0, x), right: Math.min(clientWidth, x + width),
      });
    }
    for (const other of this.viewers) {
      if (other === viewer || !other.isOpen()) continue;
      other.viewport.zoomTo(viewer.viewport.getZoom(true), null, true);
      other.viewport.panTo(viewer.viewport.getCenter(true), true);
    }
  }
}

/* OpenSeadragon writes a style sheet into the page, which the page's policy forbids, unless one stands there
   already. An element of no namespace passes for one, and is none to the browser. */
function keepStyleOut() {
  const mark = "data-openseadragon-mobile-css";
  if (document.querySelector(`style[${mark}]`)) return;
  const stub = document.createElementNS(null, "style");
  stub.setAttribute(mark, "");
  document.head.append(stub);
}

function source(version, { images, width, height, tiled }) {
  return tileSource(`${images}${version}`, width, height, tiled);
}

function options(element, calm) {
  return {
    element,
    drawer: "canvas", // draws files from a folder too, which WebGL may not
    showNavigationControl: false, // its buttons are no buttons to a keyboard: the dialog has its own
    keyboardNavEnabled: false,
    tabIndex: "",
    visibilityRatio: 1,
    constrainDuringPan: true,
    minZoomImageRatio: 1,
    maxZoomPixelRatio: 4,
    animationTime: calm ? 0 : 0.6,
    immediateRender: calm,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, flickEnabled: false },
    gestureSettingsTouch: { flickEnabled: !calm, pinchRotate: false },
    silenceMultiImageWarnings: true,
  };
}
