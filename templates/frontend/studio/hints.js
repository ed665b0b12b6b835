/* The list of given colours: what each is, where, how it is known; and of areas that stay grey. */

import { text } from "../common/texts.js";
import { texted } from "./changes.js";
import { button, byId, made, put } from "./dom.js";
import { wrongOf } from "./problems.js";

const RADIUS = 0.02; // where a hint says none, as gallery/manifest/schema.py
const LEAST_RADIUS = 0.002;

const pointsOf = ({ at, along, area }) => along ?? area ?? [at];

/* A hint as markers show it. */
export const markerOf = (hint) => ({
  points: pointsOf(hint), color: hint.color, closed: Boolean(hint.area), radius: hint.area ? 0 : hint.radius ?? RADIUS,
});

const share = ([x, y]) => ({ x: Math.round(x * 100), y: Math.round(y * 100) });

/* Where a hint is, in few words. */
function placeWords({ at, along, area }) {
  if (at) return text("place_point", share(at));
  if (area) return text("place_area", share(middle(area)));
  const [start, end] = [share(along[0]), share(along[along.length - 1])];
  return text("place_stroke", { x: start.x, y: start.y, to_x: end.x, to_y: end.y });
}

function middle(points) {
  return [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
}

export class HintList {
  /* `onHints(hints, key)`, `onProtect(areas)`: another list; `language()`: of the texts that are written. */
  constructor({ onHints, onProtect, language }) {
    Object.assign(this, { onHints, onProtect, language, rows: [], hints: [], areas: [] });
    this.list = byId("hint-list");
    this.protected = byId("protected");
  }

  update({ hints = [], protect = [] }, problems) {
    const rebuilt = hints.length !== this.rows.length || this.shown !== this.language();
    this.hints = hints;
    this.shown = this.language();
    if (rebuilt) {
      this.rows = hints.map((_, at) => this.#row(at));
      this.list.replaceChildren(...this.rows.map(({ item }) => item));
    }
    this.rows.forEach((row, at) => this.#fill(row, hints[at], at, problems));
    if (JSON.stringify(protect) !== JSON.stringify(this.areas)) this.#showAreas(protect);
    byId("no-hints").hidden = hints.length > 0;
    byId("protected-part").hidden = protect.length === 0;
  }

  /* The evidence of a hint, to be written. */
  focus(at) {
    this.rows[at]?.evidence.focus();
  }

  #row(at) {
    const number = at + 1;
    const id = `evidence-${at}`;
    const colour = made("input", { type: "color", "aria-label": text("colour_of", { number }) });
    const place = made("span");
    const remove = button(text("remove"), () => this.#remove(at), { "aria-label": text("remove_of", { number }) });
    const evidence = made("textarea", {
      id, rows: 2, required: true, dir: "auto", lang: this.language(), "aria-describedby": `${id}-wrong`,
    });
    const wrong = made("p", { id: `${id}-wrong`, className: "wrong" });
    const assumption = made("input", { type: "checkbox" });
    const radius = made("input", { type: "range", min: 0, max: 100, step: 1 });
    const size = made("label", { className: "size" }, made("span", { textContent: text("radius") }), radius);
    const item = made("li", {},
      made("div", { className: "hint-head" }, made("span", { className: "number", textContent: number }), colour, place, remove),
      made("label", { htmlFor: id, textContent: text("evidence") }), evidence, wrong,
      made("label", { className: "check" }, assumption, made("span", { textContent: text("assumption") })), size);
    colour.addEventListener("input", () => this.#change(at, { color: colour.value }, "color"));
    evidence.addEventListener("input", () => {
      this.#change(at, { evidence: texted(this.hints[at].evidence, this.language(), evidence.value) ?? {} }, "evidence");
    });
    assumption.addEventListener("change", () => this.#change(at, { assumption: assumption.checked || undefined }));
    radius.addEventListener("input", () => this.#change(at, { radius: radiusOf(Number(radius.value)) }, "radius"));
    return { item, colour, place, evidence, wrong, assumption, radius, size };
  }

  #fill(row, hint, at, problems) {
    put(row.colour, hint.color.toLowerCase());
    row.place.textContent = placeWords(hint);
    put(row.evidence, hint.evidence?.[this.language()] ?? "");
    row.assumption.checked = Boolean(hint.assumption);
    row.size.hidden = Boolean(hint.area);
    const radius = hint.radius ?? RADIUS;
    if (radiusOf(Number(row.radius.value)) !== radius) row.radius.value = shareOf(radius);
    row.radius.setAttribute("aria-valuetext", text("radius_share", { share: (radius * 100).toFixed(1) }));
    const missing = !Object.values(hint.evidence ?? {}).some((words) => words.trim());
    row.wrong.textContent = missing ? text("evidence_missing") : wrongOf(problems, `hints.${at}`);
    row.evidence.setAttribute("aria-invalid", String(Boolean(row.wrong.textContent)));
  }

  #change(at, values, key) {
    const hints = this.hints.map((hint, index) => {
      if (index !== at) return hint;
      const changed = { ...hint, ...values };
      for (const [name, value] of Object.entries(values)) if (value === undefined) delete changed[name];
      return changed;
    });
    this.onHints(hints, key && `hint-${at}-${key}`);
  }

  #remove(at) {
    this.onHints(this.hints.filter((_, index) => index !== at));
    const next = this.rows[Math.min(at, this.rows.length - 1)];
    (next?.item.querySelector("button") ?? byId("aim")).focus();
  }

  #showAreas(areas) {
    this.areas = areas;
    this.protected.replaceChildren(...areas.map((area, at) => {
      const number = at + 1;
      const remove = button(text("remove"), () => {
        this.onProtect(areas.filter((_, index) => index !== at));
        (this.protected.querySelector("button") ?? byId("aim")).focus();
      }, { "aria-label": text("remove_protected", { number }) });
      return made("li", {}, made("span", { textContent: text("place_area", share(middle(area))) }), remove);
    }));
  }
}

/* The slider of the radius runs by ratios, from LEAST_RADIUS to fifty times that. */
function radiusOf(share) {
  return Number((LEAST_RADIUS * 50 ** (share / 100)).toPrecision(2));
}

function shareOf(radius) {
  return Math.round((100 * Math.log(radius / LEAST_RADIUS)) / Math.log(50));
}
