import pytest

from deliberate.articles.extraction.lexicon import inflections, load, phrases


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("deny", {"deny", "denies", "denying", "denied"}),
        ("argue", {"argue", "argues", "arguing", "argued"}),
        ("stress", {"stress", "stresses", "stressing", "stressed"}),
        ("agree", {"agree", "agrees", "agreeing", "agreed"}),
        ("say", {"say", "says", "saying", "said"}),
    ],
)
def test_verbs_are_inflected(lemma, forms):
    assert {word for _, word in inflections(lemma, {"say": ["says", "saying", "said", "said"]})} == forms


def test_a_verb_with_its_particle_comes_before_the_bare_verb():
    forms = load("en").verbs["called"]
    assert [form.lemma for form in forms][-1] == "call"
    assert ("for",) in [form.particles for form in forms]


def test_every_class_of_a_verb_is_kept_by_its_use():
    (form,) = [form for form in load("en").verbs["denied"] if form.lemma == "deny"]
    assert form.frames == {"free": "denies"}


def test_the_longest_phrase_is_found_first():
    found = phrases({"possible": ["likely", "most likely"]})
    assert found.match(["most", "likely", "so"], 0) == (2, "possible")
    assert found.match(["so"], 0) is None
