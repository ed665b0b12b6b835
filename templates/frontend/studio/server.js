/* What is asked of the server. */

import { text } from "../common/texts.js";

/* The server said no: `status` (0 where none answered), `told` is its problem document. */
class Refused extends Error {
  constructor(status, told) {
    super([told.detail ?? told.title, told.hint].filter(Boolean).join("; "));
    Object.assign(this, { status, told });
  }
}

export async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { detail: text("unreachable") });
  }
  if (answer.ok) return answer;
  throw new Refused(answer.status, await answer.json().catch(() => ({ detail: answer.statusText })));
}

export async function get(address) {
  return (await ask(address)).json();
}

export async function post(address, body) {
  return (await send(address, body)).json();
}

export function send(address, body, options = {}) {
  return ask(address, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), ...options,
  });
}

export const workAddress = (id, rest) => `/api/works/${encodeURIComponent(id)}/${rest}`;

/* The picture of a work as a Blob; null while it is being made. */
export async function picture(id, kind, width) {
  const answer = await ask(workAddress(id, `picture/${kind}?width=${width}`));
  return answer.status === 202 ? null : answer.blob();
}

/* Calls `act` when nobody has called for `pause` milliseconds, with what was given last. */
export function unhurried(act, pause) {
  let waiting;
  return (...values) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => act(...values), pause);
  };
}
