/* Finds works by words and by filters. The index is built at the first question, in the browser. */

import MiniSearch from "minisearch";
import { fold, words } from "./words.js";

const WEIGHTS = {
  title: 4, creator: 3, inventory_number: 2, place: 2, date: 2, years: 2, medium: 1, credit: 1, lender: 1, alt: 1,
  description: 1, transcript: 1,
};
const LONGEST = 100; // years; of a longer span only its ends can be found

export class Finder {
  /* `data` as the build wrote it: language, decades (first year and name), works in hanging order. */
  constructor(data) {
    this.works = data.works;
    this.decades = new Map(data.decades.map(decade => [decade.year, decade.name]));
    this.index = null;
  }

  /* The works that match: { works, found (work → what matched, by folded word), partly (true if only some words
     matched) }. */
  find(query, filters) {
    if (words(query).length === 0) return { works: this.works.filter(filters), found: new Map(), partly: false };
    for (const [combineWith, fuzzy] of this.ways(query)) {
      const hits = this.ask(query, { combineWith, filter: hit => filters(this.works[hit.id]), fuzzy });
      if (hits.length) {
        const found = new Map(hits.map(hit => [this.works[hit.id], hit.match]));
        return { works: [...found.keys()], found, partly: combineWith === "OR" };
      }
    }
    return { works: [], found: new Map(), partly: false };
  }

  /* How a question is asked until something is found: as it stands, which mostly finds something; then with words that
     may be misspelt; then with some of its words. */
  *ways(query) {
    yield ["AND", false];
    const unknown = this.unknown(query);
    const fuzzy = term => unknown.has(term) && 0.2;
    if (unknown.size) yield ["AND", fuzzy];
    yield ["OR", fuzzy];
  }

  /* The words of a question, folded, that may be misspelt: those that stand in no work as they are. Where some work
     has "Lange", nobody who asks for it means "large". */
  unknown(query) {
    const asked = words(query).map(fold).filter(term => term.length > 3 && !/\d/.test(term));
    return new Set(asked.filter(term => this.ask(term, { fuzzy: false }).length === 0));
  }

  ask(query, options) {
    this.index ??= this.build();
    return this.index.search(query, options);
  }

  build() {
    const index = new MiniSearch({
      fields: Object.keys(WEIGHTS),
      tokenize: words,
      processTerm: fold,
      searchOptions: {
        boost: WEIGHTS,
        // "193" is not meant to find every year since; nor 1937 to stand for 1936.
        prefix: term => /^\d+$/.test(term) ? term.length > 2 : true,
        // The beginning of a word is meant more often than a misspelt other one.
        weights: { prefix: 0.6, fuzzy: 0.2 },
      },
    });
    index.addAll(this.works.map((work, id) => ({ ...work, id, years: work.years ? this.spelled(work.years) : "" })));
    return index;
  }

  /* Every year and decade of a span, in words: "1935/1940" is found by 1938 and by "1930s". */
  spelled([first, last]) {
    const count = last - first + 1;
    const years = count > LONGEST + 1 ? [first, last] : Array.from({ length: count }, (_, index) => first + index);
    const decades = new Set(years.map(year => Math.floor(year / 10) * 10));
    return [...years, ...[...decades].map(decade => this.decades.get(decade) ?? "")].join(" ");
  }
}

/* A test of works by the chosen filters; what is not chosen lets every work pass. */
export function filterBy({ room, decade, colours }) {
  const tests = [];
  if (room) tests.push(work => work.room === Number(room));
  if (decade === "none") tests.push(work => !work.years);
  else if (decade) tests.push(work => work.years && touches(work.years, Number(decade)));
  // Given colours are the firm part of inferred ones.
  if (colours === "inferred") tests.push(work => work.kind !== "uncolorized");
  else if (colours) tests.push(work => work.kind === colours);
  return work => tests.every(test => test(work));
}

/* Whether a span of years has one in the ten that begin with `decade`. */
function touches([first, last], decade) {
  return first <= decade + 9 && last >= decade;
}
