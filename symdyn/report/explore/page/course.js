// View 2: how fast, and by which route: w, a and the loss against time, with one cursor for all.

const COURSE_MARGIN = { left: 70, right: 92, top: 8, bottom: 18 };
const LEAST_LOSS = 1e-11; // in units of c^2: below it there is the error of the method, no learning
const COURSES = [
  { id: "course-w", text: "*w*", title: "Recurrent strength w", of: (run) => run.w },
  { id: "course-a", text: "*a*", title: "Read-out strength a", of: (run) => run.a },
  { id: "course-loss", text: "loss *L*", title: "Loss", of: (run) => run.loss },
];

function timeScale() {
  const { T, eta } = S.values;
  return S.axis === "log" ? logarithmic(inSteps() ? Math.min(eta, T / 10) : T * 1e-4, T) : linear(0, T);
}
const timeNow = () => (S.cursor <= 0 ? 0 : timeScale().from(S.cursor));

function courseScale(course, runs) {
  let [low, high] = [Infinity, -Infinity];
  for (const run of runs) {
    for (const value of course.of(run)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (course.id === "course-loss") {
    high = Math.max(high, 1e-12) * 1.5;
    low = Math.max(S.values.c ** 2 * LEAST_LOSS, Math.max(low, 1e-12) / 2);
    return logarithmic(...grown(course.id, Math.min(low, high / 10), high));
  }
  if (course.id === "course-w") [low, high] = [Math.min(low, S.values.w_star), Math.max(high, S.values.w_star)];
  [low, high] = [Math.max(low, -6), Math.min(high, 6)];
  const room = 0.08 * (high - low || 0.1);
  return linear(...grown(course.id, low - room, high + room));
}

function drawCourse() {
  const time = timeScale();
  const runs = shownRules().map((rule) => runOf(rule));
  const others = S.others.flatMap((start) => shownRules().map((rule) => runOf(rule, S.mode, start)));
  COURSES.forEach((course, place) => {
    const y = courseScale(course, [...runs, ...others]);
    const last = place === COURSES.length - 1;
    const margin = { ...COURSE_MARGIN, bottom: last ? 36 : 16 };
    const p = plot(course.id, time, y, { margin, yText: course.text, xText: last ? "time *t*" : "", xNumbers: last, yTicks: 4 });
    p.clipped(() => {
      if (course.id === "course-w") level(p, S.values.w_star, colours.soft, [5, 4]);
      p.g.globalAlpha = 0.4;
      for (const run of others) courseLine(p, course, run);
      p.g.globalAlpha = 1;
      for (const run of runs) oneCourse(p, course, run);
    });
    p.frame();
    namesBeside(p, course, runs);
    p.canvas.setAttribute("aria-label", `${course.title} against time, a line for each rule and start`);
    cursorOf(course, time, y, margin, runs);
  });
  document.getElementById("now").textContent = `t = ${written(timeNow())}`;
  const slider = document.getElementById("cursor");
  if (document.activeElement !== slider) slider.value = S.cursor;
  slider.setAttribute("aria-valuetext", `t = ${written(timeNow())}`);
}

function level(p, value, colour, dash) {
  p.g.lineWidth = 1.3;
  p.g.setLineDash(dash);
  segment(p.g, p.left, p.Y(value), p.right, p.Y(value), colour);
  p.g.setLineDash([]);
}

function oneCourse(p, course, run) {
  const ends = course.id === "course-a" && !inSteps() ? endsOf(run.rule, startOf(), run.given) : null;
  if (ends) for (const s of ends.stable) if (ends.sure === s || Math.abs(s - run.end[0]) < 0.02 * Math.abs(s)) level(p, s, run.rule.colour, [1.5, 4]);
  courseLine(p, course, run);
}

function courseLine(p, course, run) {
  const { g } = p;
  const values = course.of(run);
  const losses = course.id === "course-loss";
  g.strokeStyle = run.rule.colour;
  g.lineWidth = run.rule === focused() ? 2.6 : 1.8;
  const count = values.length + (run.status === "rest" && !losses ? 1 : 0);
  const height = (value) => p.Y(losses ? Math.max(value, p.y.low / 2) : value);
  polyline(g, count,
    (k) => (k >= values.length ? p.right : run.t[k] <= 0 ? p.left : p.X(run.t[k])),
    (k) => height(values[Math.min(k, values.length - 1)]));
  if (run.broken) cross(g, p.X(run.last), height(values[values.length - 1]), colours.danger, 5);
}

// The names of the rules at the right, where their lines end, none over another.
function namesBeside(p, course, runs) {
  const { g } = p;
  const least = course.id === "course-loss" ? p.y.low : -Infinity;
  const found = runs.map((run) => {
    const values = course.of(run);
    return { run, at: clamp(p.Y(Math.max(values[values.length - 1], least)), p.top + 5, p.bottom - 5) };
  });
  found.sort((one, other) => one.at - other.at);
  for (let k = 1; k < found.length; k++) found[k].at = Math.max(found[k].at, found[k - 1].at + 13);
  for (let k = found.length - 1; k >= 0; k--) {
    found[k].at = Math.min(found[k].at, k === found.length - 1 ? p.bottom - 4 : found[k + 1].at - 13);
  }
  g.textAlign = "left";
  for (const { run, at } of found) {
    g.fillStyle = run.rule.colour;
    g.font = run.rule === focused() ? `600 ${WORDS_FONT}` : WORDS_FONT;
    g.fillText(run.rule.name, p.right + 6, at, COURSE_MARGIN.right - 8);
  }
  g.font = WORDS_FONT;
}

function cursorOf(course, time, y, margin, runs) {
  const p = plot(course.id, time, y, { margin, over: true });
  const x = S.cursor <= 0 ? p.left : p.X(timeNow());
  p.clipped(() => {
    p.g.lineWidth = 1.2;
    segment(p.g, x, p.top, x, p.bottom, colours.soft);
    for (const run of runs) {
      const now = run.at(timeNow());
      const value = { "course-w": now.x[2], "course-a": now.x[0], "course-loss": Math.max(now.loss, y.low) }[course.id];
      if (!now.over || run.status === "rest") mark(p.g, run.rule, x, p.Y(value), 4.2);
    }
  });
}

function listenToCourses() {
  for (const course of COURSES) {
    const box = document.getElementById(course.id);
    const go = (event) => {
      const p = box.plot;
      S.cursor = rounded(clamp((event.clientX - box.getBoundingClientRect().left - p.left) / p.width, 0, 1), 4);
      redraw();
    };
    box.addEventListener("pointerdown", (event) => {
      box.setPointerCapture(event.pointerId);
      box.dragged = true;
      stopPlaying();
      go(event);
    });
    box.addEventListener("pointermove", (event) => box.dragged && go(event));
    for (const kind of ["pointerup", "pointercancel"]) box.addEventListener(kind, () => (box.dragged = false));
  }
}

let playing = 0;
const PLAY_TIME = 8000;
function stopPlaying() {
  playing = 0;
  document.getElementById("play").textContent = "Play";
}

function play() {
  if (playing) return stopPlaying();
  if (S.cursor >= 1) S.cursor = 0;
  playing = performance.now() - S.cursor * PLAY_TIME;
  document.getElementById("play").textContent = "Pause";
  const tick = () => {
    if (!playing) return;
    S.cursor = rounded(Math.min(1, (performance.now() - playing) / PLAY_TIME), 4);
    redraw();
    if (S.cursor >= 1) stopPlaying();
    else requestAnimationFrame(tick);
  };
  tick();
}
