// View 1: where learning goes and where it ends, in the plane (a, b), or (w, b) where what is
// conserved ties a to them.

const PLANE_MARGIN = { left: 58, right: 10, top: 8, bottom: 36 };

const planar = () => S.plane === "wb";
const placeIn = (x) => (planar() ? [x[2], x[1]] : [x[0], x[1]]);

// What the drawing has to hold: runs, and the end that is foreseen.
function fittedBox() {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  const add = (x) => placeIn(x).forEach((value, i) => {
    low[i] = Math.min(low[i], clamp(value, -5, 5));
    high[i] = Math.max(high[i], clamp(value, -5, 5));
  });
  for (const rule of shownRules()) {
    for (const start of startsOf()) {
      const run = runOf(rule, S.mode, start);
      run.t.forEach((_, k) => add([run.a[k], run.b[k], run.w[k]]));
      const ends = endsOf(rule, start, givenTo(rule));
      if (ends && ends.sure !== null) add([ends.sure, S.values.c / ends.sure, S.values.w_star]);
    }
  }
  const least = planar() ? 0.02 : 0.4;
  const wide = low.map((_, i) => Math.max(high[i] - low[i], least) * 0.64);
  return [0, 1].flatMap((i) => [(low[i] + high[i]) / 2 - wide[i], (low[i] + high[i]) / 2 + wide[i]]);
}

const planeKey = () => JSON.stringify(["box", S.plane, S.rules, S.rules.map((name) => givenKey(BY_NAME[name])), startsOf(), S.values.T, S.mode, S.values.eta]);
function planeBox() {
  if (S.box) return S.box;
  const [left, right, low, high] = remembered(planeKey(), () => fittedBox().map((one) => rounded(one, 6)));
  return [...grown(`first of ${S.plane}`, left, right), ...grown(`second of ${S.plane}`, low, high)];
}
function planeScales() {
  const box = planeBox();
  return [linear(box[0], box[1]), linear(box[2], box[3])];
}

function drawPlane() {
  const rule = focused();
  const given = givenTo(rule);
  const [x, y] = planeScales();
  const now = runOf(rule).at(timeNow()).x;
  const key = [rule.name, givenKey(rule), planar(), planeBox(), sliceOf(rule, given, now), inSteps() ? S.values.eta : 0];
  unlessDrawn("plane", key, () => {
    const p = plot("plane", x, y, { margin: PLANE_MARGIN, xText: planar() ? "*w*" : "*a*", yText: "*b*" });
    p.clipped(() => {
      arrows(p, rule, given, now);
      optima(p, rule, given);
    });
    p.frame();
    p.canvas.setAttribute("aria-label", `The flow of ${rule.name} in the plane of ${planar() ? "w and b" : "a and b"}; the table below says how each run ended.`);
  });
  const over = plot("plane", x, y, { margin: PLANE_MARGIN, over: true });
  const runs = startsOf().flatMap((start) => shownRules().map((one) => runOf(one, S.mode, start)));
  over.clipped(() => {
    if (!planar()) leaf(over, rule, given);
    for (const start of startsOf()) for (const one of shownRules()) trace(over, one, start);
    if (!planar() && rule.origin) markOrigin(over);
    foreseen(over, rule, given, runs);
    for (const run of runs) presentState(over, run);
  });
  moveStarts(over, rule, given);
  say("plane-caption", planeCaption(rule, now));
}

// What the arrows depend on beside the parameters, as exactly as they show it.
function sliceOf(rule, given, now) {
  if (!planar()) return rounded(now[2], 3);
  if (!rule.readOut) return rounded(now[0], 3);
  return [rounded(rule.conserved(...startOf(), given), 6), Math.sign(S.values.a)];
}

// a on the surface of the start, or as it is at the time of the cursor.
function readOutAt(rule, given, b, w, now) {
  if (!rule.readOut) return now[0];
  const start = startOf();
  return rule.readOut(b, w, rule.conserved(...start, given), Math.sign(start[0]) || 1, given);
}

