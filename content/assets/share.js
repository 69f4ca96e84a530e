/* The current view as Markdown, CSV or JSON: its rows, its columns, its order, nothing else.

   In: { name, columns: [{ key, name, kind }], rows: [{ url, cells: [text] }] }. */
import { make } from "./dom.js";

const FORMULA = /^[=+\-@\t\r]/;

const inMarkdown = (text) => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll(/[[\]<>*_`]/g, "\\$&").replaceAll("\n", " ");

export function markdown({ columns, rows }) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const body = rows.map(({ url, cells }) => line(cells.map((text, place) => (place === 0 && url ? `[${inMarkdown(text)}](${url})` : inMarkdown(text)))));
  return [line(columns.map(({ name }) => inMarkdown(name))), line(columns.map(() => "---")), ...body, ""].join("\n");
}

/** RFC 4180; a cell that a spreadsheet would run as a formula begins with an apostrophe. */
export function csv({ columns, rows }) {
  const cell = (text) => {
    const safe = FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns.map(({ name }) => name), ...rows.map(({ cells }) => cells)].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

export function json({ columns, rows }) {
  const value = (text, kind) => (kind === "number" && /^[\d,]+$/.test(text) ? Number(text.replaceAll(",", "")) : text);
  return `${JSON.stringify(rows.map(({ cells }) => Object.fromEntries(columns.map(({ key, kind }, place) => [key, value(cells[place], kind)]))), null, 1)}\n`;
}

function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Hand out a view and say so in `status`. */
export async function share(form, given, status) {
  if (form === "csv") download(`${given.name}.csv`, "text/csv", csv(given));
  else if (form === "json") download(`${given.name}.json`, "application/json", json(given));
  else if (await copied(markdown(given))) {
    status.textContent = `Copied ${given.rows.length} rows as Markdown`;
    return;
  } else download(`${given.name}.md`, "text/markdown", markdown(given));
  status.textContent = `Downloaded ${given.rows.length} rows`;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or not a secure page: a download serves as well
  }
}
