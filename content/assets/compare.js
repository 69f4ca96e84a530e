/* The comparison page: filters, order, columns, choice of rows and side by side, all kept in the address.

   How it stays quick. The first two hundred rows are in the page from the start, complete without this script; others
   are read as text (table-model.js). A keystroke costs a pass over texts in memory and the layout of a screenful of rows
   (table-rows.js). What the reader does not look at while typing waits for a pause: address, chips, counts. */
import { leftOut, sayCount } from "./address.js";
import { make, unhurried } from "./dom.js";
import { TableModel, sizeTest } from "./table-model.js";
import { TableRows } from "./table-rows.js";
import { FIELDS, Facets, MOST, readAddress, writeAddress } from "./view.js";

const QUIET = 300;

const explorer = document.querySelector("#explorer");
const table = document.querySelector("#comparison");
const controls = document.querySelector("#filters");
const status = document.querySelector("#count");
const notes = document.querySelector("#notes");
const terms = JSON.parse(explorer.dataset.terms);
const presets = document.querySelectorAll("#presets a");
const phone = matchMedia("(max-width: 44.9em)");
const title = document.title;
const sheet = new CSSStyleSheet();

const { former } = JSON.parse(explorer.dataset.sideBySide);

let view = readAddress(location.search);
let names = null;
let later = 0;

const facets = new Facets(controls, document.querySelector("#chips"), remove, clear);
const model = new TableModel(table, document.querySelector("#other-rows"), facets.codes(), JSON.parse(explorer.dataset.licenses));
const rows = new TableRows(table, model.rows, dress);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/* ---- drawing ------------------------------------------------------------------------------------------------- */

/** Show the rows that fit the view; slips of the pen are forgiven when nothing fits the words as typed. */
function drawRows() {
  model.sort(view.sort, view.down);
  drawFitting();
  if (!rows.rows.length && view.q && names) drawNearly(view.q);
}

async function drawNearly(typed) {
  const near = await names.near(typed);
  if (typed === view.q && !rows.rows.length) drawFitting(near);
}

function drawFitting(near) {
  rows.show(model.rows.filter(model.test(view, near)));
  sayCount(status, rows.rows.length, model.rows.length, "models", writeAddress({ ...view, models: [] }));
}

/** Give a row its tick box, on a phone the button that opens it, and print in bold which of its sizes fit. */
function dress(row) {
  row.stress(sizeTest(view.size), view.size);
  if (phone.matches && !row.opener) addOpener(row);
  if (row.box) return;
  row.box = make("input", { type: "checkbox", className: "pick", "aria-label": `Compare ${row.name}` });
  if (view.models.includes(row.id)) mark(row, true);
  row.element.cells[0].prepend(row.box);
}

function addOpener(row) {
  row.opener = make("button", { type: "button", className: "opener", "aria-expanded": "false", "aria-label": `All facts of ${row.name}` });
  row.opener.addEventListener("click", () => {
    const open = row.element.classList.toggle("is-open");
    row.opener.setAttribute("aria-expanded", String(open));
  });
  row.element.cells[0].append(row.opener);
  row.element.cells[0].ariaLabel = row.name; // what is heard with each cell of the row
}

function drawColumns() {
  sheet.replaceSync("");
  if (!view.cols) return;
  const widths = getComputedStyle(table).getPropertyValue("--columns").trim().split(/\s+/);
  const keep = model.columns.map(({ key }, place) => place === 0 || view.cols.includes(key));
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
  explorer.classList.toggle("explorer--side", view.open);
  if (view.open) {
    const { show } = await import("./side-by-side.js");
    const names = (id) => model.byId.get(id)?.name;
    return show({ ids: view.models, diff: view.diff, explorer, label: facets.label, names, focused, go, change, terms, note: notes.textContent });
  }
  document.title = title;
  return document.querySelector("#side-by-side")?.remove();
}

function drawPicks() {
  for (const row of model.rows) {
    const picked = view.models.includes(row.id);
    if (row.box && row.box.checked !== picked) mark(row, picked);
  }
  drawBar();
}

function mark(row, picked) {
  row.box.checked = picked;
  row.element.classList.toggle("is-picked", picked);
}

function drawBar(note = "") {
  const chosen = view.models;
  bar.hidden = !chosen.length || view.open;
  document.documentElement.classList.toggle("has-picks", !bar.hidden);
  const names = chosen.map((id) => model.byId.get(id).name).join(", ");
  const compare = make("a", { className: "button", href: writeAddress(view), textContent: `Compare ${chosen.length} models` });
  compare.addEventListener("click", (event) => {
    event.preventDefault();
    go({ open: true });
  });
  const clear = make("button", { type: "button", textContent: "Clear" });
  clear.addEventListener("click", () => change({ models: [] }, drawPicks));
  const text = make("p", { role: "status", className: note ? "picks__note" : "", textContent: note || (chosen.length > 1 ? names : `${names}: tick one to three more rows`) });
  bar.replaceChildren(text, ...(chosen.length > 1 ? [compare] : []), clear);
}

/** Say what the address asked for and the table does not have. */
function drawNotes() {
  notes.textContent = [...view.turned, leftOut(view.ignored)].filter(Boolean).join(" ");
}

