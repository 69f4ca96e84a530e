/* One tiny transformer, run in the page: the committed int8 weights, unpacked once, and the forward pass in double
   precision. experiments/twins/reference.py is the same in Python; a test holds the two against each other. */
import { version } from "./dom.js";

export const PAD = 0, BOS = 1, EOS = 2, MASK = 3;
const FILES = new URL("./twins/", import.meta.url);

async function fetched(name) {
  const response = await fetch(new URL(name + version, FILES));
  if (!response.ok) throw new Error(`${name} could not be fetched (${response.status})`);
  return response;
}

const kept = new Map();

/** Do a piece of work the first time it is asked for; again only if it failed. */
function once(name, work) {
  if (!kept.has(name)) kept.set(name, work().catch((error) => {
    kept.delete(name);
    throw error;
  }));
  return kept.get(name);
}

/** Shape, words and layout of the weights. */
export const shape = () => once("shape", async () => (await fetched("network.json")).json());

/** The language as an automaton: per state, pairs of a word's number and the next state. */
export const automaton = () => once("automaton", async () => (await fetched("language.json")).json());

/** A network by its name. */
export const twin = (name) => once(`twin ${name}`, () => load(name));

async function load(name) {
  const [network, response] = await Promise.all([shape(), fetched(`${name}.bin`)]);
  return new Twin(name, network, unpacked(await response.arrayBuffer(), name, network));
}

/** Weights by name. First in the file lie the vectors and the scales of the rows as float32, then all int8 numbers. */
function unpacked(bytes, name, network) {
  const layout = network.layout.filter(([key]) => key !== "head" || name === "embedder");
  const count = layout.reduce((sum, [, [rows]]) => sum + rows, 0);
  const view = new DataView(bytes), integers = new Int8Array(bytes, 4 * count);
  const weights = {};
  let at = 0, start = 0;
  for (const [key, [rows, columns = 0]] of layout) {
    const numbers = Float64Array.from({ length: rows }, (_, row) => view.getFloat32(4 * (at + row), true));
    at += rows;
    weights[key] = columns ? scaled(integers.subarray(start, start + rows * columns), numbers) : numbers;
    start += rows * columns;
  }
  return weights;
}

/** Whole numbers, stored row by row, each row times its scale. */
function scaled(integers, scales) {
  const columns = integers.length / scales.length, result = new Float64Array(integers.length);
  for (let row = 0, at = 0; row < scales.length; row += 1) {
    for (const end = at + columns; at < end; at += 1) result[at] = integers[at] * scales[row];
  }
  return result;
}

/** A matrix, stored row by row, times a vector. */
function times(matrix, vector) {
  const columns = vector.length, result = new Float64Array(matrix.length / columns);
  for (let row = 0, at = 0; row < result.length; row += 1) {
    let sum = 0;
    for (let column = 0; column < columns; column += 1, at += 1) sum += matrix[at] * vector[column];
    result[row] = sum;
  }
  return result;
}

const added = (a, b) => a.map((value, at) => value + b[at]);

function normed(vector, gains) {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const size = Math.sqrt(squares / vector.length + 1e-6);
  return vector.map((value, at) => (value / size) * gains[at]);
}

class Twin {
  constructor(name, { width, layers, heads }, weights) {
    Object.assign(this, { name, width, layers, heads, weights, causal: name === "causal" || name === "embedder" });
  }

  /** One vector for each token, after the last norm. */
  hidden(tokens) {
    const { words, places, norm } = this.weights, width = this.width;
    const row = (table, at) => table.subarray(at * width, (at + 1) * width);
    let stream = tokens.map((token, at) => added(row(words, token), row(places, at)));
    for (let layer = 0; layer < this.layers; layer += 1) stream = this.#layer(`layers.${layer}.`, stream);
    return stream.map((vector) => normed(vector, norm));
  }

  #layer(prefix, stream) {
    const weight = (name) => this.weights[prefix + name];
    const inputs = stream.map((vector) => normed(vector, weight("norm1")));
    const [queries, keys, values] = ["query", "key", "value"].map((name) => inputs.map((vector) => times(weight(name), vector)));
    return stream.map((vector, at) => {
      const seen = this.causal ? at + 1 : stream.length;
      const middle = added(vector, times(weight("out"), this.#attended(queries[at], keys, values, seen)));
      const inner = times(weight("up"), normed(middle, weight("norm2"))).map((value) => Math.max(0, value));
      return added(middle, times(weight("down"), inner));
    });
  }

  /** What a place takes from the first `seen` places, head by head. */
  #attended(query, keys, values, seen) {
    const size = this.width / this.heads, mixed = new Float64Array(this.width);
    for (let start = 0; start < this.width; start += size) {
      const scores = new Float64Array(seen);
      for (let place = 0; place < seen; place += 1) {
        let sum = 0;
        for (let i = start; i < start + size; i += 1) sum += query[i] * keys[place][i];
        scores[place] = sum / Math.sqrt(size);
      }
      const shares = softmax(scores);
      for (let place = 0; place < seen; place += 1) {
        for (let i = start; i < start + size; i += 1) mixed[i] += shares[place] * values[place][i];
      }
    }
    return mixed;
  }

  /** The score of every word at each of the places; signs get minus infinity, and so does the end unless it may come. */
  scores(tokens, places, end) {
    const hidden = this.hidden(tokens);
    return places.map((place) => {
      const scores = times(this.weights.words, hidden[place]);
      for (const sign of end ? [PAD, BOS, MASK] : [PAD, BOS, MASK, EOS]) scores[sign] = -Infinity;
      return scores;
    });
  }

  /** The embedder's vector of a sentence, of length 1, read at the last token. */
  vector(tokens) {
    const found = times(this.weights.head, this.hidden(tokens).at(-1));
    const size = Math.hypot(...found);
    return found.map((value) => value / size);
  }
}

/** Scores as chances that add up to 1. */
export function softmax(scores, temperature = 1) {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - top) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
