"""The words the extractor knows, read from the data files of one language."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any

from deliberate.articles.extraction.languages import FALLBACK, FOLDER

VOWELS = "aeiou"


@dataclass(frozen=True)
class VerbForm:
    """One inflected form of a reporting verb. `particles` are the words that must follow it ("call" + "for").

    `form` is one of base, third, ing, past, participle (the last two are one for regular verbs: past). `frames` are the
    complements it may have: free, clause, object, to, as (see verbs.toml), each with the class it then has.
    """

    lemma: str
    form: str
    particles: tuple[str, ...]
    frames: Mapping[str, str]


@dataclass(frozen=True)
class Phrases:
    """Phrases of one or more words with what each stands for, found longest first."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    def match(self, words: Sequence[str], at: int) -> tuple[int, str] | None:
        """The length in words and the meaning of the longest phrase at a place, if there is one."""
        for phrase, meaning in self.by_first.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase), meaning
        return None


@dataclass(frozen=True)
class Lexicon:
    """All the words of one language."""

    verbs: Mapping[str, tuple[VerbForm, ...]]
    naming: frozenset[str]
    idioms: Phrases
    leading: Phrases
    nouns: Mapping[str, str]
    back_nouns: frozenset[str]
    bringing: frozenset[str]
    dismissive: frozenset[str]
    untrue: frozenset[str]
    denied_had: frozenset[str]
    denied_done: frozenset[str]
    pasts_of: Mapping[str, str]
    speaker_phrases: Phrases
    hedges: Phrases
    connectives: Mapping[str, str]
    kinds: Mapping[str, Phrases]
    emphasis: Phrases
    sources: Mapping[str, frozenset[str]]
    gender: Mapping[str, frozenset[str]]
    given_names: Mapping[str, frozenset[str]]
    grammar: Mapping[str, frozenset[str]]


@cache
def load(language: str = FALLBACK, folder: Traversable = FOLDER) -> Lexicon:
    """Read the lexicon of a language that has one (`languages.lexicon_of`); it is read once."""

    def table(name: str) -> dict[str, Any]:
        return tomllib.loads((folder / language / f"{name}.toml").read_text("utf-8"))

    nouns, irregular = table("nouns"), table("irregular")
    back, bringing = frozenset(nouns.pop("back")), nouns.pop("bringing")
    denied, verdicts = nouns.pop("denied"), nouns.pop("verdicts")
    sources = table("sources")
    gender, given = sources.pop("gender"), sources.pop("names")
    kinds = table("kinds")
    emphasis = kinds.pop("emphasis")
    return Lexicon(
        verbs=verb_forms(table("verbs"), irregular),
        naming=frozenset(table("naming")["naming"]),
        idioms=phrases({"idiom": inflected(table("idioms")["idioms"], irregular)}),
        leading=phrases({"leading": inflected(table("leading")["leading"], irregular)}),
        nouns={noun: kind for kind, words in nouns.items() for noun in words},
        back_nouns=back,
        bringing=frozenset(inflected(bringing, irregular)),
        dismissive=frozenset(verdicts["dismissive"]),
        untrue=frozenset(verdicts["untrue"]),
        denied_had=frozenset(denied["had"]),
        denied_done=frozenset(denied["done"]),
        pasts_of={ing: past for _, ing, past, _ in irregular.values()},
        speaker_phrases=phrases(table("prepositions")),
        hedges=phrases(table("hedges")),
        connectives={phrase: relation for relation, entry in table("connectives").items() for phrase in entry["words"]},
        kinds={kind: phrases({kind: words}) for kind, words in kinds.items()},
        emphasis=phrases({"emphasis": emphasis["openings"]}),
        sources={name: frozenset(words) for name, words in sources.items()},
        gender={name: frozenset(words) for name, words in gender.items()},
        given_names={name: frozenset(words) for name, words in given.items()},
        grammar=grammar(table("grammar"), irregular) | {"given_names": frozenset(chain(*given.values()))},
    )


def phrases(entries: Mapping[str, Iterable[str]]) -> Phrases:
    """Phrases by their first word, longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for meaning, lines in entries.items():
        for line in lines:
            words = tuple(line.replace(",", " ,").split())
            by_first.setdefault(words[0], []).append((words, meaning))
    return Phrases({first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in by_first.items()})


def verb_forms(
    classes: Mapping[str, Mapping[str, Sequence[str]]], irregular: Mapping[str, Sequence[str]]
) -> dict[str, tuple[VerbForm, ...]]:
    """Every form of every reporting verb, by its first word; those with most particles first."""
    frames: dict[str, dict[str, str]] = {}
    for kind, by_frame in classes.items():
        for frame, verbs in by_frame.items():
            for verb in verbs:
                frames.setdefault(verb, {}).setdefault(frame, kind)
    forms: dict[str, list[VerbForm]] = {}
    for verb, allowed in frames.items():
        lemma, *particles = verb.split()
        for form, word in inflections(lemma, irregular):
            forms.setdefault(word, []).append(VerbForm(verb, form, tuple(particles), allowed))
    return {word: tuple(sorted(found, key=lambda entry: -len(entry.particles))) for word, found in forms.items()}


def inflected(idioms: Iterable[str], irregular: Mapping[str, Sequence[str]]) -> list[str]:
    """Idioms with their first word, a verb, in every form."""
    parted = (idiom.partition(" ") for idiom in idioms)
    return [f"{word} {rest}".strip() for verb, _, rest in parted for _, word in inflections(verb, irregular)]


def inflections(lemma: str, irregular: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The (form, word) pairs of a verb."""
    if lemma == "be":
        return [("third", "is"), ("base", "are"), ("past", "was"), ("past", "were"), ("base", "be"), ("base", "am")]
    if lemma in irregular:
        third, ing, past, participle = irregular[lemma]
        pairs = [("base", lemma), ("third", third), ("ing", ing), ("past", past)]
        return pairs if participle == past else [*pairs, ("participle", participle)]
    return [("base", lemma), ("third", third_person(lemma)), ("ing", ing_form(lemma)), ("past", past_form(lemma))]


def third_person(lemma: str) -> str:
    """says, relies, stresses."""
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")


def ing_form(lemma: str) -> str:
    """noting, agreeing, saying."""
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    return lemma + "ing"


def past_form(lemma: str) -> str:
    """noted, denied, claimed."""
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return lemma[:-1] + "ied"
    return lemma + "ed"


def grammar(words: Mapping[str, Sequence[str]], irregular: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """The closed classes, and under "finite" the forms that can only or mostly be finite verbs."""
    bases = words["bases"]
    thirds = {word for base in bases for form, word in inflections(base, irregular) if form == "third"}
    known = {name: frozenset(members) for name, members in words.items()}
    known["finite"] = (known["auxiliaries"] | known["pasts"] | known["contractions"] | thirds) - known["not_finite"]
    return known
