// View 3: which optima attract, how fast, and up to which step, along the optimal manifold.

const SPECTRUM_MARGIN = { left: 66, right: 12, top: 8, bottom: 14 };
const STEP_MARGIN = { ...SPECTRUM_MARGIN, bottom: 38 };
const [S_LEAST, S_MOST] = [0.05, 20];
const POINTS = 200; // on each side of 0
const spectrumAxis = () => mirrored(S_LEAST, S_MOST);

function spectrumOf(rule) {
  return remembered(["spectrum", rule.name, givenKey(rule)].join("|"), () => {
    const given = givenTo(rule);
    return [-1, 1].map((side) =>
      Array.from({ length: POINTS + 1 }, (_, k) => {
        const s = side * S_LEAST * (S_MOST / S_LEAST) ** (k / POINTS);
        return { s, ...optimumAt(rule, s, given) };
      }));
  });
}

// The least and the largest rate that are drawn, powers of ten, and up to where the scale is linear.
function rateRange(all) {
  const middle = all.filter((one) => Math.abs(one.s) > 0.15 && Math.abs(one.s) < 7);
  const low = Math.min(-0.05, ...middle.map((one) => Math.min(3 * one.slow, one.fast / 4)));
  const high = Math.max(0.02, ...middle.map((one) => one.slow));
  const sizesOf = all.map((one) => Math.abs(one.slow)).sort((one, other) => one - other);
  const usual = clamp(sizesOf[sizesOf.length >> 1], 1e-5, 0.1);
  const width = Math.min(0.01, 10 ** Math.round(Math.log10(usual / 3)));
  return [-(10 ** Math.ceil(Math.log10(-low))), 10 ** Math.ceil(Math.log10(high)), width];
}

function stepRange(all) {
  const found = all.filter((one) => one.largest > 0 && Math.abs(one.s) > 0.12 && Math.abs(one.s) < 8).map((one) => one.largest);
  return [Math.min(Infinity, ...found), Math.max(0, ...found)];
}

function spectrumScales(shown) {
  const key = JSON.stringify(["ranges", S.rules, shown.map(([rule]) => givenKey(rule))]);
  const [[least, most, width], [low, high]] = remembered(key, () => {
    const all = shown.flatMap(([, sides]) => sides.flat());
    return [rateRange(all), stepRange(all)];
  });
  const power = Math.log10(S.values.eta);
  const steps = [Math.min(low, 10 ** Math.floor(power)) / 1.3, Math.max(high, 10 ** Math.ceil(power)) * 1.6];
  return [
    symmetricLog(...grown("rates", least, most), held("width", width, width)[0]),
    logarithmic(...(dragging === "handle-eta" ? held : grown)("steps", ...steps)),
  ];
}

function drawSpectrum() {
  const x = spectrumAxis();
  const shown = shownRules().map((rule) => [rule, spectrumOf(rule)]);
  const [rates, steps] = spectrumScales(shown);
  const key = [S.rules, S.focus, shown.map(([rule]) => givenKey(rule))];
  unlessDrawn("rates", [key, rates.low, rates.high, rates.width], () => drawRates(x, rates, shown));
  unlessDrawn("steps", [key, steps.low, steps.high], () => drawSteps(x, steps, shown));
  spectrumCursor(x, rates, steps);
}

function drawRates(x, rates, shown) {
  const p = plot("rates", x, rates, { margin: SPECTRUM_MARGIN, yText: "Re *λ*", xTicks: 11, xNumbers: false });
  p.clipped(() => {
    p.g.fillStyle = hatching(p.g);
    p.g.fillRect(p.left, p.top, p.width, p.Y(0) - p.top);
    p.g.lineWidth = 1;
    segment(p.g, p.left, p.Y(0), p.right, p.Y(0), colours.ink);
    for (const [rule, sides] of shown) for (const side of sides) rateLines(p, rule, side);
    gapAt(p);
  });
  label(p, "unstable", p.left + 8, p.top + 12, "left", colours.danger);
  p.frame();
  p.canvas.setAttribute("aria-label", "Real parts of the two transverse eigenvalues against s; the table below has them at the chosen s");
}

function drawSteps(x, steps, shown) {
  const q = plot("steps", x, steps, { margin: STEP_MARGIN, yText: "*η*_max_", xText: "position on the optimal manifold *s*", xTicks: 11, yTicks: 4 });
  q.clipped(() => {
    for (const [rule, sides] of shown) for (const side of sides) stepLines(q, rule, side);
    gapAt(q);
  });
  q.frame();
  q.canvas.setAttribute("aria-label", "Largest stable step of a mode against s; the table below has it at the chosen s");
}

