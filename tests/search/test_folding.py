"""Words are compared without case and accents, and taken apart in one place for every database."""

from deliberate.search.folding import LONGEST_WORD, MOST_WORDS, Terms, spans_of, terms_of, words_of


def test_words_are_folded_and_stand_once() -> None:
    assert words_of("Café CAFÉ cafe\u0301, the café") == ["cafe", "the"]
    assert words_of("Straße STRASSE ﬁne İstanbul Ёлка") == ["strasse", "fine", "istanbul", "елка"]
    assert words_of("don’t x_y 100_% ½ \x00'\"*") == ["don", "t", "x", "y", "100", "1", "2"]
    assert words_of(" … ’ \u0301 🙂") == []


def test_vowel_signs_are_part_of_a_word_and_points_are_left_out() -> None:
    assert words_of("हिन्दी भाषा") == ["हिन्दी", "भाषा"]
    assert words_of("שָׁלוֹם") == words_of("שלום")
    assert words_of("北京 Kyōto 東京") == ["北", "京", "kyoto", "東"]


def test_spans_say_where_each_word_stands_in_the_text_as_it_is() -> None:
    text = "Le cafe\u0301 fermé."
    assert [(text[span.start : span.end], span.words) for span in spans_of(text)] == [
        ("Le", ("le",)),
        ("cafe\u0301", ("cafe",)),
        ("fermé", ("ferme",)),
    ]


def test_a_question_is_its_first_words_and_the_last_may_go_on() -> None:
    assert terms_of("The bri") == Terms(("the",), "bri")
    assert not terms_of("…")
    many = terms_of(" ".join(f"w{number}" for number in range(40)))
    assert len(many.whole) + 1 == MOST_WORDS
    assert terms_of("x" * 500).begun == "x" * LONGEST_WORD
    assert terms_of("The bri").include("bridges")
    assert not terms_of("The bri").include("then")
