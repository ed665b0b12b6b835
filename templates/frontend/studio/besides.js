/* Two texts compared line by line. */

import { made } from "./dom.js";
import { inBoth } from "./in_both.js";

const AROUND = 2; // lines that are shown before and after a change
const MOST = 4e6; // pairs of lines that are compared

/* The lines of `other` that differ from `one`, with some around them, as nodes: what came is <ins>, what went <del>. */
export function besides(one, other) {
  const rows = compared(one.split("\n"), other.split("\n"));
  const near = rows.map((_, at) => rows.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ change }) => change));
  return rows.flatMap(({ line, change }, at) => {
    if (!near[at]) return at && !near[at - 1] ? [] : [made("span", { className: "left-out", textContent: "⋯\n" })];
    return [change ? made(change, { textContent: `${line}\n` }) : `${line}\n`];
  });
}

/* The texts mostly begin and end alike: only what lies between is looked at closely. */
function compared(one, other) {
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start++;
  let end = 0;
  const least = Math.min(one.length, other.length) - start;
  while (end < least && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  const kept = (lines) => lines.map((line) => ({ line }));
  const inner = between(one.slice(start, one.length - end), other.slice(start, other.length - end));
  return [...kept(one.slice(0, start)), ...inner, ...kept(one.slice(one.length - end))];
}

function between(one, other) {
  const pairs = one.length * other.length > MOST ? [] : inBoth(one, other);
  const found = [];
  let [i, j] = [0, 0];
  for (const [at, there] of [...pairs, [one.length, other.length]]) {
    while (i < at) found.push({ line: one[i++], change: "del" });
    while (j < there) found.push({ line: other[j++], change: "ins" });
    if (at < one.length) found.push({ line: one[at] });
    [i, j] = [at + 1, there + 1];
  }
  return found;
}
