/* Numbers as readers write them: 7B, 500M, 1.5B, 1,5B, 1,000,000. */
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
