/* Tells a writer from an embedder: `node lookup.mjs ADDRESS NAME ...`; ADDRESS is that of the site, NAME any name or Hub id. */
const fold = (name) => name.normalize("NFKC").toLowerCase().replaceAll("+", "plus").replace(/[^\p{L}\p{N}]/gu, "");

export async function load(site) {
  const answer = await fetch(`${site.replace(/\/$/, "")}/api/v1/lookup.json`);
  if (!answer.ok) throw new Error(`lookup.json: ${answer.status}`);
  return answer.json();
}

export function kind({ names, records }, name) {
  const ids = names[fold(name)] ?? names[fold(name.split("/").at(-1))] ?? [];
  const kinds = new Set(ids.map((id) => records[id].writes_text));
  if (!kinds.size) return "unknown";
  return kinds.has("yes") ? (kinds.size === 1 ? "writer" : "depends on the release") : "not a writer";
}

const [, , site, ...asked] = process.argv;
const known = await load(site);
for (const name of asked) console.log(`${name}: ${kind(known, name)}`);
