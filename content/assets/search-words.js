/* Words as the search compares them, the same for what is listed and for what is typed. No page is needed to run this. */

/* Words without a subject of their own: with them, every question would be about everything. */
const STOP_WORDS = new Set(
  ("a about actually all also am an and any are as at be because been but by can cannot could did do does doing each else ever everything exactly explain explained "
    + "for from get gets has have having he her here how i if in into is it its itself just kind know like make makes many may me mean meaning means might more most "
    + "much must my no nor not now of on one only or other our out over own please really same say see shall she should simple so some someone something sort still such than "
    + "that the their them then there these they thing things this those to too type up us use used using very via want was we well were what when where whether which while "
    + "who whose why will with without work works would yet you your vs versus difference differences different differ differs compared between").split(" "),
);
const SAME = [[/\blarge language models?\b/g, "llm"], [/\bgen ?ai\b/g, "generative ai"], [/\bsmall language models?\b/g, "slm"], [/\blanguage models?\b/g, "lm"], [/\bany more\b/g, "anymore"]];
const NO_SPACES = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+)/u;
const ENDINGS = /(?:ions?|ives?|ings?|ed|es|ers?|ors?|e|s|ly)$/;

/* Roots that mean the same in questions about language models. */
const ALIKE = new Map(Object.entries({ writ: "gener", writt: "gener", wrote: "gener", produc: "gener", pictur: "imag", photo: "imag", vect: "embed", outdat: "obsolet", dead: "obsolet", bigg: "larg", big: "larg" }));

/** Return the words of a text in lower case; scripts without spaces give pairs of neighbors. */
export function words(text) {
  let plain = text.normalize("NFKC").toLowerCase().replace(/n['’]t\b|['’](s|re|ll|ve|m|d)\b/g, " ");
  for (const [long, short] of SAME) plain = plain.replace(long, short);
  return plain.split(/[^\p{L}\p{N}]+/u).flatMap(pieces).filter(Boolean);
}

const pieces = (word) => (NO_SPACES.test(word) ? word.split(NO_SPACES).flatMap((part) => (NO_SPACES.test(part) ? pairs(part) : part)) : word);

const pairs = (run) => (run.length < 3 ? [run] : Array.from({ length: run.length - 1 }, (_, start) => run.slice(start, start + 2)));

export const isStopWord = (word) => STOP_WORDS.has(word);

/** Return a word without its ending, so that generate, generated, generator and generation are one. */
export function stem(word) {
  const bare = root(word);
  return ALIKE.get(bare) ?? bare;
}

function root(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  let short = word.replace(/is(e|ed|es|ing|ations?)$/, "iz$1").replace(/(ss|us)$/, "$1$1");
  if (short.length < 5) return short.replace(/([^su])s$/, "$1").slice(0, word.length);
  for (let round = 0; round < 2; round += 1) {
    const shorter = short.replace(ENDINGS, "");
    if (shorter.length < 4) break;
    short = shorter;
  }
  return short.replace(/(.{5})at$/, "$1").replace(/i$/, "y").replace(/([bdglmnprt])\1$/, "$1");
}
