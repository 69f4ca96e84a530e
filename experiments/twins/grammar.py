"""The made-up language of the twins: every sentence of it, with its probability.

The sentences read like a children's book. The language is finite, so it is listed in full: a
sentence is well-formed exactly when it is in the list, and its true probability is known.

Three kinds of relation are built in on purpose:

* agreement (a dog barks, dogs bark) and a first word that decides the last one, several words
  later: ``one ... alone``, ``two ... together``, ``does ... ?``;
* words that only the words to their right decide: ``a`` or ``an``, an animal before its sound, the
  thing somebody takes before the reason for it;
* sentences that say the same in other words, for the embedder: see :func:`meaning`.

Nothing here needs more than the standard library.
"""

from collections.abc import Iterable

Phrase = list[tuple[str, float]]
"""Alternatives, each as words separated by spaces and a probability; the probabilities add up to 1."""

SIZES = ("little", "small", "big", "large")
STATES = ("old", "young", "hungry", "happy")
SAME = {"little": "small", "big": "large", "woods": "forest", "road": "street"}
"""Words that mean the same here; :func:`meaning` replaces the first by the second."""

# singular: plural, the sound it makes, how it moves, where, what it eats, whom it chases
ANIMALS = {
    "dog": ("dogs", "bark", "run", ("in the park", "on the farm"), ("sausage", "bone"), ("cat", "rabbit")),
    "cat": ("cats", "meow", "climb", ("in the garden", "on the roof"), ("fish", "egg"), ("mouse", "bird")),
    "lion": ("lions", "roar", "run", ("in the desert", "on the hill"), ("bone", "fish"), ("zebra", "rabbit")),
    "horse": ("horses", "neigh", "run", ("in the field", "on the road"), ("apple", "carrot"), ()),
    "cow": ("cows", "moo", "walk", ("in the field", "on the farm"), ("apple", "carrot"), ()),
    "elephant": ("elephants", "trumpet", "walk", ("in the forest", "on the road"), ("apple", "orange"), ()),
    "duck": ("ducks", "quack", "swim", ("in the pond", "in the river"), ("bread", "nut"), ()),
    "frog": ("frogs", "croak", "swim", ("in the pond", "in the river"), ("nut", "bread"), ("ant", "bee")),
    "owl": ("owls", "hoot", "fly", ("over the house", "over the woods"), ("egg", "nut"), ("mouse", "frog")),
    "bee": ("bees", "buzz", "fly", ("over the garden", "over the house"), ("pear", "orange"), ()),
    "fox": ("foxes", "howl", "hop", ("in the forest", "in the woods"), ("egg", "sausage"), ("rabbit", "duck")),
    "pig": ("pigs", "grunt", "walk", ("on the farm", "in the garden"), ("carrot", "pear"), ()),
}  # fmt: skip
MASS = ("bread",)
PEOPLE = {"man": "men", "woman": "women", "boy": "boys", "girl": "girls", "king": "kings", "queen": "queens"}
HIS = {"man": "his", "boy": "his", "king": "his", "ben": "his", "tom": "his"}
NAMES = ("anna", "mia", "ben", "tom")
# verb: its things, the adjectives of the things, where it is done
ACTS = {
    "read": (("story", "letter"), ("new", "old"), ("in bed", "at school")),
    "write": (("story", "letter"), ("new", "long"), ("in bed", "at school")),
    "play": (("piano", "drum"), ("new", "old"), ("at home", "at school")),
    "ride": (("bicycle", "donkey"), ("new", "old"), ("in the park", "on the road")),
    "drive": (("tractor", "car"), ("red", "blue"), ("on the farm", "on the street")),
    "eat": (("cake", "apple", "orange", "egg"), ("sweet", "fresh"), ("in the kitchen", "at home")),
}
REASONS = {
    "umbrella": "it rains",
    "scarf": "it snows",
    "hat": "the sun shines",
    "lamp": "it is dark",
    "sandwich": "lunch is near",
}


