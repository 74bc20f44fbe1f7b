// View 5: whether two modes that are each stable are stable together, when a perturbation couples
// the first to the second.  Each rule that is shown has a map, side by side.

const PAIR_MARGIN = { left: 46, right: 8, top: 6, bottom: 36 };
const PAIR_CELLS = 72;
const BESIDE = 1e-6; // of w_1 = w_2, where a closed form may divide by the difference
const PAIR_AXIS = linear(-1, 1);

function pairAt(rule, w1, w2, given = givenTo(rule)) {
  const apart = Math.abs(w1 - w2) < BESIDE ? BESIDE : 0;
  const [t, d] = rule.pair(S.values.a_1, S.values.b_2, w1, w2 + apart, given);
  return { t, d, stable: t < 0 && d > 0, ...eigenvalues(t, d) };
}

const mapId = (rule) => `pairs-${rule.place}`;

function buildMaps() {
  for (const rule of RULES.filter((one) => one.pair)) {
    const figure = document.createElement("figure");
    figure.innerHTML = `<figcaption>${markAsSvg(rule)} <span></span></figcaption><div class="plot map" id="${mapId(rule)}"><canvas role="img" aria-label="Drawing"></canvas><canvas class="over" aria-hidden="true"></canvas></div>`;
    query("span", figure).textContent = rule.name;
    query("#maps").append(figure);
  }
}

function drawPairs() {
  const { w_1, w_2 } = S.values;
  for (const rule of RULES.filter((one) => one.pair)) {
    const box = document.getElementById(mapId(rule));
    box.parentNode.hidden = !shownRules().includes(rule);
    box.parentNode.classList.toggle("in-focus", rule === focused());
    if (box.parentNode.hidden || !((sizes.get(box.id)?.[0] ?? box.clientWidth) > 0)) continue; // without a size until it is laid out
    unlessDrawn(box.id, pairKey(rule), () => pairsGround(rule));
    const verdict = pairAt(rule, w_1, w_2).stable ? "stable" : "unstable";
    handle(plot(box.id, PAIR_AXIS, PAIR_AXIS, { margin: PAIR_MARGIN, over: true }), `pair-${rule.place}`, {
      at: [w_1, w_2], text: verdict, says: `Pair of modes under ${rule.name} with w 1 = ${written(w_1)} and w 2 = ${written(w_2)}: ${verdict}`,
      move(u, v) {
        setNumber("w_1", u);
        setNumber("w_2", v);
      },
    });
  }
  say("pairs-caption", pairsCaption(focused()));
  table("pair", ["rule", "<i>λ</i><sub>1</sub> of the pair", "<i>λ</i><sub>2</sub>", "this pair"], shownRules().filter((one) => one.pair).map((one) => {
    const found = pairAt(one, w_1, w_2);
    const values = found.turning > 0 ? [`${written(found.slow)} ± ${written(found.turning)} i`, ""] : [written(found.slow), written(found.fast)];
    return [one, ...values, [found.stable ? "stable" : "unstable", !found.stable]];
  }));
}

// What a map depends on: those parameters that trace and determinant of a pair read.
function pairKey(rule) {
  if (!rule.readForPair) {
    rule.readForPair = new Set();
    const given = new Proxy(givenTo(rule), { get: (of, name) => rule.readForPair.add(name) && of[name] });
    rule.pair(1, 1, 0.1, 0.2, given);
  }
  const given = givenTo(rule);
  return ["pair", rule.name, S.values.a_1, S.values.b_2, ...[...rule.readForPair].map((name) => given[name])];
}

function pairsGround(rule) {
  const p = plot(mapId(rule), PAIR_AXIS, PAIR_AXIS, { margin: PAIR_MARGIN, xText: "*w*_1_", yText: "*w*_2_", xTicks: 4, yTicks: 4 });
  pairMap(p, rule);
  p.g.setLineDash([2, 3]);
  p.g.lineWidth = 1;
  segment(p.g, p.X(-1), p.Y(-1), p.X(1), p.Y(1), colours.soft);
  p.g.setLineDash([]);
  p.frame();
  p.canvas.setAttribute("aria-label", `Pairs of modes under ${rule.name}: unstable ones are hatched`);
}

// Where a pair is unstable: at the corners of cells, as less than 0.
function pairField(rule) {
  const given = givenTo(rule);
  const at = (i) => clamp(-1 + (2 * i) / PAIR_CELLS, -0.9995, 0.9995);
  const value = (i, j) => {
    const { t, d } = pairAt(rule, at(i), at(j), given);
    return Math.min(-t / (1 + Math.abs(t)), d / (1e-3 + Math.abs(d)));
  };
  return [remembered(pairKey(rule).join("|"), () => grid(PAIR_CELLS, PAIR_CELLS, value)), value];
}

function pairMap(p, rule) {
  const [field, value] = pairField(rule);
  const found = below(field, 0, value, (i) => p.left + (i / PAIR_CELLS) * p.width, (j) => p.top + (1 - j / PAIR_CELLS) * p.height);
  p.clipped(() => {
    p.g.fillStyle = hatching(p.g);
    p.g.fill(found.part);
    p.g.strokeStyle = colours.danger;
    p.g.lineWidth = 1.8;
    p.g.stroke(found.line);
  });
  return found;
}

function pairsCaption(rule) {
  if (!rule.pair) return `<b>${rule.name}</b> leaves the recurrent weights as they are: there is no pair to look at.`;
  const any = pairField(rule)[0].values.some((one) => one < 0);
  const found = any ? "The hatched pairs are unstable together." : "No pair on this map is unstable.";
  return `For <b>${rule.name}</b>, with the strengths below: a small coupling from one mode to another decays, or it grows. ${found} Drag the point.`;
}
