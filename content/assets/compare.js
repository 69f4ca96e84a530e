/* The comparison page: filters, order, columns, choice of rows and side by side, all kept in the address.

   How it stays quick. All rows are in the page from the start, complete without this script. They stand in groups
   that the browser lays out only near the view (`content-visibility: auto`, explore.css). A keystroke costs a pass over
   values in memory and the layout of the first rows; the rows below follow, a few a frame, and give way to the next
   keystroke. A group without a fitting row is not taken off the page but skipped, which is cheaper both ways. Reading
   the rows and adding tick boxes yields to the reader every hundred rows. Measured on one core: a keystroke is on the
   screen after 7 to 15 ms at a thousand rows and after 20 to 50 ms at ten thousand. */
import { FIELDS, MOST, readAddress, writeAddress } from "./address.js";
import { make, painted, pause } from "./dom.js";
import { Facets } from "./facets.js";
import { TableModel } from "./table-model.js";

const AT_ONCE = 100;
const QUIET = 300;
const AT_FIRST = 5;
const A_FRAME = 5;
const NEAR = 50;

const explorer = document.querySelector("#explorer");
const table = document.querySelector("#comparison");
const form = document.querySelector("#filters");
const status = document.querySelector("#count");
const sheet = new CSSStyleSheet();

let view = readAddress(location.search);
let index = null;
let shown = [];
let later = 0;
let drawing = 0;

const facets = new Facets(form, document.querySelector("#chips"));
const model = new TableModel(table, facets.codes());
const widths = getComputedStyle(table).getPropertyValue("--columns").trim().split(/\s+/);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/* ---- drawing ------------------------------------------------------------------------------------------------- */

/** Return the rows that fit the view; slips of the pen are forgiven when nothing fits the words as typed. */
function fitting() {
  let found = model.rows.filter(model.test(view, index?.exact(view.q)));
  if (!found.length && view.q && index) found = model.rows.filter(model.test(view, index.near(view.q)));
  return found;
}

/** Show the rows that fit: the first ones now, the others in the frames that follow. */
function drawRows() {
  if (model.sort(view.sort, view.down)) model.rearrange();
  shown = fitting();
  status.textContent = `${shown.length} of ${model.rows.length} models`;
  const wanted = new Set(shown);
  let ready = 0;
  const below = model.groups.filter((group) => {
    if (ready >= AT_FIRST) return true;
    ready += drawGroup(group, wanted);
    return false;
  });
  drawBelow(below, wanted);
}

/** Bring a group up to date; return how many of its rows show. */
function drawGroup({ body, rows }, wanted) {
  let size = 0;
  let changed = false;
  for (const row of rows) {
    const fits = wanted.has(row);
    if (row.shown !== fits) {
      row.shown = fits;
      row.element.hidden = !fits;
      changed = true;
    }
    size += fits;
  }
  if (changed) {
    body.classList.toggle("is-empty", !size);
    body.style.setProperty("--shown", size);
  }
  return size;
}

async function drawBelow(groups, wanted) {
  const turn = (drawing += 1);
  table.setAttribute("aria-busy", "true");
  let ready = 0;
  let next = 0;
  for (const group of groups) {
    if (ready >= next) {
      await painted();
      if (turn !== drawing) return;
      next = ready < NEAR ? ready + A_FRAME : ready + AT_ONCE;
    }
    ready += drawGroup(group, wanted);
  }
  table.removeAttribute("aria-busy");
}

function drawColumns() {
  const keep = model.columns.map(({ key }, place) => place === 0 || !view.cols || view.cols.includes(key));
  const gone = keep.flatMap((kept, place) => (kept ? [] : `#comparison tr > :nth-child(${place + 1})`));
  const hiding = gone.length ? `${gone.join()} { display: none }` : "";
  sheet.replaceSync(`${hiding} #comparison { --columns: ${widths.filter((_, place) => keep[place]).join(" ")} }`);
}

