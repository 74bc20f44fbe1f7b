// The starts of runs: up to three, each a point of the plane; one of them is in the fields.

const nameOfStart = (place) => (S.others.length ? `start ${place + 1}` : "start");

function moveStarts(p, rule, given) {
  const all = startsOf();
  for (const [place, start] of all.entries()) {
    const [a, b, w] = start.map((one) => written(one));
    const name = nameOfStart(place);
    handle(p, place ? `start-${place + 1}` : "start", {
      at: placeIn(start),
      text: name,
      says: `${name[0].toUpperCase()}${name.slice(1)} at a = ${a}, b = ${b}, w = ${w}`,
      className: "start",
      take: () => choose(place),
      move: (u, v) => moveStart(rule, given, u, v),
    }).classList.toggle("pale", place !== S.place);
  }
  for (let place = all.length; place < MOST_STARTS; place++) document.getElementById(`handle-start-${place + 1}`)?.remove();
  document.getElementById("add-start").disabled = all.length === MOST_STARTS;
  document.getElementById("remove-start").disabled = all.length === 1;
  document.getElementById("remove-start").setAttribute("aria-label", `Remove ${nameOfStart(S.place)}`);
}

// Moves the start of the fields; on the surface of what is conserved a follows.
function moveStart(rule, given, u, v) {
  if (!planar()) {
    setNumber("a", u, 4);
    setNumber("b", v, 4);
    return;
  }
  const [b, w] = [rounded(nearest("b", v), 5), rounded(nearest("w", u), 5)];
  const a = onSurface(rule, given, b, w);
  if (a !== null) Object.assign(S.values, { a, b, w });
}

// The a that belongs to b and w on the surface of the start, or null where it has none.
function onSurface(rule, given, b, w) {
  const start = startOf();
  const a = rule.readOut ? readOutAt(rule, given, b, w, start) : start[0];
  return Math.abs(a) <= NUMBERS.a.most ? rounded(a, 9) : null;
}

// One more start, in that quarter of the plane which is farthest from those that are there.
function addStart() {
  const rule = focused();
  const [x, y] = planeScales();
  const taken = startsOf().map((start) => placeIn(start).map((one, i) => [x, y][i].to(one)));
  const room = ([u, v]) => Math.min(...taken.map((at) => Math.hypot(at[0] - u, at[1] - v)));
  const quarters = [[0.25, 0.7], [0.75, 0.7], [0.25, 0.3], [0.75, 0.3]].sort((one, other) => room(other) - room(one));
  const found = quarters.map(([u, v]) => startAt(rule, x.from(u), y.from(v))).find((start) => start !== null);
  const place = S.others.length + 1;
  S.others = startsOf();
  S.place = place;
  const [a, b, w] = found || startOf();
  Object.assign(S.values, { a, b, w });
  redraw();
}

function startAt(rule, u, v) {
  const [a, b, w] = startOf();
  if (!planar()) return [rounded(nearest("a", u), 4), rounded(nearest("b", v), 4), w];
  const [b1, w1] = [rounded(nearest("b", v), 5), rounded(nearest("w", u), 5)];
  const a1 = onSurface(rule, givenTo(rule), b1, w1);
  return a1 === null ? null : [rounded(a1, 9), b1, w1];
}

function removeStart() {
  if (!S.others.length) return;
  const left = S.others;
  S.place = Math.max(0, S.place - 1);
  const [a, b, w] = left[S.place];
  Object.assign(S, { others: left.toSpliced(S.place, 1), values: { ...S.values, a, b, w } });
  redraw();
}

// The ground of the plane is dragged with a mouse; a touch scrolls the page.
function listenToPlane() {
  query("#add-start").addEventListener("click", addStart);
  query("#remove-start").addEventListener("click", removeStart);
  const canvas = query("#plane canvas");
  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    from = { at: [event.clientX, event.clientY], scales: planeScales() };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const p = query("#plane").plot;
    const [x, y] = from.scales;
    const right = ((from.at[0] - event.clientX) * (x.high - x.low)) / p.width;
    const up = ((event.clientY - from.at[1]) * (y.high - y.low)) / p.height;
    S.box = [x.low + right, x.high + right, y.low + up, y.high + up].map((one) => rounded(one, 6));
    redraw();
  });
  for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, () => (from = null));
}
