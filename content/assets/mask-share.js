/* From BERT's training to LLaDA's: a slider widens the range from which the share of hidden words is drawn, and both
   bidirectional networks say how likely they find the hidden words. They are fetched when the reader draws. */
import { make } from "./dom.js";

const FIXED = 0.15;

/** The range of shares at a position of the slider: at 0 always 15%, at 1 anything above nothing. */
export const range = (mix) => [FIXED * (1 - mix), FIXED + (1 - FIXED) * mix];

const percent = (share) => `${Math.round(share * 100)}%`;

/** Hide this share of a sentence's words, at least one, and return the hidden places. */
function hide(tokens, share) {
  const places = tokens.map((_, at) => at).slice(1, -1);
  const drawn = places.filter(() => Math.random() < share);
  return drawn.length ? drawn : [places[Math.floor(Math.random() * places.length)]];
}

const wordOf = (text) => make("span", { className: `word ${text ? "" : "is-hidden"}`, textContent: text || "____" });

const rowOf = (word, chances) => make(
  "tr", {}, make("th", { scope: "row", textContent: word }),
  ...chances.map((chance) => make("td", { textContent: `${(chance * 100).toFixed(1)}%` })),
);

/** Connect one section of a page. */
export function open(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`), slider = root.querySelector("input");
  const say = () => {
    const [low, high] = range(Number(slider.value));
    part("said").textContent = `The share of hidden words is drawn from ${percent(low)} to ${percent(high)}.`;
  };
  slider.addEventListener("input", say);
  root.querySelector("[data-do]").addEventListener("click", () => draw().catch((error) => {
    part("status").textContent = `That did not work: ${error.message}.`;
  }));
  say();

  async function draw() {
    const [{ language }, { BOS, EOS, MASK, softmax, twin }] = await Promise.all([import("./twin-language.js"), import("./twin-network.js")]);
    const [known, masked, diffusion] = await Promise.all([language(), twin("masked"), twin("diffusion")]);
    const [low, high] = range(Number(slider.value)), share = Math.max(0.02, low + (high - low) * Math.random());
    const text = document.querySelector("#twins-text")?.value ?? "";
    const { words, problem } = known.read(text);
    if (problem) throw new Error(problem);
    const tokens = known.encode(words), hidden = hide(tokens, share);
    const given = tokens.map((token, at) => (hidden.includes(at) ? MASK : token));
    const chancesOf = (network) => network.scores(given, hidden, false).map((scores, at) => softmax(scores)[tokens[hidden[at]]]);
    const chances = [masked, diffusion].map(chancesOf);
    const shown = given.filter((token) => token !== BOS && token !== EOS);
    part("words").replaceChildren(...shown.flatMap((token) => [wordOf(token === MASK ? "" : known.names[token]), " "]));
    part("table").hidden = false;
    part("table").tBodies[0].replaceChildren(...hidden.map((at, row) => rowOf(known.names[tokens[at]], chances.map((found) => found[row]))));
    const weight = 1 / share;
    part("status").textContent = `Share drawn: ${percent(share)}. ${hidden.length} of ${words.length} words hidden. `
      + `In LLaDA's loss each of them counts 1/${share.toFixed(2)} = ${weight.toFixed(1)}.`;
  }
}

for (const root of document.querySelectorAll("[data-mask-share]")) open(root);
