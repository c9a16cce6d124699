import hashlib

from deliberate.articles.documents import ImportedText, balanced, clean, joined, paragraphs


def test_newlines_of_every_system_become_line_feeds():
    assert clean("a\r\nb\rc\nd") == ("a\nb\nc\nd", ())


def test_nul_and_direction_overrides_are_removed_and_counted():
    text, report = clean("a\0b\u202ec\u202ad")
    assert text == "abcd"
    assert report == ("1 NUL character was removed.", "2 direction-override characters were removed.")


def test_balanced_isolates_and_direction_marks_pass():
    text = "one \u2067two\u2069 \u200e\u200f\u061cthree"
    assert clean(text) == (text, ())


def test_unbalanced_isolates_are_removed_from_their_line_only():
    text, report = clean("a \u2067b\nc \u2067d\u2069")
    assert text == "a b\nc \u2067d\u2069"
    assert report == ("1 unbalanced direction-isolate character was removed.",)


def test_a_closer_before_its_opener_is_not_balanced():
    assert not balanced("\u2069a\u2067")


def test_paragraphs_lie_between_blank_lines_and_keep_single_newlines():
    text = "\n first\nline \n\n\t\n second\n"
    assert [text[block.start : block.end] for block in paragraphs(text)] == ["first\nline", "second"]


def test_offsets_are_code_points_even_after_an_emoji():
    text = "😀 one\n\ntwo"
    assert [(block.start, block.end) for block in paragraphs(text)] == [(0, 5), (7, 10)]


def test_joined_pieces_lie_where_their_blocks_say():
    text, blocks = joined([("heading", "Title"), ("paragraph", "Words")])
    assert text == "Title\n\nWords"
    assert [(block.kind, text[block.start : block.end]) for block in blocks] == [
        ("heading", "Title"),
        ("paragraph", "Words"),
    ]


def test_the_digest_is_of_the_text_in_utf_8():
    assert ImportedText("é", ()).sha256 == hashlib.sha256("é".encode()).hexdigest()
