// Scales from values to the unit interval and back, with their ticks.

function niceStep(wish) {
  const power = 10 ** Math.floor(Math.log10(wish));
  const part = wish / power;
  return (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10) * power;
}

function linear(low, high) {
  return {
    low, high,
    to: (x) => (x - low) / (high - low),
    from: (u) => low + u * (high - low),
    text: (x) => (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e5 ? String(x).replace("-", "−") : tickText(x)), // ticks are short
    ticks(count) {
      const step = niceStep((high - low) / count);
      const found = [];
      for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(rounded(k * step, 12));
      return found;
    },
  };
}

function logarithmic(low, high) {
  const [first, last] = [Math.log10(low), Math.log10(high)];
  return {
    low, high,
    to: (x) => (Math.log10(Math.max(x, 1e-300)) - first) / (last - first),
    from: (u) => 10 ** (first + u * (last - first)),
    ticks(count) {
      const found = [];
      const step = Math.max(1, Math.ceil((last - first) / count - 1e-9));
      const parts = last - first < 1.3 ? [1, 2, 5] : [1];
      for (let k = Math.floor(first); k <= last + 1e-9; k++) {
        if (k % step) continue;
        for (const part of parts) {
          const value = part * 10 ** k;
          if (value >= low * 0.999 && value <= high * 1.001) found.push(value);
        }
      }
      return found;
    },
  };
}

// Two logarithmic halves on both sides of a gap at 0, for numbers that are never 0.
function mirrored(low, high, gap = 0.035) {
  const [first, last] = [Math.log10(low), Math.log10(high)];
  const half = 0.5 - gap;
  return {
    low, high, gap,
    to(x) {
      const u = clamp((Math.log10(x === 0 ? 1e-300 : Math.abs(x)) - first) / (last - first), -0.02, 1.02) * half;
      return x > 0 ? 0.5 + gap + u : 0.5 - gap - u;
    },
    from(u) {
      const part = clamp((Math.abs(u - 0.5) - gap) / half, 0, 1);
      return (u >= 0.5 ? 1 : -1) * 10 ** (first + part * (last - first));
    },
    ticks(count) {
      const found = [];
      const step = Math.max(1, Math.ceil((2 * (last - first)) / count));
      for (let k = Math.ceil(first - 1e-9); k <= last + 1e-9; k++) if (k % step === 0) found.push(-(10 ** k), 10 ** k);
      return found.sort((x, y) => x - y);
    },
  };
}

// Linear close to 0 and logarithmic beyond.
function symmetricLog(low, high, width) {
  const bent = (x) => Math.sign(x) * Math.log10(1 + Math.abs(x) / width);
  const [first, last] = [bent(low), bent(high)];
  return {
    low, high, width,
    to: (x) => (bent(x) - first) / (last - first),
    from(u) {
      const y = first + u * (last - first);
      return Math.sign(y) * width * (10 ** Math.abs(y) - 1);
    },
    ticks() {
      const found = [0];
      for (let k = Math.round(Math.log10(width)) + 1; k < 7; k++) {
        for (const value of [-(10 ** k), 10 ** k]) if (value >= low && value <= high) found.push(value);
      }
      return found.sort((x, y) => x - y);
    },
  };
}

function tickText(x) {
  if (x === 0) return "0";
  const power = Math.round(Math.log10(Math.abs(x)));
  const sign = x < 0 ? "−" : "";
  const whole = Math.abs(Math.abs(x) / 10 ** power - 1) < 1e-6;
  if (whole && (power >= 5 || power <= -3)) return `${sign}10${raised(power)}`;
  return String(rounded(x, 3)).replace("-", "−");
}
