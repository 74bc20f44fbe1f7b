// Presets: a state and two sentences on it.  The numbers in the sentences are computed, and a preset is offered
// only where what it says is found to be so (`holds`), with the rules of this page.

const runIn = (name) => runOf(BY_NAME[name]);
const sureEnd = (name) => endsOf(BY_NAME[name], startOf(), givenTo(BY_NAME[name]))?.sure ?? null;
const here = (name) => optimumAt(BY_NAME[name], S.values.s, givenTo(BY_NAME[name]));
// How often the second half of a run passes w_star.
const turnsLate = (run) =>
  run.w.filter((w, k) => k > 0 && run.t[k] > run.last / 2 && w > run.given.w_star !== run.w[k - 1] > run.given.w_star).length;
const endsAt = (run, s) => run.optimal && s !== null && Math.abs(run.end[0] - s) < 1e-4 * Math.max(1, Math.abs(s));

// Exact points that the analysis has found, of this rule where it has one, or of the first that has.
const ruleWith = (kind, name) => (BY_NAME[name]?.[kind] ? name : NAMES.find((one) => BY_NAME[one][kind]));
const AGAINST = ruleWith("against", "rflo");
const LEAVING = ruleWith("leaving", "tbptt");
const pointOf = (name, kind) =>
  Object.fromEntries(Object.entries(BY_NAME[name][kind]).map(([symbol, x]) => [BY_NAME[name].keys[symbol] || symbol, x]));
const farthest = (run, s) => run.a.reduce((most, a) => Math.max(most, Math.abs(a - s)), 0);

