// The flow of a mode: Dormand and Prince's method of order 5, and where it is stiff a Rosenbrock
// method of order 3 with the derived Jacobian.  A run ends with a reason and is never carried on beyond it.

const MOST_STEPS = 4000;
const EDGE = 1e-4; // of 1 - |w|, where a run is ended
const FAR = 1e3;
const AT_REST = 1e-9;
const NO_LOSS = 1e-13; // in units of c^2

const REASONS = {
  rest: "at rest",
  time: "still moving",
  edge: "|w| → 1",
  out: "|w| > 1",
  steps: "step budget",
  stiff: "too stiff",
  far: "|a| or |b| > 1000",
};

const STAGES = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const ERRORS = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

const inside = (x) => x[2] > -1 && x[2] < 1;
const size = (x) => Math.max(Math.abs(x[0]), Math.abs(x[1]), Math.abs(x[2]));

function deviation(error, before, after, relative) {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const scale = relative * (1e-3 + Math.max(Math.abs(before[i]), Math.abs(after[i])));
    sum += (error[i] / scale) ** 2;
  }
  return Math.sqrt(sum / 3);
}

class Run {
  constructor(rule, given, start) {
    this.rule = rule;
    this.given = given;
    this.t = [0];
    this.a = [start[0]];
    this.b = [start[1]];
    this.w = [start[2]];
    this.status = "time";
    this.stiff = false;
    this.steps = 0;
  }

  push(t, x) {
    this.t.push(t);
    this.a.push(x[0]);
    this.b.push(x[1]);
    this.w.push(x[2]);
  }

  // Whether the run is to end at x, where it moves with this velocity.
  ends(x, velocity) {
    if (1 - Math.abs(x[2]) < EDGE) this.status = "edge";
    else if (Math.abs(x[0]) > FAR || Math.abs(x[1]) > FAR) this.status = "far";
    else if (size(velocity) < AT_REST || this.lossAt(x) < NO_LOSS * this.given.c ** 2) this.status = "rest";
    return this.status !== "time";
  }

  lossAt(x) {
    return Math.max(0, this.rule.loss(x[0], x[1], x[2], this.given));
  }

  closed() {
    this.loss = this.t.map((_, i) => this.lossAt([this.a[i], this.b[i], this.w[i]]));
    const last = this.t.length - 1;
    this.end = [this.a[last], this.b[last], this.w[last]];
    this.last = this.t[last];
    this.optimal = this.status === "rest" && this.loss[last] < 1e-8 * this.given.c ** 2;
    this.broken = !["rest", "time"].includes(this.status);
    return this;
  }

  // State and loss at a time, between the points by straight lines; beyond the end the last ones.
  at(time) {
    const last = this.t.length - 1;
    if (time >= this.last) return { x: this.end, loss: this.loss[last], over: time > this.last * (1 + 1e-9) };
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.t[middle] <= time) low = middle;
      else high = middle;
    }
    const part = (time - this.t[low]) / (this.t[high] - this.t[low] || 1);
    const mix = (list) => list[low] + part * (list[high] - list[low]);
    return { x: [mix(this.a), mix(this.b), mix(this.w)], loss: mix(this.loss), over: false };
  }
}

function integrate(rule, given, start, end) {
  const run = new Run(rule, given, start);
  const flow = (x, out) => rule.flow(x[0], x[1], x[2], given, out);
  const k = Array.from({ length: 7 }, () => [0, 0, 0]);
  let x = [...start];
  let t = 0;
  let limited = 0; // steps that stability, not accuracy, has kept small (Hairer and Wanner's test)
  flow(x, k[0]);
  let h = Math.min(end, 0.01 / (size(k[0]) + 1e-9));
  while (t < end && !run.ends(x, k[0])) {
    if (run.steps++ >= MOST_STEPS) return halted(run, "steps");
    if (limited >= 12) return integrateStiffly(run, x, t, h, end).closed();
    h = Math.min(h, end - t);
    let next = x;
    let before = x;
    for (let stage = 0; stage < 6; stage++) {
      before = next;
      next = x.map((one, i) => one + h * STAGES[stage].reduce((sum, part, j) => sum + part * k[j][i], 0));
      if (!inside(next)) break;
      flow(next, k[stage + 1]);
    }
    const error = [0, 1, 2].map((i) => h * ERRORS.reduce((sum, part, j) => sum + part * k[j][i], 0));
    const off = inside(next) ? deviation(error, x, next, 1e-8) : Infinity;
    if (!(off < 1)) {
      h *= Number.isFinite(off) ? Math.max(0.2, 0.9 * off ** -0.2) : 0.25;
      if (h < 1e-9 * Math.max(1, t)) return halted(run, 1 - Math.abs(x[2]) < 0.05 ? "edge" : "stiff");
      continue;
    }
    const turned = Math.hypot(...k[6].map((one, i) => one - k[5][i]));
    const moved = Math.hypot(...next.map((one, i) => one - before[i]));
    if (h * turned > 3.1 * moved && moved > 0) limited++;
    else limited = Math.max(0, limited - 1);
    between(run, t, h, x, next, k[0], k[6]);
    t += h;
    x = next;
    k[0] = [...k[6]];
    run.push(t, x);
    h *= clamp(0.9 * (off + 1e-12) ** -0.2, 0.3, 5);
  }
  return run.closed();
}