function arrows(p, rule, given, now) {
  const { g } = p;
  const columns = Math.round(p.width / 25);
  const rows = Math.round(p.height / 25);
  const found = [];
  const velocity = [];
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) {
      const [u, v] = [p.left + ((i + 0.5) * p.width) / columns, p.top + ((j + 0.5) * p.height) / rows];
      const [first, b] = [p.atX(u), p.atY(v)];
      const w = planar() ? first : now[2];
      if (Math.abs(w) >= 0.999) continue;
      const a = planar() ? readOutAt(rule, given, b, w, now) : first;
      rule.flow(a, b, w, given, velocity);
      const dx = (velocity[planar() ? 2 : 0] * p.width) / (p.x.high - p.x.low);
      const dy = (-velocity[1] * p.height) / (p.y.high - p.y.low);
      const speed = Math.hypot(dx, dy);
      if (speed > 0 && Number.isFinite(speed)) found.push([u, v, dx / speed, dy / speed, speed]);
    }
  }
  const speeds = found.map((one) => one[4]).sort((one, other) => one - other);
  const fast = speeds[Math.floor(speeds.length * 0.95)] || 1;
  g.strokeStyle = colours.arrow;
  g.lineWidth = 1.1;
  for (const [u, v, dx, dy, speed] of found) {
    g.globalAlpha = clamp(0.25 + 0.6 * (1 + Math.log10(speed / fast) / 3), 0.25, 0.85);
    const [tipX, tipY] = [u + 7 * dx, v + 7 * dy];
    g.beginPath();
    g.moveTo(u - 7 * dx, v - 7 * dy);
    g.lineTo(tipX, tipY);
    g.moveTo(tipX - 3.6 * dx - 2.2 * dy, tipY - 3.6 * dy + 2.2 * dx);
    g.lineTo(tipX, tipY);
    g.lineTo(tipX - 3.6 * dx + 2.2 * dy, tipY - 3.6 * dy - 2.2 * dx);
    g.stroke();
  }
  g.globalAlpha = 1;
}

// The optimal manifold: full where an optimum attracts (for steps: under steps of this size).
function optima(p, rule, given) {
  const { g } = p;
  const attracts = (s) => {
    const found = optimumAt(rule, s, given);
    return inSteps() ? found.stable && found.largest > S.values.eta : found.stable;
  };
  const count = 400;
  const place = (side, k) => side * 10 ** (-2.6 + (5.2 * k) / count);
  const key = ["optima", rule.name, givenKey(rule), inSteps() && S.values.eta].join("|");
  const found = remembered(key, () => [1, -1].map((side) => Array.from({ length: count }, (_, k) => attracts(place(side, k)))));
  g.strokeStyle = colours.ink;
  for (const side of [1, -1]) {
    const at = (k) => place(side, k);
    const stables = found[side > 0 ? 0 : 1];
    for (let from = 0; from < count; ) {
      const stable = stables[from];
      let to = from + 1;
      while (to < count && stables[to] === stable) to++;
      g.lineWidth = stable ? 3 : 2;
      g.setLineDash(stable ? [] : [6, 5]);
      polyline(g, to - from + 1, (k) => p.X(planar() ? given.w_star : at(from + k)), (k) => p.Y(given.c / at(from + k)));
      from = to;
    }
  }
  g.setLineDash([]);
}

// Where what is conserved has the value of the start, at w = w_star.
function leaf(p, rule, given) {
  if (!rule.readOut) return;
  const { g } = p;
  const first = rule.conserved(...startOf(), given);
  g.strokeStyle = rule.colour;
  g.lineWidth = 1.4;
  g.setLineDash([1.5, 4]);
  for (const side of rule.symmetric ? [1, -1] : [1]) {
    const b = (k) => p.y.from(k / 400);
    polyline(g, 401, (k) => p.X(rule.readOut(b(k), given.w_star, first, side, given)), (k) => p.Y(b(k)));
  }
  g.setLineDash([]);
}

function trace(p, rule, start) {
  const { g } = p;
  for (const mode of inSteps() ? ["flow", "steps"] : ["flow"]) {
    const run = runOf(rule, mode, start);
    const first = planar() ? run.w : run.a;
    const [X, Y] = [(k) => p.X(first[k]), (k) => p.Y(run.b[k])];
    g.strokeStyle = g.fillStyle = rule.colour;
    g.globalAlpha = mode === "flow" && inSteps() ? 0.4 : 1;
    g.lineWidth = mode === "steps" ? 0.8 : rule === focused() ? 2.6 : 1.9;
    polyline(g, run.t.length, X, Y);
    for (let k = 0; mode === "steps" && k < Math.min(run.t.length, 600); k++) {
      g.beginPath();
      g.arc(X(k), Y(k), 2.1, 0, 7);
      g.fill();
    }
  }
  g.globalAlpha = 1;
}

function presentState(p, run) {
  const at = (x) => placeIn(x).map((value, i) => (i ? p.Y(value) : p.X(value)));
  if (run.broken) {
    const [x, y] = at(run.end);
    cross(p.g, x, y, colours.danger);
    label(p, REASONS[run.status], x, y + 17, "center", colours.danger);
  }
  mark(p.g, run.rule, ...at(run.at(timeNow()).x), 5);
}

