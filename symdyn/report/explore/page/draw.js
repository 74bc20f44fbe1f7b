// Drawing on a canvas: colours of the page, axes, text with variables, marks, hatching.

const query = (selector, inside_ = document) => inside_.querySelector(selector);
const queryAll = (selector, inside_ = document) => [...inside_.querySelectorAll(selector)];
const WORDS_FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif';
const SMALL_FONT = WORDS_FONT.replace("12px", "9px");
const LETTER_FONT = 'italic 14px "STIX Two Text", "Latin Modern Roman", Cambria, Georgia, "DejaVu Serif", serif';

let colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  colours = Object.fromEntries(
    ["paper", "ink", "soft", "rule", "grid", "shade", "danger", "link", "arrow"].map((name) => [name, of(name)]),
  );
  RULES.forEach((rule) => Object.assign(rule, { colour: of(`mark-${rule.place % 8}`) }));
  hatching.tile = null;
}

// What is drawn below, by the drawing it is on: it is drawn again only where it differs.
const grounds = new Map();
let sizesChanged = 0;
function unlessDrawn(id, key, draw) {
  const whole = JSON.stringify([key, sizesChanged, document.documentElement.dataset.theme]);
  if (grounds.get(id) === whole) return;
  draw();
  grounds.set(id, whole);
}

// While something is dragged, axes only grow, and that which it is dragged along stays.
let dragging = ""; // the id of what is dragged
const ranges = new Map();
function held(name, low, high) {
  if (!dragging || !ranges.has(name)) ranges.set(name, [low, high]);
  return ranges.get(name);
}

function grown(name, low, high) {
  const [least, most] = (dragging && ranges.get(name)) || [low, high];
  ranges.set(name, [Math.min(low, least), Math.max(high, most)]);
  return ranges.get(name);
}

// Sizes are told by an observer: to ask for one after writing to the page would lay it out again.
const sizes = new Map();

// A drawing in a box of the page: `over` is a second layer, for what moves.
function plot(id, x, y, { margin, over = false, xText = "", yText = "", xTicks, yTicks, xNumbers = true } = {}) {
  const box = document.getElementById(id);
  const [width, height] = sizes.get(id) || [box.clientWidth, box.clientHeight];
  const canvas = box.querySelectorAll("canvas")[over ? 1 : 0];
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  g.font = WORDS_FONT;
  g.textBaseline = "middle";
  const m = { left: 52, right: 12, top: 8, bottom: 36, ...margin };
  const p = { id, g, x, y, box, canvas, left: m.left, top: m.top, width: width - m.left - m.right, height: height - m.top - m.bottom };
  p.right = p.left + p.width;
  p.bottom = p.top + p.height;
  p.X = (value) => p.left + x.to(value) * p.width;
  p.Y = (value) => p.top + (1 - y.to(value)) * p.height;
  p.atX = (pixel) => x.from((pixel - p.left) / p.width);
  p.atY = (pixel) => y.from(1 - (pixel - p.top) / p.height);
  p.clipped = (draw) => {
    g.save();
    g.beginPath();
    g.rect(p.left, p.top, p.width, p.height);
    g.clip();
    draw();
    g.restore();
  };
  p.frame = () => {
    g.strokeStyle = colours.rule;
    g.lineWidth = 1;
    g.setLineDash([]);
    g.strokeRect(p.left + 0.5, p.top + 0.5, p.width - 1, p.height - 1);
  };
  box.plot = p;
  if (!over) axes(p, xText, yText, xTicks, yTicks, xNumbers);
  return p;
}

function axes(p, xText, yText, xTicks, yTicks, xNumbers) {
  const { g } = p;
  g.lineWidth = 1;
  let last = -Infinity;
  for (const value of p.x.ticks(xTicks || Math.max(3, p.width / 70))) {
    const at = Math.round(p.X(value)) + 0.5;
    if (at < p.left - 1 || at > p.right + 1) continue;
    segment(g, at, p.top, at, p.bottom, colours.grid);
    const text = (p.x.text || tickText)(value);
    const half = lengthOf(g, text, WORDS_FONT) / 2;
    if (!xNumbers || at - half < last + 6) continue;
    g.fillStyle = colours.soft;
    g.textAlign = "center";
    g.fillText(text, at, p.bottom + 11);
    last = at + half;
  }
  last = Infinity;
  for (const value of p.y.ticks(yTicks || Math.max(2, p.height / 42))) {
    const at = Math.round(p.Y(value)) + 0.5;
    if (at < p.top - 1 || at > p.bottom + 1) continue;
    segment(g, p.left, at, p.right, at, colours.grid);
    if (last - at <= 13) continue;
    g.fillStyle = colours.soft;
    g.textAlign = "right";
    g.fillText((p.y.text || tickText)(value), p.left - 6, at);
    last = at;
  }
  g.fillStyle = colours.ink;
  if (xText) letters(g, xText, p.right, p.bottom + 27, "right");
  if (!yText) return;
  g.save();
  g.translate(11, p.top + p.height / 2);
  g.rotate(-Math.PI / 2);
  letters(g, yText, 0, 0, "center");
  g.restore();
}

