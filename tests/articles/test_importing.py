import pytest

from deliberate.articles.documents import Unreadable
from deliberate.articles.importing import read_file, read_text


def test_plain_text_is_kept_exactly_but_for_its_newlines():
    read = read_text("  One \r\n\r\nTwo\u00a0 ", format="text")
    assert read.text == "  One \n\nTwo\u00a0 "
    assert [read.text[block.start : block.end] for block in read.blocks] == ["One", "Two"]


def test_composed_and_decomposed_letters_stay_as_they_came():
    assert read_text("e\u0301 é", format="text").text == "e\u0301 é"


@pytest.mark.parametrize("text", ["", "  \n\t ", "\0\u202e"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(Unreadable, match="nothing to read"):
        read_text(text, format="text")


def test_a_text_over_the_limit_is_refused_with_both_sizes():
    with pytest.raises(Unreadable, match=r"3\.0 MB; at most 2\.0 MB"):
        read_text("x" * (3 * 1024 * 1024), format="text")


def test_the_limit_counts_bytes_of_utf_8():
    with pytest.raises(Unreadable):
        read_text("é" * 6, format="text", limit=10)


def test_one_megabyte_is_read():
    assert len(read_text("word " * 200_000, format="text").text) == 1_000_000


def test_a_page_with_nothing_but_scripts_is_refused():
    with pytest.raises(Unreadable, match="no words are left"):
        read_text("<script>alert(1)</script><nav>Menu</nav>", format="html")


def test_forbidden_characters_spelled_as_references_are_removed_too():
    read = read_text("<p>a&#x202e;b</p>", format="html")
    assert read.text == "ab"
    assert read.report == ("1 direction-override character was removed.",)


def test_the_extension_tells_the_format():
    assert read_file(b"# Title\n\nText", "a.MD").title == "Title"
    assert read_file(b"<title>T</title><p>x", "a.htm").title == "T"
    assert read_file(b"# Title", "a.text").title is None


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.txt.exe"])
def test_other_extensions_are_refused(name):
    with pytest.raises(Unreadable, match="cannot be read"):
        read_file(b"words", name)


def test_an_empty_file_is_refused():
    with pytest.raises(Unreadable, match="empty"):
        read_file(b"", "a.txt")


def test_a_binary_file_is_refused():
    with pytest.raises(Unreadable, match="not a text file"):
        read_file(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "a.txt")


def test_a_single_nul_in_a_text_file_is_removed_and_reported():
    read = read_file(b"word " * 50 + b"\0", "a.txt")
    assert "\0" not in read.text
    assert read.report == ("1 NUL character was removed.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_marked_utf_16_are_read(encoding):
    assert read_file("Größe 😀".encode(encoding), "a.txt").text == "Größe 😀"


def test_a_page_is_read_in_the_encoding_that_it_declares():
    page = '<meta charset="windows-1252"><p>caf\u00e9 \u201cx\u201d'.encode("windows-1252")
    assert read_file(page, "a.html").text == "café “x”"


def test_a_wrong_encoding_is_refused_with_the_byte_position():
    with pytest.raises(Unreadable, match="not UTF-8: the byte at position 3"):
        read_file("caf\u00e9 x".encode("latin-1"), "a.txt")


def test_an_unknown_declared_encoding_is_refused():
    with pytest.raises(Unreadable, match="not known"):
        read_file(b'<meta charset="klingon"><p>caf\xe9', "a.html")


def test_a_truncated_utf_16_file_is_refused():
    with pytest.raises(Unreadable, match="not UTF-16"):
        read_file("ab".encode("utf-16") + b"\x00", "a.txt")
