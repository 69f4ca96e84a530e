/* The twins' little language: words and their numbers, the reader's own words, and the check for well-formed sentences. */
import { automaton, BOS, EOS, MASK, shape } from "./twin-network.js";

const LONGEST = 12;
const ASKS = ["does", "do", "what"];

/** Words as a reader expects them: no space before the full stop. */
export const plain = (words) => words.join(" ").replaceAll(/ ([.?])/g, "$1");

/** Fetch the words and the grammar, the first time they are asked for. */
export async function language() {
  const [network, states] = await Promise.all([shape(), automaton()]);
  return new Language(network, states);
}

class Language {
  constructor({ words, lengths }, states) {
    Object.assign(this, { names: words, states, lengths, numbers: new Map(words.map((word, at) => [word, at])) });
    this.words = words.slice(MASK + 1);
  }

  /** The sign of the beginning, the words, and the sign of the end if asked for. */
  encode(words, end = true) {
    return [BOS, ...words.map((word) => this.numbers.get(word)), ...(end ? [EOS] : [])];
  }

  /** The words of tokens, without signs; a blank is an empty text. */
  decode(tokens) {
    return tokens.filter((token) => token !== BOS && token !== EOS).map((token) => (token === MASK ? "" : this.names[token]));
  }

  /** The likeliest words with their chances. */
  likeliest(chances, count) {
    const numbers = [...chances.keys()].sort((a, b) => chances[b] - chances[a]);
    return numbers.slice(0, count).map((number) => [this.names[number], chances[number]]);
  }

  /** Where a sentence leaves the language: the place of the first word with which no sentence goes on; -1 if well-formed. */
  leaves(words) {
    let state = this.states.at(-1);
    for (const [at, word] of words.entries()) {
      const found = state.findIndex((number, place) => place % 2 === 0 && number === this.numbers.get(word));
      if (found < 0) return at;
      state = this.states[state[found + 1]];
    }
    return state.length ? words.length : -1;
  }

  /** The reader's text as `words`, `finished` or not, or the `problem` with it in words. */
  read(text) {
    const words = text.toLowerCase().replaceAll(/[.?!]/g, (mark) => ` ${mark === "!" ? "." : mark} `).split(/[^a-z.?]+/).filter(Boolean);
    const strange = words.find((word) => !this.numbers.has(word));
    if (!words.length) return { problem: "Write a few words first." };
    if (strange) return { problem: `The twins know ${this.words.length} words, and “${strange}” is not one of them.${this.#near(strange)}` };
    const finished = /[.?]/.test(words.at(-1));
    if (words.length > LONGEST - !finished) return { problem: `The twins read ${LONGEST} words at most; the full stop counts as one.` };
    return { words: finished ? words : [...words, ASKS.includes(words[0]) ? "?" : "."], finished };
  }

  #near(strange) {
    const near = this.words.filter((word) => word.startsWith(strange.slice(0, 2))).slice(0, 6);
    return near.length ? ` They know: ${near.join(", ")}.` : "";
  }
}
