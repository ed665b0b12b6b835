/* Captions over both films: the browser's own lie in one of them, and do not load into a page from a folder. */

export class Captions {
  /* `cues`: by language, each [start, end, text], in the order of their beginnings; `place` shows them. */
  constructor(place, cues, choice) {
    Object.assign(this, { place, cues, choice, time: 0, last: "" });
    choice?.addEventListener("change", () => this.show(this.time));
  }

  /* Off, or what was on the last time, or the first. */
  toggle() {
    if (!this.choice) return;
    if (this.choice.value) this.last = this.choice.value;
    this.choice.value = this.choice.value ? "" : this.last || this.choice.options[1].value;
    this.show(this.time);
  }

  show(time) {
    this.time = time;
    const language = this.choice?.value ?? "";
    const said = (this.cues[language] ?? []).filter(([start, end]) => start <= time && time < end).map(([, , text]) => text);
    const text = said.join("\n");
    if (text === this.place.textContent && this.place.lang === language) return;
    this.place.textContent = text;
    this.place.lang = language;
    this.place.hidden = !text;
  }
}
