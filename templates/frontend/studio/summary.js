/* What a save changed, in a line for the journal. */

import { text } from "../common/texts.js";

export function summaryOf(changes) {
  const works = new Map();
  const parts = [];
  const add = (work, words) => works.set(work, [...(works.get(work) ?? []), words]);
  for (const change of changes) {
    if (change.do === "add-room") parts.push(text("summary_room"));
    else if (change.work === undefined && change.do === "remove") parts.push(text("summary_room_gone"));
    else if (change.work === undefined) parts.push(text("summary_title"));
    else if (change.do === "move") add(change.work, text("summary_moved"));
    else if (change.do === "approve") add(change.work, text(change.approved ? "accepted_now" : "not_looked"));
    else if (!works.get(change.work)?.includes(text(`field_${change.field[0]}`))) add(change.work, text(`field_${change.field[0]}`));
  }
  return [...parts, ...[...works].map(([work, words]) => `${work} (${words.join(", ")})`)].join("; ");
}