def one_of(options: Iterable[str | Phrase]) -> Phrase:
    """Any of the options, all equally likely; an option is words or a phrase."""
    phrases = [[(option, 1.0)] if isinstance(option, str) else option for option in options]
    return [(words, chance / len(phrases)) for phrase in phrases for words, chance in phrase]


def mix(*options: tuple[float, str | Phrase]) -> Phrase:
    """Any of the options, each with its share; the shares add up to 1."""
    return [(words, share * chance) for share, option in options for words, chance in one_of([option])]


def then(*parts: str | Phrase) -> Phrase:
    """The parts one after the other, in every combination."""
    result: Phrase = [("", 1.0)]
    for part in parts:
        following = one_of([part])
        result = [(f"{a} {b}".strip(), p * q) for a, p in result for b, q in following]
    return result


def some(phrase: Phrase) -> Phrase:
    """The phrase after ``a``, or ``an`` where its first sound asks for it."""
    return [(f"{'an' if words[0] in 'aeiou' else 'a'} {words}", chance) for words, chance in phrase]


def described(noun: str) -> Phrase:
    """A noun with no adjective, one, or two: a size before a state."""
    return then(
        mix((0.5, ""), (0.2, one_of(SIZES)), (0.2, one_of(STATES)), (0.1, then(one_of(SIZES), one_of(STATES)))), noun
    )


def singular(noun: str) -> Phrase:
    """One animal or person: the or a, with adjectives or without."""
    return mix((0.5, then("the", described(noun))), (0.5, some(described(noun))))


def plural(noun: str) -> Phrase:
    """Several animals or people."""
    return then(mix((0.7, "the"), (0.3, "some")), described(noun))


