// What the page shows: the state, the numbers that are allowed, and the state as an address.

const BY_NAME = Object.fromEntries(RULES.map((rule) => [rule.name, rule]));
const NAMES = RULES.map((rule) => rule.name);
const MARKS = ["circle", "up", "square", "diamond", "down", "plus"];
RULES.forEach((rule, place) => Object.assign(rule, { place, mark: MARKS[place % MARKS.length] }));

const number = (text, label, meaning, lower, upper, least, most, step, more = {}) => ({
  text, label: `<i>${text}</i>`, meaning, lower, upper, least, most, step, nonzero: false, whole: false,
  logarithmic: false, rules: [], ...more, ...(label ? { label } : {}),
});

// The numbers that belong to the view and not to a rule.
const VIEW_NUMBERS = {
  a: number("a", "", "read-out strength at the start", -FAR, FAR, -4, 4, 0.01),
  b: number("b", "", "input strength at the start", -FAR, FAR, -4, 4, 0.01),
  w: number("w", "", "recurrent strength at the start", -1, 1, -0.98, 0.98, 0.001),
  eta: number("η", "", "learning rate, the size of a step", 0, 100, 0.001, 10, 0.001, { logarithmic: true }),
  T: number("t", "", "time that is shown", 0, 1e6, 1, 1e5, 1, { logarithmic: true }),
  s: number("s", "", "position on the optimal manifold", -FAR, FAR, -20, 20, 0.01, { nonzero: true }),
  a_1: number("a₁", "<i>a</i><sub>1</sub>", "read-out strength of the first mode", -FAR, FAR, -2, 2, 0.01, { nonzero: true }),
  b_2: number("b₂", "<i>b</i><sub>2</sub>", "input strength of the second mode", -FAR, FAR, -2, 2, 0.01, { nonzero: true }),
  w_1: number("w₁", "<i>w</i><sub>1</sub>", "recurrent strength of the first mode", -1, 1, -0.98, 0.98, 0.01),
  w_2: number("w₂", "<i>w</i><sub>2</sub>", "recurrent strength of the second mode", -1, 1, -0.98, 0.98, 0.01),
};
const NUMBERS = { ...VIEW_NUMBERS, ...Object.fromEntries(SLIDERS.map((one) => [one.key, one])) };

const FIRST = NAMES.includes("rflo") ? "rflo" : NAMES[0];
const defaults = () => ({
  values: {
    a: 1, b: 1, w: 0.6, eta: 0.1, T: 100, s: 1, a_1: 0.2, b_2: 0.2, w_1: 0.8, w_2: 0.4,
    ...Object.fromEntries(SLIDERS.map((one) => [one.key, one.value])), c: 1, w_star: 0.8,
  },
  rules: NAMES.filter((name, place) => name === FIRST || ["bptt", "tbptt"].includes(name) || (NAMES.length < 4 && place < 3)),
  focus: FIRST, mode: "flow", plane: "ab", box: null, cursor: 1, axis: "log", preset: "", theme: "",
  others: [], place: 0, // the starts beside the one in the values, and where that stands among them
});
let S = defaults();

const allowed = (key, x) => {
  const one = NUMBERS[key];
  return Number.isFinite(x) && (one.lower === null || x > one.lower) && (one.upper === null || x < one.upper) &&
    !(one.nonzero && x === 0) && !(one.whole && !Number.isInteger(x));
};

// The nearest number that a slider can have.
function nearest(key, x) {
  const one = NUMBERS[key];
  let found = clamp(x, one.least, one.most);
  if (one.whole) found = Math.round(found);
  if (one.nonzero && Math.abs(found) < one.step) found = found < 0 ? -one.step : one.step;
  return found;
}

const MOST_STARTS = 3;
const startOf = () => [S.values.a, S.values.b, S.values.w];
const startsOf = () => S.others.toSpliced(S.place, 0, startOf());
const isStart = (x) => x.length === 3 && ["a", "b", "w"].every((key, i) => allowed(key, x[i]));

// Puts another start into the values.
function choose(place) {
  if (place === S.place) return;
  const all = startsOf();
  const [a, b, w] = all[place];
  Object.assign(S, { others: all.toSpliced(place, 1), place, values: { ...S.values, a, b, w } });
}

