/* The view of the comparison <-> the query of its address, so that a view can be linked, reloaded and left with "back";
   and <-> the filters: ticks, ranges, typed values, chips of the filters in use, and how many rows each option would leave.

   q            words to find                       sort         column, with "-" in front for reversed order
   year, size   ranges such as 2018-2020, 1B-70B    cols         shown columns, when not all are
   models       up to four ids, ticked; two or      diff         1: only rows that differ
                more are shown side by side         pick         former name of models, ticked only
   any other    an accepted value of that field; repeated for several. Former addresses have commas between them.

   What an address asks for and the table does not have is left out of the view, and said in words. */

import { quoted, strange } from "./address.js";
import { RANGES, inOrder, parseRange } from "./counts.js";
import { make, unhurried } from "./dom.js";

export const FIELDS = [
  "summary", "writes_text", "defines_probability", "released_to_write", "architecture", "attention", "objectives",
  "output_head", "released_for", "weights", "license", "commercial_use", "languages", "llm", "developer", "family", "id",
];
export const MOST = 4;

const NAMED = [...FIELDS, ...Object.keys(RANGES), "q", "sort", "cols", "models", "pick", "diff"];
const LONGEST_LIST = 100;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const list = (text) => (text ? text.split(",").map((word) => word.trim()).filter(Boolean).slice(0, LONGEST_LIST) : []);

/* The values in one parameter: itself when there is such a value, else those between its commas. */
const split = (text, known) => (known?.has(text.trim()) ? [text.trim()] : list(text));

/** Return the view that an address asks for, in `ignored` what there is none of, and in `turned` what was upside down.

    `known(field)` tells the values of a field, if it can; `former` maps former ids to the present ones. */
export function readAddress(query, known = () => null, former = {}) {
  const params = new URLSearchParams(query);
  const ignored = strange(params, NAMED);
  const turned = [];
  const only = (field, name, values) => {
    const kept = [...new Set(values)];
    const has = (value) => !known(field) || known(field).has(value);
    ignored.push(...kept.filter((value) => !has(value)).map((value) => `${name} ${quoted(value)}`));
    return kept.filter(has);
  };
  const range = (name) => {
    const text = (params.get(name) ?? "").trim();
    if (!parseRange(text, RANGES[name])) {
      ignored.push(`${name} ${quoted(text)} (not a range)`);
      return "";
    }
    const [range, problem] = inOrder(text, RANGES[name]);
    if (problem) turned.push(`${problem}.`);
    return range;
  };
  const sort = params.get("sort") ?? "";
  const present = (id) => (Object.hasOwn(former, id) ? former[id] : id);
  const asked = params.getAll("models").flatMap(list);
  const models = only("id", "model", (asked.length ? asked : list(params.get("pick"))).map((id) => present(id.toLowerCase())));
  if (models.length > MOST) ignored.push(`more than ${MOST} models: ${models.slice(MOST).join(", ")}`);
  const [column] = only("cols", "order by", [sort.replace(/^-/, "")].filter(Boolean));
  const filter = (field) => {
    const values = params.getAll(field).flatMap((text) => split(text, known(field)));
    return new Set(only(field, NAMES[field] ?? field.replaceAll("_", " "), field === "id" ? values.map(present) : values));
  };
  return {
    q: params.get("q") ?? "",
    filters: Object.fromEntries(FIELDS.map((field) => [field, filter(field)])),
    year: range("year"),
    size: range("size"),
    sort: column ?? "",
    down: sort.startsWith("-") && Boolean(column || sort === "-"),
    cols: params.has("cols") ? only("cols", "column", list(params.get("cols")).filter((key) => key !== "none")) : null,
    models: models.slice(0, MOST),
    open: asked.length > 1 && models.length > 1,
    diff: params.get("diff") === "1",
    ignored,
    turned,
  };
}

const NAMES = { id: "model", llm: "meaning of LLM" };

/** Return the address of a view, without its host. */
export function writeAddress(view, path = location.pathname) {
  const pairs = [
    ["q", view.q],
    ...FIELDS.flatMap((field) => [...view.filters[field]].map((value) => [field, value])),
    ["year", view.year],
    ["size", view.size],
    ["sort", view.sort || view.down ? (view.down ? "-" : "") + view.sort : ""],
    ["cols", view.cols ? view.cols.join(",") || "none" : ""],
    ["models", view.models.join(",")],
    ["diff", view.open && view.diff ? "1" : ""],
  ];
  const query = pairs.filter(([, value]) => value).map(([name, value]) => `${name}=${encode(value)}`).join("&");
  return query ? `${path}?${query}` : path;
}

const encode = (value) => encodeURIComponent(value).replace(/%2C/g, ",").replace(/%20/g, "+");

const within = (control, selector) => control.closest("fieldset").querySelector(selector);

/** Mark a control as invalid, with the reason beside it; or as valid. */
function complain(control, reason) {
  control.setAttribute("aria-invalid", String(Boolean(reason)));
  if (reason || !within(control, '[aria-invalid="true"]')) within(control, ".facet__problem").textContent = reason;
}

/** The controls of the filters. */
export class Facets {
  #counting = 0;
  #typed = new Map();

