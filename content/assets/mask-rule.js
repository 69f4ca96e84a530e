/** Who may look at whom: the rule of catalog/pages/masks.py. Places count from 0; `given` words come first, `order` is that of prediction. */
export function allowed(kind, query, key, given = 0, order = []) {
  if (kind === "bidirectional") return true;
  if (kind === "prefix" || kind === "encoder-decoder") return key < given || key <= query;
  if (kind === "permuted") return order.indexOf(key) <= order.indexOf(query);
  return kind === "causal" && key <= query;
}
