/* The current view as a link, as Markdown in words, or as the published records in CSV or JSON: its rows, in its order.

   In: { name, columns: [{ key, name, unit }], rows: [{ id, url, cells: [text] }], fields (if not the columns), terms: { license, licenseUrl, asOf },
   records: the published records, when they have been fetched already }. */
import { make, version } from "./dom.js";

const FORMULA = /^[=+\-@\t\r]/;
const VERDICT = ["summary", "writes_text", "defines_probability", "released_to_write"];

const inMarkdown = (text) => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll(/[[\]<>*_`]/g, "\\$&").replaceAll("\n", " ");

export function markdown({ columns, rows, terms }) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const heads = columns.map(({ name, unit }) => inMarkdown(unit ? `${name} (${unit})` : name));
  const body = rows.map(({ url, cells }) => line(cells.map((text, place) => (place === 0 && url ? `[${inMarkdown(text)}](${url})` : inMarkdown(text)))));
  const from = `From <${location.href}>, data of ${terms.asOf}, [${terms.license}](${terms.licenseUrl}).`;
  return [line(heads), line(columns.map(() => "---")), ...body, "", from, ""].join("\n");
}

/** RFC 4180; a cell that a spreadsheet would run as a formula begins with an apostrophe. */
export function csv(lines) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

/** What a record says in a field, as published: values with their ids, numbers without words. */
function value(record, key) {
  if (VERDICT.includes(key)) return record.verdict[key];
  if (key === "parameters") return record.variants.map(({ name, parameters_total: total }) => `${name}: ${total ?? ""}`).join("; ");
  return [record[key] ?? []].flat().join("; ");
}

/** Return one line for each record: id and address, each field of the view with its evidence, and where all of it is from. */
function table(records, { columns, fields, terms }) {
  const keys = (fields ?? columns.map(({ key }) => key)).filter((key) => key !== "name" && key in { ...records[0], parameters: 1, ...records[0]?.verdict });
  const head = (key) => (VERDICT.includes(key) ? [key] : [key, `${key}_missing`, `${key}_source`, `${key}_how`, `${key}_checked`]);
  const cells = (record, key) => {
    const { source, how, checked } = record.evidence[key] ?? {};
    return VERDICT.includes(key) ? [value(record, key)] : [value(record, key), record.missing[key], source, how, checked];
  };
  return [
    ["id", "name", "url", ...keys.flatMap(head), "rule", "data_as_of", "data_license", "view"],
    ...records.map((record) => [record.id, record.name, address(record), ...keys.flatMap((key) => cells(record, key)), record.verdict.rule, terms.asOf, terms.license, location.href]),
  ];
}

const root = new URL("..", import.meta.url);
const address = ({ id }) => new URL(`models/${id}/`, root).href;

/** Return the published records of a view in its order. */
async function published({ rows, records }) {
  if (records) return records;
  const answer = await fetch(new URL(`api/v1/models.json${version}`, root));
  if (!answer.ok) throw new Error(`models.json: ${answer.status}`);
  const byId = new Map((await answer.json()).models.map((record) => [record.id, record]));
  return rows.map(({ id }) => byId.get(id));
}

function json(records, { terms }) {
  const from = { view: location.href, as_of: terms.asOf, license: terms.license, license_url: terms.licenseUrl, units: terms.units };
  return `${JSON.stringify({ ...from, count: records.length, models: records.map((record) => ({ url: address(record), ...record })) }, null, 1)}\n`;
}

/** Hand a text or a blob over as a file. */
export function download(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Hand out a view and say so in `status`. */
export async function share(form, given, status) {
  status.textContent = await handOut(form, given).catch(() => "The records could not be fetched: try again.");
}

async function handOut(form, given) {
  if (form === "link") return (await copied(location.href)) ? "Copied the link" : `The link: ${location.href}`;
  if (form === "markdown") {
    const text = markdown(given);
    if (await copied(text)) return "Copied the rows as Markdown";
    download(`${given.name}.md`, "text/markdown", text);
    return "Downloaded the rows";
  }
  const records = await published(given);
  if (form === "csv") download(`${given.name}.csv`, "text/csv", csv(table(records, given)));
  else download(`${given.name}.json`, "application/json", json(records, given));
  return "Downloaded the records";
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or not a secure page: the reader gets it another way
  }
}
