/* The filters' form <-> the view: ticks, ranges, chips of the filters in use, and how many rows each option would leave. */
import { FIELDS } from "./address.js";
import { make } from "./dom.js";

const RANGES = ["year", "size"];
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export class Facets {
  #remove = () => {};
  #clear = () => {};

  constructor(form, chips) {
    this.form = form;
    this.list = chips;
    this.panel = form.querySelector("#facets");
    this.label = (field, value) => this.#boxes(field).find((box) => box.value === value)?.labels[0].querySelector("span").textContent ?? value;
  }

  #boxes(field) {
    return [...this.form.querySelectorAll(`input[name="${field}"]`)];
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
    this.form.querySelector(`[data-facet="${field}"] .facet__options`).replaceChildren(...labels);
  }

  onRemove(act) {
    this.#remove = act;
  }

  onClear(act) {
    this.#clear = act;
  }

  /** Show a view in the form. */
  reflect(view, columns) {
    const { elements } = this.form;
    if (document.activeElement !== elements.q) elements.q.value = view.q;
    for (const field of FIELDS) for (const box of this.#boxes(field)) box.checked = view.filters[field].has(box.value);
    for (const name of RANGES) {
      const [from = "", to = ""] = view[name].split("-");
      elements[`${name}-from`].value = from;
      elements[`${name}-to`].value = to;
    }
    for (const { key } of columns.slice(1)) this.#boxes("col").find((box) => box.value === key).checked = !view.cols || view.cols.includes(key);
    elements.sort.value = view.sort;
    elements.order.checked = view.down;
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
    const { elements } = this.form;
    const ranges = RANGES.map((name) => {
      const [from, to] = [elements[`${name}-from`].value, elements[`${name}-to`].value].map((text) => text.replaceAll(/[\s-]/g, ""));
      return [name, from || to ? `${from}-${to}` : ""];
    });
    return { filters, ...Object.fromEntries(ranges), cols: cols.length === columns.length - 1 ? null : cols, sort: elements.sort.value, down: elements.order.checked };
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
    return { year: "Year", size: "Parameters" }[field] ?? this.form.querySelector(`[data-facet="${field}"] legend`).textContent;
  }

  /** Write behind each option how many rows it would leave; only while the panel is open. */
  count(fittingWithout) {
    if (!this.panel.open) return;
    for (const facet of this.panel.querySelectorAll("[data-facet]")) {
      const field = facet.dataset.facet;
      const counts = new Map();
      for (const row of fittingWithout(field)) for (const value of row.facts[field]) counts.set(value, (counts.get(value) ?? 0) + 1);
      for (const label of facet.querySelectorAll("label")) label.dataset.count = counts.get(label.firstChild.value) ?? 0;
    }
  }
}