const PRESETS = [
  {
    name: "small",
    title: "From small weights",
    view: "plane",
    needs: [],
    state: () => ({ values: { a: 0.3, b: 0.2, w: 0, T: 1000, ...(BY_NAME[FIRST].keys.a_hat ? { a_hat: 0.5 } : {}) }, focus: FIRST }),
    holds: () => runIn(FIRST).optimal && runIn(FIRST).end[0] > 0,
    says: () => `${FIRST} learns the teacher from small weights: at <i>t</i> = ${written(runIn(FIRST).last)} the mode is at the optimum with ` +
      `<i>a</i> = ${written(runIn(FIRST).end[0])}. Move the start, and it ends at another place of the same hyperbola.`,
  },
  {
    name: "detour",
    title: "A detour of RFLO",
    view: "plane",
    needs: ["rflo", "bptt"],
    state: () => ({ values: { c: 1, w_star: 0.8, a_hat: -0.5, w_hat: 0.5, a: 1, b: 1, w: 0.6, T: 100, s: -0.63 }, focus: "rflo", rules: ["bptt", "tbptt", "rflo"] }),
    holds: () => endsAt(runIn("rflo"), sureEnd("rflo")) && runIn("rflo").end[0] < 0 && runIn("bptt").optimal && runIn("bptt").end[0] > 0,
    says: () => `The start is beside the upper branch, where bptt ends at <i>a</i> = ${written(runIn("bptt").end[0])}; but the feedback <i>â</i> = ${written(S.values.a_hat)} ` +
      `points the other way, and rflo crosses <i>a</i> = 0. It ends at <i>s</i> = ${written(sureEnd("rflo"))}, the one stable place that what it conserves allows.`,
  },
  {
    name: "window",
    title: "Stable against the feedback",
    view: "region",
    needs: [AGAINST],
    state() {
      const found = AGAINST === "rflo" ? { c: 0.1, w_star: 0.9, a_hat: -0.02, w_hat: 0, s: 1 } : pointOf(AGAINST, "against");
      const start = { a: rounded(1.01 * found.s, 6), b: rounded((1.02 * found.c) / found.s, 6), w: found.w_star };
      return { values: { ...found, ...start, T: 5000 }, focus: AGAINST, rules: [AGAINST] };
    },
    holds: () => here(AGAINST).stable && givenTo(BY_NAME[AGAINST]).a_hat * S.values.s < 0,
    says: () => `The feedback <i>â</i> = ${written(S.values.a_hat)} of ${AGAINST} opposes the read-out <i>s</i> = ${written(S.values.s)}, and a mode is stable there all the same: ` +
      `<i>t</i> = ${written(here(AGAINST).t)} and <i>d</i> = ${written(here(AGAINST).d)}. Drag the point out of the band, through either of its edges.`,
  },
  {
    name: "cycle",
    title: "Learning that does not end",
    view: "plane",
    needs: ["rflo"],
    state: () => ({ values: { c: 0.1, w_star: 0.9, a_hat: -0.042, w_hat: 0, a: 0.9570952, b: 0.1, w: 0.902, T: 6000, s: 1 }, focus: "rflo", rules: ["rflo"], plane: "wb", box: [0.8785, 0.9145, 0.055, 0.145], axis: "linear" }),
    holds: () => here("rflo").t > 0 && here("rflo").turning > 0 && runIn("rflo").status === "time" && turnsLate(runIn("rflo")) > 6,
    says: () => `At <i>s</i> = ${written(S.values.s)} the trace is positive and the pair complex, so the optimum repels in growing turns; at <i>t</i> = ${written(runIn("rflo").last)} the run still circles it. ` +
      "This is a run of a numerical method on a surface of two dimensions, and no proof of a closed orbit.",
  },
  {
    name: "catapult",
    title: "A step that is too large",
    view: "plane",
    needs: ["bptt"],
    state: () => ({ values: { c: 1, w_star: 0.5, eta: 0.3, a: 3, b: 0.353, w: 0.5, T: 15, s: 3 }, mode: "steps", focus: "bptt", rules: ["bptt"], axis: "linear" }),
    holds: () => here("bptt").stable && here("bptt").largest < S.values.eta && runIn("bptt").optimal && Math.abs(runIn("bptt").end[0]) < 2.9,
    says: () => `The start is beside the optimum <i>s</i> = ${written(S.values.s)}, which is stable in the flow, but its largest step is ${written(here("bptt").largest)} and this one is ${written(S.values.eta)}. ` +
      `The steps flip away from it and come to rest at <i>a</i> = ${written(runIn("bptt").end[0])}, where the largest step is ${written(optimumAt(BY_NAME.bptt, runIn("bptt").end[0], givenTo(BY_NAME.bptt)).largest)}.`,
  },
  {
    name: "large",
    title: "A step that is too large",
    view: "plane",
    needs: BY_NAME.bptt ? ["no rule"] : [FIRST],
    state() {
      const { c, w_star } = defaults().values;
      const found = optimumAt(BY_NAME[FIRST], 2, givenTo(BY_NAME[FIRST], {}, defaults().values));
      return { values: { eta: rounded(2 * (found.largest || 1), 2), a: 2.01, b: rounded(c / 2, 6), w: w_star, T: 50, s: 2 }, mode: "steps", focus: FIRST, rules: [FIRST], axis: "linear" };
    },
    holds: () => here(FIRST).largest < S.values.eta && farthest(runIn(FIRST), S.values.s) > 0.1,
    says: () => `The start is beside the optimum <i>s</i> = ${written(S.values.s)}, where a mode is stable under ${FIRST} in the flow; but the largest step there is ${written(here(FIRST).largest)}, and this one is ${written(S.values.eta)}. ` +
      `The steps lead <i>a</i> away from it, as far as ${written(farthest(runIn(FIRST), S.values.s))}.`,
  },
  {
    name: "pair",
    title: "Stable modes, unstable pair",
    view: "pairs",
    needs: [LEAVING],
    state: () => ({ values: { c: 1, s: 1, ...pointOf(LEAVING, "leaving") }, focus: LEAVING, rules: ["bptt", LEAVING] }),
    holds: () => BY_NAME[LEAVING].cases[0].verdict === "stable" && !pairAt(BY_NAME[LEAVING], S.values.w_1, S.values.w_2).stable,
    says: () => `${BY_NAME[LEAVING].symmetric ? "Every" : "With feedback of the right sign every"} mode alone is stable under ${LEAVING}, but these two together have an eigenvalue of ${written(pairAt(BY_NAME[LEAVING], S.values.w_1, S.values.w_2).slow)}. ` +
      "Raise <i>a</i><sub>1</sub> or <i>b</i><sub>2</sub>, and the hatched part shrinks.",
  },
];

// The state of a preset, with the rules that are on the page; the theme stays.
function presetState(preset) {
  const state = { ...defaults(), theme: S.theme, preset: preset.name };
  const { values, rules, ...more } = preset.state();
  Object.assign(state, more);
  Object.assign(state.values, Object.fromEntries(Object.entries(values).filter(([key]) => key in state.values)));
  if (rules) state.rules = NAMES.filter((name) => rules.includes(name));
  if (!state.rules.includes(state.focus)) state.rules.push(state.focus);
  return state;
}

// Whether what a preset says is so on this page.
function isOffered(preset) {
  if (!preset.needs.every((name) => BY_NAME[name])) return false;
  const before = S;
  S = presetState(preset);
  try {
    return preset.holds();
  } finally {
    S = before;
  }
}

const OFFERED = PRESETS.filter(isOffered);
