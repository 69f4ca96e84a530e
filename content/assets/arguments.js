/* The worked arguments with the reader's numbers: the same rows as the printed ones, which stay as they are.

   catalog/pages/arguments.py computes the printed ones; a test holds the two against each other. */
import { Fraction, ONE, product, sum } from "./fraction.js";
import { make } from "./dom.js";

const FIRST = ["hot", "cold"], SECOND = ["tea", "beer"];
const TICKS = ["tick", "tock"], TEXT = ["tick", "tock", "tick"];
const both = (chance) => [chance, ONE.minus(chance)];

/** Odds that something holds, as the chance of it. */
const chanceOf = (odds) => odds.over(ONE.plus(odds));

function joint({ tea, beer, hot, cold }) {
  const ratio = (a, b) => a[0].over(a[1]).over(b[0].over(b[1]));
  const ratios = [ratio(tea, beer), ratio(hot, cold)];
  const odds = [hot, cold].map((pair, at) => pair[0].over(pair[1]).times(beer[at]).over(tea[at]));
  const rows = [
    `${tea[0].shown()}; ${beer[0].shown()}`,
    `${hot[0].shown()}; ${cold[0].shown()}`,
    `${ratios[0]}; ${ratios[1]}`,
    ...odds.map((value) => chanceOf(value).shown()),
  ];
  const follows = ratios[0].equals(ratios[1])
    ? `Both sides give the same odds ratio, ${ratios[0]}: a joint distribution fits.`
    : `The odds ratios differ, ${ratios[0]} and ${ratios[1]}: no joint distribution fits.`;
  return { rows, follows };
}

function chainRule({ first, change }) {
  const chain = (text) => product([first[TICKS.indexOf(text[0])], ...text.slice(1).map((word, at) => change[word === text[at] ? 1 : 0])]);
  const given = (text, at) => chain(text).over(sum(TICKS.map((word) => chain(text.with(at, word)))));
  const factors = (text) => text.map((_, at) => given(text, at));
  const every = TICKS.flatMap((a) => TICKS.flatMap((b) => TICKS.map((c) => [a, b, c])));
  const total = sum(every.map(chain)), pseudo = sum(every.map((text) => product(factors(text))));
  const rows = [
    `${first[0]} × ${change[0]} × ${change[0]} = ${chain(TEXT).shown(5)}`,
    total.shown(),
    `${factors(TEXT).join(" × ")} = ${product(factors(TEXT)).shown(5)}`,
    pseudo.shown(),
  ];
  const also = pseudo.equals(ONE) ? "With these numbers the words do not depend on each other, and the two agree" : "They are no probability";
  return { rows, follows: `The chain rule shares out exactly ${total}. The pseudo-likelihoods add up to ${pseudo.shown()}. ${also}.` };
}

function orders({ tea, beer, hot, cold, first, second }) {
  const texts = FIRST.flatMap((_, i) => SECOND.map((_, j) => [i, j]));
  const left = texts.map(([i, j]) => first[i].times([hot, cold][i][j]));
  const right = texts.map(([i, j]) => second[j].times([tea, beer][j][i]));
  const rows = [
    ...texts.map((_, at) => `left: ${left[at].shown()}; right: ${right[at].shown()}`),
    `left: ${sum(left)}; right: ${sum(right)}`,
  ];
  const apart = texts.findIndex((_, at) => !left[at].equals(right[at]));
  const name = ([i, j]) => `${FIRST[i]} ${SECOND[j]}`;
  const follows = apart < 0
    ? "Both orders give every text the same probability."
    : `The two orders disagree: “${name(texts[apart])}” gets ${left[apart]} or ${right[apart]}.`;
  return { rows, follows };
}

const BLANKS = { tea: ["p(hot | tea)", 75], beer: ["p(hot | beer)", 25], hot: ["p(tea | hot)", 50], cold: ["p(tea | cold)", 50] };
const KINDS = {
  joint: [joint, BLANKS],
  "chain-rule": [chainRule, { first: ["p(first is tick)", 50], change: ["p(next word differs)", 75] }],
  orders: [orders, { ...BLANKS, first: ["p(hot), both hidden", 50], second: ["p(tea), both hidden", 50] }],
};

const broken = (text) => text.split("; ").flatMap((line, at) => (at ? [";", make("br"), line] : [line]));

/** Fill the opened part of an argument: numbers to change, and the table that follows from them. */
export function open(own) {
  const argument = own.closest(".argument"), [compute, numbers] = KINDS[own.dataset.argument];
  const field = ([name, [label, value]]) => make(
    "label", {}, `${label} `, make("input", { type: "number", name, min: 1, max: 99, step: 1, value, required: true }), " %",
  );
  const fields = Object.entries(numbers).map(field);
  const form = make("form", { className: "argument__numbers" }, ...fields);
  const labels = [...argument.querySelectorAll("table[data-printed] th")].map((head) => head.innerText.replaceAll("\n", " "));
  const body = make("tbody"), follows = make("p", { className: "argument__conclusion", role: "status" });
  const show = () => {
    const chances = Object.fromEntries([...form.elements].map((input) => [input.name, both(new Fraction(BigInt(Math.round(input.value)), 100n))]));
    const found = compute(chances);
    body.replaceChildren(...found.rows.map((row, at) => make("tr", {}, make("th", { scope: "row" }, ...broken(labels[at])), make("td", {}, ...broken(row)))));
    follows.textContent = found.follows;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => form.checkValidity() && show());
  own.append(form, make("table", {}, make("caption", { textContent: "Computed in this page" }), body), follows);
  show();
}
