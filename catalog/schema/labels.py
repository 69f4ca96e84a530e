"""Numbers, dates and values in words: the only place where values become text for readers."""

from __future__ import annotations

from catalog.schema.record import VERDICT_FIELDS, Condition, Record, Variant, shown

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MISSING = {"not-disclosed": "not disclosed", "not-applicable": "does not apply", "not-researched": "not researched yet"}
SUMMARY = {"generative": "Generative", "not-generative": "Not generative", "depends": "Depends on the release"}
SENSE = {
    "defines_probability": {
        "exact": "Exact probability", "bound": "Bounded probability", "pseudo": "Pseudo-probability only",
        "none": "No probability of text", "undisclosed": "Not disclosed",
    },
    "writes_text": {"yes": "Writes text", "with-extra-procedure": "Only with an extra procedure", "no": "Does not write"},
    "released_to_write": {"yes": "Released to write", "no": "Released for something else"},
}  # fmt: skip
SENSE_NAME = {
    "defines_probability": "Defines a probability",
    "writes_text": "Writes text",
    "released_to_write": "Released to write",
}
SHAPE = {
    "generative": "●", "not-generative": "■", "depends": "◆", "yes": "●", "with-extra-procedure": "◐", "no": "■",
    "exact": "●", "bound": "◕", "pseudo": "◐", "none": "■", "undisclosed": "?",
    "supported": "✓", "refuted": "✗", "disputed": "≠", "definitional": "≔",
}  # fmt: skip
"""A verdict says itself three times: in words, in shape and in color."""
HUE = {
    "generative": "yes", "yes": "yes", "exact": "yes", "bound": "yes", "depends": "part", "with-extra-procedure": "part",
    "pseudo": "part", "not-generative": "no", "no": "no", "none": "no", "undisclosed": "none",
}  # fmt: skip
_LISTED = {how.name: how.label for how in shown(Record).values() if how.listed}
FACT = {name: _LISTED[name] for name in VERDICT_FIELDS} | _LISTED
"""Facts that a model's page lists, those that bear on the verdict first."""
WEIGHT = {
    "read": "Firm: every fact behind it was read in its source.",
    "secondary": "Less firm: a fact behind it was confirmed in another document only.",
    "recalled": "Weak: a fact behind it is recalled, not re-read yet.",
    "none": "Weak: a fact behind it has no evidence yet.",
}
"""How firm a verdict is, by the least checked of its facts."""
CHECKED = {"read": "read", "secondary": "confirmed there", "recalled": "recalled"}
SOURCE_KINDS = {
    "paper": "papers", "model-card": "model cards", "repository": "repositories", "documentation": "documentation",
    "announcement": "announcements", "book": "books",
}  # fmt: skip
"""Several sources of a kind; the address of their list is made from it."""
CLAIM = {
    "supported": "supported",
    "refuted": "refuted",
    "disputed": "disputed",
    "definitional": "a matter of definition",
}
TOPIC = {
    "words": "What the words mean",
    "models": "Models by name",
    "kinds": "Kinds of models",
    "how": "How they work",
    "use": "Use and choice",
    "limits": "Limits and risks",
}
"""What a question of the FAQ is about."""
AGE = "A check counts as old after a year: compare its date with today; where scripts run, an old one says so."
"""The rule by which `main.js` marks the days of checks."""
HOW = {
    "read": "read in the source",
    "secondary": "confirmed in another document",
    "recalled": "recalled, not re-read yet",
}


def condition(of: Condition) -> str:
    """Return a condition of a verdict rule in words, such as `is vector or scalar`."""
    words = (("is", of.is_in), ("is not", of.not_in), ("has", of.any_of), ("has nothing but", of.all_of))
    said = [f"{how} {listed([*values], 'or')}" for how, values in words if values]
    if of.empty is not None:
        said.append("is empty" if of.empty else "is not empty")
    return listed(said)


def short_count(value: int) -> str:
    """Return 110M for 110,000,000: three significant digits at most, as people say it; 10.7B, 1.6T.

    The unit is chosen after rounding: 999,500 is 1M, not 1000K.
    """
    rounded = int(float(f"{value:.3g}"))
    for size, unit in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
        if rounded >= size:
            return f"{rounded / size:.0f}{unit}" if rounded >= 1000 * size else f"{rounded / size:.3g}{unit}"
    return str(value)


def day(iso: str) -> str:
    """Return 11 October 2018 for 2018-10-11."""
    year, month, number = iso.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def sizes(variants: tuple[Variant, ...]) -> str:
    """Return the stated sizes of all variants, such as `110M, 340M` or `671B (37B active)`."""
    return ", ".join(
        short_count(v.parameters_total)
        + (f" ({short_count(v.parameters_active)} active)" if v.parameters_active else "")
        for v in variants
        if v.parameters_total
    )


def hyphens_to_words(value: str) -> str:
    """Return `masked lm` for `masked-lm`; names of vocabulary values come from the glossary where there is room."""
    return value.replace("-", " ").replace(" lm", " LM")


def listed(words: list[str], last: str = "and") -> str:
    """Return `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
