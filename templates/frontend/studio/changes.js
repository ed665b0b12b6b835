/* The exhibition as the page shows it, and the changes that lead from one form of it to another.

   A form is {rooms: [{key, title, works: [id]}], works: {id: {fields, approved}}} and is never changed in place. `key`
   is a room's number in the manifest, or in the order in which rooms were added. `approved` is true or false where
   somebody said so here, null where it is as the manifest has it. */

import { inBoth } from "./in_both.js";

/* Fields that are texts, {language: text}. */
const TEXTS = new Set([
  "title", "place", "medium", "credit", "lender", "rights_note", "alt", "description", "reason",
]);

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
  const key = Math.max(...form.rooms.map((room) => room.key)) + 1;
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

/* The changes that make `form` of `base`, as the server takes them. Rooms are added first and removed last, so that
   their numbers hold in between. */
export function changesBetween(base, form) {
  const added = form.rooms.filter(({ key }) => !base.rooms[key]);
  const numbers = new Map([...base.rooms, ...added].map(({ key }, number) => [key, number]));
  return [
    ...added.map(({ title }) => ({ do: "add-room", title })), ...titleChanges(base, form), ...moves(base, form, numbers),
    ...removals(base, form), ...workChanges(base, form),
  ];
}

function* titleChanges(base, form) {
  for (const { key, title } of form.rooms) {
    const before = base.rooms[key]?.title ?? title;
    for (const language of Object.keys(title)) {
      if (title[language] !== before[language]) yield { do: "set", room: key, field: ["title", language], value: title[language] };
    }
  }
}

function* removals(base, form) {
  const left = new Set(form.rooms.map(({ key }) => key));
  for (const { key } of [...base.rooms].reverse()) if (!left.has(key)) yield { do: "remove", room: key };
}

/* As few works are moved as can be: those stay that stand in the same order in the same room before and after.
   `numbers`: of every room, by its key. */
function* moves(base, form, numbers) {
  const rooms = [...numbers.keys()].map((key) => [...(base.rooms[key]?.works ?? [])]);
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

/* `form` with changes that were made to another; what they are about may be gone, and is then left out. */
export function applied(form, changes) {
  return changes.reduce((found, change) => {
    if (change.do === "add-room") return withRoom(found, change.title);
    if (change.work === undefined) return change.do === "remove" ? emptied(found, change.room) : retitled(found, change);
    if (!found.works[change.work]) return found;
    if (change.do === "approve") return withApproval(found, change.work, change.approved);
    if (change.do === "move") return found.rooms[change.room] ? withMove(found, change.work, change.room, change.position) : found;
    const [name, language] = change.field;
    if (language) return withText(found, change.work, name, language, change.value);
    return withField(found, change.work, name, change.value);
  }, form);
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
