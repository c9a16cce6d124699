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
