/* Symmetric systems of equations. */

/* Solve covariance · x = right, for each of several right sides. */
export function solve(rights, covariance) {
  const lower = factor(rights[0].length, covariance);
  return rights.map((right) => {
    const out = right.slice();
    substitute(lower, out, out.length);
    return backward(lower, out);
  });
}

/* A covariance as the product of a lower triangle, by rows, and its transpose (Cholesky). */
export function factor(count, covariance) {
  const lower = [];
  for (let i = 0; i < count; i++) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) row[j] = covariance(i, j);
    substitute(lower, row, i);
    for (let j = 0; j < i; j++) row[i] -= row[j] * row[j];
    row[i] = Math.sqrt(row[i]);
    lower.push(row);
  }
  return lower;
}

/* Put x in place of the first `count` numbers of `right`, where lower · x is what they were. */
function substitute(lower, right, count) {
  for (let i = 0; i < count; i++) {
    const row = lower[i];
    let left = right[i];
    for (let j = 0; j < i; j++) left -= row[j] * right[j];
    right[i] = left / row[i];
  }
}

/* Solve transpose of lower · x = out, in place. */
function backward(lower, out) {
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] /= lower[i][i];
    for (let j = 0; j < i; j++) out[j] -= lower[i][j] * out[i];
  }
  return out;
}
