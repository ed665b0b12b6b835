/* Calls `act` once the page has come and nothing else has to be done, unless `signal` says that it was ended before. */
export function whenIdle(act, signal) {
  const idle = window.requestIdleCallback ?? ((soon) => setTimeout(soon, 200)); // not in every browser
  const soon = () => idle(() => { if (!signal?.aborted) act(); });
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { signal });
}
