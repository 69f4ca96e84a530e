/* The four cards, what each can be asked to do, and the sentence and settings that they share. */
import { make } from "./dom.js";
import { Card } from "./twin-card.js";
import { language, plain } from "./twin-language.js";
import { EOS, MASK } from "./twin-network.js";
import { blanks, chancesAt, drawNext, nextChances, redraw, uncover } from "./twin-writing.js";

const BARS = 5, LONGEST = 12, SWEEPS = 5;

class CausalCard extends Card {
  /** Take the beginning of the shared sentence, with the seed's first random number next. */
  async restart() {
    const { words, given } = this.shared.sentence;
    this.begin();
    this.tokens = this.shared.language.encode(words.slice(0, given), false);
    this.show();
    this.say("");
    await this.#chances();
  }

  show() {
    const { words, given } = this.shared.sentence;
    const written = this.shared.language.decode(this.tokens);
    const kept = words.slice(0, given).map((text, at) => ({ text, kind: "is-given", does: "from", label: `Begin with the words up to “${text}”`, at }));
    const rest = this.tokens.at(-1) === EOS ? this.judged(written).shown.slice(given) : written.slice(given).map((text) => ({ text }));
    this.showWords([...kept, ...rest]);
  }

  /** Show what may come next; after the end, or where no place is left, nothing may. */
  async #chances() {
    const network = await this.network(), { language } = this.shared;
    this.say("");
    if (this.#ended()) return this.showChances("The end.", []);
    const chances = nextChances(network, this.tokens, this.shared.settings().temperature);
    return this.showChances(`After “${language.decode(this.tokens).join(" ")}”:`, language.likeliest(chances, BARS), "take");
  }

  async retune() {
    if (this.tokens) await this.#chances();
  }

