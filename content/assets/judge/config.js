/* What a config.json states about the inputs of the verdict rules, and what it leaves open. */

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Return the class entry that fits a class name, or undefined. As in the library, `id2label` counts before `num_labels`, and two labels are the default. */
export function classOf(name, config, classes) {
  const count = isObject(config.id2label) ? Object.keys(config.id2label).length : config.num_labels;
  const labels = count === 1 ? "one" : "many";
  const custom = (config.auto_map ?? null) !== null;
  return classes.find(
    (entry) =>
      typeof name === "string" &&
      entry.ends.some((end) => name.endsWith(end)) &&
      (entry.labels === null || entry.labels === labels) &&
      (entry.custom_code === null || entry.custom_code === custom),
  );
}

/** Return {inputs, states, unknown} of a parsed config.json. Throws TypeError for anything but an object. */
export function readConfig(config, classes) {
  if (!isObject(config)) throw new TypeError("expected an object: { … }");
  const names = Array.isArray(config.architectures) ? config.architectures : [];
  const found = names.map((name) => [name, classOf(name, config, classes)]);
  const states = [];
  const inputs = {};
  for (const [name, entry] of found) {
    states.push(entry ? `${name}: ${entry.states}` : `${name}: a class that this page does not know; it states nothing.`);
  }
  // Several classes, or one that is not known, leave the head open.
  if (found.length === 1 && found[0][1]) Object.assign(inputs, found[0][1].sets);
  if (found.length > 1) states.push("Several classes are named, so the head is not stated.");
  if (!names.length) states.push("No class is named under architectures, so the head is not stated.");
  if (!names.length && !config.model_type) states.push("Nor is a model_type: this may be another file of the release, such as that of its tokenizer, its adapter or its pooling.");
  if (config.is_encoder_decoder === true) states.push("is_encoder_decoder: an encoder and a decoder.");
  if (config.is_decoder === true) states.push("is_decoder: it is run with a causal mask.");
  if (config.use_bidirectional_attention === true || config.is_causal === false) states.push("It is run without a causal mask.");
  return { inputs, states, type: typeof config.model_type === "string" ? config.model_type : null };
}
