/* Two to four models side by side, each fact with its evidence, from the published records (api/v1/models/…). */
import { make } from "./main.js";

const root = new URL("..", import.meta.url);
const MISSING = { "not-disclosed": "not disclosed", "not-applicable": "does not apply", "not-researched": "not researched yet" };
const HOW = { read: "read in the source", secondary: "confirmed in another document", recalled: "recalled, not re-read yet" };

const listed = (values, words) => values.map(words).join(", ");
const sized = ({ name, parameters_total: total, parameters_active: active }) =>
  `${name}: ${total ? total.toLocaleString("en") : "not stated"}${active ? ` (${active.toLocaleString("en")} active)` : ""}`;

/* One entry a row: key of the evidence, heading, and the text of a record's value (empty when it is missing). */
const senses = [["summary", "Verdict"], ["writes_text", "Writes text"], ["defines_probability", "Defines a probability"], ["released_to_write", "Released to write"]];
const worded = [["architecture", "Architecture"], ["attention", "Attention"], ["output_head", "Output head"], ["weights", "Weights"]];
const ROWS = [
  ...senses.map(([key, name]) => [key, name, ({ verdict }, label) => label(key, verdict[key])]),
  ...worded.slice(0, 2).map(([key, name]) => [key, name, (record, label) => label(key, record[key])]),
  ["objectives", "Training, in order", ({ training }, label) => training.map(({ stage, objectives }) => `${stage.replaceAll(/-(?!t(?:rain|un)ing)/g, " ")}: ${listed(objectives, (value) => label("objectives", value))}`).join("; then ")],
  ...worded.slice(2, 3).map(([key, name]) => [key, name, (record, label) => label(key, record[key])]),
  ["released_for", "Released for", ({ released_for: purposes }, label) => listed(purposes, (value) => label("released_for", value))],
  ["parameters", "Parameters", ({ variants, missing }) => (missing.parameters ? "" : variants.map(sized).join("; "))],
  ["context_tokens", "Context in tokens", ({ context_tokens: tokens }) => tokens?.toLocaleString("en") ?? ""],
  ...worded.slice(3).map(([key, name]) => [key, name, (record, label) => label(key, record[key])]),
  ["license", "License", ({ license }) => license ?? ""],
  ["developer", "Developer", ({ developer }) => developer],
  ["released", "Released", ({ released }) => released],
  ["derived_from", "Built from", ({ derived_from: parent }) => parent ?? "nothing else"],
];

const reason = ({ missing }, key) => MISSING[missing[key] ?? missing[key === "objectives" ? "training" : key]] ?? "not disclosed";

/** Return what backs a fact: its rule for a verdict, else the evidence of the record. */
function backing(record, key) {
  const because = record.verdict.because.filter((line) => line.includes(`→ ${key} = `));
  if (key === "summary") return [make("p", { textContent: `Rules ${record.verdict.rule}` })];
  if (because.length) return because.map((line) => make("p", { textContent: line }));
  const entry = record.evidence[key];
  if (!entry) return [];
  const checked = entry.checked ? `, ${entry.checked}` : "";
  return [make("p", {}, entry.says), make("p", {}, make("a", { href: entry.source, textContent: entry.source }), `, ${entry.locator}. ${HOW[entry.how]}${checked}.`)];
}

function cell(record, key, text) {
  const proof = backing(record, key);
  const why = proof.length ? make("details", { className: "side__why" }, make("summary", { textContent: record.verdict[key] ? "Why" : "Source" }), ...proof) : null;
  return make("td", { className: record.verdict[key] ? `is-${record.verdict[key]}` : "" }, text, why);
}

async function fetched(id) {
  const answer = await fetch(new URL(`api/v1/models/${encodeURIComponent(id)}.json`, root));
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
  const rows = ROWS.map(([key, name, text]) => ({ key, name, texts: records.map((record) => text(record, label) || reason(record, key)) }));
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
