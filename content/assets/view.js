/* The view of the comparison <-> the query of its address, so that a view can be linked, reloaded and left with "back";
   and <-> the filters: ticks, ranges, chips of the filters in use, and how many rows each option would leave.

   q            words to find                       sort         column, with "-" in front for reversed order
   year, size   ranges such as 2018-2020, 1B-70B    cols         shown columns, when not all are
   models       up to four ids, side by side        diff         1: only rows that differ
   pick         rows ticked but not yet compared    any other    accepted values of that field, with commas between */

import { make, unhurried } from "./dom.js";

export const FIELDS = [
  "summary", "writes_text", "defines_probability", "released_to_write", "architecture", "attention", "objectives",
  "output_head", "released_for", "weights", "license", "llm", "developer", "family", "id",
];
export const MOST = 4;

const RANGES = ["year", "size"];
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const list = (text) => (text ? text.split(",").map((word) => word.trim()).filter(Boolean) : []);

/** Return the view that an address asks for; `former` maps former ids to the present ones. */
export function readAddress(query, former = {}) {
  const params = new URLSearchParams(query);
  const ids = (text) => [...new Set(list(text).map((id) => (Object.hasOwn(former, id) ? former[id] : id)))];
  const sort = params.get("sort") ?? "";
  return {
    q: params.get("q") ?? "",
    filters: Object.fromEntries(FIELDS.map((field) => [field, new Set(field === "id" ? ids(params.get(field)) : list(params.get(field)))])),
    year: params.get("year") ?? "",
    size: params.get("size") ?? "",
    sort: sort.replace(/^-/, ""),
    down: sort.startsWith("-"),
    cols: params.has("cols") ? list(params.get("cols")) : null,
    pick: ids(params.get("pick") ?? params.get("models")).slice(0, MOST),
    models: ids(params.get("models")).slice(0, MOST),
    diff: params.get("diff") === "1",
  };
}

/** Return the address of a view, without its host. */
export function writeAddress(view, path = location.pathname) {
  const pairs = [
    ["q", view.q],
    ...FIELDS.map((field) => [field, [...view.filters[field]].join(",")]),
    ["year", view.year],
    ["size", view.size],
    ["sort", view.sort || view.down ? (view.down ? "-" : "") + view.sort : ""],
    ["cols", view.cols ? view.cols.join(",") || "none" : ""],
    ["pick", view.models.length ? "" : view.pick.join(",")],
    ["models", view.models.join(",")],
    ["diff", view.models.length && view.diff ? "1" : ""],
  ];
  const query = pairs.filter(([, value]) => value).map(([name, value]) => `${name}=${encode(value)}`).join("&");
  return query ? `${path}?${query}` : path;
}

const encode = (value) => encodeURIComponent(value).replace(/%2C/g, ",").replace(/%20/g, "+");

/** The controls of the filters. */
export class Facets {
  #remove = () => {};
  #clear = () => {};
  #counting = 0;

  constructor(controls, chips) {
    this.controls = controls;
    this.list = chips;
    this.panel = controls.querySelector("#facets");
    this.control = (name) => controls.querySelector(`[name="${name}"]`);
    this.label = (field, value) => this.#boxes(field).find((box) => box.value === value)?.labels[0].querySelector("span").textContent ?? value;
  }

  #boxes(field) {
    return [...this.controls.querySelectorAll(`input[name="${field}"]`)];
  }

  /** Return field -> words -> value of the vocabularies, read from the options. */
  codes() {
    return new Map(FIELDS.map((field) => [field, new Map(this.#boxes(field).map((box) => [box.labels[0].textContent, box.value]))]).filter(([, words]) => words.size));
  }

  /** Give a filter its options, where the page itself could not know them cheaply. */
  fill(field, options) {
    const sorted = [...options].sort(([, first], [, second]) => collator.compare(first, second));
    const labels = sorted.map(([value, text]) =>
      make("label", {}, make("input", { type: "checkbox", name: field, value }), make("span", { textContent: text })),
    );
    this.controls.querySelector(`[data-facet="${field}"] .facet__options`).replaceChildren(...labels);
  }

  onRemove(act) {
    this.#remove = act;
  }

  onClear(act) {
    this.#clear = act;
  }

  /** Show a view in the form. */
  reflect(view, columns) {
    const find = this.control("q");
    if (document.activeElement !== find) find.value = view.q;
    for (const field of FIELDS) for (const box of this.#boxes(field)) box.checked = view.filters[field].has(box.value);
    for (const name of RANGES) {
      const [from = "", to = ""] = view[name].split("-");
      this.control(`${name}-from`).value = from;
      this.control(`${name}-to`).value = to;
    }
    for (const { key } of columns.slice(1)) this.#boxes("col").find((box) => box.value === key).checked = !view.cols || view.cols.includes(key);
    this.control("sort").value = view.sort;
    this.control("order").checked = view.down;
    this.chips(view);
  }

  /** Return what the form says; filters without a box here, such as ids, stay as they are. */
  read(view, columns) {
    const filters = { ...view.filters };
    for (const field of FIELDS) {
      const boxes = this.#boxes(field);
      if (boxes.length) filters[field] = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    }
    const cols = this.#boxes("col").filter((box) => box.checked).map((box) => box.value);
    const ranges = RANGES.map((name) => {
      const [from, to] = [this.control(`${name}-from`).value, this.control(`${name}-to`).value].map((text) => text.replaceAll(/[\s-]/g, ""));
      return [name, from || to ? `${from}-${to}` : ""];
    });
    return { filters, ...Object.fromEntries(ranges), cols: cols.length === columns.length - 1 ? null : cols, sort: this.control("sort").value, down: this.control("order").checked };
  }

  /** List the filters in use, each with a button that removes it. */
  chips(view) {
    const used = FIELDS.flatMap((field) => [...view.filters[field]].map((value) => [field, value, `${this.#title(field)}: ${this.label(field, value)}`]));
    for (const name of RANGES) if (view[name]) used.push([name, "", `${this.#title(name)}: ${view[name].replace(/-$/, " or more").replace(/^-/, "up to ")}`]);
    const items = used.map(([field, value, text]) => {
      const button = make("button", { type: "button", className: "chip", textContent: text, "aria-label": `Remove ${text}` });
      button.addEventListener("click", () => this.#remove(field, value));
      return make("li", {}, button);
    });
    if (used.length > 1 || (used.length && view.q)) {
      const button = make("button", { type: "button", className: "chip chip--all", textContent: "Remove all" });
      button.addEventListener("click", () => this.#clear());
      items.push(make("li", {}, button));
    }
    this.list.replaceChildren(...items);
    this.panel.querySelector("summary").textContent = used.length ? `Filters (${used.length} in use)` : "Filters";
  }

  #title(field) {
    if (field === "id") return "Model";
    return { year: "Year", size: "Parameters" }[field] ?? this.controls.querySelector(`[data-facet="${field}"] legend`).textContent;
  }

  /** Write behind each option how many rows it would leave; only while the panel is open. A later count ends this one. */
  async count(rows, testWithout) {
    const turn = (this.#counting += 1);
    if (!this.panel.open) return;
    for (const facet of this.panel.querySelectorAll("[data-facet]")) {
      const field = facet.dataset.facet;
      const fits = testWithout(field);
      const counts = new Map();
      for await (const row of unhurried(rows)) {
        if (turn !== this.#counting) return;
        if (fits(row)) for (const value of row.facts(field)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      for (const label of facet.querySelectorAll("label")) label.dataset.count = counts.get(label.firstChild.value) ?? 0;
    }
  }
}
