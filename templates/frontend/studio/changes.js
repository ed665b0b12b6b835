/* The exhibition as the page shows it, and the changes that lead from one form of it to another.

   A form is {rooms: [{key, title, works: [id]}], works: {id: {fields, approved}}} and is never changed in place. `key`
   tells rooms of a form, and of the forms that are made from it, apart; it is no place in a list. `approved` is true or
   false where somebody said so here, null where it is as the manifest has it. */

import { inBoth } from "./in_both.js";

/* Fields that are texts, {language: text}. */
const TEXTS = new Set([
  "title", "place", "medium", "credit", "lender", "rights_note", "alt", "description", "reason",
]);

/* Fields that are lists of things which have nothing to do with one another. */
const LISTS = new Set(["hints", "protect"]);

/* Fields that decide the colours: what was accepted before they changed was another picture. */
export const COLOURS = new Set(["hints", "protect", "vividness", "crop", "rotate", "colorize"]);

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/* The form that the server's exhibit has. */
export function formOf(exhibit) {
  const rooms = exhibit.rooms.map(({ title }, key) => ({ key, title, works: [] }));
  const works = {};
  for (const work of [...exhibit.works].sort((one, other) => one.position - other.position)) {
    rooms[work.room].works.push(work.id);
    works[work.id] = { fields: work.fields, approved: null };
  }
  return { rooms, works };
}

/* A form with a field of a work set, or taken out where `value` is undefined. */
export function withField(form, id, name, value) {
  const work = form.works[id];
  const fields = { ...work.fields, [name]: value };
  if (value === undefined) delete fields[name];
  const approved = COLOURS.has(name) && !same(work.fields[name], value) ? null : work.approved;
  return { ...form, works: { ...form.works, [id]: { fields, approved } } };
}

/* A form with a text of a work set in one language, or taken out where it is empty. */
export function withText(form, id, name, language, words) {
  return withField(form, id, name, texted(form.works[id].fields[name], language, words));
}

/* Words in one language put among those in others; undefined where none are left. */
export function texted(texts, language, words) {
  const given = { ...texts, [language]: words };
  if (!words) delete given[language];
  return Object.keys(given).length ? given : undefined;
}

export function withApproval(form, id, approved) {
  return { ...form, works: { ...form.works, [id]: { ...form.works[id], approved } } };
}

/* A form with a work taken to a room and a position there, counted without the work itself. */
export function withMove(form, id, room, position) {
  const rooms = form.rooms.map((found) => ({ ...found, works: found.works.filter((other) => other !== id) }));
  rooms[room].works.splice(position, 0, id);
  return { ...form, rooms };
}

export function withRoom(form, title) {
  const key = Math.max(-1, ...form.rooms.map((room) => room.key)) + 1;
  return { ...form, rooms: [...form.rooms, { key, title, works: [] }] };
}

export function withoutRoom(form, at) {
  return { ...form, rooms: form.rooms.filter((_, room) => room !== at) };
}

/* Where a work hangs: [room, position]. */
export function placeOf(form, id) {
  const room = form.rooms.findIndex(({ works }) => works.includes(id));
  return [room, form.rooms[room]?.works.indexOf(id) ?? -1];
}

const roomOf = (form, key) => form.rooms.find((room) => room.key === key);

/* The changes that make `form` of `base`, as the server takes them. Rooms are added first and removed last, so that
   their numbers hold in between. */
export function changesBetween(base, form) {
  const added = form.rooms.filter(({ key }) => !roomOf(base, key));
  const numbers = new Map([...base.rooms, ...added].map(({ key }, number) => [key, number]));
  return [
    ...added.map(({ title }) => ({ do: "add-room", title })), ...titleChanges(base, form, numbers), ...moves(base, form, numbers),
    ...removals(base, form, numbers), ...workChanges(base, form),
  ];
}

function* titleChanges(base, form, numbers) {
  for (const { key, title } of form.rooms) {
    const before = roomOf(base, key)?.title ?? title;
    const room = numbers.get(key);
    for (const language of Object.keys(title)) {
      if (title[language] !== before[language]) yield { do: "set", room, field: ["title", language], value: title[language] };
    }
  }
}

function* removals(base, form, numbers) {
  for (const { key } of [...base.rooms].reverse()) {
    if (!roomOf(form, key)) yield { do: "remove", room: numbers.get(key) };
  }
}

/* As few works are moved as can be: those stay that stand in the same order in the same room before and after.
   `numbers`: of every room, by its key. */
