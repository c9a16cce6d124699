from deliberate.articles.extraction.details import detail_of


def test_a_hedge_in_brackets_binds_the_phrase_before_it(phrasing):
    text = "The club with help from a firm (not confirmed) moved the ferry to Lunn"
    words = phrasing(text)
    detail = detail_of(words, (0, len(words.tokens)))
    assert detail is not None
    assert text[slice(*words.chars(detail.part))] == "with help from a firm (not confirmed)"
    assert [text[slice(*words.chars(span))] for span in detail.rest] == ["The club", "moved the ferry to Lunn"]


def test_a_hedge_before_an_apposition_binds_who_is_meant(phrasing):
    text = "A second group possibly students from the college are moving the ferry"
    words = phrasing(text)
    detail = detail_of(words, (0, len(words.tokens)))
    assert detail is not None
    assert text[slice(*words.chars(detail.part))] == "possibly students from the college"


def test_a_hedge_on_the_verb_is_no_detail(phrasing):
    words = phrasing("The club possibly moved the ferry")
    assert detail_of(words, (0, len(words.tokens))) is None


def test_a_detail_is_worded_after_the_deed_and_stands_for_its_own_words_only(reading):
    found = reading("The club with help from a firm (not confirmed) moved the ferry to Lunn on Monday.")
    detail = found.saying("with help from a firm")
    assert detail.text == "The club moved the ferry with help from a firm."
    assert found.words(detail.ranges) == "with help from a firm (not confirmed)"
    assert found.saying("on Monday").hedges == ()


def test_a_detail_after_the_verb_is_one_too(reading):
    found = reading("The club moved the ferry with help from a firm (not confirmed) on Monday.")
    assert {each.text for each in found.suggestions} == {
        "The club moved the ferry on Monday.",
        "The club moved the ferry with help from a firm.",
    }
