/* Two to four models side by side, each fact with its evidence, from the published records (api/v1/models/…). */
import { shortCount } from "./counts.js";
import { make, version } from "./dom.js";

const root = new URL("..", import.meta.url);
const { rows: FIELDS, missing: MISSING, how: HOW, kinds: KINDS, words: WORDS } = JSON.parse(document.querySelector("#explorer").dataset.sideBySide);

const stages = (training, label) =>
  training.map(({ stage, objectives }) => `${stage.replaceAll(/-(?!t(?:rain|un)ing)/g, " ")}: ${objectives.map((value) => label("objectives", value)).join(", ")}`).join("; then ");
const sized = ({ name, parameters_total: total, parameters_active: active }) =>
  `${name}: ${total ? shortCount(total) : "not stated"}${active ? ` (${shortCount(active)} active)` : ""}`;
const plain = (value) => [value ?? []].flat().map((it) => (typeof it === "number" ? it.toLocaleString("en") : it)).join(", ");

/* The text of one field of a published record, by the kind of the field; empty when it has no value. */
function text(record, { key, kind }, { label, names, terms }) {
  if (kind === "verdict") return label(key, record.verdict[key]);
  if (kind === "objectives") return stages(record.training, label);
  if (kind === "parameters") return record.missing.parameters ? "" : record.variants.map(sized).join("; ");
  if (kind === "models") return [record[key] ?? []].flat().map((id) => names(id) ?? id).join(", ");
  if (key === "license") return terms.licenses[record.license] ?? plain(record.license);
  if (kind === "plain") return plain(record[key]);
  return [record[key] ?? []].flat().map((value) => WORDS[kind]?.[value] ?? label(kind, value)).join(", ");
}

/* Records that a field names, as links; nothing for the other fields. */
function links(record, { key, kind }, { names }) {
  const known = kind === "models" ? [record[key] ?? []].flat().filter(names) : [];
  return known.flatMap((id, place) => [place ? ", " : "", make("a", { href: new URL(`models/${id}/`, root).href, textContent: names(id) })]);
}

const reason = ({ missing }, key) => MISSING[missing[key] ?? missing[key === "objectives" ? "training" : key]] ?? "";

/** Return what backs a fact: its rule for a verdict, else the evidence of the record with kind and title of its source. */
function backing(record, key, sources) {
  const rules = record.verdict.because.map((line) => line.match(/^(?<id>\w+): .* → (?<sense>\w+) = [\w-]+\. (?<words>.*)$/).groups);
  const rule = (id) => make("a", { href: new URL(`method/#rule-${id}`, root).href, textContent: id });
  if (key === "summary") return [make("p", {}, "By the rules ", ...rules.flatMap(({ id }, place) => [place ? ", " : "", rule(id)]), ".")];
  const { id, words } = rules.find(({ sense }) => sense === key) ?? {};
  if (id) return [make("p", {}, `${words} Rule `, rule(id), ".")];
  const entry = record.evidence[key];
  if (!entry) return [];
  const checked = entry.checked ? `, ${entry.checked}` : "";
  const { kind, title } = sources.get(entry.source_id) ?? { kind: "", title: entry.source_id };
  const link = make("a", { href: entry.source, textContent: title });
  return [make("p", {}, entry.says), make("p", {}, `${KINDS[kind] ?? "Source"} “`, link, `”, ${entry.locator}; ${HOW[entry.how]}${checked}.`)];
}

function cell(record, field, text, view) {
  const { key } = field;
  const proof = backing(record, key, view.sources);
  const why = proof.length ? make("details", { className: "side__why" }, make("summary", { textContent: record.verdict[key] ? "Why" : "Source" }), ...proof) : null;
  const linked = links(record, field, view);
  return make("td", { className: record.verdict[key] ? `is-${record.verdict[key]}` : "" }, ...(linked.length ? linked : [text]), why);
}

async function fetched(path) {
  const answer = await fetch(new URL(`api/v1/${path}.json${version}`, root));
  return answer.ok ? answer.json() : null;
}

