/* The way around a bench. Boxes are [west, north, east, south], points [x, z]. */

/* The corners that one passes between two places, none where the way is free. */
export function around(from, to, box) {
  if (!crosses(from, to, box)) return [];
  const [west, north, east, south] = box;
  const corners = [[west, north], [east, north], [east, south], [west, south]];
  const pairs = corners.flatMap((corner, at) => [[corner, corners[(at + 1) % 4]], [corners[(at + 1) % 4], corner]]);
  const ways = [...corners.map((corner) => [corner]), ...pairs].filter((way) =>
    [from, ...way].every((place, at) => !crosses(place, [...way, to][at], box)));
  const length = (way) => [from, ...way].reduce(
    (sum, [x, z], at) => sum + Math.hypot(x - [...way, to][at][0], z - [...way, to][at][1]), 0);
  return ways.sort((one, other) => length(one) - length(other))[0] ?? [];
}

/* Whether the straight way leads through the inside of a box. */
export function crosses([x, z], [toX, toZ], [west, north, east, south]) {
  let [enters, leaves] = [0, 1];
  for (const [at, by, least, most] of [[x, toX - x, west, east], [z, toZ - z, north, south]]) {
    if (Math.abs(by) < 1e-9) {
      if (at <= least || at >= most) return false;
      continue;
    }
    const ends = [(least - at) / by, (most - at) / by].sort((one, other) => one - other);
    [enters, leaves] = [Math.max(enters, ends[0]), Math.min(leaves, ends[1])];
  }
  return leaves - enters > 1e-6;
}
