/* The ways of writing, as generators that yield after every step; and the random numbers, which a seed repeats.
   experiments/twins/reference.py takes the same steps with the same numbers. */
import { EOS, MASK, softmax } from "./twin-network.js";

/** Mulberry32: return a function that gives numbers from 0 up to, but not including, 1. */
export function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The word at which the chances, added up in order, first exceed the draw. */
function pick(chances, draw) {
  let total = 0;
  for (let word = 0; word < chances.length; word += 1) {
    total += chances[word];
    if (draw < total) return word;
  }
  return chances.findLastIndex((chance) => chance > 0);
}

/** The places in random order (Fisher and Yates). */
function shuffled(places, random) {
  const order = [...places];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** Chances of the next word after the tokens. */
export const nextChances = (twin, tokens, temperature) => softmax(twin.scores(tokens, [tokens.length - 1], true)[0], temperature);

/** Draw one more word. */
export const drawNext = (twin, tokens, temperature, random) => [...tokens, pick(nextChances(twin, tokens, temperature), random())];

/** Hide one word and return the chances of all words in its place. */
export function chancesAt(twin, tokens, at, temperature) {
  return softmax(twin.scores(tokens.with(at, MASK), [at], false)[0], temperature);
}

/** As many blanks as words, between the signs of beginning and end. */
export const blanks = (tokens) => tokens.map((token, at) => (at === 0 || token === EOS ? token : MASK));

/** One sweep: every word is hidden and drawn anew, one after the other in random order; yields after each word. */
export function* redraw(twin, tokens, temperature, random) {
  const places = tokens.map((_, at) => at).slice(1, -1);
  for (const at of shuffled(places, random)) {
    tokens = tokens.with(at, pick(chancesAt(twin, tokens, at, temperature), random()));
    yield tokens;
  }
}

/** Fill all blanks in so many steps, surest places first or in random order; yields after each step. */
export function* uncover(twin, tokens, sure, steps, temperature, random) {
  const hidden = tokens.map((_, at) => at).filter((at) => tokens[at] === MASK);
  const order = sure ? hidden : shuffled(hidden, random);
  for (let step = 0; step < steps; step += 1) {
    const left = order.filter((at) => tokens[at] === MASK);
    if (!left.length) return;
    const scores = new Map(twin.scores(tokens, left, false).map((found, at) => [left[at], found]));
    if (sure) {
      const sureness = new Map(left.map((at) => [at, Math.max(...softmax(scores.get(at)))]));
      left.sort((a, b) => sureness.get(b) - sureness.get(a));
    }
    tokens = [...tokens];
    for (const at of left.slice(0, Math.ceil(left.length / (steps - step)))) {
      tokens[at] = pick(softmax(scores.get(at), temperature), random());
    }
    yield tokens;
  }
}