function* moves(base, form, numbers) {
  const rooms = [...numbers.keys()].map((key) => [...(roomOf(base, key)?.works ?? [])]);
  const staying = new Set(form.rooms.flatMap(({ key, works }) => {
    const before = rooms[numbers.get(key)];
    return inBoth(before, works).map(([at]) => before[at]);
  }));
  for (const { key, works } of form.rooms) {
    const room = numbers.get(key);
    for (const [at, work] of works.entries()) {
      if (staying.has(work)) continue;
      for (const list of rooms) if (list.includes(work)) list.splice(list.indexOf(work), 1);
      const position = at ? rooms[room].indexOf(works[at - 1]) + 1 : 0;
      rooms[room].splice(position, 0, work);
      yield { do: "move", work, room, position };
    }
  }
}

function* workChanges(base, form) {
  for (const [work, { fields, approved }] of Object.entries(form.works)) {
    const before = base.works[work]?.fields;
    if (!before) continue;
    for (const name of new Set([...Object.keys(before), ...Object.keys(fields)])) {
      if (!same(before[name], fields[name])) yield* fieldChanges(work, name, before[name], fields[name]);
    }
    if (approved !== null && approved !== base.works[work].approved) yield { do: "approve", work, approved };
  }
}

function* fieldChanges(work, name, before, value) {
  if (value === undefined) yield { do: "remove", work, field: [name] };
  else if (before === undefined || !TEXTS.has(name)) yield { do: "set", work, field: [name], value };
  else {
    for (const language of new Set([...Object.keys(before), ...Object.keys(value)])) {
      if (before[language] === value[language]) continue;
      if (value[language] === undefined) yield { do: "remove", work, field: [name, language] };
      else yield { do: "set", work, field: [name, language], value: value[language] };
    }
  }
}

/* `form` with changes that were made to `base`; what they are about may be gone, and is then left out. */
export function applied(form, changes, base) {
  const keys = base.rooms.map((room, number) => sameRoom(form, base, number)?.key);
  return changes.reduce((found, change) => {
    if (change.do === "add-room") {
      const more = withRoom(found, change.title);
      keys.push(more.rooms.at(-1).key);
      return more;
    }
    const room = found.rooms.findIndex(({ key }) => key === keys[change.room]);
    if (change.work === undefined) return change.do === "remove" ? emptied(found, room) : retitled(found, { ...change, room });
    if (!found.works[change.work]) return found;
    if (change.do === "approve") return withApproval(found, change.work, change.approved);
    if (change.do === "move") return found.rooms[room] ? withMove(found, change.work, room, change.position) : found;
    const [name, language] = change.field;
    if (language) return withText(found, change.work, name, language, change.value);
    const before = base.works[change.work]?.fields[name], theirs = found.works[change.work].fields[name];
    return withField(found, change.work, name, LISTS.has(name) ? inOne(before, change.value, theirs) : change.value);
  }, form);
}

/* The room of `form` that is what the room `number` of `base` was: the one that is called so, or else that has most of
   its works and is called as none was; of several the one at the same place. */
function sameRoom(form, base, number) {
  const { title, works } = base.rooms[number];
  const likeness = (room, at) => {
    const named = same(room.title, title);
    if (!named && base.rooms.some((other) => same(other.title, room.title))) return 0;
    return 1000 * named + room.works.filter((work) => works.includes(work)).length + 0.5 * (at === number);
  };
  const best = Math.max(0, ...form.rooms.map(likeness));
  return best >= 1 ? form.rooms.find((room, at) => likeness(room, at) === best) : undefined;
}

/* Where, and in a film when, a hint gives its colour: what tells it from others, whoever changed the rest of it. An area
   that is protected is its place itself. */
function placeIn(item) {
  if (Array.isArray(item)) return JSON.stringify(item);
  const { at, along, area, time, from, to } = item;
  return JSON.stringify({ at, along, area, time, from, to });
}

/* A list as it is here, `mine`, with what others put into it, changed in it, or took out of it, since `before`. What both
   changed is as it is here. */
function inOne(before = [], mine = [], theirs = []) {
  const within = (list, item) =>
    list.find((other) => same(other, item)) ?? list.find((other) => placeIn(other) === placeIn(item));
  const kept = mine
    .map((item) => (same(within(before, item), item) ? within(theirs, item) : item))
    .filter((item) => item !== undefined);
  const all = [...kept, ...theirs.filter((item) => !same(within(before, item), item) && !within(kept, item))];
  return all.length ? all : undefined;
}

/* A room that is empty by now is taken out. */
function emptied(form, room) {
  return form.rooms[room] && !form.rooms[room].works.length ? withoutRoom(form, room) : form;
}

function retitled(form, { room, field, value }) {
  if (!form.rooms[room]) return form;
  const rooms = [...form.rooms];
  rooms[room] = { ...rooms[room], title: { ...rooms[room].title, [field[1]]: value } };
  return { ...form, rooms };
}
