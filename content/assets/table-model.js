/* The comparison table as values: what is in its rows, which rows fit a view, and in which order.

   The table itself is the data; its words are the labels of the filters, which give back the values of the vocabulary. */
import { pause } from "./dom.js";

const UNKNOWN = new Set(["not disclosed", "does not apply", "not researched yet"]);
const UNITS = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };
const AT_ONCE = 100;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Return 1100000000 for "1.1B", or null. */
export function count(text) {
  const found = /^\s*([\d.,]+)\s*([kmbt]?)/i.exec(text ?? "");
  const value = found && Number(found[1].replaceAll(",", "")) * (UNITS[found[2].toLowerCase()] ?? 1);
  return value ? Math.round(value) : null;
}

/** Return the largest size of "671B (37B active), 1.5B"; parameters active per token do not count. */
const largest = (text) => Math.max(0, ...text.replace(/\([^)]*\)/g, "").split(", ").map(count)) || null;

/** Return the two ends of "2018-2020" or "1B-"; an open end is null. */
export function range(text) {
  const [from, to] = text.split("-");
  return [count(from), count(to)];
}

const openSource = /^(Apache|MIT|BSD|GPL|LGPL|AGPL|MPL|ISC)/;

function licenseKind(text) {
  if (UNKNOWN.has(text)) return "unknown";
  if (/-NC(-|$)/.test(text)) return "non-commercial";
  if (text.startsWith("LicenseRef-")) return "own";
  return openSource.test(text) ? "open-source" : "creative-commons";
}

/** The rows of a table, read in small portions so that the page keeps answering. */
export class TableModel {
  constructor(table, codes) {
    this.table = table;
    this.columns = [...table.tHead.rows[0].cells].map((cell) => ({
      key: cell.dataset.column,
      kind: cell.dataset.kind ?? "text",
      name: cell.textContent.trim(),
      cell,
    }));
    this.codes = codes;
    this.rows = [];
  }

  async read() {
    for (const body of this.table.tBodies) {
      for (const row of body.rows) {
        this.rows.push(this.#row(row));
        if (this.rows.length % AT_ONCE === 0) await pause();
      }
    }
    this.printed = [...this.rows];
    this.#group();
    this.byId = new Map(this.rows.map((row) => [row.id, row]));
  }

  #row(element) {
    const link = element.cells[0].querySelector("a");
    const texts = [...element.cells].map((cell) => cell.textContent);
    const row = { element, link, texts, id: link.pathname.split("/").at(-2), name: texts[0], shown: true };
    row.facts = { id: [row.id], family: [], llm: element.dataset.except ? [] : ["position-paper"] };
    row.order = {};
    this.columns.forEach(({ key, kind }, index) => {
      const text = texts[index];
      const known = this.codes.get(key);
      row.facts[key] = key === "license" ? [licenseKind(text)] : known ? text.split(", ").map((word) => known.get(word) ?? word) : [text];
      row.order[key] = UNKNOWN.has(text) ? null : kind === "size" ? largest(text) : kind === "number" ? count(text) : text;
    });
    row.year = Number(row.order.released?.slice(0, 4));
    row.plain = `${row.id} ${texts.join(" ")}`.toLowerCase();
    return row;
  }

  /** Return a test of rows for a view; `except` leaves one field out. `found` holds the ids that free text found. */
  test(view, found, except = "") {
    const lists = Object.entries(view.filters).filter(([field, values]) => values.size && field !== except);
    const [firstYear, lastYear] = range(view.year);
    const [least, most] = range(view.size);
    const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
    return (row) =>
      lists.every(([field, values]) => row.facts[field].some((value) => values.has(value))) &&
      (!firstYear || row.year >= firstYear) && (!lastYear || row.year <= lastYear) &&
      ((!least && !most) || (row.order.parameters !== null && row.order.parameters >= (least ?? 0) && row.order.parameters <= (most ?? Infinity))) &&
      (!words.length || found?.has(row.id) || words.every((word) => row.plain.includes(word)));
  }

  /** Put the rows in order: unknown values last in both directions, equal ones as printed. Return whether anything moved. */
  sort(key, down) {
    const wanted = `${down ? "-" : ""}${key}`;
    if (wanted === (this.sorted ?? "")) return false;
    this.sorted = wanted;
    const sign = down ? -1 : 1;
    const column = key || "name";
    this.rows = [...this.printed].sort((first, second) => {
      const [a, b] = [first.order[column], second.order[column]];
      if (a === null || b === null) return (a === null) - (b === null);
      return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
    });
    return true;
  }

  /** Write the present order into the table. */
  rearrange() {
    this.#group();
    for (const { body, rows } of this.groups) {
      body.append(...rows.map((row) => row.element));
      body.classList.toggle("is-empty", !rows.some((row) => row.shown));
    }
  }

  /** Share the rows out among the row groups of the table. */
  #group() {
    const bodies = [...this.table.tBodies];
    const size = Math.ceil(this.rows.length / bodies.length);
    this.groups = bodies.map((body, place) => ({ body, rows: this.rows.slice(place * size, (place + 1) * size) }));
  }
}
