"""A model in words for everybody: what it does, what goes in and comes out, and the lines of code that run it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from catalog.check.packages import package_metadata
from catalog.model import Model
from catalog.schema.labels import full_count, listed

_RETURNS = {
    "vector": ("It turns a text into a list of numbers, to find texts with a similar meaning.", "a list of numbers"),
    "term-weights": ("It turns a text into weights for search words, to find texts that match.", "a weight for each search word"),
    "scalar": ("It reads a text and returns a score.", "a score"),
    "class-scores": ("It reads a text and returns a score for each of some classes.", "a score for each class"),
    "discriminator": ("It reads a text and says for each word whether it was swapped.", "for each word: original or replaced"),
}  # fmt: skip
_WRITES = {
    "left-to-right": ("Give it a text and it writes on, word after word.", "more text, word after word"),
    "none": ("It was trained to guess the next word, so it can write on, word after word.", "more text, word after word"),
    "denoising": ("It starts from blanks or noise and turns them into a text, step by step.", "a text, from blanks in steps"),
    "repeated-filling": ("It fills blanks again and again until a text stands there.", "a text, blanks filled over and over"),
    "undisclosed": ("Its maker's service answers in text; how the words are made is not said.", "a text"),
}  # fmt: skip
_LABELS = ("It answers with words from a short list, such as yes or no.", "one of a few words")
_UNFINISHED = (
    "It has learned from text, but its maker says that it must be trained further before use.",
    "words for removed pieces",
)
_FILLS = (
    "It fills in blanks in a text. It writes only if somebody adds an extra procedure.",
    "candidates for each blank",
)
_SILENT = ("Its maker does not say what comes out, and names no use that writes text.", "not disclosed")


class Plain(NamedTuple):
    """What a model does in one sentence, and what comes out of it."""

    line: str
    returns: str


def in_plain_words(model: Model) -> Plain:
    """Return what a model does, from its head, its verdict and the rule behind it."""
    record, rule = model.record, model.verdict.rules[1].id
    if record.output_head == "vector" and record.embedding_dimensions:
        return Plain(_RETURNS["vector"][0], f"a list of {_sizes(record.embedding_dimensions)}")
    if record.output_head in _RETURNS:
        return Plain(*_RETURNS[record.output_head])
    if model.verdict.writes_text == "yes":
        return Plain(*_WRITES[record.writing_procedure or "none"])
    return Plain(*{"W11": _UNFINISHED, "W12": _LABELS, "W17": _SILENT}.get(rule, _FILLS))


def _sizes(dimensions: Sequence[int]) -> str:
    """Return `768 numbers`, or `384, 768 or 1,024 numbers, by size`; of many sizes the first and the last."""
    counts = [full_count(it) for it in dimensions]
    said = f"{counts[0]} to {counts[-1]}" if len(counts) > 3 else listed(counts, "or")
    return f"{said} numbers" + (", by size" if len(counts) > 1 else "")


class Code(NamedTuple):
    """Lines that run a model with the transformers library, and what to know before."""

    lines: tuple[str, ...]
    notes: tuple[str, ...]


def code(model: Model) -> Code | None:
    """Return the lines that run a model: only with a sourced Hub id and a class that the locked library has."""
    record = model.record
    heads: Sequence[str] | None = package_metadata()["types"].get(record.transformers_type)
    if not record.hub_id or heads is None:
        return None
    remote = package_metadata("mteb")["models"].get(record.hub_id, {}).get("remote_code", False)
    lines = _lines(model, record.hub_id, heads, ", trust_remote_code=True" if remote else "")
    notes = (
        (_LOGIN, record.weights == "gated"),
        (_REMOTE, remote),
    )
    return Code(lines, tuple(note for note, needed in notes if needed)) if lines else None


_LOGIN = "The weights can be downloaded only after a login and accepting the terms."
_REMOTE = (
    "It runs code from the model's own repository on your computer, as the mteb package does; read that code first."
)


def _lines(model: Model, hub: str, heads: Sequence[str], remote: str) -> tuple[str, ...]:
    head, writes = model.record.output_head, model.verdict.writes_text == "yes"
    in_order = model.record.writing_procedure in ("left-to-right", "none")
    load = (f'name = "{hub}"', f"tokenizer = AutoTokenizer.from_pretrained(name{remote})")
    if (
        head == "vocabulary"
        and writes
        and in_order
        and "causal-lm" in heads
        and model.record.architecture != "encoder-decoder"
    ):
        return (
            "from transformers import pipeline",
            f'write = pipeline("text-generation", model="{hub}")',
            'print(write("The cat sat on the", max_new_tokens=20)[0]["generated_text"])',
        )
    if head == "vocabulary" and writes and in_order and "seq2seq-lm" in heads:
        return (
            "from transformers import AutoModelForSeq2SeqLM, AutoTokenizer", *load,
            f"model = AutoModelForSeq2SeqLM.from_pretrained(name{remote})",
            'words = model.generate(**tokenizer("An input text.", return_tensors="pt"), max_new_tokens=20)',
            "print(tokenizer.decode(words[0], skip_special_tokens=True))",
        )  # fmt: skip
    if head == "vocabulary" and not writes and "masked-lm" in heads and "seq2seq-lm" not in heads:
        return (
            "from transformers import pipeline",
            f'fill = pipeline("fill-mask", model="{hub}")',
            'print([guess["token_str"] for guess in fill(f"The cat {fill.tokenizer.mask_token} on the mat.")])',
        )
    if head == "vector" and "seq2seq-lm" not in heads and model.record.transformers_type != "dpr":
        # the class of the former asks for words to start with, that of DPR returns no states
        return (
            "from transformers import AutoModel, AutoTokenizer", *load,
            f"model = AutoModel.from_pretrained(name{remote})",
            'states = model(**tokenizer("A text.", return_tensors="pt")).last_hidden_state',
            "print(states.shape)  # its page says how to pool them into one vector",
        )  # fmt: skip
    return ()
