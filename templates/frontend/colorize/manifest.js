/* Given colours as a manifest takes them, to copy. What they rest on is for the curator to say. */

export function manifestHints(hints, radius) {
  if (!hints.length) return "";
  const told = hints.map(({ points, color }) => {
    const places = points.map((point) => `[${point.map((value) => Number(value.toFixed(3))).join(", ")}]`);
    const where = places.length > 1 ? `along: [${places.join(", ")}]` : `at: ${places[0]}`;
    return `  - ${where}\n    color: "${color}"\n    radius: ${radius}\n    evidence: ""\n`;
  });
  return `hints:\n${told.join("")}`;
}
