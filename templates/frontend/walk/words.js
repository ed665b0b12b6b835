/* The words of the visit: labels on the wall and beside the view, names over doors, and what is said aloud.
   Labels stand in the page already, in the list of all works; here they are only read. */

import { text } from "../common/texts.js";

export class Words {
  constructor({ halls, doors }) {
    this.halls = halls;
    this.doors = doors;
    this.panel = document.getElementById("label");
    this.place = document.getElementById("place");
    this.said = document.getElementById("said");
    this.rooms = [...document.querySelectorAll(".listing > section")].map((section) => ({
      title: section.querySelector("h3 .title").textContent,
      text: section.querySelector("template[data-room]"),
    }));
    this.sentence = "";
  }

  /* [kind, text] pairs of a work's label. */
  lines(work) {
    const { item, template, number } = entry(work);
    const words = {
      number,
      creator: template.querySelector(".creator"),
      title: template.querySelector(".title"),
      date: item.querySelector(".date"),
      notice: template.querySelector(".notice:not(.as-original)"),
    };
    return Object.entries(words).filter(([, found]) => found)
      .map(([kind, found]) => [kind, found.textContent?.trim() ?? found]);
  }

  /* Side → words over the door in it, for hall `index`: where it leads. */
  names(index) {
    const found = new Map();
    this.doors.forEach(([before, side]) => {
      if (before === index) found.set(side, this.name(index + 1));
      if (before === index - 1) found.set((side + 2) % 4, this.name(index - 1));
    });
    return found;
  }

  name(index) {
    const { room, part, parts } = this.halls[index];
    const { title } = this.rooms[room];
    return parts > 1 ? text("part", { room: title, part, parts }) : title;
  }

  /* Shows the label of `work`, or the text of the room where there is none before one. */
  tell(work, hall) {
    const { room } = this.halls[hall];
    const { title } = this.rooms[room];
    this.place.textContent = `${room + 1}\u2002${this.name(hall)}`;
    if (work) {
      const { template, number } = entry(work);
      this.panel.replaceChildren(paragraph("number", number), template.cloneNode(true));
      this.sentence = text("before", { number, title: template.querySelector(".title").textContent });
    } else {
      const heading = document.createElement("h2");
      heading.textContent = title;
      heading.dir = "auto";
      this.panel.replaceChildren(paragraph("number", text("room", { number: room + 1 })), heading);
      const words = this.rooms[room].text;
      if (words) this.panel.append(words.content.cloneNode(true));
      this.sentence = text("in_room", { number: room + 1, title });
    }
  }

  note(sentence) { this.sentence = sentence; }

  /* Says the last sentence, once. */
  say() {
    if (this.sentence) this.said.textContent = this.sentence;
    this.sentence = "";
  }
}

function entry({ id }) {
  const item = document.getElementById(id);
  return { item, template: item.querySelector("template").content, number: item.dataset.number };
}

function paragraph(name, words) {
  const element = document.createElement("p");
  element.className = name;
  element.textContent = words;
  return element;
}
