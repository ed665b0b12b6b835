/* The page's own words: JSON in <script id="texts">, put there in the page's language by the build. */

const element = document.getElementById("texts");
const words = element ? JSON.parse(element.textContent) : {};
let plurals = null;

/* The text under `key`, its {placeholders} filled; a text with plural forms is chosen by values.count. */
export function text(key, values = {}) {
  let found = words[key];
  if (found && typeof found === "object") {
    plurals ??= new Intl.PluralRules(document.documentElement.lang || "en");
    const form = plurals.select(values.count);
    found = found[form] ?? found.other;
  }
  if (found === undefined) throw new Error(`no text ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
