// The preview's part of every page: loads it again when the exhibition has been built anew, and shows what is wrong
// with the exhibit in a strip at its foot. The server adds this script to what it sends; the site has no trace of it.

(() => {
  const here = document.currentScript;
  const version = here.dataset.version;
  const waiting = document.body.classList.contains("preview-waiting");
  const PATIENCE = 3000; // milliseconds without an answer, after which the preview counts as ended

  // In a shadow, so that neither the site's rules nor a theme's reach the strip, nor its rules the page.
  const host = document.createElement("div");
  host.id = "gallery-preview";
  host.lang = "en";
  host.dir = "ltr";
  const shadow = host.attachShadow({ mode: "open" });
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("preview.css", here.src).href;
  const strip = document.createElement("div");
  strip.setAttribute("role", "status");
  strip.hidden = true;
  style.addEventListener("load", () => strip.classList.add("styled"));
  // The end of the page, and what has the focus, stay within reach above the strip.
  new ResizeObserver(() => {
    const height = strip.offsetHeight ? `${strip.offsetHeight}px` : "";
    document.body.style.paddingBlockEnd = height;
    document.documentElement.style.scrollPaddingBlockEnd = height;
  }).observe(strip);
  shadow.append(style, strip);
  document.body.append(host);

  function element(name, className, ...content) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...content);
    return made;
  }

  // Places may break before a colon or after a slash, and nowhere else.
  function place(text) {
    const parts = text.split(/(?<=\/)|(?=:)/);
    return parts.flatMap((part, index) => (index ? [document.createElement("wbr"), part] : [part]));
  }

  function item({ place: where, message, hint }) {
    const made = element("li", "problem", element("p", "message", message));
    if (where) made.prepend(element("p", "place", ...place(where)));
    if (hint) made.append(element("p", "hint", hint));
    return made;
  }

  function show(problems) {
    const open = strip.querySelector("details")?.open ?? true;
    strip.hidden = problems.length === 0;
    if (strip.hidden) {
      strip.replaceChildren();
      return;
    }
    const number = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const shown = waiting ? "Nothing could be built yet." : "The last good build is shown.";
    const list = element("ol", "problems", ...problems.map(item));
    list.tabIndex = 0; // it scrolls, by keyboard too
    list.setAttribute("aria-label", "Problems");
    const details = element("details", "", element("summary", "", element("strong", "", number), ` ${shown}`), list);
    details.open = open;
    strip.replaceChildren(details);
  }

  function mourn() {
    strip.hidden = false;
    strip.replaceChildren(element("p", "ended", "The preview has ended. This page is as it was last."));
  }

  let stream = null;
  let patience = null;

  function listen() {
    if (stream) return;
    stream = new EventSource(new URL("events", here.src));
    stream.addEventListener("message", (event) => {
      clearTimeout(patience);
      patience = null;
      const news = JSON.parse(event.data);
      if (news.version !== version) location.reload();
      else show(news.problems);
    });
    stream.addEventListener("error", () => {
      patience ??= setTimeout(mourn, PATIENCE);
    });
  }

  function rest() {
    clearTimeout(patience);
    patience = null;
    stream?.close();
    stream = null;
  }

  // A browser opens few connections to a server at a time: pages that nobody sees do without one.
  function attend() {
    if (document.hidden) rest();
    else listen();
  }

  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", rest);
  addEventListener("pageshow", attend);
  attend();
})();
