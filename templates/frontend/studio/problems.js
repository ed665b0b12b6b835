/* What is wrong with the exhibition, as `check` says it. */

/* Of a work; those of its fields alone, where `field` is given. */
export function ofWork(problems, id, field = null) {
  const found = problems.filter(({ work }) => work === id);
  return field === null ? found : found.filter((problem) => isOf(problem, field));
}

const isOf = (problem, field) => problem.field === field || (problem.field ?? "").startsWith(`${field}.`);

/* The messages at a field, as one text. */
export function wrongOf(problems, field) {
  return problems.filter((problem) => isOf(problem, field)).map(sentence).join(" ");
}

/* Message and remedy. */
export function sentence({ message, hint }) {
  return hint ? `${message}; ${hint}` : message;
}

export const severe = ({ severity }) => severity !== "unfinished";

/* A problem whose place in a work is one word: hints.2.evidence. */
export function dotted(problem) {
  return { ...problem, field: problem.field.join(".") };
}

/* What is wrong with the exhibit and with its works, each once. */
export function allProblems(exhibit) {
  const all = [...exhibit.problems, ...exhibit.works.flatMap(({ problems }) => problems)];
  const once = new Map(all.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].map(dotted);
}
