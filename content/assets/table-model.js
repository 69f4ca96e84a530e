/* The comparison table as values: what is in its rows, which rows fit a view, and in which order.

   The table itself is the data; its words are the labels of the filters, which give back the values of the vocabulary.
   The rows of the second table stand in <noscript>, where a browser with scripts leaves them as one text. They are read
   as text too: an element is built when a row comes into view (table-rows.js). */
import { RANGES, parseCount as count, parseRange } from "./counts.js";
import { make, squash, unhurried } from "./dom.js";

const UNKNOWN = new Set(["not disclosed", "does not apply", "not researched yet"]);
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Return the sizes of "671B (37B active), 1.5B"; parameters active per token do not count. */
const sizes = (text) => text.replaceAll(/\([^)]*\)/g, "").split(", ").map(count).filter(Boolean);
const largest = (text) => Math.max(0, ...sizes(text)) || null;

/** Return the test of a size for a range such as "500M-1B"; null when all fit. */
export function sizeTest(text) {
  const [least, most] = parseRange(text);
  return least || most ? (size) => size >= (least ?? 0) && size <= (most ?? Infinity) : null;
}

const words = (html) => html.replaceAll(/<[^>]*>/g, "").replaceAll(/&#?\w+;/g, (name) => ENTITIES[name] ?? name).trim();

/** One row: the words of its cells, and the values that filters and order need, worked out when first asked for. */
class Row {
  #facts;
  #order = {};
  stressed = "";

  constructor(model, source, element = null) {
    this.model = model;
    this.source = source;
    this.element = element;
    const [start, ...cells] = source.split(/<t[hd][^>]*>/);
    this.texts = cells.map(words);
    this.name = this.texts[0];
    this.href = /href="([^"]*)"/.exec(cells[0])[1];
    this.id = this.href.split("/").at(-2);
    this.plain = `${this.id} ${this.texts.join(" ")}`.toLowerCase();
    this.squashed = "";
    this.#facts = { id: [this.id], family: [], llm: start.includes("data-except") ? [] : ["position-paper"] };
  }

  /** Add what the page does not show: the family, other names and the summary. */
  call(family, familyName, names, summary) {
    this.#facts.family = [family];
    this.plain = [this.plain, familyName, ...names, summary].join(" ").toLowerCase();
    this.squashed = ["", this.name, ...names].map(squash).join(" ");
  }

  /** Return the values of a field. */
  facts(key) {
    this.#facts[key] ??= this.#values(key, this.texts[this.model.places.get(key)]);
    return this.#facts[key];
  }

  #values(key, text) {
    if (key === "license") return [UNKNOWN.has(text) ? "unknown" : this.model.licenses[text]];
    const known = this.model.codes.get(key);
    return known ? text.replace(/ \(\d+\)$/, "").split(", ").map((word) => known.get(word) ?? word) : [text];
  }

  /** The sizes of all variants. */
  get sizes() {
    this.#order.sizes ??= sizes(this.texts[this.model.places.get("parameters")]);
    return this.#order.sizes;
  }

  /** Print the sizes that fit in bold; none when no size is asked for. */
  stress(fits, size) {
    if (this.stressed === size) return;
    const place = this.model.places.get("parameters");
    const parts = this.texts[place].split(", ").flatMap((part, at) => [at ? ", " : "", fits && sizes(part).some(fits) ? make("b", { textContent: part }) : part]);
    this.element.cells[place].replaceChildren(...parts);
    this.stressed = size;
  }

  /** Return what a column sorts by; null when it is unknown. */
  order(key) {
    if (!(key in this.#order)) {
      const text = this.texts[this.model.places.get(key)];
      const read = { size: largest, number: count }[this.model.columns[this.model.places.get(key)].kind];
      this.#order[key] = UNKNOWN.has(text) ? null : read ? read(text) : text;
    }
    return this.#order[key];
  }
}

/** The rows of the first table, and later those of the second. */
export class TableModel {
  #sorted = "";

  /** `codes`: field -> words -> value; `licenses`: words -> kind. */
  constructor(table, others, codes, licenses) {
    this.others = others;
    this.codes = codes;
    this.licenses = licenses;
    this.columns = [...table.tHead.rows[0].cells].map((cell) => ({
      key: cell.dataset.column,
      kind: cell.dataset.kind ?? "text",
      unit: cell.dataset.unit ?? "",
      name: cell.textContent.trim(),
      cell,
    }));
    this.places = new Map(this.columns.map(({ key }, place) => [key, place]));
    this.rows = this.printed = [];
    this.byId = new Map();
    for (const body of table.tBodies) for (const row of body.rows) this.#add(new Row(this, row.outerHTML, row));
  }

  /** Read the second table, in small portions so that the page keeps answering. */
  async readOthers() {
    const lines = (this.others?.textContent ?? "").split("\n").filter((line) => line.startsWith("<tr"));
    for await (const line of unhurried(lines)) this.#add(new Row(this, line));
  }

  #add(row) {
    this.printed.push(row);
    this.byId.set(row.id, row);
  }

  /** Return a test of rows for a view; `except` leaves one field out. `found` holds the ids that free text nearly fits. */
  test(view, found = null, except = "") {
    const lists = Object.entries(view.filters).filter(([field, values]) => values.size && field !== except);
    const [firstYear, lastYear] = parseRange(view.year, RANGES.year);
    const typed = view.q.toLowerCase().split(/\s+/).filter(Boolean);
    const beginning = ` ${squash(view.q)}`;
    const fitsYear = (year) => (!firstYear || year >= firstYear) && (!lastYear || year <= lastYear);
    const fitsSize = sizeTest(view.size);
    return (row) =>
      (!typed.length || typed.every((word) => row.plain.includes(word)) || (beginning !== " " && row.squashed.includes(beginning)) || Boolean(found?.has(row.id))) &&
      lists.every(([field, values]) => row.facts(field).some((value) => values.has(value))) &&
      ((!firstYear && !lastYear) || fitsYear(Number(row.order("released")?.slice(0, 4)))) &&
      (!fitsSize || row.sizes.some(fitsSize));
  }

  /** Put the rows in order: unknown values last in both directions, equal ones as printed. */
  sort(key, down) {
    const wanted = key || down ? `${down ? "-" : ""}${key} ${this.printed.length}` : "";
    if (wanted === this.#sorted) return;
    this.#sorted = wanted;
    const sign = down ? -1 : 1;
    const column = key || "name";
    this.rows = !wanted ? this.printed : [...this.printed].sort((first, second) => {
      const [a, b] = [first.order(column), second.order(column)];
      if (a === null || b === null) return (a === null) - (b === null);
      return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
    });
  }
}
