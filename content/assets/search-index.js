/* The search index, fetched and built once, when someone first searches: what `assets/search.json` lists, with MiniSearch.

   Every way to ask a question is a document of its own, so that the nearest one counts and not how many there are. A name
   typed in full comes first. Words are compared as typed; only those that occur nowhere are taken for slips of the pen. */
import { squash, unhurried, version } from "./dom.js";
import { isAsking, isStopWord, listedWords, stem, words } from "./search-words.js";
import MiniSearch from "./vendor/minisearch.js";

const AT_ONCE = 20;
const ANSWERING = new Set(["Question", "Task"]); // kinds of entries that answer a question as asked
const NAMES = ["title", "names", "about"];
const BOOST = { title: 2, names: 4, about: 1.5, asked: 3 };
const OF_ANSWER = 3; // how much more an answer counts than a model when the query is a question
const OF_PAGE = 0.6;
const WHOLE = 1.2; // how much the whole answer counts beside the nearest way to ask it
const NEAR_ENOUGH = 0.35; // of the score of the best; what is below it only shares a common word
const FIRST = 3; // answers to a question stand before the models that it names
const LONGEST_NAME = 4;
const SUGGESTED = 3;
const AT_LEAST = 5; // results for a name are shown, however far they are from the best; so many near a name that is missing
const ANSWERS = 12; // of a question, at most
const ARXIV = /\b\d{4}\.\d{4,5}(?=v\d|\b)/;
const ASCII = /^[ -~]*$/;
const BROAD = new Set(["llm", "lm", "ai", "model", "gener", "text"].map(stem)); // what the questions here have in common
const FACTS = new Set( // what a model's page tells
  ("large size parameters number count released date license context length long input window tokens dimensions architecture developer "
    + "encoder decoder encoderonly decoderonly attention bidirectional causal autoregressive masked open weights classifier").split(" ").map(stem),
);
const OWN = /\b(?:your|this (?:site|website|page|catalog|table|list))\b/i; // what is asked of us
const LETTERS = /^[a-z]{6,}$/;
const SAME_END = 5;
const YEAR = /^(19|20)\d\d$/;

/** Return a function that does its work once; after a failure the next call tries again. */
function once(work) {
  let doing = null;
  return () => {
    doing ??= work().catch((error) => {
      doing = null;
      throw error;
    });
    return doing;
  };
}

/** Return the index of the whole site; every caller gets the same one. */
export const load = once(async () => {
  const { models, entries } = await listed();
  return new Index([...models, ...entries], [...NAMES, "asked", "text"]).complete();
});

/** Return models and families with their names; `near` finds models whose names nearly fit, in an index made when first needed. */
export const loadNames = once(async () => {
  const { models, families } = await listed();
  const index = once(() => new Index(models, NAMES).complete());
  return { models, families, near: async (query) => (await index()).near(query) };
});

const listed = once(async () => {
  const answer = await fetch(new URL(`search.json${version}`, import.meta.url));
  if (!answer.ok) throw new Error(`search.json: ${answer.status}`);
  const { models, families, entries } = await answer.json();
  const familyNames = new Map(families);
  const described = [];
  for await (const [id, title, family, developer, text, arxiv, variants, ...aliases] of unhurried(models)) {
    const familyName = familyNames.get(family);
    const names = [id, arxiv, variants, ...aliases, ...[title, ...aliases].map(squash)].join(" ");
    const about = `${familyName} ${developer}`;
    described.push({ kind: "Model", id, title, href: `models/${id}/`, family, familyName, about, developer, text, aliases, names, also: [id, arxiv, ...aliases] });
  }
  return { families, models: described, entries: entries.flatMap(documents) };
});

/** Return the documents of an entry: itself, and for one that answers each of the ways to ask it. */
function documents([kind, href, title, text, more]) {
  const entry = { kind, href, title, text, names: "", about: "", also: [] };
  if (kind === "Claim") return [{ ...entry, verdict: more[0] }];
  if (!ANSWERING.has(kind)) return [{ ...entry, names: more.join(" "), also: more }];
  Object.assign(entry, { also: more, asked: more.join(" ") });
  return [entry, ...more.map((way) => ({ kind, href, title: "", names: way, answer: entry }))];
}

