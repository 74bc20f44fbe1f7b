// Numbers: how they are written, roots of polynomials, eigenvalues and the largest step.

const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
const rounded = (x, digits) => Number(Number(x).toPrecision(digits));

const raised = (n) =>
  String(n).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

function written(x, digits = 3) {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  let text = String(rounded(x, digits));
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) {
    const [mantissa, power] = x.toExponential(Math.min(digits - 1, 2)).split("e");
    text = `${String(Number(mantissa))}·10${raised(Number(power))}`;
  }
  return text.replace("-", "−");
}

const plainNumber = (x) => String(rounded(x, 9));

// The real roots of a polynomial, its highest coefficient first, in increasing order: between
// neighbouring roots of the derivative there is at most one, found by halving.
function realRoots(coefficients) {
  const all = [...coefficients];
  while (all.length && all[0] === 0) all.shift();
  const degree = all.length - 1;
  if (degree < 1) return [];
  if (degree === 1) return [-all[1] / all[0]];
  const value = (x) => all.reduce((sum, one) => sum * x + one, 0);
  const slope = all.slice(0, -1).map((one, place) => one * (degree - place));
  const bound = 1 + Math.max(...all.slice(1).map((one) => Math.abs(one / all[0])));
  const turns = realRoots(slope).filter((x) => Math.abs(x) < bound);
  const places = [-bound, ...turns, bound];
  const roots = [];
  for (let i = 0; i + 1 < places.length; i++) {
    let [low, high] = [places[i], places[i + 1]];
    const atLow = value(low);
    if (atLow === 0) roots.push(low);
    if (atLow === 0 || atLow * value(high) >= 0) continue;
    for (let k = 0; k < 200 && high - low > 1e-16 * Math.max(Math.abs(low), Math.abs(high)); k++) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (value(middle) * atLow > 0) low = middle;
      else high = middle;
    }
    roots.push((low + high) / 2);
  }
  return roots.sort((x, y) => x - y).filter((x, i) => !i || x > roots[i - 1]);
}

// The two eigenvalues of trace t and determinant d, the slower one first.
function eigenvalues(t, d, radicand = t * t - 4 * d) {
  if (radicand < 0) return { slow: t / 2, fast: t / 2, turning: Math.sqrt(-radicand) / 2 };
  const root = Math.sqrt(radicand);
  const large = t >= 0 ? (t + root) / 2 : (t - root) / 2;
  const other = large === 0 ? 0 : d / large;
  return { slow: Math.max(large, other), fast: Math.min(large, other), turning: 0 };
}

// All that is said of the optimum at s: the verdicts are the signs of t and d.
function optimumAt(rule, s, given) {
  const [t, d, radicand] = rule.transverse(s, given);
  const stable = t < 0 && d > 0;
  const values = eigenvalues(t, d, radicand);
  let largest = null;
  if (stable && rule.largestStep) {
    const turns = radicand < 0 && rule.largestStepTurning;
    largest = (turns ? rule.largestStepTurning : rule.largestStep)(s, given);
  }
  return { t, d, stable, largest, neutral: d === 0, ...values };
}

const stableAt = (rule, s, given) => {
  const [t, d] = rule.transverse(s, given);
  return t < 0 && d > 0;
};

// Where a run that starts there can end: zeros of the end polynomial; `sure` is the one that is left.
function endsOf(rule, start, given) {
  if (!rule.endPoint) return null;
  const first = rule.conserved(...start, given);
  const all = realRoots(rule.endPoint(rule.level(first, given), given)).filter((s) => s !== 0);
  const stable = all.filter((s) => stableAt(rule, s, given));
  return { first, all, stable, sure: stable.length === 1 ? stable[0] : null };
}
