/* The chooser: a task, the size one can run, a language, commercial use -> three models, each with the variant that fits and
   why; all of it in the address. What the models are is in the page (catalog/pages/answers.py). */
import { fillIn, keep, leftOut } from "./address.js";
import { parseCount, shortCount } from "./counts.js";
import { make } from "./dom.js";

const CARDS = 3;
const COLUMNS = "cols=summary,license,commercial_use,languages,parameters,released";
const LANGUAGES = { english: "English", other: "One other language", code: "Program code", multilingual: "Multilingual", undisclosed: "Languages not stated" };
const COMMERCIAL = { yes: "Commercial use allowed", "with-conditions": "Commercial use with conditions", no: "No commercial use", "service-only": "Only as a service" };

const form = document.querySelector("#choose-form");
const fields = ["task", "size", "language", "commercial"].map((name) => form[name]);
const problem = document.querySelector("#choose-problem");
const said = document.querySelector("#choose-said");
const cards = document.querySelector("#choose-cards");
const onward = document.querySelector("#choose-go");
const { tasks, needs, models } = JSON.parse(document.querySelector("#choices").textContent);
const root = new URL(form.dataset.root || "./", location.href);
const title = document.title;

/** Return what the form asks for; a size that is no number asks for nothing, and is answered. */
function asked() {
  const text = form.size.value.trim();
  const most = text ? parseCount(text) : null;
  form.size.setAttribute("aria-invalid", String(text !== "" && most === null));
  problem.textContent = text && most === null ? "Write 1B, 500M or a number" : "";
  return { task: form.task.value, size: most === null ? "" : text, most, language: form.language.value, commercial: form.commercial.value };
}

const described = (id) => {
  const [name, variants, languages, commercial, license, year, verdict] = models[id];
  return { id, name, variants, languages, commercial, license, year, verdict };
};

/** Return the largest variant that one can run, if there is one: name and parameters. */
const largest = ({ variants }, most) => variants.filter(([, size]) => size <= most).sort(([, first], [, second]) => second - first)[0];

const fits = (model, { most, language, commercial }) =>
  (most === null || largest(model, most)) &&
  (!language || needs.language[language].includes(model.languages)) &&
  (!commercial || needs.commercial[commercial].includes(model.commercial));

/** Return why a model is here: the variant that fits, its languages and license, and how it came to the front. */
function reasons(model, { most }, picked) {
  const variant = most === null ? null : largest(model, most);
  const all = model.variants.map(([, size]) => shortCount(size)).join(", ");
  return [
    variant ? make("span", {}, make("b", { textContent: variant[0] }), ` has ${shortCount(variant[1])} parameters`) : all ? `Sizes: ${all}` : "Size not disclosed",
    LANGUAGES[model.languages] ?? "Languages not researched yet",
    `${COMMERCIAL[model.commercial] ?? "Commercial use not known"}${model.license ? `: ${model.license}` : ""}`,
    `${model.verdict}, released ${model.year}`,
    picked ? "Our starting point for this task" : "Among the newest of the others that fit",
  ];
}

function card(model, view, picked) {
  const link = make("a", { href: new URL(`models/${model.id}/`, root).href, textContent: model.name });
  return make("li", { className: "choose__card" }, make("h2", {}, link), make("ul", {}, ...reasons(model, view, picked).map((reason) => make("li", {}, reason))));
}

/** Return the filters of the comparison that list all that fit. */
function filters(task, { size, language, commercial }) {
  const pairs = Object.entries(task.query).flatMap(([field, values]) => [values].flat().map((value) => [field, value]));
  if (size) pairs.push(["size", `-${size}`]);
  for (const value of language ? needs.language[language] : []) pairs.push(["languages", value]);
  for (const value of commercial ? needs.commercial[commercial] : []) pairs.push(["commercial_use", value]);
  return new URLSearchParams(pairs);
}

const fitting = (task, view) => task.models.filter((id) => fits(described(id), view));

/** Return the link to the comparison that lists all that fit. */
const listed = (task, view, textContent, className = "") => make("a", { className, href: new URL(`compare/?${filters(task, view)}&${COLUMNS}`, root).href, textContent });

/** Return which single wish one may give up so that something fits. */
function relief(task, view) {
  const without = { size: { most: null, size: "" }, language: { language: "" }, "commercial use": { commercial: "" } };
  const changed = Object.entries(without).map(([name, change]) => [name, { ...view, ...change }]);
  const helps = changed.map(([name, other]) => [name, other, fitting(task, other).length]).filter(([, , count]) => count);
  const links = helps.flatMap(([name, other, count], place) => [place ? ", or " : "", listed(task, other, count, "count"), ` without the wish for ${name}`]);
  return links.length ? [" It would be ", ...links, "."] : [];
}

function draw() {
  const view = asked();
  const task = Object.hasOwn(tasks, view.task) ? tasks[view.task] : null;
  document.querySelector("#choose-result").hidden = !task;
  document.title = task ? `${task.name}: three models to start from${title.replace(/^.*?(?= - )/, "")}` : title;
  if (!task) return;
  const found = fitting(task, view);
  const shown = found.slice(0, CARDS);
  const picked = task.models.slice(0, task.picked);
  const one = found.length === 1;
  said.replaceChildren(...(found.length ? [listed(task, view, one ? "One model" : `${found.length} models`, "count"), one ? " fits" : " fit", ". To start with:"] : ["No model fits.", ...relief(task, view)]));
  cards.replaceChildren(...shown.map((id) => card(described(id), view, picked.includes(id))));
  const compare = make("a", { className: "button", href: new URL(`compare/?models=${shown.join(",")}`, root).href, textContent: "Compare these" });
  const all = listed(task, view, "All that fit, as a table");
  const kind = make("a", { href: `#${view.task}`, textContent: "What kind of model this is" });
  onward.replaceChildren(...(shown.length > 1 ? [compare, " "] : []), ...(found.length ? [all, " "] : []), kind);
}

/** Fill in the form from the address; what was chosen before this module came stays. */
function read() {
  const ignored = fillIn(fields);
  draw();
  problem.append(problem.textContent && ignored.length ? ". " : "", leftOut(ignored));
}

function write() {
  keep(fields);
  draw();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", write);
addEventListener("popstate", () => {
  form.reset();
  read();
});
read();
if (fields.some(({ value }) => value)) keep(fields);
