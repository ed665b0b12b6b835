/* The question in the page's address, so that it can be kept, sent and come back to. */

const NAMES = ["q", "room", "decade", "colours"];

export function asked() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map(name => [name, given.get(name) ?? ""]));
}

export function keep(question) {
  const given = new URLSearchParams(NAMES.filter(name => question[name]).map(name => [name, question[name]]));
  const query = given.toString();
  for (const link of document.querySelectorAll(".languages a")) link.search = query; // the same in another language
  try {
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  } catch {
    // Some browsers forbid it to pages from disk; then the question is not kept.
  }
}
