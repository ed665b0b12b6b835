/* The metadata of the picture that is downloaded: the build's XMP packet, with the notice of what was done here. */

import { text } from "../common/texts.js";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

export function packetFor(packet, hints) {
  const sentences = [text("notice")];
  if (hints.length) sentences.push(text("notice_given", { count: hints.length }));
  const notice = sentences.join(" ").replace(/[&<>]/g, (sign) => ESCAPES[sign]);
  return packet.replaceAll("{notice}", () => notice);
}

/* `portrait.jpeg` → `portrait-colours-inferred.jpg`. */
export function nameFor(name) {
  return `${name.replace(/\.[^.]*$/, "") || "photograph"}-colours-inferred.jpg`;
}

/* Hand `blob` to the visitor under `name`. */
export function handOver(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
