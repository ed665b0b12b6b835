/* The words of the visit: labels on the wall and beside the view, names over doors, and what is said aloud. */

import { text } from "../common/texts.js";

const KINDS = ["creator", "title", "date", "credit"];

export class Words {
  constructor({ halls = [], doors = [] }, labels) {
    this.halls = halls;
    this.doors = doors;
    this.labels = labels;
    this.panel = document.getElementById("label");
    this.place = document.getElementById("place");
    this.said = document.getElementById("said");
    this.rooms = [...document.querySelectorAll(".listing > section")].map((section) => ({
      title: section.querySelector("h3 .title").textContent,
      text: section.querySelector("template[data-room]"),
    }));
    this.sentence = "";
  }

  /* [kind, text] pairs of a work's label, which is there; its notice says what is shown, the original or colour. */
  lines(work, version) {
    const label = this.labels.of(work);
    const notices = [...label.querySelectorAll(".notice")]; // of a colorized work two, the original's first
    const found = KINDS.map((kind) => [kind, label.querySelector(`.${kind}`)]);
    found.push(["notice", version === "original" ? notices[0] : notices.at(-1)]);
    return [["number", named(work).number], ...found.filter(([, words]) => words).map(([kind, words]) => [kind, words.textContent.trim()])];
  }

  /* What the picture of a work shows, whose label is there. */
  alt(work) { return this.labels.of(work).querySelector("[data-alt]").dataset.alt; }

  /* What is lettered on the walls of hall `index`: the title and the paragraphs of its room, and as side → words where
     each door leads. */
  lettered(index) {
    const names = new Map();
    this.doors.forEach(([before, side]) => {
      if (before === index) names.set(side, this.name(index + 1));
      if (before === index - 1) names.set((side + 2) % 4, this.name(index - 1));
    });
    const { title, text: words } = this.rooms[this.halls[index].room];
    const paragraphs = [...words?.content.querySelectorAll("p, li, h4, h5, h6") ?? []].map((each) => each.textContent.trim());
    return { names, title, paragraphs };
  }

  name(index) {
    const { room, part, parts } = this.halls[index];
    const { title } = this.rooms[room];
    return parts > 1 ? text("part", { room: title, part, parts }) : title;
  }

  /* Shows the label of `work`, or the text of the room where there is none before one. */
  tell(work, hall) {
    const { room } = this.halls[hall];
    this.told = work;
    this.place.textContent = `${room + 1}\u2002${this.name(hall)}`;
    if (work) {
      this.sentence = text("before", named(work));
      this.labels.want(work, () => { if (this.told === work) this.put(work); });
    } else {
      const { title, text: words } = this.rooms[room];
      const heading = document.createElement("h2");
      heading.textContent = title;
      heading.dir = "auto";
      this.panel.replaceChildren(paragraph("number", text("room", { number: room + 1 })), heading);
      if (words) this.panel.append(words.content.cloneNode(true));
      this.sentence = text("in_room", { number: room + 1, title });
    }
  }

  put(work) {
    this.panel.replaceChildren(paragraph("number", named(work).number), this.labels.of(work).cloneNode(true));
  }

  /* In place of the button: that the film cannot be played there. */
  missed() {
    const place = this.panel.querySelector(".plays");
    if (!place) return;
    place.textContent = text("not_played");
    this.note(place.textContent);
    this.say();
  }

  note(sentence) { this.sentence = sentence; }

  /* Says the last sentence, once. */
  say() {
    if (this.sentence) this.said.textContent = this.sentence;
    this.sentence = "";
  }
}

/* Number and title of a work, from the list. */
function named({ id }) {
  const item = document.getElementById(id);
  return { number: item.dataset.number, title: item.querySelector("a").textContent };
}

function paragraph(name, words) {
  const element = document.createElement("p");
  element.className = name;
  element.textContent = words;
  return element;
}
