/* The search index, fetched and built once, when someone first searches: what `assets/search.json` lists, with MiniSearch.

   Words as typed (or as beginnings) come first; slips of the pen are forgiven when nothing fits. */
import { squash, unhurried, version } from "./dom.js";
import MiniSearch from "./vendor/minisearch.js";

const AT_ONCE = 20;
const NAMES = ["title", "names", "about"];
const SEARCH = { boost: { title: 4, names: 3, about: 1.5 }, prefix: (term) => term.length > 1, combineWith: "AND" };

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
  return new Index([...models, ...entries], [...NAMES, "text"]).complete();
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
  for await (const [id, title, family, developer, text, ...aliases] of unhurried(models)) {
    const familyName = familyNames.get(family);
    const names = [id, ...aliases, ...[title, ...aliases].map(squash)].join(" ");
    described.push({ kind: "Model", id, title, href: `models/${id}/`, family, familyName, about: `${familyName} ${developer}`, developer, text, aliases, names });
  }
  return { families, models: described, entries: entries.map(([kind, href, title, text]) => ({ kind, href, title, text, names: "", about: "" })) };
});

class Index {
  constructor(documents, fields) {
    this.documents = documents;
    this.engine = new MiniSearch({ fields, searchOptions: SEARCH, idField: "place" });
  }

  /** Return the index once all documents are in it. */
  async complete() {
    await this.engine.addAllAsync(this.documents.map((document, place) => ({ ...document, place })), { chunkSize: AT_ONCE });
    return this;
  }

  /** Return what fits, best first. */
  find(query) {
    for (const options of [{}, { fuzzy: slips }, { combineWith: "OR" }, { combineWith: "OR", fuzzy: slips }]) {
      const found = this.#search(query, options);
      if (found.length) return found;
    }
    return [];
  }

  /** Return the ids of models whose names, family or developer nearly fit. */
  near(query) {
    return new Set(this.#search(query, { fields: NAMES, fuzzy: slips }).flatMap((document) => document.id ?? []));
  }

  #search(query, options) {
    if (!query.trim()) return [];
    const together = { combineWith: "OR", queries: [{ combineWith: "AND", queries: [query], ...options }, { queries: [squash(query)], fields: NAMES }] };
    return this.engine.search(together, options).map(({ id }) => this.documents[id]);
  }
}

/** How many letters may be wrong in a word; in a very short one, none, for then it would be any other. */
const slips = (term) => (term.length < 3 ? 0 : term.length < 5 ? 1 : 2);