function markOrigin(p) {
  const [x, y] = [p.X(0), p.Y(0)];
  if (x < p.left + 4 || x > p.right - 110 || y < p.top + 4 || y > p.bottom - 24) return;
  cross(p.g, x, y, colours.ink, 4.5);
  label(p, "*a* = *b* = 0", x + 9, y + 13);
}

// Where the run of the rule in focus can end: rings, thick where there is only one such place.
function foreseen(p, rule, given, runs) {
  const ends = endsOf(rule, startOf(), given);
  if (!ends) return;
  const { g } = p;
  for (const s of ends.all) {
    const stable = ends.stable.includes(s);
    const sure = s === ends.sure;
    const [x, y] = [p.X(planar() ? given.w_star : s), p.Y(given.c / s)];
    g.strokeStyle = rule.colour;
    g.lineWidth = sure ? 2.6 : 1.6;
    g.setLineDash(stable ? [] : [3, 3]);
    g.beginPath();
    g.arc(x, y, sure ? 10 : 8, 0, 7);
    g.stroke();
    g.setLineDash([]);
    const seen = x > p.left && x < p.right && y > p.top && y < p.bottom;
    if (!stable || !seen) continue;
    const words = `${inSteps() ? "end of the flow" : sure ? "foreseen end" : "possible end"}, *s* = ${written(s)}`;
    label(p, words, ...freePlace(p, widthOf(g, words), x, y, runs));
  }
}

// Where a label beside a ring covers neither a run nor a start.
function freePlace(p, width, x, y, runs) {
  const places = [[15, 0], [15, 21], [15, -21], [-15 - width, 0], [-15 - width, 21], [-15 - width, -21]];
  const covered = places.map(([dx, dy]) => {
    const [left, right, middle] = [x + dx, x + dx + width, y + dy];
    return left - 4 < p.left || right + 4 > p.right || middle < p.top + 9 || middle > p.bottom - 9 ? 1e6 : 0;
  });
  const add = (u, v) => {
    if (Math.abs(u - x) > width + 24 || Math.abs(v - y) > 34) return;
    places.forEach(([dx, dy], k) => {
      if (u > x + dx - 4 && u < x + dx + width + 4 && Math.abs(v - y - dy) < 11) covered[k] += 1;
    });
  };
  for (const run of runs) {
    const first = planar() ? run.w : run.a;
    for (let k = 0; k < first.length; k++) add(p.X(first[k]), p.Y(run.b[k]));
  }
  for (const start of startsOf()) {
    const [u, v] = placeIn(start);
    add(p.X(u), p.Y(v));
    add(p.X(u) + 30, p.Y(v) - 8);
  }
  const best = covered.indexOf(Math.min(...covered));
  return [x + places[best][0], y + places[best][1]];
}

function planeCaption(rule, now) {
  const name = `<b>${rule.name}</b>`;
  const what = S.others.length ? "a start" : "the start";
  if (!planar()) {
    return `Arrows: the flow of ${name} at <i>w</i> = ${written(now[2])}, its value at the time of the cursor. ` +
      `The hyperbola is the optimal manifold, where <i>w</i> is the teacher’s; runs are seen from above.${noEnd(rule)} Drag ${what}.`;
  }
  return rule.readOut
    ? `Arrows: the flow of ${name} on the surface of what it conserves, where it has two dimensions. The upright line is the optimal manifold. Drag ${what}.`
    : `Arrows: the flow of ${name} at <i>a</i> = ${written(now[0])}, its value at the time of the cursor. The upright line is the optimal manifold.${noEnd(rule)} Drag ${what}.`;
}

function noEnd(rule) {
  const end = rule.endPoint ? "" : " No end is foreseen: the analysis has no quantity that this rule conserves.";
  return rule.basis === "every basis" ? end : `${end} All of it holds for diagonal <i>W</i> alone.`;
}

function tableOfEnds() {
  const several = S.others.length > 0;
  const rows = startsOf().flatMap((start, place) => shownRules().map((rule) => {
    const run = runOf(rule, S.mode, start);
    const ends = endsOf(rule, start, givenTo(rule));
    const how = run.status === "rest" ? (run.optimal ? "optimum" : "at rest, no optimum") : REASONS[run.status];
    const can = ends ? ends.stable.map((s) => written(s, 4)).join(" or ") || "none stable" : "–";
    const last = run.end.map((one) => written(one)).join(", ");
    return [rule, ...(several ? [String(place + 1)] : []), [how, run.broken], written(run.last), can, last, written(run.loss[run.loss.length - 1], 2)];
  }));
  table("ends", ["rule", ...(several ? ["start"] : []), "run", "until <i>t</i>", "stable ends <i>s</i>", "last <i>a</i>, <i>b</i>, <i>w</i>", "loss"], rows);
}
