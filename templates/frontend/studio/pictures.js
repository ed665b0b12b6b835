/* Small pictures of works: brought when they come into sight, and again when they were made anew. */

import { picture } from "./server.js";

const shown = new Map(); // element → {id, kind, width}

const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    watch.unobserve(target);
    bring(target);
  }
}, { rootMargin: "50%" });

/* `image` will show a picture of a work that is `width` pixels wide. */
export function fill(image, id, kind, width) {
  shown.set(image, { id, kind, width });
  image.dataset.state = "wanted";
  watch.observe(image);
}

/* Pictures of a work have come, or are others than they were. */
export function renew(id) {
  for (const [image, wanted] of shown) {
    if (!image.isConnected) forget(image);
    else if (wanted.id === id && image.dataset.state !== "wanted") bring(image);
  }
}

function forget(image) {
  URL.revokeObjectURL(image.src);
  watch.unobserve(image);
  shown.delete(image);
}

async function bring(image) {
  const { id, kind, width } = shown.get(image);
  image.dataset.state = "waiting";
  const blob = await picture(id, kind, width).catch(() => undefined);
  if (blob === null) return; // it is being made: `renew` follows
  if (blob === undefined) {
    image.dataset.state = "failed";
    return;
  }
  const before = image.src;
  image.src = URL.createObjectURL(blob);
  image.dataset.state = "ready";
  if (before) URL.revokeObjectURL(before);
}
