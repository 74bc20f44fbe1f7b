// Where a function of the plane has less than a level, and the line on which it has that level.

// Values at the corners of a grid of cells, row by row.
function grid(columns, rows, value) {
  const values = new Float64Array((columns + 1) * (rows + 1));
  let k = 0;
  for (let j = 0; j <= rows; j++) for (let i = 0; i <= columns; i++) values[k++] = value(i, j);
  return { columns, rows, values };
}

// Where between two places, of which one has less than the level, the value is the level: the values at
// the corners tell it roughly, and the function itself more exactly (the method of Illinois).
function crossing(one, other, level, value) {
  let [u, v] = [0, 1];
  let [low, high] = [one[2] - level, other[2] - level];
  const at = (part) => [one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])];
  let last = 0; // which end was moved last: one that stays is halved, so that it moves too
  for (let k = 0; k < 20; k++) {
    const part = u + ((v - u) * low) / (low - high);
    const found = value(...at(part)) - level;
    if (!(Math.abs(found) > 1e-7)) return at(part);
    if (found < 0 === low < 0) {
      if (last === 1) high /= 2;
      [u, low, last] = [part, found, 1];
    } else {
      if (last === 2) low /= 2;
      [v, high, last] = [part, found, 2];
    }
  }
  return at(u + ((v - u) * low) / (low - high));
}

// The part of a grid below a level and the line around it, as paths of a drawing on which a corner (i, j)
// stands at (X(i), Y(j)).  A cell without a value at a corner is left out.  `points` are the ends of the
// pieces of the line, in cells.
function below(field, level, value, X, Y) {
  const { columns, rows, values } = field;
  const found = { part: new Path2D(), line: new Path2D(), points: [] };
  for (let j = 0; j < rows; j++) {
    let from = -1; // cells that are below it as a whole are one strip
    const endStrip = (to) => {
      if (from >= 0) found.part.rect(X(from), Y(j + 1), X(to) - X(from) + 0.3, Y(j) - Y(j + 1));
      from = -1;
    };
    for (let i = 0; i < columns; i++) {
      const k = j * (columns + 1) + i;
      const [a, b, c, d] = [values[k], values[k + 1], values[k + columns + 2], values[k + columns + 1]];
      const count = (a < level) + (b < level) + (c < level) + (d < level);
      if (count === 4 && from < 0) from = i;
      if (count === 4) continue;
      endStrip(i);
      if (count && Number.isFinite(a + b + c + d)) {
        cut(found, [[i, j, a], [i + 1, j, b], [i + 1, j + 1, c], [i, j + 1, d]], level, value, X, Y);
      }
    }
    endStrip(columns);
  }
  found.any = found.points.length > 0 || values.some((one) => one < level);
  return found;
}

// A cell through which the line goes, by its corners in order around it.
function cut(found, corners, level, value, X, Y) {
  const around = [];
  const ends = [];
  corners.forEach((one, k) => {
    const next = corners[(k + 1) % 4];
    if (one[2] < level) around.push(one);
    if (one[2] < level !== next[2] < level) {
      const at = crossing(one, next, level, value);
      around.push(at);
      ends.push(at);
    }
  });
  around.forEach(([i, j], k) => (k ? found.part.lineTo(X(i), Y(j)) : found.part.moveTo(X(i), Y(j))));
  found.part.closePath();
  for (let k = 0; k + 1 < ends.length; k += 2) {
    found.line.moveTo(X(ends[k][0]), Y(ends[k][1]));
    found.line.lineTo(X(ends[k + 1][0]), Y(ends[k + 1][1]));
    found.points.push([ends[k], ends[k + 1]]);
  }
}
