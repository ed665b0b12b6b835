/* The page's own words: JSON in <script id="texts">, put there in the page's language by the build. */

const element = document.getElementById("texts");
const words = element ? JSON.parse(element.textContent) : {};
let plurals = null;

/* Letters that run from right to left (Unicode Standard Annex #9), by the blocks that are kept for them. */
const BACKWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/* A value for a sentence: with such letters between isolates, so that it takes nothing along that stands beside it. */
const isolated = (value) => (BACKWARD.test(value) ? `\u2068${value}\u2069` : String(value));

/* The text under `key`, its {placeholders} filled; a text with plural forms is chosen by values.count. */
export function text(key, values = {}) {
  let found = words[key];
  if (found && typeof found === "object") {
    plurals ??= new Intl.PluralRules(document.documentElement.lang || "en");
    const form = plurals.select(values.count);
    found = found[form] ?? found.other;
  }
  if (found === undefined) throw new Error(`no text ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => isolated(values[name]));
}