class Index {
  constructor(documents, fields) {
    this.documents = documents;
    this.known = new Set();
    this.exact = new Map();
    this.answered = new Set(); // roots that some answer has
    this.nameRoots = new Set(); // roots that the name of a model has
    this.subjects = new Map(); // the roots of a question or a term -> what answers just this
    for (const document of documents) {
      for (const name of document.answer ? [] : [document.title, ...document.also]) {
        add(this.exact, squash(name), document);
        if (ANSWERING.has(document.kind)) for (const root of roots(name)) this.answered.add(root);
        if (isModel(document)) for (const root of roots(name)) this.nameRoots.add(root);
        else add(this.subjects, subject(name), document);
      }
    }
    this.modelNames = [...this.exact].filter(([, named]) => named.some(isNamed)).map(([name]) => name);
    this.engine = new MiniSearch({ fields, idField: "place", tokenize: listedWords, processTerm: (word) => this.#indexed(word) });
  }

  /** Return what stands in the index for a word: itself, for what is still being typed, and its stem. */
  #indexed(word) {
    if (isStopWord(word)) return null;
    const root = stem(word);
    this.known.add(root).add(word);
    return root === word ? word : [word, root];
  }

  /** Return the index once all documents are in it. */
  async complete() {
    await this.engine.addAllAsync(this.documents.map((document, place) => ({ ...document, place })), { chunkSize: AT_ONCE });
    return this;
  }

  /** Return what fits, best first. `unknown` are names in the query that nothing has, so that what fits is a guess; `instead` are models whose names are near. */
  find(query) {
    const asked = words(query);
    const subjects = [...new Set(asked.filter((word) => !isStopWord(word)))];
    const terms = subjects.length ? subjects : [...new Set(asked)];
    const isQuestion = asked.some(isAsking) || query.includes("?");
    const matches = this.#search(terms);
    const named = this.#named(query);
    const same = this.#same(query, isQuestion ? terms : []);
    const unknown = named.length ? [] : this.#unknown(query, terms, isQuestion, matches.some((match) => holdsAll(match, terms)));
    const near = isQuestion ? this.#answers(query, terms, matches) : this.#listed(query, terms, matches);
    const found = distinct([...named, ...same, ...near]);
    return { found: unknown.length && !isQuestion ? found.slice(0, AT_LEAST) : found, unknown, instead: this.#instead(unknown) };
  }

  /** Return the models, else families, whose names stand in a question, the longest name first; "Llama" in "Llama Guard" is no name. */
  #mentioned(query, taken = new Map()) {
    const called = (name) => {
      const all = isStopWord(name) ? [] : (this.exact.get(name) ?? []).filter(isNamed);
      return all.some(isModel) ? all.filter(isModel) : all;
    };
    return distinct(runs(query).flatMap(({ words, start }) => {
      const found = called(squash(words.join("")));
      const places = words.map((_, at) => start + at);
      if (!found.length || places.some((place) => taken.has(place))) return [];
      places.forEach((place) => taken.set(place, words.length));
      return found;
    }));
  }

  /** Return what is asked with the same words, or named by the words with a subject alone. */
  #same(query, terms) {
    const asked = this.subjects.get(subject(query)) ?? [];
    const answers = asked.filter(({ kind }) => ANSWERING.has(kind));
    return [...answers, ...(this.exact.get(squash(terms.join(" "))) ?? []), ...asked];
  }

