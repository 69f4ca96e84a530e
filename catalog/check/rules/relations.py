"""Items against one another: names and ids, references, sources, questions, vocabularies, and other people's packages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel

from catalog import parameters
from catalog.check.literals import facts_from
from catalog.check.rules import Faults, Found, Items, rule
from catalog.check.sentences import MARKS
from catalog.coverage import candidates, comparisons, covers, packages_metadata
from catalog.load.problems import nearest, shown
from catalog.load.strict_yaml import Steps
from catalog.names import fold
from catalog.schema.editorial import Claim, Definition, Pair, Question, Task
from catalog.schema.record import REFERENCE, VOCABULARIES, Configuration, IdOf, Record, Redirect, Source
from catalog.site import query_problems
from catalog.verdict import INHERITING, SENSES, NoRuleError

RESERVED = frozenset(
    {"index", "shell", "con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)
"""Page addresses that the site or an operating system keeps for itself."""


@rule()
def _ids_are_unique_and_free(items: Items) -> Found:
    """An id stands once in its list (glossary terms: once per field); that of a record is no reserved page address."""
    for key, of_key in items.by_key.items():
        seen: set[object] = set()
        for index, item in of_key.items():
            ident = (item.field, item.id) if key == "terms" else getattr(item, "id", None)
            if ident is not None and ident in seen:
                yield key, index, ("id",), f"{key}: id {shown(item.id)} is used twice — ids are unique"
            if key == "models" and ident in RESERVED:
                yield key, index, ("id",), f"{ident}: id {shown(ident)} is reserved — choose another"
            seen.add(ident)


@rule()
def _names_and_aliases_are_unique(items: Items) -> Found:
    """What a reader types leads to one record: names, ids and aliases are unique, whatever the case, form or punctuation.

    So are those of developers, families and licenses, each among its own; but two units of one house may share an alias.
    """
    for key in ("models", "developers", "families", "licenses"):
        owner: dict[str, str] = {}
        for index, item in items.of(key):
            for word, field in {fold(item.id): "id", fold(item.name): "name"}.items():
                if (found := owner.setdefault(word, item.id)) != item.id:
                    yield key, index, (field,), f"{item.id}: {shown(word)} is already used by {shown(found)}"
        for index, item in items.of(key):
            for number, alias in enumerate(getattr(item, "aliases", ())):
                if (found := owner.get(fold(alias), item.id)) != item.id:
                    message = f"{item.id}: alias {shown(alias)} is already used by {shown(found)}"
                    yield key, index, ("aliases", number), message
                elif key == "models":
                    owner[fold(alias)] = item.id


_ORDER = {"models": "released", "sources": "id", "developers": "id", "families": "id", "licenses": "id"}


@rule()
def _lists_are_in_order(items: Items) -> Found:
    """Records are ordered by date of release, sources, developers, families and licenses by id, in lists of 20 or more."""
    for key, field in _ORDER.items():
        for (_, before), (index, item) in pairwise(items.of(key)) if len(items.ids(key)) >= 20 else ():
            if getattr(item, field).casefold() < getattr(before, field).casefold():
                yield key, index, (field,), f"{item.id}: stands after {before.id}; {key} are ordered by `{field}`"


_LIKE_LATIN = frozenset("АВЕКМНОРСТУХаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα")
"""Cyrillic and Greek letters that many fonts draw like Latin ones."""


def _mixes_scripts(word: str) -> bool:
    """Tell whether a word mixes scripts and all its letters that are not Latin look it: `Вert`, not `ruBERT-база`."""
    scripts = {char: unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha()}
    others = {char for char, script in scripts.items() if script != "LATIN"}
    return len({*scripts.values()} & {"LATIN", "CYRILLIC", "GREEK"}) > 1 and others <= _LIKE_LATIN


@rule("models")
def _names_use_one_script(record: Record, _: Items) -> Faults:
    """No name hides a look-alike letter among letters of another script, or an unusual space."""
    named = [(("name",), record.name), *((("aliases", at), alias) for at, alias in enumerate(record.aliases))]
    for path, text in named:
        if any(map(_mixes_scripts, text.split())):
            yield path, f"{shown(text)} mixes letters of scripts that look alike"
        if any(char.isspace() and char != " " for char in text):
            yield path, f"{shown(text)} holds a space that is not the plain one — type it again"


@rule("redirects")
def _redirects_lead_somewhere(redirect: Redirect, items: Items) -> Faults:
    """A redirect starts at an id that is free and not reserved, once, and ends at a record."""
    if [it.old for it in items.all("redirects")].count(redirect.old) > 1:
        yield ("old",), f"{shown(redirect.old)} is redirected twice — keep one"
    if redirect.old in RESERVED:
        yield ("old",), f"id {shown(redirect.old)} is reserved — it was never that of a record"
    if redirect.old in items.ids("models"):
        yield ("old",), f"{shown(redirect.old)} is a record; a redirect must start at a former id"
    if redirect.new not in items.ids("models"):
        yield ("new",), f"no record has the id {shown(redirect.new)}{nearest(redirect.new, items.ids('models'))}"


@cache
def _naming_fields(kind: type[BaseModel]) -> dict[str, str]:
    """Return field -> list of the fields of a type that hold ids of a list; "" for items that may hold some."""
    found: dict[str, str] = {}
    for name, info in kind.model_fields.items():
        for part in (*info.metadata, *_parts(info.annotation)):
            if isinstance(part, IdOf):
                found[name] = part.list
            elif isinstance(part, type) and issubclass(part, BaseModel):
                found[name] = ""
    return found


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _parts(part)


def _named(value: Any, path: Steps = (), target: str = "") -> Iterator[tuple[Steps, str, str]]:
    """Yield (path, list, id) of every id that an item gives for another one, as the types of its fields say."""
    if isinstance(value, BaseModel):
        for name, list_of in _naming_fields(type(value)).items():
            yield from _named(getattr(value, name), (*path, name), list_of)
    elif isinstance(value, tuple | dict):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _named(part, (*path, step), target)
    elif value:
        yield path, target, value


_NOUN = {"models": "record", "families": "family"}


@rule()
def _named_items_exist(items: Items) -> Found:
    """An id given for another item belongs to one; each unknown id is reported once."""
    reported: set[tuple[str, str]] = set()
    for key, of_key in items.by_key.items():
        for index, item in of_key.items():
            for path, target, ident in _named(item):
                known = items.ids(target)
                if ident not in known and (target, ident) not in reported:
                    reported.add((target, ident))
                    what = f"no {_NOUN.get(target, target[:-1])} {shown(ident)}{nearest(ident, known)}"
                    where = f"; if it is new, add it to {items.files.get(target, target)}"
                    yield key, index, path, f"{getattr(item, 'id', key)}: {what}{where}"


_PROSE = {
    "claims": ("statement", "explanation", "would_change", "counterexample"),
    "questions": ("short", "more"),
    "tasks": ("name", "kind", "why", "cost"),
    "terms": ("definition", "example", "non_example"),
    "pairs": ("title", "lesson"),
    "definitions": ("name", "text"),
}


def _prose(items: Items) -> Found:
    """Yield every text in which a reference may stand: list, index, path, text."""
    for key, fields in _PROSE.items():
        for index, item in items.of(key):
            yield from ((key, index, (field,), getattr(item, field) or "") for field in fields)
    for index, claim in items.of("claims"):
        for at, dispute in enumerate(claim.disputes):
            yield "claims", index, ("disputes", at, "says"), dispute.says


_LIST_OF = {
    "model": "models", "claim": "claims", "source": "sources", "term": "terms", "faq": "questions", "family": "families",
}  # fmt: skip


@rule()
def _references_in_prose_resolve(items: Items) -> Found:
    """`[[kind:id]]` names a known kind and an existing id."""
    for key, index, path, text in _prose(items):
        if "[[" in REFERENCE.sub(lambda hit: hit[0][2:], text):
            yield key, index, path, "'[[' begins no reference — write [[model:bert]] or [[model:bert|words]]"
        for kind, ident, _ in REFERENCE.findall(text):
            known = items.ids(_LIST_OF.get(kind, ""))
            if kind in MARKS:
                continue  # `prose_is_bound_to_the_facts` looks at these
            if kind not in _LIST_OF:
                yield key, index, path, f"unknown reference {shown(kind)}{nearest(kind, (*_LIST_OF, *MARKS))}"
            elif ident not in known:
                yield key, index, path, f"no {kind} {shown(ident)}{nearest(ident, known)}"


@rule()
def _prose_is_bound_to_the_facts(items: Items) -> Found:
    """A fact word beside the name of a model is a call, a reference, or a literal that is marked and checked."""
    if not items.complete("models", "rules"):
        return  # a sentence about a record that is refused cannot be checked
    facts = facts_from(*map(items.all, ("models", "rules", "families", "developers", "licenses", "claims")))
    for key, index, path, text in _prose(items):
        item = items.by_key[key][index]
        about: tuple[str, ...] = ()
        match key, path[0]:
            case "questions", _:
                about = facts.names_in(item.question)
            case "pairs", _:
                about = (item.left, item.right)
            case "claims", "explanation":
                about = facts.names_in(item.statement)
        refuted = path[0] == "disputes" or (path[0] == "statement" and item.verdict != "supported")
        evidence = "\n".join(it.says for it in item.evidence) if key == "claims" else ""
        for _, message in facts.problems(text, about=about, refuted=refuted, evidence=evidence):
            yield key, index, path, message
    for index, question in items.of("questions"):
        asked_as = ((("asked_as", at), asked) for at, asked in enumerate(question.asked_as))
        for place, asked in ((("question",), question.question), *asked_as):
            for _, message in facts.problems(f"{asked.rstrip('?')}?", bare=True):
                yield "questions", index, place, message


@rule("claims", "tasks")
def _queries_can_match(item: Claim | Task, items: Items) -> Faults:
    """A query uses fields and values that records can have."""
    field = "models" if isinstance(item, Claim) else "query"
    for name, message in query_problems(getattr(item, field) or {}, items.ids("models"), items.ids("families")):
        yield (field, name), f"query field {shown(name)}: {message}"


@rule("pairs")
def _pairs_compare_facts(pair: Pair, _: Items) -> Faults:
    """A pair shows facts of two records."""
    if pair.left == pair.right:
        yield ("right",), "is compared with itself"
    known = (*Record.model_fields, *SENSES, "parameters")
    for at, field in enumerate(pair.compare):
        if field not in known:
            yield ("compare", at), f"no fact {shown(field)}{nearest(field, known)}"


@rule("configurations")
def _configurations_can_be_counted(configuration: Configuration, _: Items) -> Faults:
    """A configuration names a known layout and gives exactly its numbers."""
    if problem := parameters.problem(configuration):
        named = [name for name in configuration.numbers if re.search(rf"\b{re.escape(name)}\b", problem)]
        yield ("numbers", *named[:1]) if configuration.layout in parameters.LAYOUTS else ("layout",), problem


@rule("claims")
def _corrections_stand(claim: Claim, items: Items) -> Faults:
    """A claim is superseded by another one, which is not superseded itself."""
    correction = items.by_key["claims"].get(items.ids("claims").get(claim.superseded_by or "", -1))
    if claim.superseded_by == claim.id:
        yield ("superseded_by",), "is superseded by itself"
    elif correction and correction.superseded_by:
        said = f"{shown(correction.id)} is superseded too — name {shown(correction.superseded_by)}"
        yield ("superseded_by",), said


@rule()
def _terms_cover_the_vocabularies(items: Items) -> Found:
    """Every value of every vocabulary has its glossary entry, and no entry names a value that does not exist."""
    have = {(term.field, term.id): index for index, term in items.of("terms")}
    for (field, ident), index in have.items():
        known = VOCABULARIES.get(field, ())
        if field != "general" and not known:
            yield "terms", index, ("field",), f"no vocabulary {shown(field)}{nearest(field, VOCABULARIES)}"
        elif field != "general" and ident not in known:
            yield "terms", index, ("id",), f"{field} has no value {shown(ident)}{nearest(ident, known)}"
    every = ((field, value) for field, values in VOCABULARIES.items() for value in values)
    for field, value in every if items.complete("terms") else ():
        if (field, value) not in have:
            yield "terms", 0, (), f"no glossary entry for the value {shown(value)} of {field}"


@rule()
def _definitions_are_complete(items: Items) -> Found:
    """Each definition of *LLM* that the rules can compute is described."""
    for ident in get_args(Definition.model_fields["id"].annotation):
        if items.complete("definitions") and ident not in items.ids("definitions"):
            yield "definitions", 0, (), f"no description of the definition {shown(ident)}"


_VOCABULARY_OF = dict.fromkeys(("factorization", "last_stage", "training"), "objectives")


@rule()
def _verdict_rules_name_every_word(items: Items) -> Found:
    """Every output head, objective, purpose and procedure is named by a condition of some verdict rule."""
    named: dict[str, set[str]] = {}
    for verdict_rule in items.all("rules"):
        for name, condition in verdict_rule.when.items():
            words = (*(condition.is_in or ()), *(condition.any_of or ()), *(condition.all_of or ()))
            named.setdefault(_VOCABULARY_OF.get(name, name), set()).update(words)
    for field in ("objectives", "output_head", "released_for", "writing_procedure", "procedure_documented_by"):
        for value in VOCABULARIES[field] if items.complete("rules") else ():
            if value not in named.get(field, ()) and value not in (*INHERITING, "none"):
                yield "rules", 0, (), f"no verdict rule names {shown(value)} of {field} — name it in a condition"


def _addresses(source: Source) -> Iterator[tuple[str, str]]:
    """Yield (field, address) of a source, in a form in which two spellings of one address are equal."""
    if source.arxiv:
        yield "arxiv", f"arxiv.org/abs/{source.arxiv}"
    if source.doi:
        yield "doi", f"doi.org/{source.doi.casefold()}"
    if source.url:
        host, slash, path = source.url.removeprefix("https://").partition("/")
        path = re.sub(r"v\d+\Z", "", path) if host == "arxiv.org" else path
        yield "url", f"{host.casefold().removeprefix('www.')}{slash}{path}".rstrip("/")


@rule()
def _sources_have_one_address(items: Items) -> Found:
    """A source has an arXiv id, a DOI or a link, and no other source has the same."""
    seen: dict[str, str] = {}
    for index, source in items.of("sources"):
        addresses = list(_addresses(source))
        if not addresses:
            yield "sources", index, ("id",), f"{source.id}: needs an arxiv id, a doi or a url"
        for field, address in addresses:
            if (owner := seen.setdefault(address, source.id)) != source.id:
                message = f"{source.id}: {address} is the address of {shown(owner)} already"
                yield "sources", index, (field,), message


_SHOWN_WORDS = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")


@rule("questions")
def _answers_begin_short(question: Question, _: Items) -> Faults:
    """The first answer has at most 60 words; a reference counts by what it shows."""
    count = len(_SHOWN_WORDS.sub(r"\1", question.short).split())
    if count > 60:
        yield ("short",), f"the first answer has {count} words; 60 at most — move the rest to 'more'"


@rule()
def _phrasings_have_one_answer(items: Items) -> Found:
    """No two questions share a title or a way to ask."""
    taken: dict[str, str] = {}
    for index, question in items.of("questions"):
        phrasings = ((("asked_as", place), asked) for place, asked in enumerate(question.asked_as))
        for path, asked in ((("question",), question.question), *phrasings):
            words = " ".join(asked.casefold().split())
            if words in taken:
                message = f"{question.id}: {shown(asked)} is already asked by {shown(taken[words])}"
                yield "questions", index, path, message
            taken.setdefault(words, question.id)


@rule()
def _packages_agree_or_are_excused(items: Items) -> Found:
    """A contradiction with a package is excused in `exceptions.yaml`; an exception that excuses nothing is removed."""
    if not items.complete("rules"):
        return
    excused = {(it.record, it.package, it.field) for it in items.all("exceptions")}
    found: set[tuple[str, str, str]] = set()
    for index, record in items.of("models"):
        with suppress(NoRuleError):  # another rule says so
            for package, field, contradiction in comparisons(record, items.all("rules")):
                if contradiction and (record.id, package, field) not in excused:
                    place = "variants" if field == "parameters" else field
                    message = f"{record.id}: {contradiction} — correct it, or explain it in exceptions.yaml"
                    yield "models", index, (place,), message
                elif contradiction:
                    found.add((record.id, package, field))
    for index, it in items.of("exceptions"):
        if it.record in items.records and (it.record, it.package, it.field) not in found:
            message = f"{it.record}: {it.package} no longer contradicts {it.field} — remove the exception"
            yield "exceptions", index, ("record",), message


@rule()
def _declined_models_are_still_gaps(items: Items) -> Found:
    """What was declined is known to the package, and the catalog still lacks it."""
    if not items.complete("models"):
        return
    lacking = list(candidates(items.records.values(), packages_metadata()))
    for index, entry in items.of("declined"):
        names = [gap.name for gap in lacking if gap.package == entry.package]
        for number, pattern in enumerate(entry.names):
            if not any(covers(pattern, name) for name in names):
                message = f"{entry.package} knows nothing called {shown(pattern)} that the catalog lacks — remove it"
                yield "declined", index, ("names", number), message
