from deliberate.articles.extraction.tokens import quotations, tokenize


def tokens_of(text):
    return tokenize(text, 0, len(text))


def quoted(text):
    tokens = tokens_of(text)
    return [text[tokens[each.first].start : tokens[each.last].end] for each in quotations(tokens)]


def test_every_token_lies_where_its_offsets_say():
    text = "😀 Dr. Vale’s U.S. crew (3.5%) — won’t stop."
    assert all(text[token.start : token.end] == token.text for token in tokens_of(text))
    assert [token.text for token in tokens_of(text)][1:5] == ["Dr.", "Vale’s", "U.S.", "crew"]


def test_only_the_asked_part_is_cut():
    assert [token.text for token in tokenize("one two three", 4, 7)] == ["two"]


def test_curly_straight_and_doubled_marks_quote():
    assert quoted("He said “one two” and \"three\" and ''four''.") == ["“one two”", '"three"', "''four''"]


def test_an_apostrophe_is_no_quotation_mark():
    assert quoted("The crew’s boats aren’t the officers’ own.") == []


def test_single_marks_quote_words():
    assert quoted("tides ‘forgive nobody’ here") == ["‘forgive nobody’"]


def test_a_quotation_that_never_closes_runs_to_the_end():
    assert quoted("He said “we go on") == ["“we go on"]


def test_low_and_pointed_marks_quote():
    assert quoted("„one two“, he said, »three four« and «five six».") == ["„one two“", "»three four«", "«five six»"]


def kinds_of_marks(text):
    return [token.kind for token in tokens_of(text) if token.text in {"‘", "’"}]


def test_single_marks_around_a_sentence_are_speech():
    assert kinds_of_marks("‘The bridge is safe,’ he said.") == ["double", "double"]
    assert kinds_of_marks("The bridge ‘moves’ a lot.") == ["single", "single"]


def test_a_closing_mark_after_an_s_is_no_owner_s():
    text = "the bridge ‘moves’ when lorries cross"
    assert quoted(text) == ["‘moves’"]
    assert "moves" in [token.text for token in tokens_of(text)]


def test_a_word_quoted_at_the_end_of_a_quotation_closes_before_it():
    text = "''the word 'old-school,''' he said"
    assert quoted(text) == ["''the word 'old-school,'''"]
