/* The verdict rules in the browser: the same conditions as data, the same order, on inputs of which some may be unknown.

   An input is a list of values (a single value is a list of one), or undefined when it is not known. */

/** Tell whether a condition holds: true, false, or undefined when that cannot be said. */
export function holds(condition, values) {
  if (values === undefined) return undefined;
  const has = (words) => values.some((value) => words.includes(value));
  return (
    (!condition.is_in || (values.length === 1 && has(condition.is_in))) &&
    (!condition.not_in || !has(condition.not_in)) &&
    (!condition.any_of || has(condition.any_of)) &&
    (!condition.all_of || (values.length > 0 && values.every((value) => condition.all_of.includes(value)))) &&
    (condition.empty === null || condition.empty === undefined || condition.empty === (values.length === 0))
  );
}

/** Return the rules of a sense that may decide, in order; a single rule is the verdict. `asks` names the unknown inputs. */
export function candidates(rules, sense, inputs) {
  const found = [];
  const asks = new Set();
  for (const rule of rules.filter((rule) => rule.sense === sense)) {
    const states = Object.entries(rule.when).map(([name, condition]) => [name, holds(condition, inputs[name])]);
    if (states.some(([, state]) => state === false)) continue;
    found.push(rule);
    const unknown = states.filter(([, state]) => state === undefined);
    if (!unknown.length) break;
    for (const [name] of unknown) asks.add(name);
  }
  return { rules: found, asks: [...asks] };
}

const SENSES = ["defines_probability", "writes_text", "released_to_write"];

/** Return for each sense its value and rule, or the values that are still possible and the inputs that would decide. */
export function judge(rules, inputs) {
  return Object.fromEntries(
    SENSES.map((sense) => {
      const { rules: found, asks } = candidates(rules, sense, inputs);
      const values = [...new Set(found.map((rule) => rule.value))];
      const decided = values.length === 1 && found.length > 0;
      return [sense, { value: decided ? values[0] : null, rule: found.length === 1 ? found[0] : null, possible: values, rules: found, asks: decided ? [] : asks }];
    }),
  );
}

/** Return the questions whose answers give an input that is asked for. */
export const asking = (questions, asks) => questions.filter(({ options }) => options.some(({ sets }) => asks.some((name) => name in sets)));

/** Return the inputs of a published record, as `rules.json` describes them. */
export function inputsOf(record, inheriting) {
  const stages = record.training.map((stage) => stage.objectives);
  const own = stages.map((objectives) => objectives.filter((word) => !inheriting.includes(word))).filter((words) => words.length);
  return {
    architecture: [record.architecture],
    attention: [record.attention],
    training: stages.flat(),
    last_stage: stages.at(-1) ?? [],
    factorization: own.at(-1) ?? [],
    output_head: [record.output_head],
    writing_procedure: [record.writing_procedure],
    procedure_documented_by: [record.procedure_documented_by],
    further_training: [record.further_training],
    released_for: record.released_for,
  };
}
