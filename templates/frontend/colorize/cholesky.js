/* Symmetric systems of equations. */

/* Solve covariance · x = right, for each of several right sides. */
export function solve(rights, covariance) {
  const lower = factor(rights[0].length, covariance);
  return rights.map((right) => backward(lower, forward(lower, right)));
}

/* A covariance as the product of a lower triangle, by rows, and its transpose (Cholesky). */
export function factor(count, covariance) {
  const lower = [];
  for (let i = 0; i < count; i++) {
    const row = forward(lower, Float64Array.from({ length: i }, (_, j) => covariance(i, j)));
    const own = row.reduce((left, value) => left - value * value, covariance(i, i));
    lower.push(Float64Array.of(...row, Math.sqrt(own)));
  }
  return lower;
}

/* Solve lower · x = right. */
export function forward(lower, right) {
  const out = right.slice();
  for (let i = 0; i < out.length; i++) {
    const row = lower[i];
    for (let j = 0; j < i; j++) out[i] -= row[j] * out[j];
    out[i] /= row[i];
  }
  return out;
}

/* Solve transpose of lower · x = right. */
function backward(lower, right) {
  const out = right.slice();
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] /= lower[i][i];
    for (let j = 0; j < i; j++) out[j] -= lower[i][j] * out[i];
  }
  return out;
}
