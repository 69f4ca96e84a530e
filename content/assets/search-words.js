/* Words as the search compares them, the same for what is listed and for what is typed. No page is needed to run this. */

/* Words without a subject of their own: with them, every question would be about everything. */
const STOP_WORDS = new Set(
  ("a about actually all also am an and any anybody anyone are arent as at basically be because been but by can cannot cant could define did diff do does doesnt doing dont each else ever everybody everyone everything exactly explain explained "
    + "for from get gets give has have having he hello help her here hey hi i if im in into is isnt it its itself kind know like make makes many may me mean meaning means meant might "
    + "much must need needs no nor not now of on one only or other out over own please pls plz really same say see shall she should simple so some somebody someone something sort still such tell than "
    + "that thats the their them then there these they theyre thing things this tho those though to too try trying turn turns turned type up us use used using very via want was we well were what whats whether which while "
    + "wat who whose will with without work works would yet you vs versus compare comparison difference differences different differ differs compared between").split(" "),
);

/* Other spellings, short forms and idioms, in this order -> how they are listed. */
const SAME = [
  [/\b(?:lang(?:auge|ague|uge|uague)|languge|langage)(?=s?\b)/g, "language"],
  [/\b(?:eli ?\d+|(?:explain )?(?:it )?(?:to me )?like i['’]?m \S+)/g, "explain"],
  [/\b(?:not|never|cannot|(?:is|are|ca|do|does|wo)n['’]?t)(?: (?:a|be|to|really|always))* (?=generat|writ|produc)/g, "non "],
  [/\bartificial intelligence\b/g, "ai"],
  [/\bgen ?ai\b/g, "generative ai"],
  [/^((?:is|are)(?: an?| the)? \S+(?: \d\S*)?)(?: an?)? generative ai\b/g, "$1 generative"],
  [/\bchat gpt/g, "chatgpt"],
  [/\b(?:asr|stt)\b/g, "speech recognition"],
  [/\btts\b/g, "text to speech"],
  [/\bvision[- ]language models?\b/g, "vlm"],
  [/\blarge language models?\b/g, "llm"],
  [/\bsmall language models?\b/g, "slm"],
  [/^((?:is|are|was|were)(?:nt)?(?: +\S+){1,5}) language models?\b/g, "$1 llm"],
  [/\blanguage model(?:s|l?ing)?\b/g, "lm"],
  [/\bretrieval[- ]augmented generation\b/g, "rag"],
  [/\bnamed[- ]entity recognition\b/g, "ner"],
  [/\bquestion[- ]answering\b/g, "qa"],
  [/\bsentence[- ]transformers?\b/g, "embedding model"],
  [/\b(bi|cross)[- ]?encod/g, "$1encod"],
  [/\b(fine|pre)[- ]?t(un|rain)/g, "$1t$2"],
  [/\b(auto|open|decoder|encoder)[- ](complet|sourc|only)/g, "$1$2"],
  [/\bnext[- ]words?\b/g, "next token"],
  [/\bma(?:k(?:e|es|ing)|de) (?:(?:stuff|things|facts|it) )?up\b/g, "hallucinate"],
  [/\b(?:any more|any longer|nowadays|these days|today|(?:in|for) 20\d\d)\b/g, "anymore"],
  [/\bparams?\b/g, "parameters"],
  [/\btrue or false\b/g, " "],
];
const NO_SPACES = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+)/u;
const ENDINGS = /(?:ions?|ives?|ings?|ed|es|ers?|ors?|e|s|ly)$/;

/* Roots that mean the same in questions about language models: the one that is listed, and the others. */
const ALIKE = new Map(Object.entries({
  gener: "writ writt wrote produc",
  imag: "pictur photo",
  sound: "speech audio voic",
  embed: "vect",
  obsolet: "outdat dead",
  larg: "bigg big",
  limit: "weakness weaknes downsid drawback disadvantag shortcom",
  hallucin: "invent fabric",
  choo: "pick select recommend",
  local: "laptop offlin",
  memory: "vram gpu ram",
  code: "program coding",
  chat: "talk convers",
  commerc: "business sel",
  probability: "likelihood prob logprob",
  exampl: "famous popular list",
  smart: "intelligenc intelligent clev",
}).flatMap(([root, others]) => others.split(" ").map((other) => [other, root])));

/** Return the words of a text in lower case; scripts without spaces give pairs of neighbors, "gpt2" is two words. */
export function words(text) {
  let plain = text.normalize("NFKC").toLowerCase().replace(/n['’]t\b|['’](s|re|ll|ve|m|d)\b/g, " ");
  for (const [long, short] of SAME) plain = plain.replace(long, short);
  return plain.replace(/([a-z]{3,})(?=\d)/g, "$1 ").split(/[^\p{L}\p{N}]+/u).flatMap(pieces).filter(Boolean);
}

/** Return the words under which a text is listed: also those with hyphens as one, for who types "dalle". */
export function listedWords(text) {
  const hyphened = text.normalize("NFKC").toLowerCase().match(/[a-z]+(?:-[a-z]+)+/g) ?? [];
  return [...words(text), ...hyphened.map((whole) => whole.replaceAll("-", ""))];
}

const pieces = (word) => (NO_SPACES.test(word) ? word.split(NO_SPACES).flatMap((part) => (NO_SPACES.test(part) ? pairs(part) : part)) : word);

const pairs = (run) => (run.length < 3 ? [run] : Array.from({ length: run.length - 1 }, (_, start) => run.slice(start, start + 2)));

/* Words that make a question, though they tell answers apart. */
const ASKING = new Set(["how", "why", "when", "where"]);

export const isAsking = (word) => ASKING.has(word) || isStopWord(word);

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
