/* The view of the comparison <-> the query of its address, so that a view can be linked, reloaded and left with "back".

   q            words to find                       sort         column, with "-" in front for reversed order
   year, size   ranges such as 2018-2020, 1B-70B    cols         shown columns, when not all are
   models       up to four ids, side by side        diff         1: only rows that differ
   pick         rows ticked but not yet compared    any other    accepted values of that field, with commas between */

export const FIELDS = [
  "summary", "writes_text", "defines_probability", "released_to_write", "architecture", "attention", "objectives",
  "output_head", "released_for", "weights", "license", "llm", "developer", "family", "id",
];
export const MOST = 4;

const list = (text) => (text ? text.split(",").map((word) => word.trim()).filter(Boolean) : []);

/** Return the view that an address asks for. */
export function readAddress(query) {
  const params = new URLSearchParams(query);
  const sort = params.get("sort") ?? "";
  return {
    q: params.get("q") ?? "",
    filters: Object.fromEntries(FIELDS.map((field) => [field, new Set(list(params.get(field)))])),
    year: params.get("year") ?? "",
    size: params.get("size") ?? "",
    sort: sort.replace(/^-/, ""),
    down: sort.startsWith("-"),
    cols: params.has("cols") ? list(params.get("cols")) : null,
    pick: list(params.get("pick") ?? params.get("models")).slice(0, MOST),
    models: list(params.get("models")).slice(0, MOST),
    diff: params.get("diff") === "1",
  };
}

/** Return the address of a view, without its host. */
export function writeAddress(view, path = location.pathname) {
  const pairs = [
    ["q", view.q],
    ...FIELDS.map((field) => [field, [...view.filters[field]].join(",")]),
    ["year", view.year],
    ["size", view.size],
    ["sort", view.sort || view.down ? (view.down ? "-" : "") + view.sort : ""],
    ["cols", view.cols ? view.cols.join(",") || "none" : ""],
    ["pick", view.models.length ? "" : view.pick.join(",")],
    ["models", view.models.join(",")],
    ["diff", view.models.length && view.diff ? "1" : ""],
  ];
  const query = pairs.filter(([, value]) => value).map(([name, value]) => `${name}=${encode(value)}`).join("&");
  return query ? `${path}?${query}` : path;
}

const encode = (value) => encodeURIComponent(value).replace(/%2C/g, ",").replace(/%20/g, "+");
