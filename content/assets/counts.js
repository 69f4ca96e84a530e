/* Numbers as readers write them: 7B, 500M, 1.5B, 1,5B, 1,000,000; and as the site prints them. */
const UNITS = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };
const WRITTEN = /^\s*(\d{1,3}(?:,\d{3})+|\d+)(?:[.,](\d+))?\s*([kmbt]?)\s*$/i;

/** Return the number that a text means, or null for anything else. A comma before three digits groups thousands. */
export function parseCount(text) {
  const found = WRITTEN.exec(text ?? "");
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

/** Return the two ends of "2018-2020" or "1B-", an open end as null; or null for what is no range. */
export function parseRange(text) {
  const [from, to = "", ...more] = text.split("-").map((end) => end.trim());
  if (more.length) return null;
  const [least, most] = [parseCount(from), parseCount(to)];
  return (from && least === null) || (to && most === null) ? null : [least, most];
}
