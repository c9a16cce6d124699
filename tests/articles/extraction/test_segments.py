from deliberate.articles.documents import Block, paragraphs
from deliberate.articles.extraction.segments import LONGEST, sentences


def cut(text):
    return [text[each.start : each.end] for each in sentences(text, paragraphs(text))]


def test_sentences_keep_their_exact_place():
    assert cut("Dr. Vale left. The U.S. crew stayed!\n\nNobody came.") == [
        "Dr. Vale left.",
        "The U.S. crew stayed!",
        "Nobody came.",
    ]


def test_a_quotation_of_several_sentences_stays_whole():
    text = "“We go. We stay. We wait,” Vale said. Nobody came."
    assert cut(text) == ["“We go. We stay. We wait,” Vale said.", "Nobody came."]


def test_only_the_given_blocks_are_read():
    text = "Menu. Story one. Story two."
    found = list(sentences(text, [Block("paragraph", 6, len(text))]))
    assert [text[each.start : each.end] for each in found] == ["Story one.", "Story two."]


def test_an_empty_block_has_no_sentence():
    assert list(sentences("   ", [Block("paragraph", 0, 3)])) == []


def test_no_sentence_is_longer_than_the_bound():
    text = "“" + "One two three. " * 400
    found = list(sentences(text, paragraphs(text)))
    assert max(len(each.tokens) for each in found) <= LONGEST
    assert sum(len(each.tokens) for each in found) == 1 + 400 * 4


def test_a_cut_quotation_is_cut_between_its_sentences():
    text = "“" + "One two three. " * 400
    assert all(each.tokens[-1].text == "." for each in sentences(text, paragraphs(text)))


def test_a_title_before_a_name_ends_no_sentence():
    assert cut("He wrote to Arkansas Gov. Mike Huckabee. Nobody came.") == [
        "He wrote to Arkansas Gov. Mike Huckabee.",
        "Nobody came.",
    ]


def test_an_initial_may_end_a_sentence():
    assert cut("It was planted for George V. Some were ill.") == ["It was planted for George V.", "Some were ill."]


def test_a_dateline_is_no_part_of_the_sentence():
    assert cut("LUNN, Northland (AP) — The ferry sank.") == ["The ferry sank."]
    assert cut("LUNN — The ferry sank.") == ["The ferry sank."]


def test_dashes_around_an_aside_are_no_dateline():
    text = "NATO — a club of states — was founded in 1949."
    assert cut(text) == [text]