  #ended() {
    return this.tokens.at(-1) === EOS || this.tokens.length > LONGEST + 1;
  }

  async #add(tokens) {
    this.tokens = tokens;
    this.show();
    await this.#chances();
    if (this.#ended()) this.#conclude();
  }

  #conclude() {
    const words = this.shared.language.decode(this.tokens);
    const verdict = this.tokens.at(-1) === EOS ? this.judged(words).verdict : "it found no end";
    this.say(`Wrote “${plain(words)}”: ${verdict}. Seed ${this.seed}.`);
  }

  /** A run begins where there is none, and after a finished one with the next seed, so that it is another. */
  async #begun() {
    if (this.tokens && this.#ended()) this.shared.nextSeed();
    if (!this.tokens || this.#ended()) await this.restart();
  }

  async next() {
    this.run += 1;
    await this.#begun();
    await this.#add(drawNext(await this.network(), this.tokens, this.shared.settings().temperature, this.random));
  }

  async take({ button }) {
    this.run += 1;
    await this.#add([...this.tokens, this.shared.language.numbers.get(button.dataset.word)]);
  }

  async from({ button }) {
    this.shared.sentence.given = Number(button.dataset.at) + 1;
    await this.restart();
  }

  async write() {
    await this.#begun();
    const network = await this.network(), { temperature } = this.shared.settings();
    const card = this;
    const steps = (function* () {
      while (!card.#ended()) yield (card.tokens = drawNext(network, card.tokens, temperature, card.random));
    })();
    const finished = await this.follow(steps, () => {
      this.show();
      const caption = `After “${this.shared.language.decode(this.tokens).join(" ")}”:`;
      if (!this.#ended()) this.showChances(caption, this.shared.language.likeliest(nextChances(network, this.tokens, temperature), BARS), "take");
    });
    if (!finished) return;
    this.showChances("The end.", []);
    this.#conclude();
  }
}

class MaskedCard extends Card {
  async restart() {
    this.begin();
    this.tokens = this.shared.language.encode(this.shared.sentence.words);
    this.hidden = new Set();
    this.sweeps = -1;
    this.part("log").replaceChildren();
    this.showChances("Press a word to hide it.", []);
    this.#show();
    this.say("");
  }

  /** Hidden words show what the network finds likeliest in their place, with all hidden words hidden from it. */
  #show(filled = new Map()) {
    const words = this.shared.language.decode(this.tokens);
    this.showWords(words.map((word, at) => {
      const hidden = this.hidden.has(at + 1), fill = filled.get(at + 1);
      if (!hidden) return { text: word, does: "hide", pressed: false, label: word };
      const label = `${word}, hidden; filled with ${fill ?? "nothing yet"}`;
      return { text: `[${fill ?? "…"}]`, kind: "is-hidden", does: "hide", pressed: true, label };
    }));
  }

  async hide({ button }) {
    if (!this.tokens) await this.restart();
    if (this.sweeps >= 0) this.#keep();
    this.run += 1;
    const at = Number(button.dataset.at) + 1;
    if (!this.hidden.delete(at)) this.hidden.add(at);
    this.#show();
    await this.#fill(this.hidden.has(at) ? at : [...this.hidden].at(-1));
  }

  async retune() {
    if (this.tokens && this.hidden.size) await this.#fill([...this.hidden].at(-1));
  }

  /** After a run of writing, its last sentence is the one whose words can be hidden. */
  #keep() {
    this.hidden = new Set();
    this.sweeps = -1;
  }

  async #fill(at) {
    const network = await this.network(), { temperature } = this.shared.settings(), { language } = this.shared;
    this.say("");
    if (at === undefined) return this.showChances("Press a word to hide it.", []);
    const given = this.tokens.map((token, place) => (this.hidden.has(place) ? MASK : token));
    const found = new Map([...this.hidden].map((place) => [place, language.likeliest(chancesAt(network, given, place, temperature), BARS)]));
    this.#show(new Map([...found].map(([place, [[word]]]) => [place, word])));
    const word = language.names[this.tokens[at]], [best, chance] = found.get(at)[0];
    this.showChances(`In place of “${word}”:`, found.get(at));
    return this.say(`“${word}” hidden; the network fills in “${best}”, ${(chance * 100).toFixed(1)}%.`);
  }

  async anyway() {
    if (this.sweeps >= 0) this.shared.nextSeed();
    await this.restart();
    const network = await this.network(), { temperature } = this.shared.settings();
    this.say("All words are blank. Filling one by one …");
    this.showChances("", []);
    const draft = uncover(network, blanks(this.tokens), false, LONGEST + 2, temperature, this.random);
    if (!(await this.follow(draft, (tokens) => this.#draw(tokens)))) return;
    this.sweeps = 0;
    this.log("Filled one by one", this.shared.language.decode(this.tokens));
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) if (!(await this.sweep())) return;
  }

  #draw(tokens) {
    this.tokens = tokens;
    this.showWords(this.shared.language.decode(tokens).map((text) => ({ text, kind: text ? "" : "is-hidden" })));
  }

  /** One redraw of every word; tells whether it came to its end. */
  async sweep() {
    if (!this.tokens) await this.restart();
    if (this.sweeps < 0) this.sweeps = 0;
    const network = await this.network(), { temperature } = this.shared.settings();
    this.hidden = new Set();
    if (!(await this.follow(redraw(network, this.tokens, temperature, this.random), (tokens) => this.#draw(tokens)))) return false;
    this.sweeps += 1;
    const words = this.shared.language.decode(this.tokens), { shown, verdict } = this.judged(words);
    this.showWords(shown.map((word) => ({ ...word, does: "hide" })));
    this.log(`Redraw ${this.sweeps}`, words);
    this.say(`After ${this.sweeps} redraws: “${plain(words)}”: ${verdict}. Seed ${this.seed}.`);
    return true;
  }
}

class DiffusionCard extends Card {
  async restart() {
    this.begin();
    this.tokens = blanks(this.shared.language.encode(this.shared.sentence.words));
    this.steps = undefined;
    this.count = 0;
    this.part("log").replaceChildren();
    this.#limit(this.tokens.length - 2);
    this.#show();
    this.say(`${this.tokens.length - 2} blanks, as many as your sentence has words.`);
  }

  #show() {
    const words = this.shared.language.decode(this.tokens);
    this.showWords(words.every(Boolean) ? this.judged(words).shown : words.map((text) => ({ text, kind: text ? "" : "is-hidden" })));
  }

  /** No more steps than blanks; a choice of as many as possible stays one. */
  #limit(most) {
    const steps = this.element.querySelector("input"), all = steps.value === steps.max;
    steps.max = most;
    if (all) steps.value = most;
    steps.closest(".twins__range").querySelector("output").value = steps.value;
  }

  /** The run that is under way, or a new one with the settings as they are now. */
  async #begun() {
    const network = await this.network();
    if (this.tokens && !this.tokens.includes(MASK)) this.shared.nextSeed();
    if (!this.tokens || !this.tokens.includes(MASK)) await this.restart();
    const { temperature } = this.shared.settings(), [order, steps] = this.element.querySelectorAll("select, input");
    this.steps ??= uncover(network, this.tokens, order.value === "sure", Number(steps.value), temperature, this.random);
    return this.steps;
  }

  #advance(tokens) {
    this.tokens = tokens;
    this.count += 1;
    this.#show();
    if (tokens.includes(MASK)) return;
    const words = this.shared.language.decode(tokens);
    this.log(`${this.count} steps`, words);
    this.say(`Wrote “${plain(words)}” in ${this.count} steps: ${this.judged(words).verdict}. Seed ${this.seed}.`);
  }

  async write() {
    const steps = await this.#begun();
    this.say("Writing …");
    await this.follow(steps, (tokens) => this.#advance(tokens));
  }

  async next() {
    const steps = await this.#begun();
    this.run += 1;
    const { value } = steps.next();
    if (value) this.#advance(value);
    if (this.tokens.includes(MASK)) this.say(`Step ${this.count}.`);
  }

  async changed() {
    if (this.tokens) await this.restart();
  }
}

