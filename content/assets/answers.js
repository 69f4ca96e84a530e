/* The headline of an answer: choosing a meaning leads to the page of that answer; a threshold may be any number.

   Former addresses of the home page (?llm=…&generative=…) lead to the same pages. */
import { leftOut, quoted } from "./address.js";
import { parseCount } from "./counts.js";
import { make } from "./dom.js";

const form = document.querySelector("#headline");
const root = new URL(form.dataset.root || "./", location.href);
const sizes = document.querySelector("#sizes") && JSON.parse(document.querySelector("#sizes").textContent);

const problem = document.querySelector("#at-problem");

const page = (llm, generative, at) => new URL(`answer/${llm}/${generative}/${at ? `?at=${encodeURIComponent(at)}` : ""}`, root);

function former() {
  const asked = new URLSearchParams(location.search);
  if (!asked.has("llm") && !asked.has("generative")) return;
  const [llm, at] = (asked.get("llm") ?? form.llm.value).split("threshold-").reverse();
  const definition = asked.get("llm")?.startsWith("threshold-") ? "threshold" : llm;
  const sense = (asked.get("generative") ?? form.generative.value).replaceAll("_", "-");
  const known = (list, value) => [...list.options].some((option) => option.value === value);
  const ignored = [[form.llm, "llm", definition], [form.generative, "generative", sense]].filter(([list, , value]) => !known(list, value));
  if (ignored.length) problem.textContent = leftOut(ignored.map(([, name, value]) => `${name} ${quoted(value)}`));
  else location.replace(page(definition, sense, definition === "threshold" ? llm.toUpperCase() : at));
}

let shown = form.at?.value;

/** Show the answer at a threshold: the counts of the page, recomputed from the sizes it carries. */
function show(text) {
  const least = parseCount(text);
  problem.textContent = least === null ? `Write a number of parameters, such as 7B, 500M or 1000000; showing ${shown}.` : "";
  form.at.setAttribute("aria-invalid", String(least === null));
  if (least === null) return;
  shown = text;
  const counted = sizes.models.filter(([size]) => size >= least);
  const count = (state) => counted.filter(([, has]) => has === state).length;
  const [no, yes, unknown] = [count(0), count(1), count(-1)];
  const link = (words, state) => make("a", { className: "count", href: new URL(`compare/?size=${encodeURIComponent(text)}-${state ? `&${sizes.lists[state]}` : ""}`, root).href, textContent: words });
  const said = no ? ["No: ", link(no, "no"), " of ", link(counted.length), no > 1 ? " do not." : " does not."] : yes ? ["Yes: all ", link(yes, "yes"), " do."] : ["No model is counted."];
  if (unknown) said.push(" For ", link(unknown, "none"), " it is not disclosed.");
  const answer = document.querySelector("#answer-now strong");
  answer.replaceChildren(...said);
  document.title = `Are all LLMs generative? ${answer.textContent.replace(/ For .*/, "")}`;
  const meaning = document.querySelector("#answer-examples + p > a");
  meaning.textContent = meaning.textContent.replace(/of \S+ param/, `of ${text} param`);
  document.querySelector("#answer-examples > a").replaceWith(Object.assign(link("These models in the comparison", no ? "no" : "yes"), { className: "" }));
  for (const part of document.querySelectorAll("#answer-examples span, .tally")) part.hidden = true; // they show the preset
}

form.addEventListener("submit", (event) => event.preventDefault());

form.addEventListener("change", ({ target }) => {
  if (target.name !== "at") return location.assign(page(form.llm.value, form.generative.value, form.llm.value === "threshold" && form.at?.value));
  const address = new URL(location.href);
  address.searchParams.set("at", target.value);
  history.pushState(null, "", address);
  show(target.value);
});

function read() {
  const at = new URLSearchParams(location.search).get("at");
  if (at === null) return;
  if (!form.at) return void (problem.textContent = "The size in the address counts only where an LLM is a model of a size I choose.");
  form.at.value = at;
  show(at);
}

addEventListener("popstate", () => location.reload());
former();
read();
