/* The index of models: shows the models and families that hold the words typed and have the verdict chosen, and hides parts
   any. What is asked for stands in the address (`find`, `verdict`).

   How it stays quick. A part without entries is skipped by the browser (explore.css), which is cheaper than taking it off
   the page. The parts of the first screen are drawn at once; those below follow when these have been painted, and the next
   keystroke ends the work on the one before. */
import { addressOf, fillIn, keep, leftOut, sayCount } from "./address.js";
import { painted, unhurried } from "./dom.js";

const A_SCREEN = 24;

const box = document.querySelector("#model-filter");
const status = document.querySelector("#model-count");
const familyIndex = document.querySelector("#family-index");
const controls = [box, box.form.verdict];
let turn = 0;

/* The verdicts that end the lines of an entry: one of a model, several of a family. */
const verdicts = (element) => (element.matches("li") ? [element] : [...element.querySelectorAll("li")]).map(({ textContent }) => /(not )?generative$/.exec(textContent.trim())?.[0]);
const listed = (elements) => [...elements].map((element) => ({ element, text: element.textContent.toLowerCase(), verdicts: verdicts(element), fits: true, shown: true }));
const letters = [...document.querySelectorAll("#model-index section")].map((element) => ({ element, entries: listed(element.querySelectorAll("li")) }));
const families = listed(familyIndex.querySelectorAll("section")).map((family) => ({ element: family.element, entries: [family] }));
const count = letters.reduce((sum, { entries }) => sum + entries.length, 0);

/** Show a part with the entries that fit. */
function draw({ element, entries }) {
  for (const entry of entries) {
    if (entry.shown !== entry.fits) entry.element.hidden = !entry.fits;
    entry.shown = entry.fits;
  }
  element.classList.remove("is-empty");
}

/** Note which entries of a part hold all words and have the verdict; return how many do. */
function look({ entries }, words) {
  const { value: verdict } = box.form.verdict;
  for (const entry of entries) entry.fits = words.every((word) => entry.text.includes(word)) && (!verdict || entry.verdicts.includes(verdict));
  return entries.filter(({ fits }) => fits).length;
}

/** Draw the parts of the first screen, of which `above` entries are taken; return how many entries fit, and the other parts. */
function sift(parts, words, above) {
  const later = [];
  let found = 0;
  for (const part of parts) {
    const fitting = look(part, words);
    if (!fitting) part.element.classList.add("is-empty");
    else if (above + found < A_SCREEN) draw(part);
    else later.push(part);
    found += fitting;
  }
  return { found, later };
}

/** Show what fits, and say how much that is. */
async function show(ignored = []) {
  const now = (turn += 1);
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const models = sift(letters, words, 0);
  const named = sift(families, words, models.found);
  familyIndex.hidden = !named.found;
  sayCount(status, models.found, count, "models", addressOf(controls), leftOut(ignored));
  await painted();
  for await (const part of unhurried([...models.later, ...named.later])) {
    if (now !== turn) return;
    draw(part);
  }
}

/** From now on the browser lays out only what is near the screen. */
const begin = () => document.querySelectorAll("#model-index, #family-index").forEach((list) => list.classList.add("is-filtered"));

box.form.addEventListener("submit", (event) => event.preventDefault());
box.form.addEventListener("focusin", begin, { once: true });
box.form.addEventListener("input", () => {
  keep(controls);
  show();
});
const ignored = fillIn(controls);
if (ignored.length || controls.some(({ value }) => value)) { // typed before this module came, or asked for
  begin();
  show(ignored);
}