// The numbers that the formulas of a rule are given.
function givenTo(rule, more = {}, values = S.values) {
  const found = { c: values.c, w_star: values.w_star, ...more };
  for (const [name, key] of Object.entries(rule.keys)) if (!(name in found)) found[name] = values[key];
  return { ...found, a_hat_1: found.a_hat };
}

function toAddress() {
  const usual = defaults();
  const parts = [];
  for (const key of Object.keys(S.values)) {
    if (S.values[key] !== usual.values[key]) parts.push(`${key}=${plainNumber(S.values[key])}`);
  }
  for (const key of ["focus", "mode", "plane", "axis", "cursor", "preset", "theme"]) {
    if (S[key] !== usual[key]) parts.push(`${key}=${S[key]}`);
  }
  if (S.rules.join() !== usual.rules.join()) parts.push(`rules=${S.rules.join(",")}`);
  if (S.others.length) parts.push(`starts=${S.others.map((x) => x.map(plainNumber).join(",")).join("_")}`);
  if (S.place) parts.push(`place=${S.place + 1}`);
  if (S.box) parts.push(`box=${S.box.map(plainNumber).join(",")}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

const WORDS = {
  mode: ["flow", "steps"], plane: ["ab", "wb"], axis: ["log", "linear"], theme: ["", "light", "dark"],
};

// The state that an address describes, and the parts of it that are none.
function fromAddress(address) {
  const state = defaults();
  const refused = [];
  for (const [key, text] of new URLSearchParams(address.replace(/^#/, ""))) {
    const x = Number(text);
    const several = text.split(",");
    if (Object.hasOwn(state.values, key) && text !== "" && allowed(key, x)) state.values[key] = x;
    else if (Object.hasOwn(WORDS, key) && WORDS[key].includes(text)) state[key] = text;
    else if (key === "focus" && NAMES.includes(text)) state.focus = text;
    else if (key === "rules" && several.every((name) => NAMES.includes(name))) state.rules = NAMES.filter((name) => several.includes(name));
    else if (key === "cursor" && text !== "" && x >= 0 && x <= 1) state.cursor = x;
    else if (key === "box" && isBox(several.map(Number))) state.box = several.map(Number);
    else if (key === "starts" && areStarts(text)) state.others = numbersIn(text);
    else if (key === "place" && ["1", "2", "3"].includes(text)) state.place = x - 1;
    else if (key === "preset" && PRESETS.some((one) => one.name === text)) state.preset = text;
    else refused.push(`${key}=${text}`);
  }
  if (state.place > state.others.length) {
    refused.push(`place=${state.place + 1}`);
    state.place = 0;
  }
  if (!state.rules.includes(state.focus)) state.rules = NAMES.filter((name) => name === state.focus || state.rules.includes(name));
  return [state, refused];
}

const numbersIn = (text) => text.split("_").map((part) => part.split(",").map((one) => (one.trim() ? Number(one) : NaN)));
const areStarts = (text) => numbersIn(text).length < MOST_STARTS && numbersIn(text).every(isStart);
const isBox = (box) =>
  box.length === 4 && box.every((x) => Number.isFinite(x) && Math.abs(x) < 1e6) && box[0] < box[1] && box[2] < box[3];

const inSteps = () => S.mode === "steps";
const focused = () => BY_NAME[S.focus];
const shownRules = () => S.rules.map((name) => BY_NAME[name]);

// Runs and grids are kept by what they depend on, those that were used last.
const MOST_KEPT = 300;
const kept = new Map();
function remembered(key, make) {
  const found = kept.has(key) ? kept.get(key) : make();
  kept.delete(key);
  kept.set(key, found);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return found;
}
const givenKey = (rule) => Object.values(givenTo(rule)).join();

function runOf(rule, mode = S.mode, start = startOf()) {
  const { eta, T } = S.values;
  const key = ["run", rule.name, givenKey(rule), start, T, mode, mode === "steps" ? eta : ""].join("|");
  return remembered(key, () =>
    mode === "steps" ? iterate(rule, givenTo(rule), start, eta, T) : integrate(rule, givenTo(rule), start, T));
}