function drawPresets() {
  for (const link of presets) {
    const asked = readAddress(link.search);
    const same = view.sort === asked.sort && view.down === asked.down && String(view.cols) === String(asked.cols);
    if (same) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function draw(focused = false) {
  facets.reflect(view, model.columns);
  drawNotes();
  drawColumns();
  drawOrder();
  drawRows();
  drawPicks();
  drawPresets();
  countOptions();
  return drawSideBySide(focused);
}

function countOptions() {
  facets.count(model.rows, (field) => model.test(view, null, field));
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
  history.replaceState({ open: view.open }, "", writeAddress(view));
  facets.chips(view);
  countOptions();
}

function flush() {
  if (!later) return;
  clearTimeout(later);
  settle();
}

/** Go to another view: "back" returns to this one. */
function go(changes) {
  flush();
  Object.assign(view, changes, { ignored: [], turned: [] });
  history.pushState({ open: view.open }, "", writeAddress(view));
  return draw("open" in changes);
}

/* The values that an address may ask for in a field; null while they are not known. */
function known(field) {
  if (field === "id") return model.byId;
  if (field === "cols") return model.places;
  return facets.known(field);
}

/** Read the view from the address, as soon as all values are known; what was opened or closed here stays so. */
async function restore() {
  clearTimeout(later); // a change that waits was made in the view one has left, and belongs to its entry of the history
  later = 0;
  view = readAddress(location.search);
  await loadWhatIsAsked();
  view = { ...readAddress(location.search, known, former), q: view.q }; // words may have been typed meanwhile
  view.open = view.models.length > 1 && (history.state?.open ?? view.open);
  await draw();
}

/** Aliases and families are in the search index, fetched once, when words or a family are first asked for. */
async function loadNames() {
  if (names) return;
  const { loadNames: load } = await import("./search-index.js");
  const loaded = await load();
  for await (const { id, family, familyName, aliases, text } of unhurried(loaded.models)) model.byId.get(id)?.call(family, familyName, aliases, text);
  facets.fill("family", loaded.families);
  names = loaded;
}

const loadWhatIsAsked = async () => {
  if (view.q || view.filters.family.size) await loadNames();
};

/* ---- what the reader does ------------------------------------------------------------------------------------ */

function listenToControls() {
  const find = facets.control("q");
  find.addEventListener("focus", () => loadNames().then(() => view.q && drawRows()), { once: true });
  find.addEventListener("input", () => change({ q: find.value }));
  if (find.value) change({ q: find.value }); // typed before this module came
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("change", ({ target }) => {
    if (target.name === "q") return;
    go(facets.read(view, model.columns));
  });
  controls.querySelector("#facets").addEventListener("toggle", () => loadNames().then(countOptions));
  controls.querySelector("#share").addEventListener("click", async ({ target }) => {
    if (!target.dataset.share) return;
    const { share } = await import("./share.js");
    const columns = model.columns.filter(({ key }) => key === "name" || !view.cols || view.cols.includes(key));
    const lines = rows.rows.map((row) => ({ id: row.id, url: new URL(row.href, document.baseURI).href, cells: columns.map(({ key }) => row.texts[model.places.get(key)]) }));
    await share(target.dataset.share, { name: "comparison", columns, rows: lines, terms }, status);
  });
  for (const link of presets) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const { cols, sort, down } = readAddress(link.search);
      go({ cols, sort, down });
    });
  }
}

/** Take one value of a filter out of use. */
function remove(field, value) {
  if (field in view.filters) go({ filters: { ...view.filters, [field]: new Set([...view.filters[field]].filter((other) => other !== value)) } });
  else go({ [field]: "" });
}

function clear() {
  facets.forgetProblems();
  go({ q: "", year: "", size: "", filters: Object.fromEntries(FIELDS.map((field) => [field, new Set()])) });
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
  for await (const row of unhurried(model.rows.filter(({ element }) => element))) dress(row);
}

function tick({ target }) {
  if (!target.matches(".pick")) return;
  const row = model.rows.find(({ box }) => box === target);
  const { id, name } = row;
  const others = view.models.filter((other) => other !== id);
  if (target.checked && others.length >= MOST) {
    target.checked = false;
    return drawBar(`${MOST} models at most: untick one before ${name}`);
  }
  mark(row, target.checked);
  return change({ models: target.checked ? [...others, id] : others }, drawBar);
}

const bar = make("div", { className: "picks", role: "region", "aria-label": "Models to compare", hidden: true });

/** Listen first; what is typed while other rows are still being read is looked for again when they are there. */
async function start() {
  explorer.append(bar);
  addSortButtons();
  listenToControls();
  table.addEventListener("change", tick);
  addEventListener("popstate", restore);
  phone.addEventListener("change", () => rows.rows.filter(({ element }) => element).forEach(dress));
  await model.readOthers();
  for (const read of document.querySelectorAll("#more, #other-rows")) read.remove();
  facets.fill("developer", [...new Set(model.rows.map((row) => row.facts("developer")[0]))].map((name) => [name, name]));
  flush();
  await restore();
  await addTickBoxes();
  explorer.dataset.ready = "";
}

start();
