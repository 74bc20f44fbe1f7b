// View 5: whether two modes that are each stable are stable together, when a perturbation couples
// the first to the second.

const PAIR_MARGIN = { left: 50, right: 10, top: 8, bottom: 38 };
const PAIR_CELLS = 96;
const BESIDE = 1e-6; // of w_1 = w_2, where a closed form may divide by the difference

function pairAt(rule, w1, w2, given = givenTo(rule)) {
  const apart = Math.abs(w1 - w2) < BESIDE ? BESIDE : 0;
  const [t, d] = rule.pair(S.values.a_1, S.values.b_2, w1, w2 + apart, given);
  return { t, d, stable: t < 0 && d > 0, ...eigenvalues(t, d) };
}

let pairsDrawn = {};
function drawPairs() {
  const rule = focused();
  const [x, y] = [linear(-1, 1), linear(-1, 1)];
  const key = JSON.stringify([rule.name, givenKey(rule), S.values.a_1, S.values.b_2, sizesChanged, document.documentElement.dataset.theme]);
  if (pairsDrawn.key !== key) pairsDrawn = { key, any: pairsGround(rule, x, y) };
  const { w_1, w_2 } = S.values;
  const verdict = !rule.pair ? "" : pairAt(rule, w_1, w_2).stable ? "stable" : "unstable";
  handle(plot("pairs", x, y, { margin: PAIR_MARGIN, over: true }), "pair", {
    at: [w_1, w_2], text: verdict, says: `Pair of modes with w 1 = ${written(w_1)} and w 2 = ${written(w_2)}: ${verdict}`,
    move(u, v) {
      setNumber("w_1", u);
      setNumber("w_2", v);
    },
  });
  say("pairs-caption", pairsCaption(rule, pairsDrawn.any));
  table("pair", ["rule", "<i>λ</i><sub>1</sub> of the pair", "<i>λ</i><sub>2</sub>", "this pair"], shownRules().filter((one) => one.pair).map((one) => {
    const found = pairAt(one, w_1, w_2);
    const values = found.turning > 0 ? [`${written(found.slow)} ± ${written(found.turning)} i`, ""] : [written(found.slow), written(found.fast)];
    return [one, ...values, [found.stable ? "stable" : "unstable", !found.stable]];
  }));
}

// The map and its axes; whether a pair on it is unstable.
function pairsGround(rule, x, y) {
  const p = plot("pairs", x, y, { margin: PAIR_MARGIN, xText: "*w*_1_", yText: "*w*_2_", xTicks: 4, yTicks: 4 });
  const any = Boolean(rule.pair) && pairMap(p, rule);
  p.g.setLineDash([2, 3]);
  p.g.lineWidth = 1;
  segment(p.g, p.X(-1), p.Y(-1), p.X(1), p.Y(1), colours.soft);
  p.g.setLineDash([]);
  p.frame();
  p.canvas.setAttribute("aria-label", `Pairs of modes under ${rule.name}: unstable ones are hatched`);
  return any;
}

function pairMap(p, rule) {
  const key = ["pairs", rule.name, givenKey(rule), S.values.a_1, S.values.b_2].join("|");
  const at = (i) => clamp(-1 + (2 * i) / PAIR_CELLS, -0.9995, 0.9995);
  const given = givenTo(rule);
  const values = remembered(key, () => grid(PAIR_CELLS, PAIR_CELLS, (i, j) => {
    const { t, d } = pairAt(rule, at(i), at(j), given);
    return Math.min(-t / (1 + Math.abs(t)), d / (1e-3 + Math.abs(d)));
  }));
  const place = (i, j) => [p.left + (i / PAIR_CELLS) * p.width, p.top + (1 - j / PAIR_CELLS) * p.height];
  let any = false;
  p.clipped(() => {
    p.g.fillStyle = hatching(p.g);
    any = fillNegative(p.g, values, place);
    p.g.strokeStyle = colours.danger;
    p.g.lineWidth = 1.8;
    zeroLine(p.g, values, place);
  });
  return any;
}

function pairsCaption(rule, any) {
  if (!rule.pair) return `<b>${rule.name}</b> leaves the recurrent weights as they are: there is no pair to look at.`;
  const found = any ? "The hatched pairs are unstable together." : "No pair on this map is unstable.";
  return `For <b>${rule.name}</b>, with the strengths below: a small coupling from one mode to another decays, or it grows. ${found} Drag the point.`;
}
