/* The headline of an answer: choosing a meaning leads to the page of that answer; a threshold may be any number.

   Former addresses of the home page (?llm=…&generative=…) lead to the same pages. */
import { parseCount } from "./counts.js";

const form = document.querySelector("#headline");
const root = new URL(form.dataset.root || "./", location.href);
const sizes = document.querySelector("#sizes") && JSON.parse(document.querySelector("#sizes").textContent);

const page = (llm, generative, at) => new URL(`answer/${llm}/${generative}/${at ? `?at=${encodeURIComponent(at)}` : ""}`, root);

function former() {
  const asked = new URLSearchParams(location.search);
  if (!asked.has("llm") && !asked.has("generative")) return;
  const [llm, at] = (asked.get("llm") ?? form.llm.value).split("threshold-").reverse();
  const definition = asked.get("llm")?.startsWith("threshold-") ? "threshold" : llm;
  const sense = (asked.get("generative") ?? form.generative.value).replaceAll("_", "-");
  const known = (list, value) => [...list.options].some((option) => option.value === value);
  if (known(form.llm, definition) && known(form.generative, sense)) {
    location.replace(page(definition, sense, definition === "threshold" ? llm.toUpperCase() : at));
  }
}

/** Show the answer at a threshold: the counts of the page, recomputed from the sizes it carries. */
function show(text) {
  const least = parseCount(text);
  const problem = document.querySelector("#at-problem");
  problem.textContent = least === null ? "Write a number of parameters, such as 7B, 500M or 1000000." : "";
  form.at.setAttribute("aria-invalid", String(least === null));
  if (least === null) return;
  const counted = sizes.filter(([size]) => size >= least);
  const count = (state) => counted.filter(([, has]) => has === state).length;
  const [no, yes, unknown] = [count(0), count(1), count(-1)];
  const hidden = unknown ? ` For ${unknown} it is not disclosed.` : "";
  const said = no ? `No: ${no} of ${counted.length} ${no > 1 ? "do" : "does"} not.` : yes ? `Yes: all ${yes} do.` : "No model is counted.";
  document.title = `Are all LLMs generative? ${said}`;
  for (const list of document.querySelectorAll("#answer-now a, #answer-examples > a")) list.href = list.href.replace(/size=[^&]*/, `size=${encodeURIComponent(text)}-`);
  document.querySelector("#answer-now a").textContent = said + hidden;
  document.querySelector("#answer-examples > a").textContent = "These models in the comparison";
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
  if (!form.at || at === null) return;
  form.at.value = at;
  show(at);
}

addEventListener("popstate", () => location.reload());
former();
read();
