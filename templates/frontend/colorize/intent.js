/* When somebody means to use the page. The network is large, so it comes then and not before; where every byte is paid
   for, only with a photograph that was chosen. */

import { isThrifty } from "../common/thrift.js";

export function onIntent(place, act) {
  if (isThrifty()) return;
  const ended = new AbortController();
  const once = () => { ended.abort(); act(); };
  for (const event of ["pointerover", "pointerdown", "focusin"]) {
    place.addEventListener(event, once, { signal: ended.signal });
  }
  document.addEventListener("dragover", once, { signal: ended.signal });
}