  /** Return what fits words that are no question; the model comes first if a fact of it is asked for: "ModernBERT license". */
  #listed(query, terms, matches) {
    const mentioned = this.#mentioned(query);
    const hits = this.#ranked(matches, terms, query, false);
    if (isAlone(mentioned, terms)) return [...mentioned, ...hits];
    const called = runs(query).filter(({ words }) => words.length > 1).flatMap(({ words }) => this.exact.get(squash(words.join(""))) ?? []);
    return [...hits.slice(0, 1), ...called, ...hits];
  }

  /** Return what answers a question, and the models that it names. A model comes first if the rest is what is asked of every
      model; else after the answers to all of it or, if no way to ask has its name, after the best answer to the rest. */
  #answers(query, terms, matches) {
    const mentioned = this.#mentioned(query);
    const alone = isAlone(mentioned, terms);
    const isStrange = (root) => this.nameRoots.has(root) && !this.answered.has(root);
    const names = terms.filter((word) => !/^\d/.test(word) && isStrange(stem(word)));
    const rest = terms.filter((word) => !names.includes(word) && !/\d/.test(word));
    const named = this.#search(names, { fields: ["title", "names"] }).map(({ id }) => this.documents[id]);
    const model = names.length ? [...mentioned, ...named].find(isModel) : undefined;
    if (!model) {
      const hits = this.#ranked(matches, terms, query, true);
      return [...hits.slice(0, alone ? 0 : isComparison(mentioned, terms) ? 1 : FIRST), ...mentioned, ...hits];
    }
    const hits = this.#ranked(this.#search(rest), rest, query, true);
    return alone || isOfEveryModel(rest) ? [model, ...hits] : [...hits.slice(0, 1), model, ...hits];
  }

  /** Return the parts of a query that occur nowhere, the id of which nothing holds all words, or the version that is not
      here. In a question an ordinary word may be new: there only what looks like a name counts, or what is half of it. */
  #unknown(query, terms, isQuestion, isWhole) {
    const isNew = (part) => {
      const own = words(part).filter((word) => terms.includes(word));
      const fresh = own.filter((word) => !this.#knows(word));
      return fresh.length > 0 && (ASCII.test(part) || 2 * fresh.length >= own.length);
    };
    const strange = parts(query).filter(isNew);
    const isName = (part) => /[\p{Lu}\d]/u.test(query.startsWith(part) ? part.slice(1) : part);
    const told = isQuestion && 2 * strange.length < terms.length ? strange.filter(isName) : strange;
    if (told.length) return told;
    return !isWhole && ASCII.test(query) && parts(query).length === 1 ? parts(query) : this.#versions(query);
  }

  /** Return the longest name with a number that no model has, though there is the name, or the name with other numbers: "Grok 2".
      A part of a longer name that is here, as "Nemotron 4" in "Nemotron 4 340B Reward", is none. */
  #versions(query) {
    const taken = new Map();
    this.#mentioned(query, taken);
    const free = runs(query).filter(({ words, start }) => !(taken.get(start) >= words.length) && this.#isOtherVersion(words));
    return free.slice(0, 1).map(({ words }) => words.join(" "));
  }

  #isOtherVersion(run) {
    const [, name, number] = /^(.*\D)(\d+)$/.exec(squash(run.join(" "))) ?? [];
    if (!name || YEAR.test(number) || /\d \d/.test(run.join(" "))) return false;
    const inSeries = (key) => key === name || (key.startsWith(name) && /\d/.test(key[name.length]));
    const isIt = new RegExp(`${name}${number}(?!\\d)`);
    return this.modelNames.some(inSeries) && !this.modelNames.some((key) => isIt.test(key));
  }

  /** Return the models and families whose names have two letters the other way round, or stand in a new word, as GLM in
      VisualGLM, those whose names are spelled nearly so, and those whose names end alike, as Mathstral and Mistral. */
  #instead(unknown) {
    const names = unknown.map(squash);
    const within = this.modelNames.filter((key) => key.length > 2 && names.some((name) => name.includes(key)));
    const near = this.#search(unknown.flatMap(words), { fields: ["title", "names"] }).map(({ id }) => this.documents[id]);
    const swapped = names.flatMap(swaps).flatMap((name) => this.exact.get(name) ?? []);
    const ends = new Set(names.filter((name) => LETTERS.test(name)).map((name) => name.slice(-SAME_END)));
    const alike = this.modelNames.filter((key) => LETTERS.test(key) && ends.has(key.slice(-SAME_END)));
    const called = (keys) => keys.flatMap((key) => this.exact.get(key));
    const found = [...swapped, ...called(within.sort((one, other) => other.length - one.length)), ...near, ...called(alike)];
    const named = found.filter(isNamed);
    return named.filter(({ title }, place) => named.findIndex((other) => other.title === title) === place).slice(0, SUGGESTED);
  }

  #named(query) {
    return this.exact.get(squash(query)) ?? this.exact.get(squash(query.match(ARXIV)?.[0] ?? "")) ?? [];
  }

  /** Tell whether a word, its stem, or a word that begins with it occurs anywhere. */
  #knows(word) {
    return this.#occurs(word) || (word.length > 1 && [...this.known].some((other) => other.startsWith(word)));
  }

  #occurs(word) {
    return this.known.has(word) || this.known.has(stem(word));
  }

  /** Return those that hold all words, if there are any and the query is a name rather than a question; else the nearest. */
  #ranked(hits, terms, query, isQuestion) {
    const page = isQuestion && OWN.test(query) ? OF_ANSWER : OF_PAGE;
    const weighed = hits.map(({ id, score, queryTerms }) => {
      const document = this.documents[id];
      const weight = document.kind === "Page" ? page : ANSWERING.has(document.kind) && isQuestion ? OF_ANSWER : 1;
      return { document, score: score * weight, holdsAll: holdsAll({ queryTerms }, terms) };
    });
    const scores = new Map(weighed.map(({ document, score }) => [document, score]));
    for (const hit of weighed) if (hit.document.answer) hit.score += WHOLE * (scores.get(hit.document.answer) ?? 0);
    weighed.sort((one, other) => other.score - one.score);
    const whole = weighed.filter(({ holdsAll }) => holdsAll);
    const isName = terms.length < 4 && !isQuestion && whole.length > 0;
    const best = isName && whole.some(({ document }) => isNamed(document)) ? whole : weighed;
    const fits = ({ score }, place) => score >= NEAR_ENOUGH * best[0].score || (!isQuestion && place < AT_LEAST);
    const found = distinct(best.filter(fits).map(({ document }) => document.answer ?? document));
    return isQuestion ? found.slice(0, ANSWERS) : found;
  }

  /** Return the ids of models whose names, family or developer nearly fit. */
  near(query) {
    const hits = this.#search(words(query), { fields: NAMES }, "AND");
    return new Set([...this.#named(query), ...hits.map(({ id }) => this.documents[id])].flatMap((document) => document.id ?? []));
  }

  /** Return the hits for words; the last may be unfinished, and those that occur nowhere may be misspelled. */
  #search(terms, options = {}, combineWith = "OR") {
    const last = terms.at(-1);
    const queries = terms.map((word) => ({
      queries: [this.#occurs(word) && word !== last ? stem(word) : word],
      fuzzy: this.#occurs(word) ? false : slips(word),
      prefix: word === last && word.length > 1,
    }));
    const together = terms.length > 1 && terms.length < 4 ? [{ queries: [terms.join("")], fields: NAMES, prefix: true }] : [];
    const tree = { combineWith: "OR", queries: [{ combineWith, queries }, ...together] };
    return terms.length ? this.engine.search(tree, { boost: BOOST, processTerm: stem, tokenize: (word) => [word], ...options }) : [];
  }
}

/** Put a value to those of a key in a map of lists. */
function add(map, key, value) {
  if (key) map.set(key, [...(map.get(key) ?? []), value]);
}

const roots = (text) => words(text).filter((word) => !isStopWord(word)).map(stem);

/** Return what a question or a name is about: its roots, in any order. */
const subject = (text) => [...new Set(roots(text))].sort().join(" ");

const holdsAll = ({ queryTerms }, terms) => new Set(queryTerms).size >= terms.length;

const swaps = (name) => Array.from({ length: name.length - 1 }, (_, at) => name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2));

