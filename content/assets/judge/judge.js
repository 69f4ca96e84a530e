/* The judge page: a name, a config.json or four answers -> the verdict by the published rules, or what is still missing. */
import { make, squash, version } from "../dom.js";
import { readConfig } from "./config.js";
import { asking, judge } from "./rules.js";

const form = document.querySelector("#judge-form");
const root = new URL(form.dataset.root || "./", location.href);
const said = document.querySelector("#judge-said");
const result = document.querySelector("#judge-result");
const summary = document.querySelector("#judge-summary");
const SENSES = { defines_probability: "Defines a probability", writes_text: "Writes text", released_to_write: "Released to write" };
const WORDS = {
  defines_probability: { exact: "exact", bound: "bounded", pseudo: "pseudo-probability only", none: "none", undisclosed: "not disclosed" },
  writes_text: { yes: "yes", "with-extra-procedure": "only with an extra procedure", no: "no" },
  released_to_write: { yes: "yes", no: "no" },
};

let data;
let stated = { inputs: {}, states: [], type: null };

/** Fetch rules, questions and names once, when the reader first touches the page. */
function load() {
  const get = async (name) => {
    const response = await fetch(new URL(`api/v1/${name}.json${version}`, root));
    if (!response.ok) throw new Error(`${name}.json: ${response.status}`);
    return response.json();
  };
  data ??= Promise.all(["rules", "judge", "lookup"].map(get)).then(([{ rules }, { questions, classes }, lookup]) => ({ rules, questions, classes, lookup }));
  return data;
}

const chosen = (questions) =>
  questions.flatMap(({ id, options }) => options.filter((option) => option.id === form.elements[id].value).map((option) => [id, option]));

/** What is known: the file first, then the answers, which may be more exact than the file. */
function inputs(questions) {
  return Object.assign({}, stated.inputs, ...chosen(questions).map(([, option]) => option.sets));
}

const link = (text, path) => make("a", { href: new URL(path, root).href, textContent: text });

async function show() {
  const { rules, questions, lookup } = await load();
  const known = inputs(questions);
  const verdict = judge(rules, known);
  result.replaceChildren(
    make("dl", { className: "judge__senses" }, ...Object.entries(SENSES).map(([sense, name]) => line(sense, name, verdict[sense], known))),
    ...nearest(lookup, verdict),
  );
  summary.replaceChildren(...sentence(verdict.writes_text, questions));
  const missing = asking(questions, Object.values(verdict).flatMap(({ asks }) => asks));
  for (const field of form.querySelectorAll("fieldset")) field.classList.toggle("is-asked", missing.some(({ id }) => field.id === `question-${id}`));
}

function line(sense, name, { value, possible, rule }, known) {
  const words = value ? WORDS[sense][value] : `cannot be said yet: ${possible.map((it) => WORDS[sense][it]).join(", or ")}`;
  const why = rule ? [". Rule ", link(rule.id, `method/#rule-${rule.id}`), `: ${rule.text} `, make("span", { className: "note", textContent: `From ${facts(rule, known)}.` })] : [];
  return make("div", {}, make("dt", { textContent: name }), make("dd", {}, make("strong", { textContent: words }), ...why));
}

const facts = ({ when }, known) => Object.keys(when).filter((name) => known[name]).map((name) => `${name.replaceAll("_", " ")}: ${known[name].join(", ") || "none"}`).join("; ");

/** Whether it is generative, or the one or two questions that would decide it. */
function sentence({ value, asks }, questions) {
  if (value) return [value === "yes" ? "It is generative. " : "It is not generative as released. ", make("a", { href: "#judge-verdict", textContent: "Why" })];
  const links = asking(questions, asks).slice(0, 2).map(({ id, question }) => make("a", { href: `#question-${id}`, textContent: question }));
  return [`Cannot be said ${stated.states.length ? "from this file" : "yet"}. Decisive: `, ...links.flatMap((it, place) => (place ? [" ", it] : [it]))];
}

/** The record that the same rules decide, of the same type where the file names one. */
function nearest({ records }, verdict) {
  const fired = Object.values(verdict).map(({ rule }) => rule?.id);
  if (!verdict.writes_text.rule) return [];
  const same = Object.entries(records).filter(([, record]) => record.rule.split("+").every((id, place) => [undefined, id].includes(fired[place])));
  const [id, record] = same.find(([, { transformers_type }]) => stated.type && transformers_type === stated.type) ?? same[0] ?? [];
  return id ? [make("p", {}, "Decided by the same rules: ", link(record.name, `models/${id}/`), same.length > 1 ? " and others." : ".")] : [];
}

async function find(name) {
  const { lookup } = await load();
  const ids = lookup.names[squash(name)] ?? [];
  const parts = ids.flatMap((id, place) => [place ? "; " : "", link(lookup.records[id].name, `models/${id}/`), `: ${WORDS.writes_text[lookup.records[id].writes_text] === "yes" ? "generative" : "not generative as released"}`]);
  said.replaceChildren(...(ids.length ? [...(ids.length > 1 ? [Object.assign(link(`${ids.length} records`, `compare/?id=${ids.join(",")}`), { className: "count" }), " have this name. "] : []), ...parts, "."] : [`Nothing here is called “${name}”. Paste its config.json, or answer the questions.`]));
}

async function read(text) {
  stated = { inputs: {}, states: [], type: null };
  said.replaceChildren();
  if (text.trim()) {
    const { classes } = await load();
    try {
      stated = readConfig(JSON.parse(text), classes);
      said.replaceChildren(make("ul", {}, ...stated.states.map((state) => make("li", { textContent: state }))));
    } catch (error) {
      said.textContent = `This is not a config.json: ${error.message}`;
    }
  }
  await show();
}

function keep() {
  const answers = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && name !== "config"));
  history.replaceState(null, "", `${location.pathname}${answers.size ? `?${answers}` : ""}`);
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => (keep(), read(""))));
form.addEventListener("change", async ({ target }) => {
  keep();
  if (target.name === "name") await find(target.value);
  else if (target.name === "config") await read(target.value);
  else await show();
});
form.querySelector("textarea").addEventListener("input", ({ target }) => read(target.value));
document.querySelector("#judge-copy").addEventListener("click", () => navigator.clipboard?.writeText(location.href));

const start = new URLSearchParams(location.search);
for (const [name, value] of start) {
  const field = form.elements[name];
  if (field instanceof RadioNodeList && [...field].some((input) => input.value === value)) field.value = value;
  else if (name === "name") field.value = value;
}
if (start.has("name")) find(start.get("name"));
if (start.size) show();
document.querySelector("#judge").dataset.ready = "";