def third(verb: str) -> str:
    """The verb's form after he, she or it."""
    if verb.endswith(("s", "z", "x", "ch", "sh")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb == "fly" else f"{verb}s"


def thing(noun: str, adjectives: tuple[str, ...]) -> Phrase:
    """Something to eat, to play or to read."""
    if noun in MASS:
        return then(mix((0.6, "the"), (0.4, "")), mix((0.6, ""), (0.4, one_of(adjectives))), noun)
    words = then(mix((0.6, ""), (0.4, one_of(adjectives))), noun)
    return mix((0.4, then("the", words)), (0.6, some(words)))


def deeds(noun: str) -> list[tuple[str, Phrase, tuple[str, ...]]]:
    """What an animal or a person does: the verb, what follows it, and where it is done."""
    if noun in ANIMALS:
        _, sound, move, places, foods, prey = ANIMALS[noun]
        whom = one_of(then(one_of(["the", "a"]), one) for one in PEOPLE)
        found = [
            (sound, mix((0.5, ""), (0.5, then("at", whom))), ()),
            (move, [("", 1.0)], places),
            ("eat", one_of(thing(food, ("sweet", "fresh")) for food in foods), places),
        ]
        caught = one_of(mix((0.6, then("the", one)), (0.4, some([(one, 1.0)]))) for one in prey)
        return [*found, ("chase", caught, places)] if prey else found
    return [(verb, one_of(thing(one, like) for one in things), places) for verb, (things, like, places) in ACTS.items()]


def statements(noun: str, subject: Phrase, inflect: bool, last: str = "") -> Phrase:
    """All that the subject does, as statements; ``last`` is the word before the full stop, if any."""
    phrases = []
    for verb, after, places in deeds(noun):
        core = then(subject, third(verb) if inflect else verb, after)
        where = one_of(places) if places else [("", 1.0)]
        ending = then(last, ".")
        if not places:
            phrases.append(then(core, ending))
        elif last:
            phrases.append(then(core, where, ending))
        else:
            phrases.append(
                mix((0.3, then(core, ending)), (0.5, then(core, where, ending)), (0.2, then(where, core, ending)))
            )
    return one_of(phrases)


def questions(noun: str, subject: Phrase, helper: str) -> Phrase:
    """All that one can ask of the subject: does it do this, and what does it eat, chase or do there."""
    asked = []
    for verb, after, places in deeds(noun):
        where = one_of(places) if places else [("", 1.0)]
        asked.append(then(helper, subject, verb, after, where, "?"))
        if verb in ("eat", "chase", "read", "write"):
            asked.append(then("what", helper, subject, verb, where, "?"))
    return one_of(asked)


def plain(noun: str) -> Phrase:
    """The noun with at most one adjective, for sentences that are long enough without a second."""
    return then(mix((0.6, ""), (0.2, one_of(SIZES)), (0.2, one_of(STATES))), noun)


def about(noun: str, many: str) -> Phrase:
    """All sentences about one kind of animal or person."""
    return mix(
        (0.3, statements(noun, singular(noun), inflect=True)),
        (0.2, statements(noun, plural(many), inflect=False)),
        (0.15, statements(noun, then("one", plain(noun)), inflect=True, last="alone")),
        (0.15, statements(noun, then("two", plain(many)), inflect=False, last="together")),
        (0.12, questions(noun, then("the", plain(noun)), "does")),
        (0.08, questions(noun, then("the", plain(many)), "do")),
    )


def taking(subject: Phrase, whose: str) -> Phrase:
    """Somebody takes something, and why."""
    return one_of(
        then(subject, "takes", mix((0.5, some([(item, 1.0)])), (0.5, f"{whose} {item}")), "because", reason, ".")
        for item, reason in REASONS.items()
    )


def language() -> dict[str, float]:
    """Every sentence of the language with its probability; the probabilities add up to 1."""
    animals = one_of(about(noun, row[0]) for noun, row in ANIMALS.items())
    people = one_of(about(noun, many) for noun, many in PEOPLE.items())
    named = one_of(statements(name, [(name, 1.0)], inflect=True) for name in NAMES)
    takers = [taking(singular(one), HIS.get(one, "her")) for one in PEOPLE]
    takers += [taking([(name, 1.0)], HIS.get(name, "her")) for name in NAMES]
    sentences: dict[str, float] = {}
    for words, chance in mix((0.5, animals), (0.27, people), (0.08, named), (0.15, one_of(takers))):
        sentences[words] = sentences.get(words, 0.0) + chance
    return sentences


def meaning(sentence: str) -> str:
    """What a sentence says, whichever of its wordings was chosen: sentences with the same meaning are paraphrases.

    Synonyms count as the same word, ``a`` and ``some`` as ``the``, and a place may stand first or last.
    """
    words = [SAME.get(word, word) for word in sentence.split()]
    words = ["the" if word in ("a", "an", "some") else word for word in words]
    if words[0] in ("in", "on", "over", "at"):
        length = 3 if words[1] == "the" else 2
        words = [*words[length:-1], *words[:length], words[-1]]
    return " ".join(words)


def automaton(sentences: Iterable[str], number: dict[str, int]) -> list[dict[int, int]]:
    """The smallest automaton that accepts exactly these sentences (Daciuk and others 2000).

    ``number`` gives each word its number. A state is a map from a word's number to the next state;
    state 0 is the only accepting one, and the last state is the start. The page walks it to tell
    whether a sentence is well-formed and, if not, at which word it leaves the language.
    """
    states: list[dict[int, int]] = [{}]
    known: dict[tuple[tuple[int, int], ...], int] = {(): 0}
    path: list[tuple[int, dict[int, int]]] = [(-1, {})]

    def close(depth: int) -> None:
        """Give every open state deeper than ``depth`` its number, deepest first."""
        while len(path) > depth:
            word, state = path.pop()
            key = tuple(sorted(state.items()))
            if key not in known:
                known[key] = len(states)
                states.append(state)
            if path:
                path[-1][1][word] = known[key]

    previous: list[str] = []
    for sentence in sorted(sentences, key=str.split):
        words = sentence.split()
        common = next(
            (at for at, (a, b) in enumerate(zip(words, previous, strict=False)) if a != b),
            min(len(words), len(previous)),
        )
        close(common + 1)
        path.extend((number[word], {}) for word in words[common:])
        previous = words
    close(0)
    return states


def vocabulary(sentences: Iterable[str]) -> list[str]:
    """The four signs and then every word of the language, in alphabetical order."""
    return ["<pad>", "<bos>", "<eos>", "<mask>", *sorted({word for sentence in sentences for word in sentence.split()})]
