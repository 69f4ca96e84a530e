/* The experiment in the page: a hundred sentences of one way of writing, how many of them are well-formed, and the
   spread that was measured. */
import { make, unhurried } from "./main.js";
import { language, plain } from "./twin-language.js";
import { BOS, EOS, MASK, twin } from "./twin-network.js";
import { drawNext, redraw, seeded, uncover } from "./twin-writing.js";

const MANY = 100, SHOWN = 5, SCATTER = 10, PLACES = 14;
const form = document.querySelector("[data-twin-count]");
const part = (name) => document.querySelector(`[data-part="${name}"]`);

/** A number of words, drawn as often as sentences of the language have it. */
function length(lengths, random) {
  let left = random();
  return Math.max(1, lengths.findIndex((chance) => (left -= chance) < 0));
}

/** Left to right; without an end where no place is left. */
function onward(network, temperature, random) {
  let tokens = [BOS];
  while (tokens.at(-1) !== EOS && tokens.length < PLACES) tokens = drawNext(network, tokens, temperature, random);
  return tokens;
}

/** From all blanks, in so many steps, with so many redraws after it. */
function filled(network, count, { sure, steps = PLACES, sweeps = 0 }, temperature, random) {
  let tokens = [BOS, ...Array(count).fill(MASK), EOS];
  for (const state of uncover(network, tokens, sure, steps, temperature, random)) tokens = state;
  for (let sweep = 0; sweep < sweeps; sweep += 1) for (const state of redraw(network, tokens, temperature, random)) tokens = state;
  return tokens;
}

const WAYS = {
  "random-order": { sure: false },
  "surest-first": { sure: true },
  "redrawn-5": { sure: false, sweeps: 5 },
  "2-steps-surest": { sure: true, steps: 2 },
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { way, temperature, seed } = form.elements, [name, how] = way.value.split("/");
  const measured = way.selectedOptions[0].dataset[temperature.value === "1" ? "warm" : "cold"];
  const heat = Number(temperature.value), random = seeded(Number(seed.value) || 0);
  part("sample").replaceChildren();
  part("counted").textContent = "Writing …";
  const [known, network] = await Promise.all([language(), twin(name)]);
  let good = 0;
  for await (const number of unhurried([...Array(MANY).keys()])) {
    const tokens = how in WAYS ? filled(network, length(known.lengths, random), WAYS[how], heat, random) : onward(network, heat, random);
    const words = known.decode(tokens), fine = tokens.at(-1) === EOS && known.leaves(words) < 0;
    good += fine;
    if (number < SHOWN) part("sample").append(make("li", { textContent: `${fine ? "✓" : "✗"} ${plain(words)}` }));
  }
  part("counted").textContent = `${good} of ${MANY} well-formed. Measured: ${measured} (${form.dataset.samples} sentences in each of ${form.dataset.seeds} trainings). A count of ${MANY} can easily be ${SCATTER} higher or lower.`;
});
