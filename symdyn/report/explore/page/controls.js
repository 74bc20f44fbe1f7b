// Sliders with a field each, the list of rules, presets, buttons; and the tables below the drawings.

const fields = [];

// A slider and a field for a number; the field takes every number of the domain and refuses others.
function control(key) {
  const one = NUMBERS[key];
  const row = document.createElement("div");
  row.className = "number-row";
  row.innerHTML = `<span aria-hidden="true">${one.label}</span><input type="range"><input type="text" inputmode="decimal" autocomplete="off" spellcheck="false">`;
  const [slider, field] = queryAll("input", row);
  slider.setAttribute("aria-label", one.meaning);
  field.setAttribute("aria-label", `${one.meaning}, as a number`);
  const [least, most, step] = one.logarithmic ? [Math.log10(one.least), Math.log10(one.most), 0.005] : [one.least, one.most, one.step];
  Object.assign(slider, { min: least, max: most, step });
  const entry = { key, row, slider, field, text: "" };
  slider.addEventListener("pointerdown", () => (dragging = key));
  for (const kind of ["pointerup", "pointercancel", "blur"]) {
    slider.addEventListener(kind, () => {
      dragging = "";
      redraw();
    });
  }
  slider.addEventListener("input", () => {
    entry.shown = null;
    const x = Number(slider.value);
    change(key, nearest(key, one.logarithmic ? rounded(10 ** x, 3) : rounded(x, 9)));
  });
  field.addEventListener("input", () => {
    const x = numberIn(field.value);
    refuse(key, field, !allowed(key, x));
    if (allowed(key, x)) change(key, x);
  });
  field.addEventListener("blur", () => {
    refuse(key, field, false);
    redraw();
  });
  fields.push(entry);
  return row;
}

const numberIn = (text) => (text.trim() === "" ? NaN : Number(text.trim().replace("−", "-").replace(",", ".")));

function refuse(key, field, wrong) {
  const one = NUMBERS[key];
  field.classList.toggle("refused", wrong);
  field.toggleAttribute("aria-invalid", wrong);
  if (wrong) field.setAttribute("aria-invalid", "true");
  const domain = [one.lower === null ? "" : `> ${one.lower}`, one.upper === null ? "" : `< ${one.upper}`, one.nonzero ? "≠ 0" : "", one.whole ? "whole" : ""];
  refusal = wrong ? `${field.value.slice(0, 20) || "Nothing"} is not taken: ${one.meaning} is a number ${domain.filter(Boolean).join(", ")}.` : "";
  redraw();
}
let refusal = "";

function change(key, x) {
  S.values[key] = x;
  S.preset = "";
  if (["a", "b", "w"].includes(key) && S.box) S.box = null;
  redraw();
}

function group(title, ...rows) {
  const set = document.createElement("fieldset");
  set.innerHTML = `<legend>${title}</legend>`;
  set.append(...rows);
  return set;
}

function ruleRow(rule) {
  const row = document.createElement("div");
  row.className = "rule-row";
  row.innerHTML = `<input type="checkbox" id="rule-${rule.place}">${markAsSvg(rule)}<label for="rule-${rule.place}"></label><button type="button">focus</button>`;
  const [box, name, button] = [query("input", row), query("label", row), query("button", row)];
  name.textContent = rule.name;
  name.title = rule.title;
  button.setAttribute("aria-label", `Focus on ${rule.name}`);
  box.addEventListener("change", () => {
    S.rules = NAMES.filter((one) => (one === rule.name ? box.checked : S.rules.includes(one)));
    if (!S.rules.length) S.rules = [rule.name];
    if (!S.rules.includes(S.focus)) S.focus = S.rules[0];
    redraw();
  });
  button.addEventListener("click", () => {
    S.focus = rule.name;
    S.rules = NAMES.filter((one) => one === rule.name || S.rules.includes(one));
    redraw();
  });
  Object.assign(row, { update() {
    box.checked = S.rules.includes(rule.name);
    button.setAttribute("aria-pressed", String(S.focus === rule.name));
  } });
  return row;
}

function startGroup() {
  const set = group('<span id="start-name"></span>', control("a"), control("b"), control("w"));
  set.id = "start-fields";
  return set;
}

// Buttons of which one is pressed.
const choices = [];
function choice(id, name, options) {
  const box = document.getElementById(id);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", name);
  for (const [value, text] of options) {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = text;
    button.addEventListener("click", () => {
      if (id === "plane-of" && S.plane !== value) S.box = null;
      S[CHOSEN[id]] = value;
      redraw();
    });
    choices.push({ button, key: CHOSEN[id], value });
    box.append(button);
  }
}
const CHOSEN = { "plane-of": "plane", "time-axis": "axis", "learning-mode": "mode" };