function segment(g, x0, y0, x1, y1, colour) {
  g.strokeStyle = colour;
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  g.stroke();
}

// Text in which *letters* are variables and _words_ stand below the line.
function pieces(text) {
  return text.split("*").flatMap((part, place) =>
    part.split("_").map((piece, below) => [piece, below % 2 ? SMALL_FONT : place % 2 ? LETTER_FONT : WORDS_FONT, below % 2 ? 4 : 0]));
}

// How long words are does not change: they are measured once.
const lengths = new Map();
function lengthOf(g, text, font) {
  const key = font + text;
  if (!lengths.has(key)) {
    if (lengths.size > 2000) lengths.clear();
    g.font = font;
    lengths.set(key, g.measureText(text).width);
  }
  return lengths.get(key);
}

const widthOf = (g, text) => pieces(text).reduce((sum, [piece, font]) => sum + lengthOf(g, piece, font), 0);

function letters(g, text, x, y, side = "left") {
  let at = x - (side === "right" ? 1 : side === "center" ? 0.5 : 0) * widthOf(g, text);
  g.textAlign = "left";
  for (const [piece, font, drop] of pieces(text)) {
    const length = lengthOf(g, piece, font);
    g.font = font;
    g.fillText(piece, at, y + drop);
    at += length;
  }
  g.font = WORDS_FONT;
}

// A label on a ground of its own, kept inside the drawing.
function label(p, text, x, y, side = "left", colour = colours.ink) {
  const { g } = p;
  const width = widthOf(g, text);
  let at = x - (side === "right" ? 1 : side === "center" ? 0.5 : 0) * width;
  at = clamp(at, p.left + 3, Math.max(p.left + 3, p.right - width - 3));
  const height = clamp(y, p.top + 10, p.bottom - 10);
  g.save();
  g.globalAlpha = 0.86;
  g.fillStyle = colours.paper;
  g.fillRect(at - 2, height - 8, width + 4, 16);
  g.restore();
  g.fillStyle = colour;
  letters(g, text, at, height);
}

function polyline(g, count, X, Y) {
  g.beginPath();
  let down = false;
  let [lastX, lastY] = [0, 0];
  for (let k = 0; k < count; k++) {
    const [x, y] = [X(k), Y(k)];
    if (!(Math.abs(x) < 1e5 && Math.abs(y) < 1e5)) {
      down = false;
      continue;
    }
    if (!down) g.moveTo(x, y);
    else if (k === count - 1 || Math.abs(x - lastX) + Math.abs(y - lastY) > 0.7) g.lineTo(x, y);
    else continue;
    down = true;
    [lastX, lastY] = [x, y];
  }
  g.stroke();
}

const SHAPES = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  up: [[0, -1.2], [1.2, 0.9], [-1.2, 0.9]],
  down: [[0, 1.2], [1.2, -0.9], [-1.2, -0.9]],
  plus: [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2],
    [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
};

function mark(g, rule, x, y, radius) {
  g.beginPath();
  if (rule.mark === "circle") g.arc(x, y, radius, 0, 7);
  else SHAPES[rule.mark].forEach(([u, v], i) => (i ? g.lineTo(x + radius * u, y + radius * v) : g.moveTo(x + radius * u, y + radius * v)));
  g.closePath();
  g.setLineDash([]);
  g.lineWidth = 2.4;
  g.strokeStyle = colours.paper;
  g.stroke();
  g.fillStyle = rule.colour;
  g.fill();
}

function markAsSvg(rule) {
  const shape = rule.mark === "circle" ? '<circle cx="0" cy="0" r="1"/>' : `<path d="M${SHAPES[rule.mark].map((at) => at.join(" ")).join("L")}Z"/>`;
  return `<svg class="mark" viewBox="-1.5 -1.5 3 3" aria-hidden="true" fill="var(--mark-${rule.place % 8})">${shape}</svg>`;
}

function cross(g, x, y, colour, reach = 5.5) {
  g.lineWidth = 2.2;
  g.setLineDash([]);
  segment(g, x - reach, y - reach, x + reach, y + reach, colour);
  segment(g, x + reach, y - reach, x - reach, y + reach, colour);
}

// What is unstable is hatched.
function hatching(g) {
  const ratio = window.devicePixelRatio || 1;
  if (!hatching.tile) {
    hatching.tile = document.createElement("canvas");
    hatching.tile.width = hatching.tile.height = Math.round(8 * ratio);
    const tile = hatching.tile.getContext("2d");
    tile.scale(ratio, ratio);
    tile.fillStyle = colours.shade;
    tile.fillRect(0, 0, 8, 8);
    tile.globalAlpha = 0.55;
    for (const from of [-8, 0, 8]) segment(tile, from, 8, from + 8, 0, colours.soft);
  }
  const pattern = g.createPattern(hatching.tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}
