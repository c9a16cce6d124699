"""A lexicon without what one publisher alone has shown: leave-one-publisher-out for rules with word lists.

Rules and word lists are not fitted, so nothing can be fitted anew without a publisher. What can be done is to take the
words away that could have been put in for its sake: each entry that stands in the annotated cues of its articles and in
those of no other publisher. An entry that stands in no cue at all stays: nobody took it from these texts. What cannot
be taken away are rules (how clauses, speakers and contents are found) that were worked out on the same articles.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from deliberate.articles.extraction.lexicon import Lexicon, Phrases

WORD = re.compile(r"[\w’'-]+")
Entry = tuple[str, ...]
"""The list an entry is in (verb, noun, phrase), and its words."""


def entries_only_of_one(lexicon: Lexicon, cues: Mapping[str, Iterable[str]]) -> dict[str, frozenset[Entry]]:
    """By publisher, the entries that its annotated cues hold and those of no other. `cues` are their words."""
    shown_by: dict[Entry, set[str]] = defaultdict(set)
    for publisher, texts in cues.items():
        for text in texts:
            for entry in entries_in(lexicon, [word.replace("’", "'") for word in WORD.findall(text.lower())]):
                shown_by[entry].add(publisher)
    return {
        publisher: frozenset(entry for entry, shown in shown_by.items() if shown == {publisher}) for publisher in cues
    }


def entries_in(lexicon: Lexicon, words: Sequence[str]) -> Iterable[Entry]:
    """The entries that some words hold: verbs in any form, with all their particles; nouns; whole phrases."""
    for index, word in enumerate(words):
        for form in lexicon.verbs.get(word, ()):
            if tuple(words[index + 1 : index + 1 + len(form.particles)]) == form.particles:
                yield "verb", form.lemma
        if word in lexicon.nouns:
            yield "noun", word
        for phrase, _ in lexicon.speaker_phrases.by_first.get(word, ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                yield "phrase", *phrase


def without(lexicon: Lexicon, entries: Set[Entry]) -> Lexicon:
    """The lexicon without some entries."""
    verbs = {
        word: tuple(form for form in forms if ("verb", form.lemma) not in entries)
        for word, forms in lexicon.verbs.items()
    }
    phrases = {
        first: tuple(each for each in found if ("phrase", *each[0]) not in entries)
        for first, found in lexicon.speaker_phrases.by_first.items()
    }
    return replace(
        lexicon,
        verbs={word: forms for word, forms in verbs.items() if forms},
        nouns={noun: kind for noun, kind in lexicon.nouns.items() if ("noun", noun) not in entries},
        back_nouns=frozenset(noun for noun in lexicon.back_nouns if ("noun", noun) not in entries),
        speaker_phrases=Phrases({first: found for first, found in phrases.items() if found}),
    )
