/* Numbers as readers write them: 7B, 500M, 1.5B, 1,5B, 1,000,000; and as the site prints them. */
const UNITS = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };
const WRITTEN = /^\s*(\d{1,3}(?:,\d{3})+|\d+)(?:[.,](\d+))?\s*([kmbt]?)\s*$/i;
const YEAR = /^\s*[12]\d{3}\s*$/;

/** Return the number that a text means, or null for anything else. A comma before three digits groups thousands. */
export function parseCount(text) {
  const found = WRITTEN.exec((text ?? "").normalize("NFKC"));
  if (!found) return null;
  const [, whole, decimals, unit] = found;
  const value = Number(`${whole.replaceAll(",", "")}.${decimals ?? 0}`) * (UNITS[unit.toLowerCase()] ?? 1);
  return value > 0 ? Math.round(value) : null;
}

/** Return 110M for 110000000: three significant digits at most, as every page prints it (catalog/schema/labels.py). */
export function shortCount(value) {
  const rounded = Number(value.toPrecision(3));
  const [unit, size] = Object.entries(UNITS).findLast(([, least]) => rounded >= least) ?? [];
  return unit ? `${rounded / size}${unit.toUpperCase()}` : String(value);
}

const parseYear = (text) => (YEAR.test(text.normalize("NFKC")) ? parseCount(text) : null);

/* What reads the two ends of a range. */
export const RANGES = { year: parseYear, size: parseCount };

/** Return the two ends of "2018-2020" or "1B-", an open end as null; or null for what is no range. */
export function parseRange(text, parse = parseCount) {
  const [from, to = "", ...more] = text.split(/[-–]/).map((end) => end.trim());
  const [least, most] = [parse(from), parse(to)];
  const isNone = more.length || (text && !from && !to) || (from && least === null) || (to && most === null);
  return isNone ? null : [least, most];
}

/** Return a range with its lower end first, and what there is to say when it was written the other way round. */
export function inOrder(text, parse) {
  const [least, most] = parseRange(text, parse);
  const [from, to = ""] = text.split(/[-–]/).map((end) => end.trim());
  if (!most || least <= most) return [text && `${from}-${to}`, ""];
  return [`${to}-${from}`, `${from}–${to} is upside down; showing ${to}–${from}`];
}
