/* Two to four models side by side, each fact with its evidence, from the published records (api/v1/models/…). */
import { make, version } from "./dom.js";

const root = new URL("..", import.meta.url);
const { rows: FIELDS, missing: MISSING, how: HOW } = JSON.parse(document.querySelector("#explorer").dataset.sideBySide);

const stages = (training, label) =>
  training.map(({ stage, objectives }) => `${stage.replaceAll(/-(?!t(?:rain|un)ing)/g, " ")}: ${objectives.map((value) => label("objectives", value)).join(", ")}`).join("; then ");
const sized = ({ name, parameters_total: total, parameters_active: active }) =>
  `${name}: ${total ? total.toLocaleString("en") : "not stated"}${active ? ` (${active.toLocaleString("en")} active)` : ""}`;
const plain = (value) => (typeof value === "number" ? value.toLocaleString("en") : [value ?? []].flat().join(", "));

/* The text of one field of a published record, by the kind of the field; empty when it has no value. */
function text(record, { key, kind }, label) {
  if (kind === "verdict") return label(key, record.verdict[key]);
  if (kind === "objectives") return stages(record.training, label);
  if (kind === "parameters") return record.missing.parameters ? "" : record.variants.map(sized).join("; ");
  if (kind === "plain") return plain(record[key]);
  return [record[key] ?? []].flat().map((value) => label(kind, value)).join(", ");
}

const reason = ({ missing }, key) => MISSING[missing[key] ?? missing[key === "objectives" ? "training" : key]] ?? "";

/** Return what backs a fact: its rule for a verdict, else the evidence of the record. */
function backing(record, key) {
  const because = record.verdict.because.filter((line) => line.includes(`→ ${key} = `));
  if (key === "summary") return [make("p", { textContent: `Rules ${record.verdict.rule}` })];
  if (because.length) return because.map((line) => make("p", { textContent: line }));
  const entry = record.evidence[key];
  if (!entry) return [];
  const checked = entry.checked ? `, ${entry.checked}` : "";
  return [make("p", {}, entry.says), make("p", {}, make("a", { className: "address", href: entry.source, textContent: entry.source }), `, ${entry.locator}. ${HOW[entry.how]}${checked}.`)];
}

function cell(record, key, text) {
  const proof = backing(record, key);
  const why = proof.length ? make("details", { className: "side__why" }, make("summary", { textContent: record.verdict[key] ? "Why" : "Source" }), ...proof) : null;
  return make("td", { className: record.verdict[key] ? `is-${record.verdict[key]}` : "" }, text, why);
}

async function fetched(id) {
  const answer = await fetch(new URL(`api/v1/models/${encodeURIComponent(id)}.json${version}`, root));
  return answer.ok ? answer.json() : null;
}

function table(records, rows) {
  const heads = records.map((record) => make("th", { scope: "col" }, make("a", { href: new URL(`models/${record.id}/`, root).href, textContent: record.name })));
  const body = rows.map(({ key, name, texts }) =>
    make("tr", { className: texts.every((text) => text === texts[0]) ? "is-same" : "" }, make("th", { scope: "row", textContent: name }), ...texts.map((text, place) => cell(records[place], key, text))),
  );
  return make("table", { className: "side__table" }, make("caption", { textContent: "Facts of the published records, each with its source or reason" }),
    make("thead", {}, make("tr", {}, make("th", { scope: "col", textContent: "Fact" }), ...heads)), make("tbody", {}, ...body));
}

function tools(records, rows, { diff, go, change }, section, status) {
  const only = make("input", { type: "checkbox", checked: diff });
  const apply = () => section.classList.toggle("side--differences", only.checked);
  only.addEventListener("change", () => change({ diff: only.checked }, apply));
  apply();
  const back = make("button", { type: "button", textContent: "Back to the table" });
  back.addEventListener("click", () => go({ pick: records.map(({ id }) => id), models: [], diff: false }));
  const print = make("button", { type: "button", textContent: "Print" });
  print.addEventListener("click", () => window.print());
  const view = () => ({
    name: records.map(({ id }) => id).join("-"),
    columns: [{ key: "fact", name: "Fact" }, ...records.map(({ id, name }) => ({ key: id, name }))],
    rows: rows.filter(({ texts }) => !only.checked || texts.some((text) => text !== texts[0])).map(({ name, texts }) => ({ cells: [name, ...texts] })),
  });
  const shares = [["markdown", "Copy as Markdown"], ["csv", "Download CSV"], ["json", "Download JSON"]].map(([form, textContent]) => {
    const button = make("button", { type: "button", textContent });
    button.addEventListener("click", async () => (await import("./share.js")).share(form, view(), status));
    return button;
  });
  return make("div", { className: "side__tools" }, make("label", {}, only, " Differences only"), back, print, ...shares);
}

/** Show the models of a view in front of the table; `focused` moves the focus there. */
export async function show({ ids, explorer, label, focused, ...view }) {
  const answers = await Promise.all(ids.map(fetched));
  const records = answers.filter(Boolean);
  const unknown = ids.filter((_, place) => !answers[place]);
  const stated = FIELDS.map((field) => ({ ...field, texts: records.map((record) => text(record, field, label) || reason(record, field.key)) }));
  const rows = stated.filter(({ texts }) => texts.some(Boolean)).map((row) => ({ ...row, texts: row.texts.map((words) => words || "not stated") }));
  const status = make("p", { role: "status", textContent: unknown.length ? `No such model: ${unknown.join(", ")}` : "" });
  const named = new Intl.ListFormat("en").formatToParts(records.map(({ name }) => name));
  const names = named.map(({ type, value }) => (type === "element" ? make("span", { textContent: value }) : value));
  const heading = make("h2", { tabIndex: -1 }, ...names, " side by side");
  const section = make("section", { id: "side-by-side", className: "side", "aria-label": "Side by side" });
  const scroll = make("div", { className: "table-scroll", tabIndex: 0, role: "region", "aria-label": "Facts side by side" }, table(records, rows));
  section.append(heading, tools(records, rows, view, section, status), status, scroll);
  document.querySelector("#side-by-side")?.remove();
  explorer.prepend(section);
  if (focused) heading.focus();
}
