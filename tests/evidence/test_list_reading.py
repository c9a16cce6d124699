"""Lists of publishers in CSV: read whole, or refused with the line and column of what is wrong."""

from datetime import date

import pytest

from deliberate.core.errors import Invalid
from deliberate.evidence.list_reading import FAULTS, MOST_BYTES, MOST_ROWS, ListRow, grades_by_word, read_lists
from deliberate.evidence.models import Reliability


def refusal(text: str, name: str = "List") -> str:
    with pytest.raises(Invalid) as refused:
        read_lists(text.encode(), name)
    assert refused.value.field == "file"
    return refused.value.message


def test_columns_come_in_any_order_and_words_stand_for_grades() -> None:
    head, first = (
        "\ufeffReason,Status,Domain,date",
        '"Says, often, sorry",Generally  reliable,WWW.Example.org,2025-05-31',
    )
    text = f"{head}\r\n{first}\r\n,f,ex.net,\r\n"
    assert read_lists(text.encode(), "List") == {
        "List": [
            ListRow("example.org", "Generally  reliable", Reliability.B, date(2025, 5, 31), "Says, often, sorry"),
            ListRow("ex.net", "f", Reliability.F, None, None),
        ]
    }


def test_one_file_may_hold_several_lists() -> None:
    text = "domain,status,list name\nexample.org,A,One\nexample.org,E,Two\nexample.net,B,\n"
    found = read_lists(text.encode(), "Else")
    assert {name: [row.grade.value for row in rows] for name, rows in found.items()} == {
        "One": ["A"],
        "Two": ["E"],
        "Else": ["B"],
    }


def test_names_of_other_scripts_become_what_links_have() -> None:
    (row,) = read_lists("domain,status\nbücher.example,B".encode(), "List")["List"]
    assert row.domain == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("domain,status\nexample.org,splendid\n", "Line 2, column 2 (status): “splendid” is no grade"),
        (
            "domain,status\n\nhttps://example.org/x,A\n",
            "Line 3, column 1 (domain): “https://example.org/x” is no domain",
        ),
        ("domain,status\nlocalhost,A\n", "Line 2, column 1 (domain)"),
        ("domain,status,date\nexample.org,A,yesterday\n", "Line 2, column 3 (date): “yesterday” is no day"),
        ("domain,status\nexample.org\n", "Line 2, column 1: 2 columns are expected"),
        ("domain,status\nexample.org,A\nwww.example.org,B\n", "Line 3, domain: example.org stands in line 2 already"),
        ("domain,grade\nexample.org,A\n", "Line 1, column 2: there is no column “grade”"),
        ("domain,domain\nexample.org,A\n", "Line 1, column 2: “domain” stands there twice"),
        ("domain\nexample.org\n", "the column “status” is missing"),
        ("domain,status\n", "There is no row in it"),
        ("", "the column “domain” is missing"),
        ('domain,status\n"example.org,A\n', "this is no CSV"),
        ("domain,status\nexample.org,A\0\n", "Line 2"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, words: str) -> None:
    assert words in refusal(text)


def test_without_any_name_a_list_is_refused() -> None:
    assert "which list is it?" in refusal("domain,status\nexample.org,A\n", "")


def test_all_faults_are_told_up_to_a_number_and_bounds_hold() -> None:
    many = refusal("domain,status\n" + "".join(f"d{n}.org,none\n" for n in range(100)))
    assert many.count("Line ") == FAULTS
    rows = "domain,status\n" + "".join(f"d{n}.org,A\n" for n in range(MOST_ROWS + 1))
    assert f"more than {MOST_ROWS} rows" in refusal(rows)
    assert "larger than 2 MB" in refusal("x" * (MOST_BYTES + 1))
    with pytest.raises(Invalid, match="Line 2: this is no text in UTF-8"):
        read_lists(b"domain,status\nexample.org,\xff\n", "List")


def test_every_grade_has_its_letter_and_no_word_stands_for_two() -> None:
    words = grades_by_word()
    assert {words[grade.value.lower()] for grade in Reliability} == set(Reliability)
    assert all(word == word.lower() for word in words)
