// View 4: which feedback makes which optimum stable: the plane of s and a_hat with its exact edges, the
// zeros of trace and determinant as polynomials in a_hat.  On the manifold a_hat and s enter through
// their product and through b^2 = c^2/s^2, so s < 0 is the same as s > 0 with -a_hat.  For symmetric feedback
// the plane is that of s and the teacher's w.

const REGION_MARGIN = { left: 68, right: 12, top: 8, bottom: 38 };
const [FEEDBACK_LEAST, FEEDBACK_MOST] = [1e-4, 10];
const CELLS = [60, 64];

const withFeedback = (rule) => Boolean(rule.edges);
const regionScales = (rule) => [logarithmic(S_LEAST, S_MOST), withFeedback(rule) ? mirrored(FEEDBACK_LEAST, FEEDBACK_MOST, 0.03) : linear(-1, 1)];

function drawRegion() {
  const rule = focused();
  const [x, y] = regionScales(rule);
  const random = withFeedback(rule);
  unlessDrawn("region", [rule.name, regionKey(rule), S.values.eta], () => regionGround(rule, x, y, random));
  movePoint(plot("region", x, y, { margin: REGION_MARGIN, over: true }), rule, random);
}

function regionGround(rule, x, y, random) {
  const p = plot("region", x, y, {
    margin: REGION_MARGIN,
    xText: random ? "*s* (for *s* < 0 read −*â*)" : "|*s*|",
    yText: random ? "feedback strength *â*" : "teacher’s *w⋆*",
    yTicks: random ? 12 : 5,
  });
  let labels = {};
  p.clipped(() => {
    if (random) labels = regionOfFeedback(p, rule);
    else regionOfTeacher(p, rule);
  });
  p.frame();
  if (labels.d) label(p, "*d* = 0", labels.d[0] - 12, labels.d[1] - 14, "right");
  if (labels.t) label(p, "*t* = 0", labels.t[0] + 14, labels.t[1] + 15);
  p.canvas.setAttribute("aria-label", `Where a mode is stable under ${rule.name}`);
  document.getElementById("region-title").textContent = random ? "Which feedback makes which optimum stable?" : "At which optima is the step small enough?";
  for (const entry of queryAll(".for-feedback")) entry.hidden = !random;
  say("region-caption", regionCaption(rule));
}

// A function over the plane, or over a half of a mirrored axis, from `low` to `high` of its height: its part
// below a level, and the line around that.
function overRegion(p, rule, low, high, value, level) {
  const random = withFeedback(rule);
  const [columns, rows] = CELLS;
  const at = (j) => low + ((high - low) * j) / rows;
  const given = givenTo(rule);
  const valueAt = (i, j) => {
    const moved = p.y.from(at(j));
    if (random) given.a_hat = moved;
    else given.w_star = clamp(moved, -0.995, 0.995);
    return value(rule, p.x.from(i / columns), given);
  };
  const key = ["region", rule.name, regionKey(rule), low, value.name].join("|");
  const field = remembered(key, () => grid(columns, rows, valueAt));
  return below(field, level, valueAt, (i) => p.left + (i / columns) * p.width, (j) => p.top + (1 - at(j)) * p.height);
}

const regionKey = (rule) =>
  Object.entries(givenTo(rule)).filter(([name]) => !(withFeedback(rule) ? ["a_hat", "a_hat_1"] : ["w_star"]).includes(name)).map(([, x]) => x).join();

function logOfStep(rule, s, given) {
  const { largest } = optimumAt(rule, s, given);
  return largest === null ? NaN : Math.log(largest);
}

function margin(rule, s, given) {
  const [t, d] = rule.transverse(s, given);
  return Math.min(-t / (1 + Math.abs(t)), d / (1e-3 + Math.abs(d)));
}

// Where the flow is stable and a step is too large.
function tooLarge(p, rule, low, high) {
  const { g } = p;
  const found = overRegion(p, rule, low, high, logOfStep, Math.log(S.values.eta));
  g.fillStyle = colours.link;
  g.globalAlpha = 0.16;
  g.fill(found.part);
  g.globalAlpha = 1;
  g.strokeStyle = colours.link;
  g.lineWidth = 1.6;
  g.stroke(found.line);
  return found;
}

function regionOfTeacher(p, rule) {
  p.g.fillStyle = hatching(p.g);
  p.g.fill(overRegion(p, rule, 0, 1, margin, 0).part);
  tooLarge(p, rule, 0, 1);
}

// The zeros of trace and determinant in a_hat at s, apart from a_hat = 0.
function edgesAt(rule, s, given) {
  const all = rule.edges.of(s, given);
  const of = (coefficients) => realRoots(coefficients).filter((x) => Math.abs(x) > 1e-9);
  return { t: of(all.slice(0, rule.edges.trace)), d: of(all.slice(rule.edges.trace)) };
}