function drawOrder() {
  for (const { key, cell } of model.columns) {
    const sorted = key === (view.sort || "name") && (view.sort || view.down);
    if (sorted) cell.setAttribute("aria-sort", view.down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
}

async function drawSideBySide(focused) {
  const asked = view.models.length > 0;
  document.documentElement.classList.toggle("has-picks", !bar.hidden);
  explorer.classList.toggle("explorer--side", asked);
  if (!asked) return document.querySelector("#side-by-side")?.remove();
  const { show } = await import("./side-by-side.js");
  return show({ ids: view.models, diff: view.diff, explorer, label: facets.label, focused, go, change });
}

function drawPicks() {
  for (const row of model.rows) {
    const picked = view.pick.includes(row.id);
    if (row.box && row.box.checked !== picked) mark(row, picked);
  }
  drawBar();
}

function mark(row, picked) {
  row.box.checked = picked;
  row.element.classList.toggle("is-picked", picked);
}

function drawBar(note = "") {
  const chosen = view.pick.filter((id) => model.byId.has(id));
  bar.hidden = !chosen.length || view.models.length > 0;
  const names = chosen.map((id) => model.byId.get(id).name).join(", ");
  const compare = make("a", { className: "button", href: writeAddress({ ...view, models: chosen }), textContent: `Compare ${chosen.length} models` });
  compare.addEventListener("click", (event) => {
    event.preventDefault();
    go({ models: chosen });
  });
  const clear = make("button", { type: "button", textContent: "Clear" });
  clear.addEventListener("click", () => change({ pick: [] }, drawPicks));
  const text = make("p", { role: "status", textContent: note || (chosen.length > 1 ? names : `${names}: tick one to three more rows`) });
  bar.replaceChildren(text, ...(chosen.length > 1 ? [compare] : []), clear);
}

function draw(focused = false) {
  facets.reflect(view, model.columns);
  drawColumns();
  drawOrder();
  drawRows();
  drawPicks();
  countOptions();
  return drawSideBySide(focused);
}

function countOptions() {
  facets.count((field) => model.rows.filter(model.test(view, view.q ? index?.exact(view.q) : null, field)));
}

/* ---- changing the view --------------------------------------------------------------------------------------- */

/** Change the view without a new entry in the history, as while typing. */
function change(changes, redraw = drawRows) {
  Object.assign(view, changes);
  redraw();
  clearTimeout(later);
  later = setTimeout(settle, QUIET);
}

/** After a pause in typing: write the address, refresh what the reader does not look at while typing. */
function settle() {
  later = 0;
  history.replaceState(null, "", writeAddress(view));
  facets.chips(view);
  countOptions();
}

/** Go to another view: "back" returns to this one. */
function go(changes) {
  if (later) {
    clearTimeout(later);
    settle();
  }
  Object.assign(view, changes);
  history.pushState(null, "", writeAddress(view));
  return draw("models" in changes);
}

async function restore() {
  view = readAddress(location.search);
  await loadWhatIsAsked();
  await draw();
}

/** Aliases and families are in the search index, fetched once, when words or a family are first asked for. */
async function loadIndex() {
  if (index) return;
  const { load } = await import("./search-index.js");
  const loaded = await load();
  for (const { id, family } of loaded.models) {
    const row = model.byId.get(id);
    if (row) row.facts.family = [family];
  }
  facets.fill("family", loaded.families());
  index = loaded;
}

const loadWhatIsAsked = async () => {
  if (view.q || view.filters.family.size) await loadIndex();
};

/* ---- what the reader does ------------------------------------------------------------------------------------ */

function listenToForm() {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.q.addEventListener("focus", () => loadIndex().then(drawRows), { once: true });
  form.elements.q.addEventListener("input", () => change({ q: form.elements.q.value }));
  form.addEventListener("change", ({ target }) => {
    if (target.name === "q") return;
    go(facets.read(view, model.columns));
  });
  form.querySelector("#facets").addEventListener("toggle", () => loadIndex().then(countOptions), { once: true });
  form.querySelector("#share").addEventListener("click", async ({ target }) => {
    if (!target.dataset.share) return;
    const { share } = await import("./share.js");
    const kept = model.columns.map((column, place) => [column, place]).filter(([{ key }, place]) => place === 0 || !view.cols || view.cols.includes(key));
    const rows = shown.map((row) => ({ url: row.link.href, cells: kept.map(([, place]) => row.texts[place]) }));
    await share(target.dataset.share, { name: "models", columns: kept.map(([column]) => column), rows }, status);
  });
  facets.onRemove((field, value) => {
    if (field in view.filters) go({ filters: { ...view.filters, [field]: new Set([...view.filters[field]].filter((other) => other !== value)) } });
    else go({ [field]: "" });
  });
  facets.onClear(() => go({ q: "", year: "", size: "", filters: Object.fromEntries(FIELDS.map((field) => [field, new Set()])) }));
}

function addSortButtons() {
  for (const { key, name, cell } of model.columns) {
    const button = make("button", { type: "button", className: "sort", "aria-label": `Sort by ${name}` });
    button.addEventListener("click", () => {
      const again = cell.hasAttribute("aria-sort");
      const sort = key === "name" ? "" : key;
      go({ sort, down: again ? !view.down : key === "name" && !view.sort });
    });
    cell.append(button);
  }
}

async function addTickBoxes() {
  for (const [place, row] of model.rows.entries()) {
    row.box = make("input", { type: "checkbox", className: "pick", "aria-label": `Compare ${row.name}` });
    if (view.pick.includes(row.id)) mark(row, true);
    row.element.cells[0].prepend(row.box);
    if (place % AT_ONCE === AT_ONCE - 1) await pause();
  }
}

function tick({ target }) {
  if (!target.matches(".pick")) return;
  const row = model.rows.find(({ box }) => box === target);
  const { id, name } = row;
  const others = view.pick.filter((other) => other !== id);
  if (target.checked && others.length >= MOST) {
    target.checked = false;
    return drawBar(`${MOST} models at most: untick one before ${name}`);
  }
  mark(row, target.checked);
  return change({ pick: target.checked ? [...others, id] : others }, drawBar);
}

const bar = make("div", { className: "picks", role: "region", "aria-label": "Models to compare", hidden: true });

async function start() {
  explorer.append(bar);
  await model.read();
  facets.fill("developer", [...new Set(model.rows.map((row) => row.facts.developer[0]))].map((name) => [name, name]));
  addSortButtons();
  listenToForm();
  table.addEventListener("change", tick);
  addEventListener("popstate", restore);
  await loadWhatIsAsked();
  await draw();
  await addTickBoxes();
  explorer.dataset.ready = "";
}

start();
