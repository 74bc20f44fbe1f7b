// Points that are dragged, or moved with the arrow keys: buttons that stand on a drawing.

const STEP = 2; // pixels an arrow key moves a point; with Shift ten times as many

// Puts a point on a drawing; `move` is called with the values where it is wanted, after `take`.
function handle(p, name, { at, text, says, move, take = () => {}, className = "" }) {
  const id = `handle-${name}`;
  let button = document.getElementById(id);
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.id = id;
    button.className = `handle ${className}`;
    button.setAttribute("aria-roledescription", "point that can be moved");
    button.append(document.createElement("b"));
    p.box.append(button);
    listen(button, p.box);
  }
  Object.assign(button, { values: at, move, take });
  const [x, y] = [p.X(at[0]), p.Y(at[1])];
  const visible = x >= p.left - 8 && x <= p.right + 8 && y >= p.top - 8 && y <= p.bottom + 8;
  button.style.transform = `translate(${x}px, ${y}px)`;
  button.style.visibility = visible ? "" : "hidden";
  button.setAttribute("aria-label", `${says}. Arrow keys move it, with Shift ten times as far.`);
  if (button.firstChild.textContent !== text) button.firstChild.textContent = text;
  button.classList.toggle("from-right", x > p.right - 80);
  return button;
}

function listen(button, box) {
  const go = (x, y) => {
    S.preset = "";
    keepPlane(() => button.move(box.plot.atX(x), box.plot.atY(y)));
    redraw();
  };
  const take = () => {
    keepPlane(button.take);
    redraw();
  };
  button.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    button.focus({ preventScroll: true });
    button.setPointerCapture(event.pointerId);
    button.dragged = true;
    dragging = button.id;
    take();
  });
  button.addEventListener("pointermove", (event) => {
    if (!button.dragged) return;
    const place = box.getBoundingClientRect();
    go(event.clientX - place.left, event.clientY - place.top);
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    button.addEventListener(kind, () => {
      button.dragged = false;
      dragging = "";
      redraw();
    });
  }
  button.addEventListener("click", take);
  button.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const far = STEP * (event.shiftKey ? 10 : 1);
    take();
    go(box.plot.X(button.values[0]) + far * way[0], box.plot.Y(button.values[1]) + far * way[1]);
  });
}

// Moves a point: the plane keeps its axes, and is fitted anew only when that is asked for.
function keepPlane(move) {
  const [box, key] = [planeBox(), planeKey()];
  move();
  if (!S.box && planeKey() !== key) S.box = box;
}

// A new value of a number, as exact as a pixel of its drawing is wide.
function setNumber(key, x, digits = 3) {
  S.values[key] = rounded(nearest(key, x), digits);
}