  /** `remove(field, value)` and `clear()` are called when the reader takes filters out of use. */
  constructor(controls, chips, remove, clear) {
    Object.assign(this, { controls, remove, clear });
    this.list = chips;
    this.panel = controls.querySelector("#facets");
    this.control = (name) => controls.querySelector(`[name="${name}"]`);
    this.label = (field, value) => this.#typed.get(field)?.get(value) ?? this.#boxes(field).find((box) => box.value === value)?.labels[0].querySelector("span").textContent ?? value;
  }

  #boxes(field) {
    return [...this.controls.querySelectorAll(`input[type="checkbox"][name="${field}"]`)];
  }

  /** Return field -> words -> value of the vocabularies, read from the options. */
  codes() {
    return new Map(FIELDS.map((field) => [field, new Map(this.#boxes(field).map((box) => [box.labels[0].textContent, box.value]))]).filter(([, words]) => words.size));
  }

  /** Give a filter with many values those that one may type. */
  fill(field, options) {
    const sorted = [...options].sort(([, first], [, second]) => collator.compare(first, second));
    this.#typed.set(field, new Map(sorted));
    this.controls.querySelector(`#known-${field}`).replaceChildren(...sorted.map(([, text]) => make("option", { value: text })));
  }

  /** Return the values of a field: of its boxes, or those one may type; null when they are not known yet. */
  known(field) {
    const boxes = this.#boxes(field);
    return this.#typed.get(field) ?? (boxes.length ? new Set(boxes.map((box) => box.value)) : null);
  }

  /** Return the value that is typed in a filter with many values, or say that there is none. */
  #value(field) {
    const control = this.control(field);
    const typed = control.value.trim().toLowerCase();
    const near = [...(this.#typed.get(field) ?? [])].filter(([, text]) => text.toLowerCase().includes(typed));
    const found = near.length === 1 ? near[0] : near.find(([, text]) => text.toLowerCase() === typed);
    complain(control, typed && !found ? "Choose one of the list" : "");
    if (found) control.value = "";
    return typed && found ? [found[0]] : [];
  }

  /** Empty what was written and could not be read. */
  forgetProblems() {
    for (const control of this.controls.querySelectorAll('[aria-invalid="true"]')) {
      control.value = "";
      complain(control, "");
    }
  }

  /** Show a view in the form. */
  reflect(view, columns) {
    const find = this.control("q");
    if (document.activeElement !== find) find.value = view.q;
    for (const field of FIELDS) for (const box of this.#boxes(field)) box.checked = view.filters[field].has(box.value);
    for (const name of Object.keys(RANGES)) {
      const ends = view[name].split("-");
      for (const [place, end] of ["from", "to"].entries()) {
        const control = this.control(`${name}-${end}`);
        if (control.getAttribute("aria-invalid") !== "true") control.value = ends[place] ?? "";
      }
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
      else if (this.control(field)) filters[field] = new Set([...filters[field], ...this.#value(field)]);
    }
    const cols = this.#boxes("col").filter((box) => box.checked).map((box) => box.value);
    const ranges = Object.entries(RANGES).map(([name, parse]) => {
      const [from, to] = ["from", "to"].map((end) => this.#number(this.control(`${name}-${end}`), parse));
      const [range, problem] = from || to ? inOrder(`${from}-${to}`, parse) : ["", ""];
      if (problem) within(this.control(`${name}-to`), ".facet__problem").textContent = problem;
      return [name, range];
    });
    return { filters, ...Object.fromEntries(ranges), cols: cols.length === columns.length - 1 ? null : cols, sort: this.control("sort").value, down: this.control("order").checked };
  }

  /** Return what a field for a number says, or nothing while it is no number, which is said beside it. */
  #number(control, parse) {
    const text = control.value.replaceAll(/\s/g, "");
    const fits = !text || parse(text) !== null;
    complain(control, fits ? "" : control.dataset.hint);
    return fits ? text : "";
  }

  /** List the filters in use, each with a button that removes it. */
  chips(view) {
    const used = FIELDS.flatMap((field) => [...view.filters[field]].map((value) => [field, value, `${this.#title(field)}: ${this.label(field, value)}`]));
    for (const name of Object.keys(RANGES)) if (view[name]) used.push([name, "", `${this.#title(name)}: ${view[name].replace(/-$/, " or more").replace(/^-/, "up to ")}`]);
    const items = used.map(([field, value, text]) => {
      const button = make("button", { type: "button", className: "chip", textContent: text, "aria-label": `Remove ${text}` });
      button.addEventListener("click", () => this.remove(field, value));
      return make("li", {}, button);
    });
    if (used.length > 1 || (used.length && view.q)) {
      const button = make("button", { type: "button", className: "chip chip--all", textContent: "Remove all" });
      button.addEventListener("click", () => this.clear());
      items.push(make("li", {}, button));
    }
    this.list.replaceChildren(...items);
    this.panel.querySelector("summary").textContent = used.length ? `Filters (${used.length} in use)` : "Filters";
  }

  #title(field) {
    if (field === "id") return "Model";
    return { year: "Year", size: "Size" }[field] ?? this.controls.querySelector(`[data-facet="${field}"] legend`).textContent;
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
