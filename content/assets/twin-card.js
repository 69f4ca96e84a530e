/* What all four cards share: words, bars and verdicts on the screen, the pace, and runs that a newer one ends. */
import { make, pause } from "./dom.js";
import { plain } from "./twin-language.js";
import { twin } from "./twin-network.js";
import { seeded } from "./twin-writing.js";

const SVG = "http://www.w3.org/2000/svg";
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Card {
  /** `shared` holds what the cards share: the language, the sentence and the settings. */
  constructor(shared, element) {
    Object.assign(this, { shared, element, run: 0 });
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }

  say(text) {
    this.part("status").textContent = text;
  }

  /** End what runs, and begin again with the random numbers of the seed that the reader sees. */
  begin() {
    this.run += 1;
    this.seed = this.shared.settings().seed;
    this.random = seeded(this.seed);
  }

  /** This card's network; says so while it is fetched. */
  async network() {
    this.say("Fetching …");
    return twin(this.element.dataset.twin);
  }

  /** Go through the steps of a run at the reader's pace; tells whether it came to its end before another run began. */
  async follow(steps, show) {
    const run = ++this.run;
    for (;;) {
      const { value, done } = steps.next();
      if (done) return true;
      show(value);
      const wait = still.matches ? 0 : this.shared.settings().pace;
      if (wait) await pause(wait);
      if (run !== this.run) return false;
    }
  }

  /** Show words in place: each with `text`, and if wanted `kind`, `does` (then it is a button), `pressed`, `label`. */
  showWords(words) {
    const list = this.part("words");
    while (list.children.length > words.length) list.lastElementChild.remove();
    for (const [at, { text, kind = "", does, pressed, label }] of words.entries()) {
      const old = list.children[at], tag = does ? "button" : "span";
      const word = old?.localName === tag ? old : make(tag, does ? { type: "button" } : {});
      if (!old) list.append(word, " ");
      else if (old !== word) old.replaceWith(word);
      word.className = `word ${kind}`;
      word.textContent = text || "____";
      if (!does) continue;
      Object.assign(word.dataset, { do: does, at });
      for (const [name, value] of [["aria-pressed", pressed], ["aria-label", label]]) {
        if (value === undefined) word.removeAttribute(name);
        else word.setAttribute(name, value);
      }
    }
  }

  /** Show the likeliest words as bars; as buttons if pressing one does something. */
  showChances(caption, chances, does) {
    const list = this.part("chances"), held = [...list.children].findIndex((item) => item.contains(document.activeElement));
    this.part("caption").textContent = caption;
    list.replaceChildren(...chances.map(([word, chance]) => make("li", {}, chanceOf(word, chance, does))));
    if (held >= 0) list.children[held]?.firstElementChild.focus();
  }

  /** Words of a finished sentence, the one that leaves the language marked; and the verdict in words. */
  judged(words) {
    const leaves = this.shared.language.leaves(words);
    const shown = words.map((text, at) => ({ text, kind: at === leaves ? "is-off" : "" }));
    if (leaves < 0) return { shown, verdict: "well-formed", good: true };
    const where = leaves < words.length ? `no sentence goes on with “${words[leaves]}” here` : "it stops too early";
    return { shown, verdict: `not well-formed: ${where}`, good: false };
  }

  /** Add a line to the log: what was done, the sentence and its verdict; only the last few stay. */
  log(label, words) {
    const { verdict, good } = this.judged(words);
    const mark = make("span", { className: good ? "is-yes" : "is-no", "aria-hidden": "true", textContent: good ? "✓" : "✗" });
    const list = this.part("log");
    list.append(make("li", {}, `${label}: “${plain(words)}” `, mark, ` ${verdict}`));
    while (list.children.length > 6) list.firstElementChild.remove();
  }
}

function chanceOf(word, chance, does) {
  const name = word === "<eos>" ? "(end)" : word;
  const button = { type: "button", "data-do": does, "data-word": word, title: `Go on with ${name}` };
  return make(
    does ? "button" : "span", { className: "chance", ...(does ? button : {}) },
    make("span", { className: "chance__word", textContent: name }), " ", bar(chance), " ",
    make("span", { className: "chance__value", textContent: `${(chance * 100).toFixed(1)}%` }),
  );
}

function bar(chance) {
  const drawing = document.createElementNS(SVG, "svg"), box = drawing.appendChild(document.createElementNS(SVG, "rect"));
  const looks = { class: "chance__bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(looks)) drawing.setAttribute(name, value);
  box.setAttribute("width", (chance * 100).toFixed(1));
  box.setAttribute("height", "6");
  return drawing;
}