function regionOfFeedback(p, rule) {
  const { g, y } = p;
  tooLarge(p, rule, 0.5 + y.gap + 1e-9, 1);
  tooLarge(p, rule, 0, 0.5 - y.gap - 1e-9);
  const key = JSON.stringify(["edges", rule.name, regionKey(rule), p.width, p.height]);
  const { hatched, edges, bounds } = remembered(key, () => edgesOf(p, rule));
  g.fillStyle = hatching(g);
  g.fill(hatched);
  const labels = {};
  for (const kind of ["d", "t"]) edgeLine(p, edges, bounds, kind, labels);
  g.fillStyle = colours.paper;
  const [from, to] = [p.top + (0.5 - y.gap) * p.height, p.top + (0.5 + y.gap) * p.height];
  g.fillRect(p.left - 1, from + 0.5, p.width + 2, to - from - 1);
  g.strokeStyle = colours.rule;
  g.lineWidth = 1;
  g.strokeRect(p.left - 2, from + 0.5, p.width + 4, to - from - 1);
  return labels;
}

// The edges above each pixel of the axis of s, which of them bound a stable part, and what is unstable.
function edgesOf(p, rule) {
  const { y } = p;
  const given = givenTo(rule);
  const columns = Math.round(p.width);
  const hatched = new Path2D();
  const far = 1.1 * FEEDBACK_MOST;
  const height = (value) => p.top + (1 - (value === 0 ? 0.5 : y.to(clamp(value, -1.05 * FEEDBACK_MOST, 1.05 * FEEDBACK_MOST)))) * p.height;
  const isStable = (s, a_hat) => stableAt(rule, s, { ...given, a_hat });
  const at = (k) => p.x.from((k + 0.5) / columns);
  const edges = Array.from({ length: columns }, (_, k) => edgesAt(rule, at(k), given));
  edges.forEach((found, k) => {
    const cuts = [-far, 0, far, ...found.t, ...found.d].filter((x) => Math.abs(x) <= far).sort((one, other) => one - other);
    for (let i = 0; i + 1 < cuts.length; i++) {
      const [low, high] = [cuts[i], cuts[i + 1]];
      const middle = low * high > 0 ? Math.sign(low) * Math.sqrt(low * high) : (low + high) / 2;
      if (high - low > 1e-14 && !isStable(at(k), middle)) hatched.rect(p.left + k, height(high), 1.02, height(low) - height(high));
    }
  });
  const bounds = (k, value) => isStable(at(k), 1.001 * value) !== isStable(at(k), 0.999 * value);
  const boundsOf = (kind) => edges.map((found, k) => found[kind].map((value) => bounds(k, value)));
  return { hatched, edges, bounds: { t: boundsOf("t"), d: boundsOf("d") } };
}

// A curve of zeros; one that bounds no stable part, as t = 0 where d < 0, is left out.
function edgeLine(p, edges, bounds, kind, labels) {
  const { g } = p;
  g.strokeStyle = colours.ink;
  g.lineWidth = 2;
  g.setLineDash(kind === "d" ? [] : [3, 3]);
  const most = Math.max(0, ...edges.map((found) => found[kind].length));
  for (let branch = 0; branch < most; branch++) {
    const value = (k) => {
      const found = edges[k][kind][branch];
      const seen = Math.abs(found) > 1.2 * FEEDBACK_LEAST && Math.abs(found) < 1.05 * FEEDBACK_MOST;
      return seen && bounds[kind][k][branch] ? found : NaN;
    };
    polyline(g, edges.length, (k) => p.left + k + 0.5, (k) => p.Y(value(k)));
    const inner = edges.map((_, k) => k).filter((k) => k > 0.1 * edges.length && k < 0.92 * edges.length && !Number.isNaN(value(k)));
    if (inner.length && !(kind in labels)) {
      const k = inner[Math.floor(inner.length * (kind === "d" ? 0.45 : 0.75))];
      labels[kind] = [p.left + k, p.Y(value(k))];
    }
  }
  g.setLineDash([]);
}

function movePoint(p, rule, random) {
  const side = Math.sign(S.values.s);
  const found = optimumAt(rule, S.values.s, givenTo(rule));
  const verdict = !found.stable ? (found.neutral ? "not hyperbolic" : "unstable") : found.largest !== null && found.largest <= S.values.eta ? "step too large" : "stable";
  const second = random ? `feedback ${written(S.values.a_hat)}` : `w star ${written(S.values.w_star)}`;
  handle(p, "region", {
    at: [Math.abs(S.values.s), random ? side * S.values.a_hat : S.values.w_star],
    text: verdict,
    says: `Position s = ${written(S.values.s)}, ${second}: ${verdict}`,
    move(u, v) {
      setNumber("s", side * clamp(u, S_LEAST, S_MOST));
      if (random) setNumber("a_hat", side * v, 4);
      else setNumber("w_star", v);
    },
  });
}

function regionCaption(rule) {
  const name = `<b>${rule.name}</b>`;
  if (rule.edges) return `For ${name}: a mode is unstable where the plane is hatched, and the lines are where <i>d</i> or <i>t</i> is 0. Drag the point.`;
  if (rule.cases.some((one) => one.verdict.startsWith("not hyperbolic"))) return `Under ${name} two eigenvalues are 0 at every optimum: no feedback and no step decides. Nothing is drawn.`;
  if (rule.cases.every((one) => one.verdict === "stable")) return `Under ${name} every optimum is stable in the flow of a mode, whatever the parameters; a step can be too large. Drag the point.`;
  return `For ${name}: a mode is unstable where the plane is hatched. Drag the point.`;
}