function rateLines(p, rule, side) {
  p.g.strokeStyle = rule.colour;
  p.g.globalAlpha = 0.6;
  p.g.lineWidth = 1;
  polyline(p.g, side.length, (k) => p.X(side[k].s), (k) => p.Y(side[k].fast));
  p.g.globalAlpha = 1;
  p.g.lineWidth = rule === focused() ? 2.8 : 1.9;
  polyline(p.g, side.length, (k) => p.X(side[k].s), (k) => p.Y(side[k].slow));
}

function stepLines(q, rule, side) {
  q.g.strokeStyle = rule.colour;
  q.g.lineWidth = rule === focused() ? 2.8 : 1.9;
  for (const turns of [false, true]) {
    q.g.setLineDash(turns ? [2, 3.5] : []);
    const isDrawn = (k) => side[k].largest !== null && side[k].turning > 0 === turns;
    const drawn = (k) => isDrawn(k) || (k > 0 && side[k].largest !== null && isDrawn(k - 1));
    polyline(q.g, side.length, (k) => (drawn(k) ? q.X(side[k].s) : NaN), (k) => q.Y(side[k].largest));
  }
  q.g.setLineDash([]);
}

// The gap of a mirrored scale, where s = 0 is left out.
function gapAt(p) {
  const [from, to] = [p.left + (0.5 - p.x.gap) * p.width, p.left + (0.5 + p.x.gap) * p.width];
  p.g.fillStyle = colours.paper;
  p.g.fillRect(from + 0.5, p.top - 1, to - from - 1, p.height + 2);
  p.g.strokeStyle = colours.rule;
  p.g.lineWidth = 1;
  p.g.strokeRect(from + 0.5, p.top - 2, to - from - 1, p.height + 4);
}

function spectrumCursor(x, rates, steps) {
  const { s, eta } = S.values;
  const p = plot("rates", x, rates, { margin: SPECTRUM_MARGIN, over: true });
  const q = plot("steps", x, steps, { margin: STEP_MARGIN, over: true });
  q.clipped(() => {
    q.g.lineWidth = 2;
    q.g.setLineDash([8, 4]);
    segment(q.g, q.left, q.Y(eta), q.right, q.Y(eta), colours.danger);
    q.g.setLineDash([]);
  });
  label(q, `*η* = ${written(eta)}`, q.right - 22, q.Y(eta) + (q.Y(eta) < q.top + 22 ? 13 : -12), "right", colours.danger);
  const found = shownRules().map((rule) => [rule, optimumAt(rule, s, givenTo(rule))]);
  for (const drawing of [p, q]) {
    drawing.clipped(() => {
      drawing.g.lineWidth = 1.3;
      segment(drawing.g, drawing.X(s), drawing.top, drawing.X(s), drawing.bottom, colours.soft);
      for (const [rule, one] of found) {
        const value = drawing === p ? one.slow : one.largest;
        if (value !== null) mark(drawing.g, rule, drawing.X(s), drawing.Y(value), 4.6);
      }
    });
  }
  handle(p, "s", { at: [s, rates.from(0.93)], text: `s = ${written(s)}`, says: `Position s = ${written(s)} on the optimal manifold`, move: (u) => setNumber("s", u) });
  handle(q, "eta", { at: [x.from(0.985), eta], text: "", says: `Step of size ${written(eta)}`, className: "level", move: (_, v) => setNumber("eta", v) });
  table("optima", ["rule", "<i>λ</i><sub>1</sub>", "<i>λ</i><sub>2</sub>", "<i>η</i><sub>max</sub>", "in the flow", "in steps"], found.map(([rule, one]) => [rule, ...rowOfOptimum(one, eta)]));
}

function rowOfOptimum(one, eta) {
  const turns = one.turning > 0;
  const values = turns
    ? [`${written(one.slow)} ± ${written(one.turning)} i`, ""]
    : [written(one.slow), written(one.fast)];
  const flow = one.neutral ? "two zero eigenvalues" : one.stable ? "stable" : one.d < 0 ? "saddle" : "unstable";
  const steps = one.largest === null ? "–" : one.largest > eta ? "stable" : turns ? "turns outward" : "flips outward";
  return [...values, written(one.largest), [flow, !one.stable], [steps, one.largest !== null && one.largest <= eta]];
}