let ruleRows = [];
function buildControls() {
  const teachers = SLIDERS.filter((one) => !one.rules.length).map((one) => control(one.key));
  const own = SLIDERS.filter((one) => one.rules.length).map((one) => control(one.key));
  const mode = document.createElement("span");
  Object.assign(mode, { id: "learning-mode", className: "choice" });
  ruleRows = RULES.map(ruleRow);
  query("#controls").append(
    group(RULES.length > 1 ? "Rules, and the one in focus" : "Rule", ...ruleRows),
    group("Teacher", ...teachers),
    ...(own.length ? [group("Feedback and credit", ...own)] : []),
    startGroup(),
    group("Learning", mode, control("eta"), control("T")),
    group("Place on the optimal manifold", control("s")),
  );
  query("#pair-controls").append(...["a_1", "b_2", "w_1", "w_2"].map(control));
  choice("learning-mode", "Learning as a flow or in steps", [["flow", "flow"], ["steps", "steps of <i>η</i>"]]);
  choice("plane-of", "Plane that is drawn", [["ab", "<i>a</i>, <i>b</i>"], ["wb", "<i>w</i>, <i>b</i>"]]);
  choice("time-axis", "Axis of time", [["log", "log time"], ["linear", "linear time"]]);
  for (const preset of OFFERED) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: preset.title });
    button.addEventListener("click", () => {
      S = presetState(preset);
      redraw();
      const card = document.getElementById(`view-${preset.view}`);
      if (preset.view !== "plane") card.scrollIntoView({ block: "start" });
    });
    choices.push({ button, key: "preset", value: preset.name });
    query("#presets").append(button);
  }
  query("#fit").addEventListener("click", () => { S.box = null; redraw(); });
  query("#zoom-in").addEventListener("click", () => zoom(1 / 1.4));
  query("#zoom-out").addEventListener("click", () => zoom(1.4));
  query("#play").addEventListener("click", play);
  query("#cursor").addEventListener("input", (event) => { stopPlaying(); S.cursor = Number(event.target.value); redraw(); });
  query("#theme").addEventListener("click", () => { S.theme = { "": "light", light: "dark", dark: "" }[S.theme]; redraw(); });
  query("#copy").addEventListener("click", copyLink);
  query("#reset").addEventListener("click", () => { S = { ...defaults(), theme: S.theme }; redraw(); });
  if (window.innerWidth <= 820) query("#sheet").open = false;
}

function zoom(factor) {
  const [x, y] = planeScales();
  S.box = [x, y].flatMap((one) => [-1, 1].map((side) => rounded((one.low + one.high) / 2 + (side * factor * (one.high - one.low)) / 2, 6)));
  redraw();
}

async function copyLink() {
  const button = query("#copy");
  writeAddress();
  try {
    await navigator.clipboard.writeText(window.location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "It is in the address bar";
  }
  setTimeout(() => (button.textContent = "Copy link"), 1600);
}

function updateControls() {
  for (const entry of fields) {
    const { key, row, slider, field } = entry;
    const one = NUMBERS[key];
    const x = S.values[key];
    if (entry.shown !== x) {
      entry.shown = x;
      slider.value = one.logarithmic ? Math.log10(x) : x;
      slider.setAttribute("aria-valuetext", plainNumber(x));
    }
    const text = String(rounded(x, 6)); // the state has all digits
    if (document.activeElement !== field && field.value !== text) field.value = text;
    row.classList.toggle("unused", one.rules.length > 0 && !one.rules.some((name) => S.rules.includes(name)));
  }
  for (const set of queryAll("fieldset")) set.hidden = !set.querySelector(".number-row:not(.unused), .rule-row");
  ruleRows.forEach((row) => row.update());
  for (const { button, key, value } of choices) button.setAttribute("aria-pressed", String(S[key] === value));
  const dark = S.theme ? S.theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  if (document.documentElement.dataset.theme !== (dark ? "dark" : "light") || !colours.ink) {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    readColours();
  }
  const name = { "": "Automatic", light: "Light", dark: "Dark" }[S.theme];
  query("#theme").textContent = name;
  query("#theme").setAttribute("aria-label", `Colours: ${name}`);
  say("start-name", S.others.length ? `Start ${S.place + 1} of ${S.others.length + 1}` : "Start");
  say("in-short", fields.filter(({ row, key }) => SLIDERS.some((one) => one.key === key) && !row.classList.contains("unused")).map(({ key }) => `${NUMBERS[key].text} ${written(S.values[key])}`).join(" · "));
}

// Writes into the page what has changed, and nothing else.
const said = new Map();
function say(id, text) {
  if (said.get(id) === text) return false;
  said.set(id, text);
  document.getElementById(id).innerHTML = text;
  return true;
}

// A table of rules: a cell is HTML that the page has made, or that with whether it warns.  While something
// is dragged, a table is written at most eight times a second, and what has not changed stays.
const OFTEN = 125;
const tables = new Map();
function table(id, heads, rows) {
  const cell = (one) => {
    const [text, warns] = Array.isArray(one) ? one : [one, false];
    return `<td${warns ? ' class="warns"' : ""}>${text}</td>`;
  };
  const now = performance.now();
  const last = tables.get(id) || { at: 0, later: 0 };
  clearTimeout(last.later);
  if (dragging && now - last.at < OFTEN) {
    tables.set(id, { ...last, later: setTimeout(() => table(id, heads, rows), OFTEN) });
    return;
  }
  tables.set(id, { at: now, later: 0 });
  const body = rows.map(([rule, ...cells]) =>
    `<tr${rule === focused() ? ' class="in-focus"' : ""}><th scope="row">${markAsSvg(rule)} ${rule.name}</th>${cells.map(cell).join("")}</tr>`);
  say(id, `<thead><tr>${heads.map((one) => `<th scope="col">${one}</th>`).join("")}</tr></thead><tbody>${body.join("")}</tbody>`);
}

// The formulas of the rule in focus.
function showFormulas() {
  for (const part of queryAll("[data-rule]")) part.hidden = part.dataset.rule !== S.focus;
  for (const part of queryAll(".focus-name")) part.textContent = S.focus;
}
