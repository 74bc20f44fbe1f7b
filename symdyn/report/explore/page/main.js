// The page: it is drawn once a frame if something has changed, each view that can be seen and needs it.

const VIEWS = [
  { id: "plane", draw: drawPlane, key: () => [runKey(), S.cursor, S.axis, S.plane, S.box, dragging] },
  { id: "plane", draw: tableOfEnds, key: () => [runKey()] },
  { id: "course", draw: drawCourse, key: () => [runKey(), S.cursor, S.axis, dragging] },
  { id: "spectrum", draw: drawSpectrum, key: () => [S.rules, S.focus, withoutRuns(), dragging] },
  { id: "region", draw: drawRegion, key: () => [S.focus, withoutRuns()] },
  { id: "pairs", draw: drawPairs, key: () => [S.rules, S.focus, withoutRuns()] },
];
const withoutRuns = () => ({ ...S.values, a: 0, b: 0, w: 0, T: 0 });
const withoutPairs = () => ({ ...S.values, s: 0, a_1: 0, b_2: 0, w_1: 0, w_2: 0, ...(inSteps() ? {} : { eta: 0 }) });
const runKey = () => [withoutPairs(), S.others, S.place, S.mode, S.rules, S.focus];

const hiddenViews = new Set();
let drawnKeys = VIEWS.map(() => "");
let waiting = false;

function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
}

// The sentences of a preset hold for its numbers, in its way of learning, and for no others.
function isStill(preset) {
  const { values, mode, others } = presetState(preset);
  return JSON.stringify([values, mode, others]) === JSON.stringify([S.values, S.mode, S.others]);
}

function draw() {
  const preset = OFFERED.find((one) => one.name === S.preset);
  if (!preset || !isStill(preset)) S.preset = "";
  updateControls();
  showFormulas();
  VIEWS.forEach((view, place) => {
    const key = JSON.stringify([view.key(), document.documentElement.dataset.theme, sizesChanged]);
    if ((hiddenViews.has(view.id) && drawnKeys[place]) || drawnKeys[place] === key) return;
    view.draw();
    drawnKeys[place] = key;
  });
  note();
  clearTimeout(draw.later);
  draw.later = setTimeout(writeAddress, 200);
}

function note() {
  const preset = OFFERED.find((one) => one.name === S.preset);
  const text = refusal || warning || (preset ? preset.says() : HELP);
  if (!say("note", text) && note.preset === preset) return;
  note.preset = preset;
  for (const card of queryAll("main section")) {
    const meant = Boolean(preset) && card.id === `view-${preset.view}`;
    card.classList.toggle("looked-at", meant);
    const repeated = query(".repeated", card); // beside a drawing that is not below the note
    if (repeated) say(repeated.id, meant ? preset.says() : "");
  }
}
const HELP = "Drag a point, move a number, or choose a preset. The address holds what you see: copy it to share it.";

let warning = "";
function writeAddress() {
  const address = toAddress();
  if (address !== window.location.hash) window.history.replaceState(null, "", address || window.location.pathname + window.location.search);
}

function readAddress() {
  const [state, refused] = fromAddress(window.location.hash);
  const preset = OFFERED.find((one) => one.name === state.preset);
  const others = [...new URLSearchParams(window.location.hash.slice(1)).keys()].filter((key) => !["preset", "theme"].includes(key));
  S = state;
  if (preset && !others.length) S = { ...presetState(preset), theme: state.theme };
  const text = document.createElement("i");
  text.textContent = refused.join(", ").slice(0, 200);
  warning = refused.length ? `The link was not read in full; left out: ${text.innerHTML}.` : "";
  redraw();
}

// Two columns, or one in which the courses follow the plane: the order of reading is that of the keyboard.
const NARROW = window.matchMedia("(max-width: 70rem)");
function arrange() {
  const columns = NARROW.matches ? [["plane", "course", "spectrum", "region", "pairs"], [], []] : [["plane", "spectrum"], ["course", "region"], ["pairs"]];
  queryAll(".column").forEach((column, place) => {
    for (const id of columns[place]) column.append(document.getElementById(`view-${id}`));
  });
}

// The address holds the state: a link to a view only goes there.
function listenToJumps() {
  for (const link of queryAll('a[href^="#view-"]')) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const card = query(link.getAttribute("href"));
      card.scrollIntoView({ block: "start" });
      card.focus({ preventScroll: true });
    });
  }
}

function begin() {
  buildMaps();
  buildControls();
  listenToCourses();
  listenToPlane();
  listenToJumps();
  arrange();
  NARROW.addEventListener("change", arrange);
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) sizes.set(target.id, [contentRect.width, contentRect.height]);
    sizesChanged += 1;
    redraw();
  });
  queryAll(".plot").forEach((box) => observer.observe(box));
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = target.id.replace("view-", "");
      if (isIntersecting) hiddenViews.delete(id);
      else hiddenViews.add(id);
    }
    redraw();
  }, { rootMargin: "400px" });
  queryAll("main section").forEach((card) => seen.observe(card));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  window.addEventListener("hashchange", () => window.location.hash !== toAddress() && readAddress());
  readAddress();
}

begin();
