/* Who sees whom in a sentence of the reader's: pointing at a word, or pressing it, lights up what it may look at. */
import { make } from "./dom.js";

/** Who may look at whom: the rule of catalog/pages/figures.py. Places count from 0; `given` words come first, `order` is that of prediction. */
export function allowed(kind, query, key, given = 0, order = []) {
  if (kind === "bidirectional") return true;
  if (kind === "prefix" || kind === "encoder-decoder") return key < given || key <= query;
  if (kind === "permuted") return order.indexOf(key) <= order.indexOf(query);
  return kind === "causal" && key <= query;
}

const MOST = 12;
const root = document.querySelector("[data-mask-explorer]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const field = (name) => root.querySelector(`[name="${name}"]`);
let words = [], order = [], chosen = 0;

const kind = () => field("kind").value;
const given = () => Math.min(Number(field("given").value), words.length);
const sees = (query, key) => allowed(kind(), query, key, given(), order);

/** Take over the sentence, or a new setting, and draw all anew. */
function draw() {
  words = field("sentence").value.trim().split(/\s+/).filter(Boolean).slice(0, MOST);
  if (order.length !== words.length) reorder();
  chosen = Math.min(chosen, Math.max(words.length - 1, 0));
  const wants = ["prefix", "encoder-decoder"].includes(kind());
  part("given").hidden = !wants;
  field("given").max = Math.max(words.length - 1, 1);
  field("shown").value = given();
  field("reorder").hidden = kind() !== "permuted";
  part("words").replaceChildren(...words.flatMap((word, at) => {
    const place = kind() === "permuted" ? make("sub", { textContent: order.indexOf(at) + 1 }) : null;
    return [make("button", { type: "button", className: "word", "data-at": at }, word, place), " "];
  }));
  part("grid").replaceChildren(grid());
  light(chosen);
}

function reorder() {
  order = words.map((_, at) => [Math.random(), at]).sort(([a], [b]) => a - b).map(([, at]) => at);
}

/** Rows look, columns are looked at. */
function grid() {
  const yes = { className: "is-seen", textContent: "■", ariaLabel: "sees" }, no = { textContent: "·", ariaLabel: "does not see" };
  const name = (scope) => (word) => make("th", { scope, textContent: word });
  const row = (word, query) => make("tr", {}, name("row")(word), ...words.map((_, key) => make("td", sees(query, key) ? yes : no)));
  return make(
    "table", { className: "explorer-mask__grid" },
    make("caption", { textContent: "Each row looks, each column is looked at." }),
    make("thead", {}, make("tr", {}, make("td"), ...words.map(name("col")))),
    make("tbody", {}, ...words.map(row)),
  );
}

/** Light up what one word may look at; say it too if the reader asked. */
function light(query, aloud = false) {
  chosen = query;
  for (const [key, word] of [...part("words").children].entries()) {
    word.classList.toggle("is-seen", sees(query, key));
    word.setAttribute("aria-pressed", key === query);
  }
  for (const [row, line] of [...root.querySelectorAll("tbody tr")].entries()) line.classList.toggle("is-chosen", row === query);
  const seen = words.filter((_, key) => sees(query, key));
  if (aloud && words.length) part("status").textContent = `“${words[query]}” sees ${seen.length} of ${words.length}: ${seen.join(", ")}.`;
}

const at = (event) => event.target.closest("button[data-at]")?.dataset.at;
part("words").addEventListener("pointerover", (event) => at(event) && light(Number(at(event))));
part("words").addEventListener("focusin", (event) => at(event) && light(Number(at(event))));
part("words").addEventListener("click", (event) => at(event) && light(Number(at(event)), true));
root.addEventListener("input", draw);
root.addEventListener("submit", (event) => event.preventDefault());
field("reorder").addEventListener("click", () => {
  reorder();
  draw();
});
draw();