/** Tell whether words ask what could be asked of every model, and its page tells; it does not tell how or why it writes. */
function isOfEveryModel(words) {
  const isFact = (word) => FACTS.has(stem(word));
  const hasFact = words.some(isFact);
  return words.every((word) => isStopWord(word) || BROAD.has(stem(word)) || isFact(word) || (hasFact && isAsking(word)));
}

/** Return the words that are in no name of some models. */
function without(models, terms) {
  const own = new Set(models.flatMap(({ title, also }) => [title, ...also]).flatMap(words));
  return terms.filter((word) => !own.has(word));
}

/** Tell whether words name one model, in full, and else what could be asked of every model. */
const isAlone = (models, terms) => models.length === 1 && isOfEveryModel(without(models, terms));

/** Tell whether words name several models and nothing else. */
const isComparison = (models, terms) => models.length > 1 && !without(models, terms).length;

const isModel = ({ kind }) => kind === "Model";

const isNamed = ({ kind }) => kind === "Model" || kind === "Family";

const parts = (query) => query.normalize("NFKC").split(/[\s?!,;:"“”()]+/u).filter(Boolean);

/** Return the runs of a few words in a query, the longest first. */
function runs(query) {
  const all = parts(query);
  const found = all.flatMap((_, start) => Array.from({ length: Math.min(LONGEST_NAME, all.length - start) }, (_, more) => ({ start, words: all.slice(start, start + more + 1) })));
  return found.sort((one, other) => other.words.length - one.words.length);
}

/** Return documents without those that lead to the same place as one before. */
function distinct(documents) {
  const first = new Map();
  for (const document of documents) if (!first.has(document.href)) first.set(document.href, document);
  return [...first.values()];
}

/** How many letters may be wrong in a word; in a very short one, none, for then it would be any other. */
const slips = (word) => (word.length < 4 || /\d/.test(word) ? 0 : word.length < 7 ? 1 : 2);
