/* Words as the search compares them, and texts with the found words marked. */

// Scripts written without spaces count every character as a word.
const SPACELESS = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}";
const WORD = new RegExp(`[${SPACELESS}]|(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}])+`, "gu");

// Letters that Unicode does not take apart.
const WHOLE = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i" };

export function words(text) {
  return text.match(WORD) ?? [];
}

const folded = new Map(); // texts repeat their words, and each is compared many times

/* A word in lower case and without accents: "Façade" and "facade" are the same. */
export function fold(word) {
  let plain = folded.get(word);
  if (plain === undefined) folded.set(word, plain = unadorned(word));
  return plain;
}

function unadorned(word) {
  return word.toLowerCase().replace(/[ßæœøłđðþı]/g, letter => WHOLE[letter]).normalize("NFKD").replace(/\p{M}/gu, "");
}

/* `text` as nodes, with <mark> around every word that is in `found` (a set of folded words). */
export function marked(text, found) {
  const piece = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (!found.has(fold(match[0]))) continue;
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    piece.append(text.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  piece.append(text.slice(end));
  return piece;
}

/* About `length` characters of `text` around its first found word. */
export function excerpt(text, found, length = 160) {
  for (const match of text.matchAll(WORD)) {
    if (found.has(fold(match[0]))) return around(text, match.index, length);
  }
  return around(text, 0, length);
}

function around(text, index, length) {
  if (text.length <= length * 1.25) return text;
  let start = Math.max(0, Math.min(index - length / 3, text.length - length));
  let end = Math.min(text.length, start + length);
  // Whole words: a cut within one would be read as another word.
  if (start > 0) start = text.indexOf(" ", start) + 1 || start;
  if (start > index) start = index;
  if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), text.indexOf(" ", index));
  if (end < index) end = text.length;
  return (start > 0 ? "…\u00a0" : "") + text.slice(start, end) + (end < text.length ? "\u00a0…" : "");
}
