/* The home page: what *LLM* and *generative* mean is the reader's choice; sentence, counts, examples and matrix follow.

   All answers stand in the page (#answers); this module only shows the chosen one and keeps the choice in the address. */
import { make } from "./main.js";

const root = new URL("..", import.meta.url);
const answers = JSON.parse(document.querySelector("#answers").textContent);
const form = document.querySelector("#switch-form");
const threshold = document.querySelector("#threshold");
const matrix = document.querySelector("#matrix");
const part = (name) => document.querySelector(`#switch-${name}`);

const radio = (name, value) => [...form.elements[name]].find((input) => input.value === value);
const sized = radio("llm", threshold.value);
const usual = { llm: form.elements.llm.value, generative: form.elements.generative.value, threshold: threshold.value };

const choice = () => ({ llm: form.elements.llm.value, generative: form.elements.generative.value });

function show() {
  const { llm, generative } = choice();
  const chosen = answers[llm][generative];
  part("if").textContent = chosen.if;
  part("word").textContent = chosen.word && `${chosen.word}.`;
  part("then").textContent = chosen.then;
  showExamples(chosen);
  showThreshold();
  for (const cell of matrix.querySelectorAll("td")) cell.classList.remove("is-chosen");
  const row = matrix.querySelector(`[data-definition="${llm === sized.value ? "threshold" : llm}"]`);
  row.querySelector(`[data-sense="${generative}"]`).classList.add("is-chosen");
}

function showExamples({ examples, query, count }) {
  const links = examples.flatMap(([id, name], place) => [place ? ", " : "", make("a", { href: new URL(`models/${id}/`, root).href, textContent: name })]);
  const all = make("a", { href: new URL(`compare/${query && "?"}${query}`, root).href, textContent: `all ${count} in the comparison` });
  part("examples").replaceChildren(...(count ? ["For example ", ...links, " (", all, ")."] : []));
}

/** The matrix row of the threshold follows the chosen size. */
function showThreshold() {
  const size = threshold.selectedOptions[0].textContent.split(" ")[0];
  document.querySelector("#matrix-threshold").textContent = `(${size})`;
  for (const cell of matrix.querySelectorAll('[data-definition="threshold"] [data-sense]')) {
    const { word, then } = answers[threshold.value][cell.dataset.sense];
    cell.querySelector(".matrix__text").textContent = word ? `${word}: ${then[0].toLowerCase()}${then.slice(1)}` : then;
    cell.dataset.answer = word.toLowerCase();
    cell.querySelector(".badge").className = `badge badge--${word === "Yes" ? "generative" : "not-generative"}`;
    cell.querySelector(".badge__shape").textContent = word === "Yes" ? "●" : "■";
  }
}

function read() {
  const params = new URLSearchParams(location.search);
  const asked = params.get("llm");
  const llm = asked in answers ? asked : usual.llm;
  threshold.value = llm.startsWith("threshold-") ? llm : usual.threshold;
  sized.value = threshold.value;
  (radio("llm", llm) ?? radio("llm", usual.llm)).checked = true;
  (radio("generative", params.get("generative")) ?? radio("generative", usual.generative)).checked = true;
  show();
}

form.addEventListener("submit", (event) => event.preventDefault());

form.addEventListener("change", ({ target }) => {
  if (target === threshold) {
    sized.value = threshold.value;
    sized.checked = true;
  }
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(choice())) params.set(name, value);
  history.pushState(null, "", `?${params}`);
  show();
});

addEventListener("popstate", read);
read();
