/* The search index, fetched and built once, when someone first searches: what `assets/search.json` lists, with MiniSearch.

   Every way to ask a question is a document of its own, so that the nearest one counts and not how many there are. A name
   typed in full comes first. Words are compared as typed; only those that occur nowhere are taken for slips of the pen. */
import { squash, unhurried, version } from "./dom.js";
import { isStopWord, stem, words } from "./search-words.js";
import MiniSearch from "./vendor/minisearch.js";

const AT_ONCE = 20;
const NAMES = ["title", "names", "about"];
const BOOST = { title: 2, names: 4, about: 1.5, asked: 3 };
const OF_ANSWER = 3; // how much more an answer counts than a model when the query is a question
const OF_PAGE = 0.6;
const WHOLE = 1.2; // how much the whole answer counts beside the nearest way to ask it
const NEAR_ENOUGH = 0.35; // of the score of the best; what is below it only shares a common word
const FIRST = 3; // answers to a question stand before the models that it names
const LONGEST_NAME = 4;
const SUGGESTED = 3;
const AT_LEAST = 5; // results for a name are shown, however far they are from the best
const ARXIV = /\b\d{4}\.\d{4,5}\b/;

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

/** Return the documents of an entry: itself, and for a question each of the ways to ask it. */
function documents([kind, href, title, text, more]) {
  const entry = { kind, href, title, text, names: "", about: "", also: [] };
  if (kind === "Claim") return [{ ...entry, verdict: more[0] }];
  if (kind !== "Question") return [{ ...entry, names: more.join(" "), also: more }];
  Object.assign(entry, { also: more, asked: more.join(" ") });
  return [entry, ...more.map((way) => ({ kind, href, title: "", names: way, answer: entry }))];
}

class Index {
  constructor(documents, fields) {
    this.documents = documents;
    this.known = new Set();
    this.exact = new Map();
    for (const document of documents) {
      for (const name of document.answer ? [] : [document.title, ...document.also]) this.#name(squash(name), document);
    }
    this.engine = new MiniSearch({ fields, idField: "place", tokenize: words, processTerm: (word) => this.#indexed(word) });
  }

  #name(name, document) {
    if (name) this.exact.set(name, [...(this.exact.get(name) ?? []), document]);
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

  /** Return what fits, best first. `unknown` are words of the query that occur nowhere, so that what fits is a guess; `instead` are models whose names are near. */
  find(query) {
    const asked = words(query);
    const subjects = [...new Set(asked.filter((word) => !isStopWord(word)))];
    const terms = subjects.length ? subjects : [...new Set(asked)];
    const isQuestion = terms.length < asked.length;
    const hits = this.#ranked(this.#search(terms), terms, isQuestion);
    const named = this.#named(query);
    const subject = isQuestion ? this.exact.get(squash(terms.join(" "))) ?? [] : [];
    const mentioned = isQuestion ? this.#mentioned(query) : [];
    const unknown = named.length ? [] : terms.filter((word) => !this.#knows(word));
    return { found: distinct([...named, ...hits.slice(0, 1), ...subject, ...hits.slice(0, FIRST), ...mentioned, ...hits]), unknown, instead: this.#instead(unknown) };
  }

  /** Return the models whose names stand in a question, the longest name first. */
  #mentioned(query) {
    const parts = query.split(/[\s?!,;:"“”()]+/u).filter(Boolean);
    const runs = parts.flatMap((_, start) => Array.from({ length: LONGEST_NAME }, (_, more) => parts.slice(start, start + more + 1)));
    const names = new Set(runs.sort((one, other) => other.length - one.length).map((run) => squash(run.join(""))));
    return [...names].flatMap((name) => (isStopWord(name) ? [] : this.exact.get(name) ?? [])).filter(({ kind }) => kind === "Model");
  }

  #instead(unknown) {
    const near = this.#search(unknown, { fields: ["title", "names"] }).map(({ id }) => this.documents[id]);
    return near.filter(({ kind }) => kind === "Model").slice(0, SUGGESTED);
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
  #ranked(hits, terms, isQuestion) {
    const weighed = hits.map(({ id, score, queryTerms }) => {
      const document = this.documents[id];
      const weight = document.kind === "Page" ? OF_PAGE : document.kind === "Question" && isQuestion ? OF_ANSWER : 1;
      return { document, score: score * weight, holdsAll: new Set(queryTerms).size >= terms.length };
    });
    const scores = new Map(weighed.map(({ document, score }) => [document, score]));
    for (const hit of weighed) if (hit.document.answer) hit.score += WHOLE * (scores.get(hit.document.answer) ?? 0);
    weighed.sort((one, other) => other.score - one.score);
    const whole = weighed.filter(({ holdsAll }) => holdsAll);
    const isName = terms.length < 4 && !isQuestion && whole.length > 0;
    const best = isName ? whole : weighed;
    const fits = ({ score }, place) => score >= NEAR_ENOUGH * best[0].score || (isName && place < AT_LEAST);
    return distinct(best.filter(fits).map(({ document }) => document.answer ?? document));
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

/** Return documents without those that lead to the same place as one before. */
function distinct(documents) {
  const first = new Map();
  for (const document of documents) if (!first.has(document.href)) first.set(document.href, document);
  return [...first.values()];
}

/** How many letters may be wrong in a word; in a very short one, none, for then it would be any other. */
const slips = (word) => (word.length < 4 ? 0 : word.length < 7 ? 1 : 2);
