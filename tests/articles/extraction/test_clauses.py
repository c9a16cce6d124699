import pytest

from deliberate.articles.extraction.clauses import clauses


@pytest.fixture
def cut(phrasing):
    def look(text):
        words = phrasing(text)
        return [
            (text[slice(*words.chars(each.span))].rstrip(".,"), each.connective)
            for each in clauses(words, (0, len(words.tokens)))
        ]

    return look


def test_a_reason_is_a_statement_of_its_own(cut):
    assert cut("The ferry stopped because the engine was old.") == [
        ("The ferry stopped", ""),
        ("the engine was old", "because"),
    ]


def test_a_concession_at_the_front_is_joined_to_what_follows(cut):
    assert cut("Although the engine was old, the ferry went on.") == [
        ("the engine was old", "although"),
        ("the ferry went on", ""),
    ]


def test_but_and_semicolons_cut(cut):
    assert [words for words, _ in cut("The ferry was old; it was slow, but people loved it.")] == [
        "The ferry was old",
        "it was slow",
        "people loved it",
    ]


def test_lists_and_conditions_are_not_cut(cut):
    assert len(cut("The ferry, the island and the quay are old.")) == 1
    assert len(cut("The ferry stops if the wind is strong.")) == 1


def test_time_clauses_with_a_measure_are_cut(cut):
    assert [words for words, _ in cut("Two days after the line had closed, the club moved the ferry.")] == [
        "the line had closed",
        "the club moved the ferry",
    ]


def test_two_that_clauses_are_two_statements(cut):
    assert [words for words, _ in cut("that he ordered the work, and that he ignored a warning")] == [
        "that he ordered the work",
        "he ignored a warning",
    ]


def test_a_second_verb_of_the_same_subject_is_not_cut_off(cut):
    assert len(cut("The ministry would review it, but declined to say whether rules would change.")) == 1