class EmbedderCard extends Card {
  async restart() {
    this.part("first").textContent = plain(this.shared.sentence.words);
    this.part("log").replaceChildren();
    if (this.shared.sentence.second) this.element.querySelector("input").value = this.shared.sentence.second;
    this.say("");
  }

  async compare() {
    const { language, sentence } = this.shared, second = language.read(this.element.querySelector("input").value);
    if (second.problem) return this.say(second.problem);
    const network = await this.network();
    const [a, b] = [sentence.words, second.words].map((words) => network.vector(language.encode(words)));
    const alike = a.reduce((sum, value, at) => sum + value * b[at], 0);
    const [own, other] = [sentence.words, second.words].map((words) => new Set(words));
    const shared = [...own].filter((word) => other.has(word)).length;
    this.#note(`“${plain(sentence.words)}” and “${plain(second.words)}”: ${alike.toFixed(2)}`);
    return this.say(`${alike.toFixed(2)}; 1 means the same direction. They share ${shared} of ${own.size + other.size - shared} words.`);
  }

  async ask() {
    const network = await this.network(), { language, sentence } = this.shared;
    const vector = network.vector(language.encode(sentence.words));
    this.#note(`Asked to write: ${[...vector].map((value) => value.toFixed(2)).join(", ")}`);
    this.say(`It returned ${vector.length} numbers and no word. Nothing in what it ships turns them into words.`);
  }

  #note(text) {
    const list = this.part("log");
    list.append(make("li", { textContent: text }));
    while (list.children.length > 3) list.firstElementChild.remove();
  }
}

const KINDS = { causal: CausalCard, masked: MaskedCard, diffusion: DiffusionCard, embedder: EmbedderCard };

class Shared {
  constructor(root, known) {
    Object.assign(this, { root, language: known });
    this.form = root.querySelector('[data-part="form"]');
    this.cards = [...root.querySelectorAll("[data-twin]")].map((element) => new KINDS[element.dataset.twin](this, element));
    this.read();
  }

  settings() {
    const { temperature, pace, seed } = this.form.elements;
    return { temperature: Number(temperature.value), pace: Number(pace.value), seed: Number(seed.value) || 0 };
  }

  nextSeed() {
    this.form.elements.seed.value = this.settings().seed + 1;
  }

  /** Take over the reader's sentence; tells whether the networks know all its words. */
  read(given, second) {
    const { words, finished, problem = "" } = this.language.read(this.form.elements.text.value);
    this.form.querySelector('[data-part="problem"]').textContent = problem;
    if (problem) return false;
    this.sentence = { words, given: given ?? (finished ? Math.min(2, words.length - 1) : words.length - 1), second };
    return true;
  }

  /** Do what the reader asked for: a button's or an input's own card answers, or all of them. */
  async use({ name, button, input }) {
    const card = this.cards.find(({ element }) => element.contains(button ?? input ?? null));
    if (name === "moved") input.closest(".twins__range").querySelector("output").value = input.value;
    try {
      await (card ?? this)[name]?.({ button, input });
    } catch (error) {
      (card ?? this.cards[0]).say(`That did not work: ${error.message}.`);
    }
  }

  async example({ button }) {
    this.form.elements.text.value = button.dataset.text;
    await this.begin({ given: Number(button.dataset.given), second: button.dataset.second });
  }

  /** Take over the sentence in the field; the causal network, which goes on with it, answers at once. */
  async begin({ given, second } = {}) {
    if (this.read(given, second)) for (const card of this.cards.toReversed()) await card.restart();
  }

  /** Another seed: what has run begins again. */
  async changed({ input }) {
    if (input.name === "seed") for (const card of this.cards) if (card.tokens) await card.restart();
  }

  /** Another temperature: the chances on the screen follow. */
  async moved() {
    for (const card of this.cards) await card.retune?.();
  }

  /** Every word they know, as a button that adds it to the sentence. */
  opened() {
    const known = this.form.querySelector('[data-part="known"]');
    if (known.children.length) return;
    const button = (word) => make("button", { type: "button", className: "word", "data-do": "add", textContent: word });
    known.append(...this.language.words.flatMap((word) => [button(word), " "]));
  }

  add({ button }) {
    const { text } = this.form.elements;
    text.value = `${text.value} ${button.textContent}`.trim();
  }
}

/** Make the section work; its networks are fetched when they are used. */
export async function open(root) {
  return new Shared(root, await language());
}
