"""Turn the runs of all seeds into what is committed: ``python publish.py``, after train.py and evaluate.py for each seed.

Writes into ``content/assets/twins``: the weights of the first seed as raw bytes, the network's shape and words, the
language as an automaton, the experiment with every figure for every seed, and the checksums.
"""

import gzip
import hashlib
import json
import math
from typing import Any

import grammar
import torch
from evaluate import SAMPLES, SHARES
from network import HEADS, INNER, LAYERS, PLACES, WIDTH, Twin
from reference import ASSETS
from train import BATCH, CORPUS, PAIRS, RUNS, SHARE, STEPS, TUNING_RATES, TUNING_STEPS
from weights import layout, packed

TWINS = ("causal", "masked", "diffusion", "embedder")


def by_seed(results: list[Any]) -> Any:
    """Results of several seeds as one: every number becomes the list of that number in all seeds, in their order."""
    first = results[0]
    if isinstance(first, dict):
        return {key: by_seed([result[key] for result in results]) for key in first}
    return results


def experiment(language: dict[str, float], words: list[str], parameters: dict[str, int]) -> dict[str, Any]:
    """All that was measured, and with what."""
    seeds = sorted(int(folder.name) for folder in RUNS.iterdir() if (folder / "results.json").exists())
    results = [json.loads((RUNS / str(seed) / "results.json").read_text()) for seed in seeds]
    training = [json.loads((RUNS / str(seed) / "training.json").read_text()) for seed in seeds]
    if any(run["steps"] != STEPS for run in training):
        raise SystemExit("not all seeds were trained for the same number of steps")
    entropy = -sum(chance * math.log(chance) for chance in language.values())
    tokens = sum(chance * (len(sentence.split()) + 1) for sentence, chance in language.items())
    return {
        "seeds": seeds,
        "shown_seed": seeds[0],
        "samples": SAMPLES,
        "well_formed": "The sentence is one of all sentences that the grammar can make, word for word, to its end.",
        "network": {
            "width": WIDTH, "layers": LAYERS, "heads": HEADS, "inner": INNER, "places": PLACES,
            "parameters": parameters["causal"], "parameters_embedder": parameters["embedder"],
        },
        "language": {
            "words": len(words) - 4, "sentences": len(language), "perplexity": round(math.exp(entropy / tokens), 3),
            "longest": max(len(sentence.split()) for sentence in language),
        },
        "training": {
            "steps": STEPS, "batch": BATCH, "corpus": CORPUS, "masked_share": SHARE, "tuning_steps": TUNING_STEPS,
            "pairs": PAIRS, "tuning_rates": TUNING_RATES, "torch": torch.__version__.split("+")[0],
            "seconds": by_seed([run["seconds"] for run in training]),
        },
        "shares": SHARES,
        **by_seed(results),
    }  # fmt: skip


def main() -> None:
    """Write everything."""
    language = grammar.language()
    words = grammar.vocabulary(language)
    number = {word: at for at, word in enumerate(words)}
    ASSETS.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    parameters = {}
    for name in TWINS:
        twin = Twin(len(words), causal=name in ("causal", "embedder"), embeds=name == "embedder")
        twin.load_state_dict(torch.load(RUNS / "0" / f"{name}.pt"))
        parameters[name] = sum(weight.numel() for weight in twin.parameters())
        files[f"{name}.bin"] = packed(twin.state_dict())
        shape = layout(twin)
    states = grammar.automaton(language, number)
    flat = [[number for way in sorted(state.items()) for number in way] for state in states]
    files["language.json"] = json.dumps(flat, separators=(",", ":")).encode()
    lengths: dict[int, float] = {}
    for sentence, chance in language.items():
        lengths[len(sentence.split())] = lengths.get(len(sentence.split()), 0.0) + chance
    kept = {
        "width": WIDTH,
        "layers": LAYERS,
        "heads": HEADS,
        "places": PLACES,
        "words": words,
        "layout": shape,
        "lengths": [round(lengths.get(n, 0.0), 6) for n in range(PLACES - 1)],
    }
    files["network.json"] = json.dumps(kept, separators=(",", ":")).encode()
    if all((RUNS / str(seed) / "results.json").exists() for seed in range(5)):
        files["experiment.json"] = (json.dumps(experiment(language, words, parameters), indent=1) + "\n").encode()
    for name, data in files.items():
        (ASSETS / name).write_bytes(data)
        print(name, len(data), "bytes,", len(gzip.compress(data, 9)), "gzipped")
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    (ASSETS / "SHA256SUMS").write_text(sums)


if __name__ == "__main__":
    main()