/* The facts in which the models differ come first when most are the same. */
function table(records, rows, view) {
  const heads = records.map((record) => make("th", { scope: "col" }, make("a", { href: new URL(`models/${record.id}/`, root).href, textContent: record.name })));
  const line = (row) =>
    make("tr", { className: row.same ? "is-same" : "" }, make("th", { scope: "row", textContent: row.name }), ...row.texts.map((text, place) => cell(records[place], row, text, view)));
  const [same, others] = [rows.filter((row) => row.same), rows.filter((row) => !row.same)];
  const parts = same.length <= others.length ? [rows] : [others, same];
  const bodies = parts.map((part) => make("tbody", {}, ...part.map(line)));
  if (parts.length > 1) {
    const heading = make("th", { scope: "rowgroup", colSpan: records.length + 1, textContent: `The same for all: ${same.length} facts` });
    bodies[1].prepend(make("tr", { className: "side__part is-same" }, heading));
  }
  return make("table", { className: "side__table" }, make("caption", { textContent: "Facts of the published records, each with its source or reason" }),
    make("thead", {}, make("tr", {}, make("th", { scope: "col", textContent: "Fact" }), ...heads)), ...bodies);
}

function tools(records, rows, { diff, go, change, terms }, section, status) {
  const only = make("input", { type: "checkbox", checked: diff });
  const apply = () => section.classList.toggle("side--differences", only.checked);
  only.addEventListener("change", () => change({ diff: only.checked }, apply));
  apply();
  const button = (textContent, act) => {
    const made = make("button", { type: "button", textContent });
    made.addEventListener("click", act);
    return made;
  };
  const given = () => ({
    name: records.map(({ id }) => id).join("-"),
    columns: [{ key: "fact", name: "Fact" }, ...records.map(({ id, name }) => ({ key: id, name }))],
    rows: rows.filter(({ same }) => !only.checked || !same).map(({ name, texts }) => ({ cells: [name, ...texts] })),
    fields: rows.map(({ key }) => key),
    records,
    terms,
  });
  const shares = [["link", "Copy link"], ["markdown", "Copy as Markdown"], ["csv", "Download CSV"], ["json", "Download JSON"]].map(([form, text]) =>
    button(text, async () => (await import("./share.js")).share(form, given(), status)),
  );
  const back = button("Back to the table", () => go({ open: false, diff: false }));
  return make("div", { className: "side__tools" }, make("label", {}, only, " Differences only"), back, ...shares, button("Print", () => window.print()));
}

/* The names as a list in words; no line ends within a name, or between it and the comma after it. */
function listed(names) {
  const parts = new Intl.ListFormat("en-GB").formatToParts(names).map(({ value }) => value);
  return parts.flatMap((part, place) => (place % 2 ? part.replace(/^,/, "") : make("span", { textContent: part + (parts[place + 1]?.startsWith(",") ? "," : "") })));
}

/** Show the models of a view in front of the table, and name them in the title; `focused` moves the focus there. */
export async function show({ ids, explorer, focused, note, ...given }) {
  const [named, ...answers] = await Promise.all([fetched("sources"), ...ids.map((id) => fetched(`models/${encodeURIComponent(id)}`))]);
  if (!explorer.classList.contains("explorer--side")) return; // left again meanwhile
  const view = { ...given, sources: new Map((named?.sources ?? []).map((source) => [source.id, source])) };
  const records = answers.filter(Boolean);
  const stated = FIELDS.map((field) => ({ ...field, texts: records.map((record) => text(record, field, view) || reason(record, field.key)) }));
  const rows = stated.filter(({ texts }) => texts.some(Boolean)).map((row) => {
    const texts = row.texts.map((words) => words || "not stated");
    return { ...row, texts, same: texts.every((text) => text === texts[0]) };
  });
  const status = make("p", { role: "status", textContent: records.length < ids.length ? "Not every record could be fetched." : note });
  const names = listed(records.map(({ name }) => name));
  const heading = make("h2", { tabIndex: -1 }, ...names, " side by side");
  document.title = document.title.replace(/^.*?(?= - |$)/, heading.textContent.replace(/side by side$/, "compared"));
  const section = make("section", { id: "side-by-side", className: "side", "aria-label": "Side by side" });
  const scroll = make("div", { className: "table-scroll", role: "region", "aria-label": "Facts side by side" }, table(records, rows, view));
  section.append(heading, tools(records, rows, view, section, status), status, scroll);
  document.querySelector("#side-by-side")?.remove();
  explorer.prepend(section);
  if (scroll.scrollWidth > scroll.clientWidth) scroll.tabIndex = 0;
  if (focused) heading.focus();
}
