/* The search index, fetched and built once, when someone first searches: what `assets/search.json` lists, with MiniSearch.

   Words as typed (or as beginnings) come first; slips of the pen are forgiven when nothing fits. */
import MiniSearch from "./vendor/minisearch.js";

const AT_ONCE = 40;
const NAMES = ["title", "names", "about"];
const OPTIONS = {
  fields: [...NAMES, "text"],
  searchOptions: { boost: { title: 4, names: 3, about: 1.5 }, prefix: (term) => term.length > 1, combineWith: "AND" },
};

let loading = null;

/** Return the index; every caller gets the same one. */
export function load() {
  loading ??= build().catch((error) => {
    loading = null; // the next search tries again
    throw error;
  });
  return loading;
}

const squash = (text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

async function build() {
  const answer = await fetch(new URL("search.json", import.meta.url));
  if (!answer.ok) throw new Error(`search.json: ${answer.status}`);
  const { models, families, entries } = await answer.json();
  const index = new Index(models, families, entries);
  await index.ready;
  return index;
}

class Index {
  constructor(models, families, entries) {
    const names = new Map(families);
    this.models = models.map(([id, name, family, developer, text, ...aliases]) => ({
      kind: "Model", id, title: name, href: `models/${id}/`, family, about: `${names.get(family)} ${developer}`, developer, text, aliases,
      names: [id, ...aliases, ...[name, ...aliases].map(squash)].join(" "),
    }));
    this.entries = entries.map(([kind, href, title, text]) => ({ kind, href, title, text, names: "", about: "" }));
    this.familyNames = families;
    this.documents = [...this.models, ...this.entries];
    this.engine = new MiniSearch({ ...OPTIONS, idField: "place" });
    this.ready = this.engine.addAllAsync(this.documents.map((document, place) => ({ ...document, place })), { chunkSize: AT_ONCE });
  }

  /** Return [family, its name] of all families. */
  families() {
    return this.familyNames;
  }

  /** Return what fits, best first. */
  find(query) {
    for (const options of [{}, { fuzzy: slips }, { combineWith: "OR" }, { combineWith: "OR", fuzzy: slips }]) {
      const found = this.#search(query, options);
      if (found.length) return found;
    }
    return [];
  }

  /** Return the ids of models whose names, family or developer fit the words as typed. */
  exact(query) {
    return this.#ids(query, { fields: NAMES });
  }

  /** Return the ids of models for which they nearly fit. */
  near(query) {
    return this.#ids(query, { fields: NAMES, fuzzy: slips });
  }

  #ids(query, options) {
    return new Set(this.#search(query, options).flatMap((document) => document.id ?? []));
  }

  #search(query, options) {
    if (!query.trim()) return [];
    const together = { combineWith: "OR", queries: [{ combineWith: "AND", queries: [query], ...options }, { queries: [squash(query)], fields: NAMES }] };
    return this.engine.search(together, options).map(({ id }) => this.documents[id]);
  }
}

/** How many letters may be wrong in a word; in a very short one, none, for then it would be any other. */
const slips = (term) => (term.length < 3 ? 0 : term.length < 5 ? 1 : 2);
