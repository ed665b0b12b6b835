/* The colours behind the curtain come when all else of the page has, or somebody is about to ask for them. Where every
   byte is paid for they come only then. */

import { whenIdle } from "../common/idle.js";
import { isThrifty } from "../common/thrift.js";

const SIGNS = ["pointerover", "pointerdown", "focusin"];

export function bringHidden(box) {
  const asked = new AbortController();
  const bring = () => {
    asked.abort();
    delete box.dataset.waits;
    // What a curtain hides is never in view for some browsers.
    Object.assign(box.querySelector(".colour img"), { fetchPriority: "low", loading: "eager" });
  };
  for (const sign of SIGNS) box.addEventListener(sign, bring, { signal: asked.signal });
  addEventListener("beforeprint", bring, { signal: asked.signal });
  if (!isThrifty()) whenIdle(bring, asked.signal);
}