function halted(run, status) {
  run.status = status;
  return run.closed();
}

// Points of the cubic through both ends of a long step, so that it is drawn as a curve.
function between(run, t, h, x, next, slope, slopeNext) {
  const length = Math.abs(next[0] - x[0]) + Math.abs(next[1] - x[1]) + 4 * Math.abs(next[2] - x[2]);
  const count = length > 0.02 ? 4 : length > 0.004 ? 2 : 1;
  for (let j = 1; j < count; j++) {
    const u = j / count;
    const v = 1 - u;
    const at = (i) =>
      v * v * (1 + 2 * u) * x[i] + u * u * (3 - 2 * u) * next[i] + h * u * v * (v * slope[i] - u * slopeNext[i]);
    run.push(t + u * h, [at(0), at(1), at(2)]);
  }
}

// Rodas3: four stages, order 3, L-stable (Sandu et al. 1997).
const WEIGHTS = [[], [4], [1, -1], [1, -1, -8 / 3]];
const PLACES = [[], [0], [2, 0], [2, 0, 1]];

function integrateStiffly(run, x, t, h, end) {
  const { rule, given } = run;
  run.stiff = true;
  let velocity = rule.flow(...x, given);
  while (t < end && !run.ends(x, velocity)) {
    if (run.steps++ >= MOST_STEPS) return Object.assign(run, { status: "steps" });
    h = Math.min(h, end - t);
    const solve = solver(rule.jacobian(...x, given), 2 / h);
    const stages = [];
    let inner = velocity;
    let fine = true;
    for (let i = 0; i < 4 && fine; i++) {
      if (i >= 2) {
        const place = x.map((one, m) => one + PLACES[i].reduce((sum, part, j) => sum + part * stages[j][m], 0));
        fine = inside(place);
        if (!fine) break;
        inner = rule.flow(...place, given);
      }
      const known = inner.map((one, m) => one + WEIGHTS[i].reduce((sum, part, j) => sum + (part / h) * stages[j][m], 0));
      stages.push(solve(known));
    }
    const next = fine ? x.map((one, m) => one + 2 * stages[0][m] + stages[2][m] + stages[3][m]) : x;
    const off = fine && inside(next) ? deviation(stages[3], x, next, 1e-7) : Infinity;
    if (!(off < 1)) {
      h *= Number.isFinite(off) ? Math.max(0.1, 0.9 * off ** (-1 / 3)) : 0.25;
      if (h < 1e-9 * Math.max(1, t)) {
        return Object.assign(run, { status: 1 - Math.abs(x[2]) < 0.05 ? "edge" : "stiff" });
      }
      continue;
    }
    t += h;
    x = next;
    velocity = rule.flow(...x, given);
    run.push(t, x);
    h *= clamp(0.9 * (off + 1e-12) ** (-1 / 3), 0.3, 5);
  }
  return run;
}

// What solves (shift I - J) y = f, by Cramer's rule.
function solver(J, shift) {
  const m = J.map((one, i) => (i % 4 === 0 ? shift : 0) - one);
  const minor = (i, j, k, l) => m[i] * m[j] - m[k] * m[l];
  const first = [minor(4, 8, 5, 7), minor(5, 6, 3, 8), minor(3, 7, 4, 6)];
  const det = m[0] * first[0] + m[1] * first[1] + m[2] * first[2];
  const rows = [
    [first[0], minor(2, 7, 1, 8), minor(1, 5, 2, 4)],
    [first[1], minor(0, 8, 2, 6), minor(2, 3, 0, 5)],
    [first[2], minor(1, 6, 0, 7), minor(0, 4, 1, 3)],
  ];
  return (f) => rows.map((row) => (row[0] * f[0] + row[1] * f[1] + row[2] * f[2]) / det);
}

// Learning in steps of a size eta.
function iterate(rule, given, start, eta, end) {
  const run = new Run(rule, given, start);
  const wanted = Math.ceil(end / eta);
  const count = Math.min(wanted, MOST_STEPS);
  let x = [...start];
  for (let step = 1; step <= count; step++) {
    const velocity = rule.flow(...x, given);
    if (size(velocity) < AT_REST) return halted(run, "rest");
    x = x.map((one, i) => one + eta * velocity[i]);
    if (!inside(x)) return halted(run, "out");
    if (!(Math.abs(x[0]) < FAR && Math.abs(x[1]) < FAR)) return halted(run, "far");
    run.steps = step;
    run.push(step * eta, x);
  }
  return halted(run, count < wanted ? "steps" : "time");
}
