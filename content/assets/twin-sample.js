/* Whole sentences of one way of writing, as many as asked for: the experiment in the page. */
import { language, plain } from "./twin-language.js";
import { BOS, EOS, MASK, twin } from "./twin-network.js";
import { drawNext, redraw, seeded, uncover } from "./twin-writing.js";

const PLACES = 14;
const WAYS = {
  "random-order": { sure: false },
  "surest-first": { sure: true },
  "redrawn-5": { sure: false, sweeps: 5 },
  "2-steps-surest": { sure: true, steps: 2 },
};

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

/** Return a function that writes one more sentence, and tells whether it is well-formed. */
export async function sampler(name, way, temperature, seed) {
  const [known, network] = await Promise.all([language(), twin(name)]), random = seeded(seed);
  return () => {
    const tokens = way in WAYS ? filled(network, length(known.lengths, random), WAYS[way], temperature, random) : onward(network, temperature, random);
    const words = known.decode(tokens);
    return { text: plain(words), fine: tokens.at(-1) === EOS && known.leaves(words) < 0 };
  };
}
